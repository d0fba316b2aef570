// What the page asks: the API, as every AWS client does, and the emulator's own endpoints.

const PATIENCE = 10_000; // milliseconds

/** GET /_tocsin/PATH. */
export function get(path) {
  return answerOf(`/_tocsin/${path}`, {});
}

/** POST /_tocsin/PATH. */
export function post(path, body) {
  return answerOf(`/_tocsin/${path}`, sent("application/json", body));
}

/** One operation of SSM Contacts, unsigned. */
export function operation(name, input) {
  const call = sent("application/x-amz-json-1.1", input);
  call.headers["X-Amz-Target"] = `SSMContacts.${name}`;
  return answerOf("/", call);
}

/** Every entry of a List operation. */
export async function all(name, member) {
  const entries = [];
  let more = {};
  do {
    const answer = await operation(name, more);
    entries.push(...answer[member]);
    more = answer.NextToken ? { NextToken: answer.NextToken } : null;
  } while (more);
  return entries;
}

function sent(type, body) {
  return { method: "POST", headers: { "Content-Type": type }, body: JSON.stringify(body ?? {}) };
}

async function answerOf(url, call) {
  const response = await reached(url, call);
  const answer = await readable(response);
  if (!response.ok) throw new Error(reason(answer, response.status));
  return answer;
}

async function reached(url, call) {
  try {
    return await fetch(url, { ...call, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    throw new Error(error.name === "TimeoutError" ? "No answer within 10 seconds." : "No answer: the connection was cut.");
  }
}

async function readable(response) {
  try {
    return await response.json();
  } catch {
    throw new Error("The answer cannot be read: it is not JSON.");
  }
}

function reason(answer, status) {
  const fields = (answer.Fields ?? []).map((field) => `${field.Name} ${field.Message}`).join("; ");
  const kind = (answer.__type ?? "").split("#").pop();
  const said = answer.Message ?? answer.message ?? answer.error ?? `HTTP ${status}`;
  return [kind, fields || said].filter(Boolean).join(": ");
}
