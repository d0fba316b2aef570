// News from the emulator, for as long as the page is open: server-sent events at /_tocsin/live.

const PAUSE = 1_000; // milliseconds until the next try

/** `changed()` whenever there may be something new, also after the emulator has come back; `gone()` while it is away. */
export function follow({ changed, gone }) {
  const source = new EventSource("/_tocsin/live");
  source.addEventListener("open", changed);
  source.addEventListener("change", changed);
  source.addEventListener("error", () => {
    source.close(); // a browser's own retry takes longer, and gives up for good after an answer that is not 200
    gone();
    setTimeout(() => follow({ changed, gone }), PAUSE);
  });
}
