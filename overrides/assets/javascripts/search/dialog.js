// The search box: a dialog made once, whose texts come with the archive. All foreign text is set as text.
import { Archive } from "./archive.js";
import { arxivId, excerpt, marker, pageKey, parse } from "./query.js";

const STEP = 10;
const PARAMETERS = ["q", "sort", "interest", "tag", "category", "year", "read", "older"];
const TYPING = /(^|[\s\u3400-\u9fff])[^\s\u3400-\u9fff]{1,3}$/u; // too little of a word to know where in the index it will stand
let box = null;

/**
 * Show the box; `base` is the address of search/, `early` holds what is typed until then. Throws when the archive's own description
 * cannot be read.
 */
export async function show(base, early) {
  if (!box) {
    const [archive] = await Promise.all([Archive.open(base), styled()]);
    box = new Box(archive);
  }
  box.show(early.value, early.entered);
}

/** Load the box's own styles, which no page needs before. */
function styled() {
  const link = make("link", { rel: "stylesheet", href: new URL("../../stylesheets/search.css", import.meta.url).href });
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

function make(name, properties = {}, children = []) {
  const { data = {}, aria = {}, ...own } = properties;
  const element = Object.assign(document.createElement(name), own);
  Object.assign(element.dataset, data);
  for (const [key, value] of Object.entries(aria)) element.setAttribute(`aria-${key}`, value);
  element.append(...children);
  return element;
}

class Box {
  constructor(archive) {
    this.archive = archive;
    this.words = archive.periods.words;
    this.asked = 0;
    this.#build();
    this.#restore();
  }

  /** Open with what was there before, or with what was `typed` meanwhile and perhaps `entered`. */
  show(typed, entered) {
    if (!this.dialog.open) this.dialog.showModal();
    if (typed) this.input.value = typed;
    this.input.focus();
    if (!typed) this.input.select();
    this.archive.warm();
    if (entered) this.#go();
    else this.#search();
  }

  /** A text of the interface with its words filled in. */
  #say(key, words = {}) {
    const [one, many = one] = this.words[key].split(" | ");
    return (words.papers === 1 ? one : many).replace(/\{(\w+)\}/g, (_, name) => words[name]);
  }

  #build() {
    const { counts, names } = this.archive.periods;
    this.input = make("input", { type: "search", name: "q", className: "digest-find__input", placeholder: this.#say("placeholder"), autocomplete: "off", spellcheck: false, maxLength: 300, aria: { label: this.#say("title") } });
    const called = (field) => Object.entries(counts[field]).map(([id, count]) => [id, names[field]?.[id] ?? id, count]).sort((one, other) => other[2] - one[2] || (one[0] < other[0] ? -1 : 1));
    this.controls = {
      sort: this.#choice("sort", ["relevance", "date", "score"].map((each) => [each, this.#say(each)])),
      interest: this.#choice("interest", called("interests"), "any_interest"),
      tag: this.#choice("tag", called("tags"), "any_tag"),
      category: this.#choice("category", called("categories"), "any_category"),
      year: this.#choice("year", this.archive.years().map(([year, papers]) => [year, year, papers]), "any_year"),
      read: make("input", { type: "checkbox", name: "read" }),
      older: make("input", { type: "checkbox", name: "older" }),
    };
    const { read, older, ...choices } = this.controls;
    this.olderLabel = make("label", {}, [older, this.#say("older")]);
    this.olderLabel.hidden = !this.archive.periods.bundles.some((bundle) => !bundle.recent);
    const filters = make("div", { className: "digest-find__filters" }, [...Object.values(choices), make("label", {}, [read, this.#say("read")]), this.olderLabel]);
    const close = make("button", { type: "button", className: "digest-find__close", textContent: "×", aria: { label: this.#say("close") }, onclick: () => this.dialog.close() });
    const form = make("form", { className: "digest-find__form", role: "search" }, [make("div", { className: "digest-find__top" }, [this.input, close]), filters]);
    this.status = make("p", { className: "digest-find__status", role: "status" });
    this.list = make("ol", { className: "digest-find__list" });
    this.more = make("button", { type: "button", className: "digest-find__more", onclick: () => this.#append() });
    this.olderButton = make("button", { type: "button", className: "digest-find__more", onclick: () => this.#searchOlder() });
    const results = make("div", { className: "digest-find__results" }, [this.list, this.more, this.olderButton]);
    const keys = make("p", { className: "digest-find__keys", textContent: this.#say("keys") });
    this.dialog = make("dialog", { className: "digest-find", aria: { label: this.#say("title") } }, [form, this.status, results, keys]);
    this.#listen(form);
    document.body.append(this.dialog);
  }

  #choice(name, options, any) {
    const made = options.map(([value, label, count]) => make("option", { value, textContent: count === undefined ? label : `${label} (${count})` }));
    if (any) made.unshift(make("option", { value: "", textContent: this.#say(any) }));
    return make("select", { name, aria: { label: this.#say(any ?? "sort") } }, made);
  }

  #listen(form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#go();
    });
    this.input.addEventListener("input", (event) => {
      // While a word is composed from keys, what stands there is not Chinese yet.
      if (!event.isComposing) this.#later();
    });
    this.input.addEventListener("compositionend", () => this.#later());
    form.addEventListener("change", (event) => {
      if (event.target !== this.input) this.#search();
    });
    this.dialog.addEventListener("keydown", (event) => this.#move(event));
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
    this.dialog.addEventListener("close", () => this.#remember(false));
  }

  /** Up and down lead from the input through the results and back, Escape out. */
  #move(event) {
    if (event.key === "Escape" && !event.isComposing) {
      // A browser would empty the input first.
      event.preventDefault();
      this.dialog.close();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.matches("select") || event.isComposing) return;
    const stops = [this.input, ...this.list.querySelectorAll("a"), this.more, this.olderButton].filter((each) => !each.hidden);
    event.preventDefault();
    stops[Math.min(stops.length - 1, Math.max(0, stops.indexOf(document.activeElement) + step))].focus();
  }

  /** Enter in the input: the first result, once the search for what stands there is done. */
  async #go() {
    await this.#search();
    this.list.querySelector("a")?.click();
  }

  #later() {
    clearTimeout(this.timer);
    this.list.ariaBusy = "true"; // what is listed answers an earlier question
    const state = this.#state();
    this.timer = setTimeout(() => this.#search(), 150);
    if (navigator.onLine && !arxivId(state.typed)) this.archive.expect(parse(state.typed.replace(TYPING, "$1")).clauses, state);
  }

  #state() {
    const { sort, read, older, ...choices } = this.controls;
    const filters = Object.fromEntries(Object.entries(choices).map(([name, { value }]) => [name, value]));
    return { typed: this.input.value.trim(), sort: sort.value, older: older.checked, filters: { ...filters, read: read.checked } };
  }

  /** Search for what stands in the box, once for the same; a later search overtakes an earlier one. */
  #search() {
    clearTimeout(this.timer);
    const state = this.#state();
    const key = JSON.stringify(state);
    if (this.dialog.open) this.#remember(true);
    if (this.key !== key) {
      this.key = key;
      this.asked += 1;
      this.running = this.#answer(state, this.asked).catch((error) => {
        console.warn(error);
        this.key = null;
        this.#clear(this.#say(navigator.onLine ? "failed" : "offline"));
      });
    }
    const { asked } = this;
    this.list.ariaBusy = "true";
    return this.running.finally(() => {
      if (asked === this.asked) this.list.ariaBusy = "false";
    });
  }

  async #answer(state, asked) {
    const { typed, filters } = state;
    const id = arxivId(typed);
    if (id) return this.#lead(id, asked);
    const { clauses, marks } = parse(typed);
    const filtered = Object.values(filters).some(Boolean);
    if (!navigator.onLine) return this.#clear(this.#say("offline"));
    if (!clauses.length && !filtered) {
      const last = this.archive.years().at(-1)?.[0] ?? "";
      return this.#clear(/[\p{L}\p{N}]/u.test(typed) ? this.#say("only_stop_words") : this.#say("start", { papers: this.archive.papers, year: last }));
    }
    const busy = setTimeout(() => this.asked === asked && (this.status.textContent = this.#say("busy")), 200);
    const sort = clauses.length || state.sort === "score" ? state.sort : "date";
    const found = await this.archive.search(clauses, { ...state, sort }).finally(() => clearTimeout(busy));
    if (asked !== this.asked) return;
    this.found = { ...found, pattern: marker(marks), shown: 0 };
    this.#clear(this.#told(found, filtered));
    this.olderButton.hidden = found.older === 0;
    this.olderButton.textContent = this.#say("search_older", { papers: found.older });
    await this.#append(asked);
  }

  #told({ ids, looked, older, missing, broken }, filtered) {
    const scope = older ? this.#say("in_recent", { papers: looked }) : this.#say("in_all", { papers: looked });
    const told = [ids.length ? this.#say("found", { count: ids.length, scope }) : this.#say(filtered ? "none_filtered" : "none", { scope })];
    if (ids.length && missing.length) told.push(this.#say("missing", { words: missing.join(", ") }));
    const names = broken.map((path) => path.slice(0, path.lastIndexOf("-")).replace("_", "–")).join(", ");
    if (broken.length) told.push(this.#say("broken", { periods: names }));
    return told.join(" ");
  }

  /** An arXiv id: its page, or word that there is none. */
  async #lead(id, asked) {
    const found = await this.archive.named(pageKey(id));
    if (asked !== this.asked) return;
    this.#clear(this.#say(found ? "id_known" : "id_unknown", { id }));
    if (found) {
      this.found = { ids: [found], shown: 0, pattern: null };
      return this.#append(asked);
    }
    const href = `https://arxiv.org/abs/${id}`;
    this.list.append(make("li", {}, [make("a", { href, className: "digest-find__title", textContent: `arXiv ${id}` })]));
  }

  #clear(told) {
    this.status.textContent = told;
    this.list.replaceChildren();
    this.more.hidden = this.olderButton.hidden = true;
  }

  async #append(asked = this.asked) {
    const { ids, shown, pattern } = this.found;
    this.found.shown += STEP;
    const papers = await Promise.allSettled(ids.slice(shown, shown + STEP).map((id) => this.archive.shown(id)));
    if (asked !== this.asked) return;
    const first = this.list.children.length;
    this.list.append(...papers.filter(({ status }) => status === "fulfilled").map(({ value }) => this.#result(value, pattern)));
    const rest = Math.max(0, ids.length - this.found.shown);
    if (papers.some(({ status }) => status === "rejected")) this.status.textContent += ` ${this.#say("lost")}`;
    this.more.hidden = rest === 0;
    this.more.textContent = this.#say("more", { count: rest });
    if (shown) this.list.children[first]?.querySelector("a").focus();
  }

  #result(paper, pattern) {
    const link = make("a", { href: paper.url.href, className: "digest-find__title", lang: "en" }, marked(paper.title, pattern));
    const names = this.archive.periods.names.tags ?? {};
    // The first authors, and those who were looked for.
    const named = paper.authors.filter((author, at) => at < 3 || (pattern && author.search(pattern) >= 0)).slice(0, 8);
    const authors = named.join(", ") + (paper.authors.length > named.length ? " …" : "");
    const score = paper.score === null ? "" : this.#say("score_of", { score: paper.score });
    const facts = [paper.day, score, authors].filter(Boolean).join(" · ");
    const tags = paper.tags.map((tag) => names[tag] ?? tag).join(" · ");
    return make("li", {}, [
      link,
      make("p", { className: "digest-find__facts" }, marked(facts, pattern)),
      make("p", { className: "digest-find__excerpt", lang: paper.language }, marked(excerpt(paper.text, pattern), pattern)),
      ...(tags ? [make("p", { className: "digest-find__facts" }, marked(tags, pattern))] : []),
    ]);
  }

  #searchOlder() {
    if (this.archive.periods.bundles.some((bundle) => !bundle.recent)) this.controls.older.checked = true;
    this.#search();
    this.input.focus();
  }

  /** Keep the search in the address, so that it can be shared; a closed box leaves none. */
  #remember(open) {
    const address = new URL(location.href);
    for (const name of PARAMETERS) address.searchParams.delete(name);
    if (open) {
      const chosen = Object.entries(this.controls).map(([name, control]) => [name, control.type === "checkbox" ? (control.checked ? "1" : "") : control.value]);
      const set = chosen.filter(([name, value]) => value && !(name === "sort" && value === "relevance"));
      if (this.input.value.trim() || set.length) for (const [name, value] of [["q", this.input.value.trim()], ...set]) address.searchParams.set(name, value);
    }
    if (address.href !== location.href) history.replaceState(history.state, "", address);
  }

  #restore() {
    const given = new URLSearchParams(location.search);
    this.input.value = given.get("q") ?? "";
    for (const [name, control] of Object.entries(this.controls)) {
      const value = given.get(name) ?? "";
      if (control.type === "checkbox") control.checked = value === "1";
      else if ([...control.options].some((option) => option.value === value)) control.value = value;
    }
  }
}

/** A text as nodes, with what matches the pattern marked. */
function marked(text, pattern) {
  const nodes = [];
  let at = 0;
  for (const match of pattern ? text.matchAll(pattern) : []) {
    if (!match[0]) continue;
    nodes.push(text.slice(at, match.index), make("mark", { textContent: match[0] }));
    at = match.index + match[0].length;
  }
  return [...nodes, text.slice(at)].filter((node) => node !== "");
}
