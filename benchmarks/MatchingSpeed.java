import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.event.ruler.Machine;

/**
 * Times event-ruler on benchmark data: MatchingSpeed POLICIES EVENTS SECONDS (both files JSON lines). Prints one JSON
 * object: seconds to add all rules, the best pass over the parsed events once warm (in events a second), and the
 * number of matches in one pass.
 */
public class MatchingSpeed {
    public static void main(String[] arguments) throws Exception {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> policies = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            policies.add(json.readTree(line));
        }
        List<JsonNode> events = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(arguments[1]))) {
            events.add(json.readTree(line));
        }

        long start = System.nanoTime();
        Machine machine = Machine.builder().build();
        for (JsonNode policy : policies) {
            machine.addRule(policy.get("id").asText(), policy.get("pattern").toString());
        }
        double built = (System.nanoTime() - start) / 1e9;

        long matches = 0;
        long best = Long.MAX_VALUE;
        long deadline = System.nanoTime() + (long) (Double.parseDouble(arguments[2]) * 1e9);
        for (int pass = 0; pass < 3 || System.nanoTime() < deadline; pass++) {
            matches = 0;
            start = System.nanoTime();
            for (JsonNode event : events) {
                matches += machine.rulesForJSONEvent(event).size();
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.println(json.createObjectNode()
                .put("build_seconds", built)
                .put("events_per_second", events.size() * 1e9 / best)
                .put("matches", matches));
    }
}
