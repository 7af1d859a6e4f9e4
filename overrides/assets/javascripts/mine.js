// For oneself, without an account: stars, read marks and notes. On every page, and drawn here alone: without JavaScript nothing of
// it shows. What they hang on is in the page already (links to papers, their linked data), what is kept is told in mine/store.js.
import { complete, dayAt, keep, ofLink, ofPage, paperAt } from "./mine/facts.js";
import { button, fill, make, note, told } from "./mine/marks.js";
import { idOf, read, site, subscribe, write } from "./mine/store.js";
import { beginning, fresh } from "./mine/visit.js";

const [star, tick, pen, shelf] = document.querySelector("[data-mine]").dataset.mine.split(",");
const kind = document.body.className;
const own = kind === "at-paper" ? ofPage(document) : null;
const marked = new Map();
let named = 0;

function remember(id, show) {
  marked.set(id, [...(marked.get(id) ?? []), show]);
}

/** The way to the starred papers, in the bar. */
function door() {
  const link = make("a", { className: "tool shelf", href: new URL("starred/", site).href, title: shelf, ariaLabel: shelf });
  if (kind === "at-starred") link.ariaCurrent = "page";
  document.querySelector(".tool.search").before(link);
}

/** A star beside each paper of a list, and a tick on links to papers that were read. */
function list() {
  for (const link of document.querySelectorAll("article :is(h2, h3, li, td) > a:not(.headerlink)")) {
    const isContents = link.closest(".beside") !== null;
    const id = isContents ? idOf(link.hash.slice(1)) : (paperAt(link) ?? lineOf(link));
    if (!id) continue;
    const isEntry = !isContents && (link.parentElement.matches(":is(h2, h3)[id]") || link.previousElementSibling?.matches(".score:first-child"));
    if (isEntry && link.parentElement.localName !== "td") remember(id, entry(id, link));
    remember(id, (paper) => link.classList.toggle("is-read", Boolean(paper.read)));
    if (!isEntry) remember(id, (paper) => link.classList.toggle("is-starred", Boolean(paper.starred)));
  }
}

/** The paper of a line of a month whose papers have no pages any more. */
function lineOf(link) {
  return kind === "at-month" ? idOf(link.parentElement.id) : null;
}

function entry(id, link) {
  const mark = button("starred", star, async (value) => {
    const trouble = write({ [id]: value ? { ...ofLink(link), ...read()[id], starred: value } : { starred: undefined } });
    await told(trouble);
    if (!trouble && value && paperAt(link)) await complete(id);
  });
  mark.classList.add("alone");
  mark.setAttribute("aria-describedby", describing(link));
  link.parentElement.append(mark);
  return (paper) => fill(mark, paper);
}

/** The id of the link that names the paper of a button. */
function describing(link) {
  link.id ||= `title-${(named += 1)}`;
  return link.id;
}

/** The row of a paper's own page, beneath its links and again where a reading ends. */
function row(place, isFirst) {
  const set = (name) => async (value) => told(write({ [own.id]: { ...own.facts, [name]: value } }));
  const editor = note(pen, set("note"), isFirst);
  const buttons = [button("starred", star, set("starred")), button("read", tick, set("read")), ...editor.parts];
  place.append(...buttons);
  remember(own.id, (paper) => {
    for (const each of buttons.slice(0, 2)) fill(each, paper);
    editor.show(paper);
  });
}

function show() {
  const papers = read();
  for (const [id, shows] of marked) for (const each of shows) each(papers[id] ?? {});
}

function isFree({ target, key, ctrlKey, metaKey, altKey }) {
  const isTyping = target.closest?.("input, textarea, select, [contenteditable], dialog") !== null;
  return key.toLowerCase() === "s" && !ctrlKey && !metaKey && !altKey && !isTyping && !document.querySelector("dialog[open]");
}

door();
list();
if (own) {
  document.querySelectorAll("div.mine").forEach((place, at) => row(place, at === 0));
  keep(own);
  document.addEventListener("keydown", async (event) => {
    if (event.repeat || !isFree(event)) return;
    const starred = read()[own.id]?.starred ? undefined : new Date().toISOString();
    const trouble = write({ [own.id]: { ...own.facts, starred } });
    await told(trouble, `${starred ? "★" : "☆"} ${star}`);
  });
}
show();
subscribe(show);
fresh(beginning(), dayAt);
if (kind === "at-starred") import("./mine/shelf.js").then(({ draw }) => draw(document.querySelector("#mine"), { star, tick, pen }));
