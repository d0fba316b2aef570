// One message, as its channel shows it.

import { operation } from "./calls.js";
import { minuteOf } from "./clock.js";
import { made, mark, parts, run, show, write } from "./elements.js";
import { acknowledge, answerOf, waits } from "./pages.js";
import { described } from "./sms.js";

const KINDS = { sms: "SMS", voice: "Call", email: "E-mail" };
const BY = { sms: "by SMS", voice: "by phone", email: "by e-mail" };

/** "SMS", "Call" or "E-mail". */
export function kindOf(type) {
  return KINDS[type] ?? type;
}

/** Messages get a `key` that stays theirs, `attempt` (from 1) and `last`: whether their page did not come again later. */
export function numbered(messages) {
  const [latest, same] = [new Map(), new Map()];
  return messages.map((message) => {
    const before = message.page ? latest.get(message.page) : undefined;
    if (before) before.last = false;
    const about = [message.time, message.contact, message.channel, message.page ?? message.code].join("|");
    same.set(about, (same.get(about) ?? 0) + 1);
    const entry = { ...message, key: `${about}|${same.get(about)}`, attempt: (before?.attempt ?? 0) + 1, last: true };
    latest.set(message.page, entry);
    return entry;
  });
}

/** A message's element; `updateMessage` fills in what changes. */
export function makeMessage(message) {
  const part = made(message.page ? message.type : "activation");
  const { fields } = part;
  for (const name of ["channel", "subject", "content", "address", "from", "kind", "segments"]) {
    if (fields[name]) write(fields[name], textOf(message, name));
  }
  fields.subject.hidden = fields.subject.tagName === "P" && !message.subject;
  write(fields.time, minuteOf(message.time));
  fields.time.dateTime = message.time;
  fields.time.title = message.time;
  if (fields.attempt) write(fields.attempt, message.attempt > 1 ? `try ${message.attempt}` : "");
  part.answer = makeAnswer(part, message);
  return part;
}

/** What can be done about a message now: acknowledge, activate, or see that it is done. */
export function updateMessage(part, message, { known, channel, refuge }) {
  const offer = message.page ? acknowledging(message, known) : activating(message, channel);
  const { button, state, output } = part.answer;
  part.offer = offer;
  write(state, offer.done ?? "");
  show(state, Boolean(offer.done));
  part.node.classList.toggle("answered", Boolean(offer.done));
  write(button, offer.label);
  mark(button, "aria-label", offer.label && `${offer.label}: ${kindOf(message.type)} at ${minuteOf(message.time)}`);
  show(button, Boolean(offer.label), refuge);
  show(part.fields.answer, Boolean(offer.label || offer.done || output.textContent), refuge);
}

function textOf(message, name) {
  if (name === "kind") return `Activation by ${kindOf(message.type)}`;
  if (name === "from") return message.sender ?? "Incident Manager";
  if (name === "segments") return described([message.subject, message.content].filter(Boolean).join("\n"));
  if (name === "content" && !message.subject && !message.content) return "(no text: the page has no public text)";
  return message[name];
}

function makeAnswer(part, message) {
  part.fields.answer.append(parts("answer"));
  const [button, state, output] = part.fields.answer.children;
  button.addEventListener("click", () => run(button, output, () => part.offer.act()));
  if (message.type === "voice") button.classList.add("keypad");
  return { button, state, output };
}

function acknowledging(message, known) {
  if (!message.last || !known) return {};
  const answer = answerOf(known.page, known.engagement);
  if (answer) return { done: answered(answer, known.page) };
  if (!waits(known)) return {};
  const label = message.type === "voice" ? "Press 1" : `Acknowledge ${message.code}`;
  return { label, act: () => acknowledge(message.page, message.code) };
}

function answered(answer, page) {
  const how = answer === page ? "Acknowledged" : `Answered ${BY[answer.type] ?? "elsewhere"}`;
  return `${how} ${minuteOf(answer.read)}`;
}

function activating(message, channel) {
  if (!channel) return {};
  if (channel.active) return { done: "Activated" };
  const input = { ContactChannelId: channel.channel, ActivationCode: message.code };
  return { label: `Activate with ${message.code}`, act: () => operation("ActivateContactChannel", input).then(() => "") };
}
