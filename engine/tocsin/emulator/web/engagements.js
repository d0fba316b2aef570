// What became of every page: its status, what has happened, and what comes if nobody answers.

import { operation } from "./calls.js";
import { minuteOf, offset } from "./clock.js";
import { list, made, mark, run, show, write } from "./elements.js";
import { kindOf } from "./messages.js";
import { isOpen } from "./pages.js";
import { titleOf } from "./people.js";

const SHOWN = 20; // engagements, until asked for more

const element = (id) => document.getElementById(id);

let limit = SHOWN;
let latest = { people: [], engagements: [] };

/** Show the engagements, the newest first. */
export function showEngagements({ people, engagements }) {
  latest = { people, engagements };
  const who = directory(people);
  list(element("engagement-list"), engagements.slice(0, limit), {
    key: (engagement) => engagement.engagement,
    make: makeEngagement,
    update: (part, engagement) => updateEngagement(part, engagement, who),
  });
  element("no-engagements").hidden = engagements.length > 0;
  const left = engagements.length - limit;
  write(element("older"), `Show ${Math.min(left, SHOWN)} older of ${left}`);
  show(element("older"), left > 0, element("engagements"));
}

/** Get ready for orders. */
export function startEngagements() {
  element("older").addEventListener("click", () => {
    limit += SHOWN;
    showEngagements(latest);
  });
}

/** Names and channel types by alias. */
function directory(people) {
  const known = new Map(people.map((person) => [person.contact, person]));
  return {
    name: (alias) => (known.has(alias) ? titleOf(known.get(alias)) : alias),
    type: (alias, name) => known.get(alias)?.channels.find((channel) => channel.name === name)?.type,
  };
}

function makeEngagement(engagement) {
  const part = made("engagement");
  const { node, fields } = part;
  const id = engagement.engagement.split("/").pop();
  fields.subject.id = `engagement-${id}`;
  mark(node, "aria-labelledby", `engagement-${id}`);
  mark(fields.stop, "aria-label", `Stop engagement: ${engagement.subject}`);
  node.querySelector(".story").open = isOpen(engagement);
  const output = node.querySelector("output");
  const input = { EngagementId: engagement.engagement, Reason: "Stopped in the inbox" };
  fields.stop.addEventListener("click", () =>
    run(fields.stop, output, () => operation("StopEngagement", input).then(() => "")),
  );
  return part;
}

function updateEngagement({ node, fields }, engagement, who) {
  const status = statusOf(engagement);
  write(fields.status, status.text);
  mark(fields.status, "data-status", status.tone);
  write(fields.calling, engagement.calling && engagement.status !== "running" ? "still calling others" : "");
  write(fields.subject, engagement.subject);
  write(fields.summary, summary(engagement, who));
  write(fields.content, engagement.content);
  const publicText = [engagement.public_subject, engagement.public_content].filter(Boolean).join("\n");
  write(fields.public, publicText || "(none)");
  write(fields.past, `What happened (${engagement.timeline.length})`);
  showMoments(node.querySelector(".past"), engagement, engagement.timeline, who);
  showMoments(node.querySelector(".next"), engagement, engagement.next.map((notice) => ({ ...notice, what: "sent" })), who);
  show(node.querySelector(".future"), engagement.next.length > 0);
  show(fields.stop, isOpen(engagement), fields.subject);
}

function statusOf(engagement) {
  const answered = engagement.pages.some((page) => page.read);
  return {
    running: { text: "Running", tone: "running" },
    acknowledged: { text: "Acknowledged", tone: "acknowledged" },
    stopped: { text: "Stopped", tone: "stopped" },
    plan_end: answered ? { text: "Plan ended", tone: "stopped" } : { text: "Unanswered", tone: "unanswered" },
  }[engagement.status];
}

function summary(engagement, who) {
  const day = engagement.started.slice(0, 10);
  const parts = [
    `to ${who.name(engagement.contact)}`,
    engagement.sender && `from ${engagement.sender}`,
    `${day} ${minuteOf(engagement.started)}`,
    engagement.incident && `incident ${engagement.incident}`,
  ];
  return parts.filter(Boolean).join(" · ");
}

function showMoments(parent, engagement, moments, who) {
  const numbered = moments.map((moment, index) => ({ ...moment, index, same: moments[index - 1]?.time === moment.time }));
  list(parent, numbered, {
    key: (moment) => `${moment.index}|${moment.time}|${moment.what}|${moment.contact}|${moment.channel}`,
    make: () => made("moment"),
    update: ({ node, fields }, moment) => {
      const type = typeOf(moment, engagement, who);
      mark(node, "class", moment.same ? `${moment.what} same` : moment.what);
      mark(fields.icon, "href", `#icon-${moment.what === "sent" ? (type ?? "bell") : moment.what}`);
      write(fields.offset, offset(engagement.started, moment.time));
      write(fields.time, minuteOf(moment.time));
      fields.time.dateTime = moment.time;
      const [what, detail] = wording(moment, type, who);
      write(fields.what, what);
      write(fields.detail, detail);
    },
  });
}

function typeOf(moment, engagement, who) {
  const sameChannel = (page) => page.contact === moment.contact && page.channel === moment.channel;
  return moment.type ?? engagement.pages.find(sameChannel)?.type ?? who.type(moment.contact, moment.channel);
}

/** What a moment says: the main thing, and what is good to know. */
function wording(moment, type, who) {
  const name = moment.contact && who.name(moment.contact);
  const details = [
    moment.channel,
    moment.attempt > 1 && `try ${moment.attempt}`,
    moment.via?.length > 1 && `via ${moment.via.slice(1).map(who.name).join(", ")}`,
  ];
  const detail = details.filter(Boolean).join(", ");
  const words = {
    sent: () => [`${type ? kindOf(type) : "Page"} to ${name}`, detail],
    gap: () => [[name, moment.text].filter(Boolean).join(": "), detail],
    acknowledged: () => [`${name} acknowledged`, detail],
    stopped: () => ["Stopped", moment.text],
    ended: () => [ENDINGS[moment.text] ?? "Ended", ""],
  };
  return words[moment.what]?.() ?? [moment.what, moment.text];
}

const ENDINGS = {
  acknowledged: "Escalation stopped: answered",
  plan_end: "The plan came to its end",
  stopped: "The engagement ended",
};
