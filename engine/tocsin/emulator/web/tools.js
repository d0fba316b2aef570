// The rest of the bench: a test page, faults, and a fresh start.

import { all, operation, post } from "./calls.js";
import { list, onSubmit, run, write } from "./elements.js";
import { titleOf } from "./people.js";

const KINDS = [
  ["Escalations", "ESCALATION"],
  ["Schedules", "ONCALL_SCHEDULE"],
  ["People", "PERSONAL"],
];

const element = (id) => document.getElementById(id);

/** Show who can be paged, and which faults are still on order. */
export function showTools({ people, faults }) {
  element("test-page").hidden = people.length === 0;
  const kinds = KINDS.map(([label, type]) => ({ label, people: people.filter((person) => person.type === type) }));
  list(element("to"), kinds.filter((kind) => kind.people.length), {
    key: (kind) => kind.label,
    make: (kind) => ({ node: Object.assign(document.createElement("optgroup"), { label: kind.label }) }),
    update: ({ node }, kind) => showOptions(node, kind.people),
  });
  list(element("faults"), faults.map((fault, index) => ({ ...fault, index })), {
    key: (fault) => fault.index,
    make: () => ({ node: document.createElement("li") }),
    update: ({ node }, fault) => write(node, `${fault.operation}: ${fault.fault}, ${fault.times} to come`),
  });
}

/** Get ready for orders. */
export function startTools() {
  onSubmit(element("test-page"), sendTestPage);
  onSubmit(element("order-fault"), orderFault);
  element("reset").addEventListener("click", () => element("sure").showModal());
  element("sure").addEventListener("close", () => {
    if (element("sure").returnValue === "reset") run(element("reset"), element("reset-result"), reset);
    element("sure").returnValue = "";
  });
}

function showOptions(parent, people) {
  list(parent, people, {
    key: (person) => person.contact,
    make: (person) => ({ node: Object.assign(document.createElement("option"), { value: person.contact }) }),
    update: ({ node }, person) => write(node, titleOf(person)),
  });
}

async function sendTestPage(form) {
  const { to, subject, content, public: text } = form.elements;
  const contacts = await all("ListContacts", "Contacts");
  const contact = contacts.find((each) => each.Alias === to.value);
  if (!contact) throw new Error("This contact is gone.");
  const page = { ContactId: contact.ContactArn, Sender: "inbox", Subject: subject.value, Content: content.value };
  if (text.value) page.PublicContent = text.value;
  await operation("StartEngagement", page);
  return "Sent.";
}

async function orderFault(form) {
  const { operation: name, fault, times } = form.elements;
  await post("faults", [{ operation: name.value, fault: fault.value, times: Number(times.value) }]);
  const calls = times.value === "1" ? "the next call" : `the next ${times.value} calls`;
  return `Ordered for ${calls} of ${name.value}.`;
}

async function reset() {
  await post("reset");
  return "Everything is as at the start.";
}
