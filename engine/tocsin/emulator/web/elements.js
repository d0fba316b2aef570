// Elements from the page's templates. Text goes in as text, never as markup, and nodes are kept while what they show
// exists: focus, selection and scroll position survive every update.

/** The one element of a template, with its [data-field] elements by name. */
export function made(template) {
  const node = document.getElementById(template).content.firstElementChild.cloneNode(true);
  const fields = {};
  for (const field of node.querySelectorAll("[data-field]")) fields[field.dataset.field] = field;
  return { node, fields };
}

/** All elements of a template, for one with several at its top. */
export function parts(template) {
  return document.getElementById(template).content.cloneNode(true);
}

/** Set a text, if it is another. */
export function write(node, text) {
  const shown = text ?? "";
  if (node.textContent !== shown) node.textContent = shown;
}

/** Set an attribute, if it is another; null removes it. */
export function mark(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Show or hide. Whoever had the focus in what goes gets it back at `refuge`. */
export function show(node, visible, refuge) {
  const focused = !visible && !node.hidden && node.contains(document.activeElement);
  node.hidden = !visible;
  if (focused) refuge?.focus();
}

const kept = new WeakMap();

/**
 * The children of `parent`, one for each item, in order. `make(item)` gives {node, ...}, `update(part, item)` fills it
 * in; both are called with the same item, and only update is for one that is there already.
 */
export function list(parent, items, { key, make, update }) {
  const before = kept.get(parent) ?? new Map();
  const after = new Map();
  for (const item of items) {
    const name = key(item);
    after.set(name, before.get(name) ?? make(item));
    update(after.get(name), item);
  }
  for (const [name, part] of before) if (!after.has(name)) part.node.remove();
  arrange(parent, [...after.values()].map((part) => part.node));
  kept.set(parent, after);
}

/** Put children into order and move none that stands right: a node that is moved loses the focus. */
function arrange(parent, nodes) {
  let place = parent.firstElementChild;
  for (const node of nodes) {
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
}

/** Run an action of a control: it is busy meanwhile, and `output` says what went wrong, or what `action` returns. */
export async function run(control, output, action) {
  if (control.ariaBusy === "true") return;
  control.ariaBusy = "true";
  output.classList.remove("failed");
  try {
    write(output, await action());
  } catch (error) {
    output.classList.add("failed");
    write(output, error.message);
  } finally {
    control.ariaBusy = "false";
  }
}

/** A form that acts when it is sent; `action(form)` as in `run`. */
export function onSubmit(form, action) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form, form.querySelector("output") ?? document.getElementById("clock-result"), () => action(form));
  });
}
