// The inbox: reads everything whenever something has changed, and shows it.

import { get } from "./calls.js";
import { showClock, startClock } from "./clock.js";
import { write } from "./elements.js";
import { showEngagements, startEngagements } from "./engagements.js";
import { follow } from "./live.js";
import { kindOf, numbered } from "./messages.js";
import { isOpen } from "./pages.js";
import { showPeople, titleOf } from "./people.js";
import { showTools, startTools } from "./tools.js";

const element = (id) => document.getElementById(id);

const GONE = "The emulator does not answer. This is what it last said; the page goes on by itself once it is back.";

let known = null; // keys of the messages seen so far; null before the first
let reading = false;
let again = false;

/** Read and show; what changes meanwhile is read once more afterwards. */
async function refresh() {
  again = reading;
  if (reading) return;
  reading = true;
  const now = await read().catch(() => null);
  reading = false;
  connected(now !== null);
  if (now) showAll(now);
  if (again) refresh();
}

async function read() {
  const paths = ["inbox", "engagements", "people", "clock", "faults"];
  const [inbox, engagements, people, clock, faults] = await Promise.all(paths.map(get));
  return { inbox, engagements, people, clock, faults };
}

function showAll(now) {
  showPeople(now);
  showEngagements(now);
  showClock(now.clock, now.engagements);
  showTools(now);
  const running = now.engagements.filter(isOpen).length;
  write(element("message-count"), now.inbox.length ? String(now.inbox.length) : "");
  write(element("engagement-count"), running ? `${running} running` : "");
  document.title = `${running ? `(${running}) ` : ""}Inbox · tocsin emulator`;
  announce(now);
}

/** Say each new message once; a screen reader hears nothing of what it has heard before. */
function announce({ inbox, people }) {
  const messages = numbered(inbox);
  const fresh = known ? messages.filter((message) => !known.has(message.key)) : [];
  known = new Set(messages.map((message) => message.key));
  if (!fresh.length) return;
  const names = new Map(people.map((person) => [person.contact, titleOf(person)]));
  const said = fresh.slice(-3).map((message) => spoken(message, names));
  if (fresh.length > 3) said.unshift(`${fresh.length} new messages, the last ones`);
  const line = document.createElement("p");
  line.textContent = said.join("; ");
  element("announcer").replaceChildren(line);
}

function spoken(message, names) {
  const name = names.get(message.contact) ?? message.contact;
  return `${kindOf(message.type)} to ${name}: ${message.subject || message.content || "no text"}`;
}

function connected(yes) {
  write(element("connection"), yes ? "Live" : "Not connected");
  element("connection").classList.toggle("lost", !yes);
  element("gone").hidden = yes;
  write(element("gone"), yes ? "" : GONE);
}

write(element("origin"), location.host);
startClock();
startEngagements();
startTools();
follow({ changed: refresh, gone: () => connected(false) });
