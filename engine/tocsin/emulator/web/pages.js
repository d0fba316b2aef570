// Pages: who still has to answer what.

import { operation } from "./calls.js";

/** Pages by ARN, each as {page, engagement}. */
export function pagesOf(engagements) {
  const pages = new Map();
  for (const engagement of engagements) {
    for (const page of engagement.pages) pages.set(page.page, { page, engagement });
  }
  return pages;
}

/** Whether somebody may still be called. */
export function isOpen(engagement) {
  return engagement.status === "running" || engagement.calling;
}

/** The page by which a page's contact has answered the engagement: this one, another, or none. */
export function answerOf(page, engagement) {
  return page.read ? page : engagement.pages.find((other) => other.contact === page.contact && other.read);
}

/** Whether a page waits for an answer; `known` as in pagesOf, undefined for an engagement long past. */
export function waits(known) {
  return known !== undefined && isOpen(known.engagement) && !answerOf(known.page, known.engagement);
}

/** Answer a page, as its contact does. */
export async function acknowledge(page, code) {
  await operation("AcceptPage", { PageId: page, AcceptType: "READ", AcceptCode: code });
}
