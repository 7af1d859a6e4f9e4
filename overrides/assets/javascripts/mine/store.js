// What a reader keeps, in this browser's localStorage and nowhere else. Every feed has keys of its own, by the path of its site, so
// that two feeds on one host do not mix. A document that a newer version of the site wrote is shown and never written; what is
// not known here stays as it is.
export const site = new URL("../../../", import.meta.url);
const KEY = `digest:${site.pathname}:`;
const VERSION = 1;
const ID = /^(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})$/i;
const MARKS = ["starred", "read", "note"];
const FACTS = ["title", "authors", "day", "date", "doi", "journal", "category", "tex"];
const listeners = new Set();

export function isPlain(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isId(id) {
  return ID.test(id);
}

/** The arXiv id of the paper whose page has a name, or null: `hep-th-9901001` is `hep-th/9901001`. */
export function idOf(key) {
  const id = key.replace(/-(?=\d{7}$)/, "/");
  return isId(id) ? id : null;
}

/** The address of a paper's page. */
export function pageOf(id) {
  return new URL(`papers/${encodeURIComponent(id.replace("/", "-"))}/`, site);
}

/** A document: `content`, why it may not be written ("refused", "newer" or ""), and its text when that cannot be read. */
export function load(name) {
  let text = null;
  let content = null;
  try {
    text = localStorage.getItem(KEY + name);
  } catch {
    return { content: { version: VERSION }, trouble: "refused", broken: null };
  }
  try {
    content = JSON.parse(text);
  } catch {
    // It is put aside before anything is written in its place.
  }
  if (!isPlain(content)) return { content: { version: VERSION }, trouble: "", broken: text };
  return { content, trouble: content.version > VERSION ? "newer" : "", broken: null };
}

/** Write a document as `load` gave it, changed. Gives "" or why it was not written: "refused", "newer" or "full". */
export function save(name, { content, trouble, broken }) {
  if (trouble) return trouble;
  try {
    if (broken !== null) localStorage.setItem(`${KEY}${name}:unread:${new Date().toISOString()}`, broken);
    localStorage.setItem(KEY + name, JSON.stringify(content));
  } catch (error) {
    return error.name === "SecurityError" ? "refused" : "full";
  }
  return "";
}

/** The papers of a document, fields of a wrong kind left out: an object by arXiv id. */
export function sound(papers) {
  const known = Object.entries(isPlain(papers) ? papers : {}).filter(([id, paper]) => isId(id) && isPlain(paper));
  return Object.fromEntries(known.map(([id, paper]) => [id, Object.fromEntries(Object.entries(paper).filter(fits))]));
}

function fits([name, value]) {
  if (name === "authors") return Array.isArray(value) && value.every((each) => typeof each === "string");
  if (name === "day") return /^\d{4}-\d{2}-\d{2}$/.test(value);
  if (name === "starred" || name === "read") return !Number.isNaN(Date.parse(value));
  return typeof value === "string" || ![...MARKS, ...FACTS].includes(name);
}

/** All papers with a mark: an object by arXiv id. */
export function read() {
  return sound(load("papers").content.papers);
}

/** Whether a paper has a mark of its reader. */
export function isMarked(paper) {
  return MARKS.some((mark) => paper?.[mark]);
}

/**
 * Change papers: for each arXiv id the fields to set, undefined for one to take away. A paper without marks is forgotten, unless
 * it holds something that is not known here. Gives "" or why nothing was written: "refused", "newer" or "full".
 */
export function write(changes) {
  const kept = load("papers");
  const { content } = kept;
  if (content.papers !== undefined && !isPlain(content.papers)) kept.broken = JSON.stringify(content);
  if (!isPlain(content.papers)) content.papers = {};
  for (const [id, fields] of Object.entries(changes).filter(([each]) => isId(each))) {
    const paper = { ...(isPlain(content.papers[id]) && content.papers[id]), ...fields };
    for (const [name, value] of Object.entries(paper)) if (value === undefined) delete paper[name];
    const isKnown = Object.keys(paper).every((name) => MARKS.includes(name) || FACTS.includes(name));
    if (isMarked(paper) || !isKnown) content.papers[id] = paper;
    else delete content.papers[id];
  }
  const trouble = save("papers", kept);
  if (!trouble) tell();
  return trouble;
}

/** Call a function whenever papers changed: here, in another tab, or while this page was put away. */
export function subscribe(listener) {
  listeners.add(listener);
}

function tell() {
  for (const listener of listeners) listener();
}

addEventListener("storage", ({ key }) => (key === null || key === `${KEY}papers`) && tell());
addEventListener("pageshow", ({ persisted }) => persisted && tell());
