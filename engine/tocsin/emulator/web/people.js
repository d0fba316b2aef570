// Whoever has channels has a phone: their messages, and a field to answer with a code.

import { list, made, mark, onSubmit, show, write } from "./elements.js";
import { makeMessage, numbered, updateMessage } from "./messages.js";
import { acknowledge, pagesOf, waits } from "./pages.js";

const SHOWN = 40; // messages of a person, until asked for more

const element = (id) => document.getElementById(id);

/** Show everybody who got a message; the others by name. */
export function showPeople({ people, inbox, engagements }) {
  const pages = pagesOf(engagements);
  const messages = Map.groupBy(numbered(withSenders(inbox, engagements)), (message) => message.contact);
  const named = withStrangers(people, messages.keys());
  const reached = named.filter((person) => messages.has(person.contact));
  list(element("phones"), reached, {
    key: (person) => person.contact,
    make: makePhone,
    update: (part, person) => updatePhone(part, person, messages.get(person.contact), pages),
  });
  showEmpty(inbox, people);
  showQuiet(named.filter((person) => person.type === "PERSONAL" && !messages.has(person.contact)), inbox);
}

function withSenders(inbox, engagements) {
  const senders = new Map(engagements.map((engagement) => [engagement.engagement, engagement.sender]));
  return inbox.map((message) => ({ ...message, sender: senders.get(message.engagement) }));
}

/** The contacts by name, and those who were deleted after they got messages. */
function withStrangers(people, reached) {
  const known = new Set(people.map((person) => person.contact));
  const gone = [...reached].filter((contact) => !known.has(contact));
  const strangers = gone.map((contact) => ({ contact, name: contact, type: "PERSONAL", channels: [] }));
  return [...people, ...strangers].sort((one, other) => titleOf(one).localeCompare(titleOf(other)));
}

/** What a contact is called. */
export function titleOf(person) {
  return person.name || person.contact;
}

function makePhone(person) {
  const part = made("person");
  const { node, fields } = part;
  const id = `person-${person.contact}`;
  fields.name.id = id;
  mark(node, "aria-labelledby", id);
  mark(fields.label, "for", `${id}-code`);
  node.querySelector("input").id = `${id}-code`;
  onSubmit(node.querySelector("form"), (form) => reply(part, form));
  const earlier = node.querySelector(".earlier");
  earlier.addEventListener("click", () => {
    part.limit += SHOWN;
    part.refresh();
  });
  return Object.assign(part, { limit: SHOWN, earlier, thread: node.querySelector(".thread") });
}

function updatePhone(part, person, messages, pages) {
  const { node, fields, thread } = part;
  const title = titleOf(person);
  part.messages = messages;
  part.pages = pages;
  part.refresh = () => updatePhone(part, person, messages, pages);
  write(fields.name, title);
  write(fields.initials, initials(title));
  write(fields.alias, person.contact);
  const open = openPages(part).length;
  write(fields.open, open ? `${open} to answer` : "");
  mark(thread, "aria-label", `Messages to ${title}`);
  write(fields.label, `Code from a message to ${title}`);
  showChannels(node.querySelector(".channels"), person.channels);
  const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 8;
  showMessages(part, person);
  if (atEnd) requestAnimationFrame(() => (thread.scrollTop = thread.scrollHeight)); // a new phone is laid out by then
}

function showMessages(part, person) {
  const hidden = Math.max(0, part.messages.length - part.limit);
  write(part.earlier, `Show ${Math.min(hidden, SHOWN)} earlier messages`);
  show(part.earlier, hidden > 0, part.thread);
  list(part.thread.querySelector("ol"), part.messages.slice(hidden), {
    key: (message) => message.key,
    make: makeMessage,
    update: (each, message) => {
      const channel = person.channels.find((known) => known.name === message.channel);
      updateMessage(each, message, { known: part.pages.get(message.page), channel, refuge: part.fields.name });
    },
  });
}

function showChannels(parent, channels) {
  list(parent, channels, {
    key: (channel) => channel.channel,
    make: () => made("channel"),
    update: ({ fields }, channel) => {
      mark(fields.icon, "href", `#icon-${channel.type}`);
      write(fields.name, channel.name);
      write(fields.address, channel.address);
      write(fields.inactive, channel.active ? "" : "not activated");
    },
  });
}

/** Pages of a phone that wait for an answer (the last message of each), the newest first. */
function openPages(part) {
  return part.messages.filter((message) => message.page && message.last && waits(part.pages.get(message.page))).reverse();
}

/** Answer with a typed code: the page that has it, else the newest, so that the API says what is wrong with it. */
async function reply(part, form) {
  const code = form.elements.code.value.trim();
  const coded = part.messages.findLast((message) => message.page && message.code === code);
  const page = coded?.page ?? openPages(part)[0]?.page;
  if (!page) throw new Error("No page waits for an answer here.");
  await acknowledge(page, code);
  form.reset();
  return "Acknowledged.";
}

function initials(title) {
  const words = title.split(/[\s_-]+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase();
}

function showEmpty(inbox, people) {
  element("empty").hidden = inbox.length > 0;
  element("seeded").hidden = people.length === 0;
  element("unseeded").hidden = people.length > 0;
  const example = people.length ? "tocsin page samples/paging-test.json" : "aws ssm-contacts list-contacts";
  write(element("try"), `export AWS_ENDPOINT_URL_SSM_CONTACTS=${location.origin}\n${example}`);
}

function showQuiet(people, inbox) {
  const names = people.map(titleOf).join(", ");
  element("quiet").hidden = !names || inbox.length === 0;
  write(element("quiet"), `No messages: ${names}`);
}
