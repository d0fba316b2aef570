// The emulator's clock: what it shows, and moving it on.

import { post } from "./calls.js";
import { onSubmit, run, write } from "./elements.js";

const DAY = { weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
const days = new Intl.DateTimeFormat("en-GB", DAY);

const element = (id) => document.getElementById(id);

let shown = { time: null, read: 0, mode: "virtual" };
let next = null;

/** "09:05" of an RFC 3339 time; UTC, like everything here. */
export function minuteOf(time) {
  return time.slice(11, 16);
}

/** "+5 min" between two times; seconds where they count. */
export function offset(from, to) {
  const passed = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  const [hours, minutes, seconds] = [Math.floor(passed / 3600), Math.floor(passed / 60) % 60, passed % 60];
  return `+${hours ? `${hours}h` : ""}${minutes}m${seconds ? `${seconds}s` : ""}`;
}

/** Show the clock, and offer to go to the next page of any engagement. */
export function showClock(clock, engagements) {
  shown = { ...clock, read: performance.now() };
  write(element("mode"), clock.mode);
  tick();
  const times = engagements.flatMap((engagement) => engagement.next.slice(0, 1).map((notice) => notice.time));
  next = times.sort().at(0) ?? null;
  // aria-disabled, not disabled: the button keeps the focus of whoever steps through a plan with it.
  element("next").ariaDisabled = String(next === null);
  write(element("next-time"), next ? minuteOf(next) : "none");
}

/** Get ready for orders. */
export function startClock() {
  for (const button of document.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", () => order(button, { advance: button.dataset.advance }));
  }
  element("next").addEventListener("click", () => next && order(element("next"), { set: next }));
  element("next").disabled = false;
  onSubmit(element("advance"), (form) => move({ advance: form.elements.span.value.replaceAll(" ", "") }));
  onSubmit(element("set"), (form) => move({ set: inUtc(form.elements.instant.value.trim()) }));
  closeOnEscape(element("other"));
  setInterval(() => shown.mode === "real" && tick(), 1000);
}

function order(button, body) {
  return run(button, element("clock-result"), () => move(body));
}

async function move(body) {
  const clock = await post("clock", body);
  return `It is ${clock.time.slice(11, 19)}.`;
}

function inUtc(text) {
  return /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;
}

function tick() {
  if (!shown.time) return;
  const passed = shown.mode === "real" ? performance.now() - shown.read : 0;
  const time = new Date(Date.parse(shown.time) + passed);
  write(element("now"), time.toISOString().slice(11, 19));
  element("now").dateTime = time.toISOString();
  write(element("today"), `${days.format(time)}, UTC`);
}

function closeOnEscape(details) {
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
}
