// The buttons and the note of a paper. What was said of them by others is set as text alone.
import { site } from "./store.js";

export function make(name, properties = {}, children = []) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** A button that sets a mark to now or takes it away; `set` is given the time or undefined. */
export function button(mark, label, set) {
  const made = make("button", { type: "button", className: `mark ${mark}`, ariaPressed: "false" }, [make("span", { textContent: label })]);
  made.addEventListener("click", () => set(made.ariaPressed === "true" ? undefined : new Date().toISOString()));
  made.dataset.mark = mark;
  return made;
}

export function fill(made, paper) {
  made.ariaPressed = String(Boolean(paper[made.dataset.mark]));
}

/** Two versions of a note: the one that holds the other, or both. */
export function joined(one, other) {
  const flat = (text) => text.replace(/\s+/g, " ").trim();
  if (flat(one).includes(flat(other))) return one;
  return flat(other).includes(flat(one)) ? other : `${one}\n\n${other}`;
}

/**
 * A button, the note as text, and the editor that the button opens; `set` keeps the note, undefined for none. What could not be
 * kept stays in the editor.
 */
export function note(label, set, isShown = true) {
  const opener = make("button", { type: "button", className: "mark note", ariaExpanded: "false" }, [make("span", { textContent: label })]);
  const shown = make("p", { className: "note", hidden: true });
  let editor = null;
  let known = "";
  let timer = null;
  const typed = () => (editor ? editor.value.trim() : known);
  const store = () => {
    clearTimeout(timer);
    if (typed() !== known) set(typed() || undefined);
  };
  const open = (isOpen) => {
    if (editor) editor.hidden = !isOpen;
    opener.ariaExpanded = String(isOpen);
    shown.hidden = isOpen || !isShown || !known;
  };
  const close = () => {
    store();
    open(typed() !== known);
    opener.focus();
  };
  const edit = () => {
    editor ??= made();
    open(true);
    editor.focus();
  };
  const made = () => {
    const area = make("textarea", { className: "note", rows: 3, maxLength: 20000, value: known, ariaLabel: label });
    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(store, 400);
    });
    area.addEventListener("change", store);
    area.addEventListener("keydown", ({ key }) => key === "Escape" && close());
    addEventListener("pagehide", store);
    shown.after(area);
    return area;
  };
  opener.addEventListener("click", () => (editor && !editor.hidden ? close() : edit()));
  const show = (paper) => {
    const stored = paper.note ?? "";
    if (editor && typed() === known) editor.value = stored;
    // Another tab wrote while this one was being written in: neither is lost.
    else if (editor && stored !== known && typed() !== stored) editor.value = joined(stored, typed());
    known = stored;
    shown.textContent = stored;
    opener.classList.toggle("is-set", stored !== "");
    open(Boolean(editor && !editor.hidden));
  };
  return { parts: [opener, shown], show };
}

/** The words of the starred page, which holds them for all pages. */
export async function words() {
  const here = document.querySelector("#mine");
  if (here) return JSON.parse(here.dataset.words);
  const page = new DOMParser().parseFromString(await (await fetch(new URL("starred/", site))).text(), "text/html");
  return JSON.parse(page.querySelector("#mine").dataset.words);
}

const line = document.body.appendChild(make("p", { className: "told", role: "status" }));
let leaving = null;

/** Tell what went wrong, or what was done, in one line at the foot of the window. */
export async function told(trouble, done = "") {
  if (!trouble && !done) return;
  clearTimeout(leaving);
  // Without the words, as without a network, the trouble at least has a name.
  const said = trouble ? ((await words().catch(() => ({})))[trouble] ?? `localStorage: ${trouble}`) : done;
  line.textContent = said;
  leaving = setTimeout(() => (line.textContent = ""), trouble ? 12000 : 1500);
}
