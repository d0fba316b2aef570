import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Machine;

/**
 * Asks event-ruler. Standard input: one JSON object a line, {"pattern": ..., "event": ...}. Standard output: one a line,
 * {"valid": true, "match": false} or {"valid": false, "error": "..."}. "unsure": true where asking again gave another
 * answer.
 */
public class Oracle {
    private static final int ASKED = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] arguments) throws Exception {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintWriter answers = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            answers.println(JSON.writeValueAsString(answer(JSON.readTree(line))));
            answers.flush();
        }
    }

    private static ObjectNode answer(JsonNode question) {
        ObjectNode answer = JSON.createObjectNode();
        String event = question.get("event").toString();
        try {
            boolean match = matches(question.get("pattern").toString(), event);
            answer.put("valid", true).put("match", match);
            for (int times = 1; times < ASKED; times++) {
                if (matches(question.get("pattern").toString(), event) != match) {
                    answer.put("unsure", true);
                }
            }
        } catch (Exception refusal) {
            answer.put("valid", false).put("error", String.valueOf(refusal.getMessage()).split("\n")[0]);
        }
        return answer;
    }

    private static boolean matches(String pattern, String event) throws Exception {
        Machine machine = new Machine();
        machine.addRule("pattern", pattern);
        return !machine.rulesForJSONEvent(event).isEmpty();
    }
}
