// The page of starred papers: what is kept in this browser, to look through, take along and bring in. All of it is set as text.
import { complete } from "./facts.js";
import { FORMATS, backup, papersOf } from "./formats.js";
import { button, fill, joined, make, note, told } from "./marks.js";
import { isMarked, pageOf, read, site, subscribe, write } from "./store.js";
import { locale } from "./visit.js";

const AUTHORS = 4;
const MARKS = ["starred", "read", "note"];
let box = null;

/** Draw the page into its place. */
export async function draw(place, labels) {
  await styled();
  box = new Shelf(place, labels);
  box.show();
  subscribe(() => box.refresh());
  // Starred in a hurry, or without a network: what is missing of a paper is read now, one page after the other.
  for (const [id, paper] of Object.entries(read())) if (!paper.date && box.hasPage(paper) && navigator.onLine) await complete(id);
}

function styled() {
  const link = make("link", { rel: "stylesheet", href: new URL("../../stylesheets/mine.css", import.meta.url).href });
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

class Shelf {
  constructor(place, labels) {
    this.labels = labels;
    this.words = JSON.parse(place.dataset.words);
    this.first = place.dataset.first;
    this.mark = "starred";
    this.items = new Map();
    this.dates = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
    this.filters = MARKS.map((mark) => this.#button("", () => this.#choose(mark)));
    this.order = make("select", { ariaLabel: this.#say("order") }, [
      make("option", { value: "mark", textContent: this.#say("by_mark") }),
      make("option", { value: "day", textContent: this.#say("by_day") }),
    ]);
    this.order.addEventListener("change", () => this.show());
    this.list = make("ul", { className: "papers" });
    this.empty = make("p", { className: "hint", textContent: this.#say("none") });
    this.told = make("p", { className: "hint", role: "status" });
    const top = make("div", { className: "tools", role: "group", ariaLabel: this.#say("show") }, [...this.filters, this.order]);
    place.replaceChildren(top, this.empty, this.list, this.#files());
  }

  /** A text of the interface with its words filled in; a page that was kept from an older version of the site may lack one. */
  #say(key, words = {}) {
    const [one, many = one] = (this.words[key] ?? key).split(" | ");
    return (words.count === 1 ? one : many).replace(/\{(\w+)\}/g, (_, name) => words[name]);
  }

  #button(textContent, act) {
    const made = make("button", { type: "button", className: "plain", textContent });
    made.addEventListener("click", act);
    return made;
  }

  #choose(mark) {
    this.mark = mark;
    this.show();
  }

  /** Draw the papers that have the chosen mark; one that loses it stays until then, so that a slip can be taken back. */
  show() {
    const papers = this.#chosen();
    this.items = new Map(papers.map(([id, paper]) => [id, this.#item(id, paper)]));
    this.list.replaceChildren(...[...this.items.values()].map(({ element }) => element));
    this.refresh();
  }

  #chosen() {
    const papers = Object.entries(read()).filter(([, paper]) => paper[this.mark]);
    const { value } = this.order;
    const at = ([, paper]) => (value === "day" ? (paper.day ?? paper.date) : paper[this.mark === "note" ? "starred" : this.mark]) ?? "";
    return papers.sort((one, other) => (at(one) === at(other) ? (one[0] < other[0] ? 1 : -1) : at(one) < at(other) ? 1 : -1));
  }

  /** What changed, here or in another tab. */
  refresh() {
    const papers = read();
    const chosen = this.#chosen();
    for (const [at, mark] of MARKS.entries()) {
      const count = Object.values(papers).filter((paper) => paper[mark]).length;
      this.filters[at].textContent = `${this.#say(mark)} ${count}`;
      this.filters[at].ariaPressed = String(mark === this.mark);
    }
    for (const [id, paper] of chosen.filter(([each]) => !this.items.has(each))) {
      this.items.set(id, this.#item(id, paper));
      this.list.prepend(this.items.get(id).element);
    }
    for (const [id, item] of this.items) {
      const written = JSON.stringify(papers[id] ?? {});
      if (item.written !== written) item.show(papers[id] ?? {});
      item.written = written;
    }
    this.empty.hidden = this.items.size > 0;
    this.save.textContent = this.#say("save", { count: chosen.length });
    this.save.hidden = this.saves.hidden = !chosen.length;
    this.all.disabled = !Object.values(papers).some(isMarked);
  }

  #item(id, { ...facts }) {
    const set = (name) => async (value) => told(write({ [id]: { ...facts, starred: undefined, read: undefined, note: undefined, ...read()[id], [name]: value } }));
    const title = make("a");
    const who = make("p", { className: "authors" });
    const where = make("p", { className: "facts" });
    const marks = [button("starred", this.labels.star, set("starred")), button("read", this.labels.tick, set("read"))];
    const editor = note(this.labels.pen, set("note"));
    const element = make("li", {}, [make("h2", { lang: "en" }, [title]), who, where, make("div", { className: "mine" }, [...marks, ...editor.parts])]);
    const show = (paper) => {
      // Without a mark a paper is forgotten, but not while it stands here.
      if (isMarked(paper)) facts = { ...paper };
      title.href = this.#address(id, facts);
      title.textContent = facts.title || id;
      who.textContent = this.#authors(facts.authors);
      where.replaceChildren(...this.#facts(id, facts));
      for (const each of marks) fill(each, paper);
      editor.show(paper);
    };
    return { element, show };
  }

  /** Whether a paper is of this site, and of a month whose papers have pages. */
  hasPage({ day }) {
    return Boolean(day) && day.slice(0, 7) >= this.first;
  }

  /** The page of a paper, or its line once its month has no pages any more; arXiv for one that came from elsewhere. */
  #address(id, paper) {
    if (this.hasPage(paper)) return pageOf(id).href;
    if (!paper.day) return `https://arxiv.org/abs/${id}`;
    return new URL(`archive/${paper.day.slice(0, 7)}/#${encodeURIComponent(id.replace("/", "-"))}`, site).href;
  }

  #authors(authors) {
    if (!authors) return "";
    return authors.slice(0, AUTHORS).join(this.#say("separator")) + (authors.length > AUTHORS ? " …" : "");
  }

  #facts(id, { day, starred }) {
    const when = (text) => this.dates.format(new Date(text));
    const parts = [make("a", { href: `https://arxiv.org/abs/${id}`, textContent: `arXiv ${id}` })];
    if (day) parts.unshift(make("a", { href: new URL(`daily/${day.slice(0, 4)}/${day}/`, site).href, textContent: when(`${day}T12:00`) }));
    if (starred) parts.push(this.#say("starred_on", { day: when(starred) }));
    return parts.map((part) => make("span", {}, [part]));
  }

  /** What takes papers along and brings them in. */
  #files() {
    this.save = make("h2", {});
    const saving = ([name, { end, type, write: written }]) =>
      this.#button(name === "ids" ? this.#say("ids") : name, () => give(`starred.${end}`, type, written(this.#chosen())));
    this.saves = make("div", { className: "tools" }, Object.entries(FORMATS).map(saving));
    this.all = this.#button(this.#say("backup"), () => give("starred.json", "application/json", backup(read())));
    const file = make("input", { type: "file", multiple: true, accept: ".json,.bib,.ris,.csv,.txt,.md" });
    file.addEventListener("change", async () => {
      const said = [];
      for (const each of [...file.files]) said.push(await this.#bring(each));
      file.value = "";
      this.told.textContent = said.join(" ");
    });
    return make("section", { className: "files" }, [
      this.save, this.saves,
      make("h2", { textContent: this.#say("move") }), make("p", { className: "hint", textContent: this.#say("import_hint") }),
      make("div", { className: "tools" }, [this.all, this.#button(this.#say("import"), () => file.click())]), this.told,
    ]);
  }

  /** Take in a file and tell what came of it. Marks and notes that are here stay. */
  async #bring(file) {
    const found = papersOf(await file.text(), new Date().toISOString());
    if (found === null) return this.#say("newer");
    if (!found.length) return this.#say("imported_none", { name: file.name });
    const here = read();
    const trouble = write(Object.fromEntries(found.map(([id, paper]) => [id, merged(here[id] ?? {}, paper)])));
    if (trouble) return this.#say(trouble);
    this.show();
    const count = found.filter(([id]) => !here[id]).length;
    return `${this.#say("imported", { count })} ${this.#say("imported_known", { count: found.length - count })}`;
  }
}

/** A paper of a file beside what is here: the file fills gaps, and both notes are kept. */
function merged(here, paper) {
  const text = here.note && paper.note ? joined(here.note, paper.note) : (here.note ?? paper.note);
  return { ...paper, ...here, ...(text && { note: text }) };
}

function give(name, type, text) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
