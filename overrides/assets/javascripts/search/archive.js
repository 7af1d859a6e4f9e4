// The archive, searched: Pagefind answers for each bundle, here answers are merged, filtered and sorted across all of them.
import { marker, plain } from "./query.js";

// So many of the best are looked at for words of their titles, about a kilobyte each.
const LOOKED_AT = 30;

/** Fetch and unpack a file; whether it is packed is seen from its first bytes. Throws when it cannot be had. */
async function load(address, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(`${response.status} ${address.pathname}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return JSON.parse(new TextDecoder().decode(bytes));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/** Ids are `YYYY-MM/number`; within a month the number grows with the day and, on a day, with the score. */
function newestFirst(one, other) {
  const [month, number] = one.split("/");
  const [otherMonth, otherNumber] = other.split("/");
  return month === otherMonth ? otherNumber - number : month < otherMonth ? 1 : -1;
}

function folded(text) {
  return plain(text).toLowerCase();
}

export class Archive {
  /** Read what bundles there are; `base` is the address of search/. */
  static async open(base) {
    return new Archive(base, await load(new URL("periods.json", base), { cache: "no-cache" }));
  }

  constructor(base, periods) {
    this.base = base;
    this.periods = periods;
    this.papers = periods.bundles.reduce((sum, bundle) => sum + bundle.papers, 0);
    this.folders = new Map(periods.bundles.flatMap((bundle) => Object.keys(bundle.months).map((month) => [month, bundle.path])));
    this.columns = new Map();
    this.merged = new Map();
    this.broken = new Set();
    this.texts = new Map();
    this.#watch();
  }

  /** Begin to load what the first search will need. */
  warm() {
    this.#merge(this.periods.bundles.filter((bundle) => bundle.recent)).catch(() => {});
  }

  /** The years of the archive, the newest first, with the papers of each. */
  years() {
    const counts = new Map();
    for (const bundle of this.periods.bundles) {
      for (const [month, papers] of Object.entries(bundle.months)) counts.set(month.slice(0, 4), (counts.get(month.slice(0, 4)) ?? 0) + papers);
    }
    return [...counts].sort().reverse();
  }

  /**
   * Search. Gives the ids found in order, how many papers were looked at, how many older ones were not, the words that
   * no paper has, and the bundles that could not be read. Without clauses, all papers that pass the filters.
   */
  async search(clauses, { sort, older, filters }) {
    const bundles = this.periods.bundles.filter((bundle) => (filters.year ? bundle.path.startsWith(filters.year) : older || bundle.recent));
    const readable = clauses.length ? await this.#merge(bundles) : bundles;
    const wanted = new Set(readable.flatMap((bundle) => Object.keys(bundle.months)));
    const answers = clauses.length ? await this.#answers(clauses, wanted) : { scores: null, missing: [] };
    let { scores } = answers;
    if (!scores || sort === "score" || filters.interest || filters.tag || filters.category || filters.read) await this.#loadColumns(readable);
    scores ??= new Map(readable.flatMap((bundle) => this.#idsOf(bundle)).map((id) => [id, 0]));
    let ids = [...scores.keys()].filter((id) => this.#passes(id, filters));
    const order = { date: () => 0, score: (id) => this.#of(id, "score") ?? -1, relevance: (id) => scores.get(id) }[sort];
    ids.sort((one, other) => order(other) - order(one) || newestFirst(one, other));
    if (sort === "relevance") ids = await this.#titledFirst(ids, clauses);
    const looked = bundles.reduce((sum, bundle) => sum + bundle.papers, 0);
    return { ids, looked, older: filters.year ? 0 : this.papers - looked, missing: answers.missing, broken: [...this.broken] };
  }

  /** What a result shows. */
  async shown(id) {
    // What could not be loaded is tried again.
    if (!this.texts.has(id)) this.texts.set(id, this.#text(id).catch((error) => (this.texts.delete(id), Promise.reject(error))));
    return this.texts.get(id);
  }

  async #text(id) {
    const fields = await load(new URL(`${this.folders.get(id.slice(0, 7))}/${id}.packed`, this.base));
    const [key, url, title, day, score, authors, interests, tags, language, text] = fields;
    return { key, url: new URL(`../${url}`, this.base), title, day, score, authors, interests, tags, language, text };
  }

  /** The paper whose page has a name, from whatever year, or null: a list of none or one. */
  async named(key) {
    for (const older of [false, true]) {
      const { ids } = await this.search([{ term: key, exact: true, said: key }], { sort: "relevance", older, filters: {} });
      for (const id of ids.slice(0, 3)) if ((await this.shown(id)).key === key) return id;
    }
    return null;
  }

  /** Of the best, those come first whose title, authors and topics hold more of what was asked: these are what people half remember. */
  async #titledFirst(ids, clauses) {
    const best = ids.slice(0, clauses.length ? LOOKED_AT : 0);
    const texts = await Promise.all(best.map((id) => this.shown(id).catch(() => null)));
    const held = new Map(best.map((id, at) => [id, texts[at] ? this.#held(texts[at], clauses) : 0]));
    return [...best.sort((one, other) => held.get(other) - held.get(one)), ...ids.slice(best.length)];
  }

  /** How much of what was asked is in title, authors and names of topics: a whole word or name counts twice as much as a beginning. */
  #held({ title, authors, interests, tags }, clauses) {
    const { names } = this.periods;
    const topics = [...interests.map((each) => names.interests?.[each]), ...tags.map((each) => names.tags?.[each])].filter(Boolean).map(folded);
    const text = folded([title, ...authors, ...topics].join(" "));
    const words = new Set(text.split(/[^\p{L}\p{N}]+/u));
    const worth = (term) => (topics.includes(term) || term.split(/[^\p{L}\p{N}]+/u).filter(Boolean).every((each) => words.has(each)) ? 2 : marker([term]).test(text) ? 1 : 0);
    return clauses.reduce((sum, { said }) => sum + worth(folded(said)), 0);
  }

  #engine() {
    // A failure is not kept: the next search tries again.
    this.engine ??= this.#start().catch((error) => {
      this.engine = null;
      throw error;
    });
    return this.engine;
  }

  async #start() {
    const folder = new URL(`${this.periods.engine}/`, this.base);
    const { createInstance } = await import(new URL("pagefind.js", folder));
    // Its worker would only be more bytes: a search takes some milliseconds.
    const engine = createInstance({ basePath: folder.href, noWorker: true, metaCacheTag: "1" });
    await engine.init();
    return engine;
  }

  /** Let the engine know bundles; one that cannot be read is told of and left out. */
  async #merge(bundles) {
    const engine = await this.#engine();
    const merge = async ({ path }) => {
      const folder = new URL(`${path}/`, this.base);
      // The engine cannot get rid of a bundle that failed, so it is looked at first.
      const metadata = await fetch(new URL("pagefind.en.pf_meta", folder));
      if (!metadata.ok) throw new Error(`${metadata.status} ${path}`);
      await metadata.arrayBuffer();
      await engine.mergeIndex(folder.href, { language: "en", metaCacheTag: "1" });
    };
    for (const bundle of bundles) if (!this.merged.has(bundle.path)) this.merged.set(bundle.path, merge(bundle));
    const outcomes = await Promise.allSettled(bundles.map((bundle) => this.merged.get(bundle.path)));
    for (const [at, outcome] of outcomes.entries()) {
      if (outcome.status === "rejected") this.broken.add(bundles[at].path);
    }
    return bundles.filter((_, at) => outcomes[at].status === "fulfilled");
  }

  /** The papers of some months that answer all clauses, with the sum of their scores; words that none of them has are left aside. */
  async #answers(clauses, months) {
    const engine = await this.#engine();
    const asked = await Promise.all(clauses.map((clause) => this.#ask(engine, clause)));
    const answers = asked.map((results) => new Map(results.filter(({ id }) => months.has(id.slice(0, 7))).map(({ id, score }) => [id, score])));
    const missing = clauses.filter(({ exact }, at) => !exact && !answers[at].size).map(({ said }) => said);
    const [first, ...others] = answers.filter(({ size }, at) => size || clauses[at].exact);
    const all = [...(first ?? [])].filter(([id]) => others.every((other) => other.has(id)));
    const scores = new Map(all.map(([id, score]) => [id, others.reduce((sum, other) => sum + other.get(id), score)]));
    // Words that stand together as typed (a name, a title's beginning) come before the same words apart.
    const words = clauses.filter(({ exact }) => !exact).map(({ term }) => term);
    const together = words.length > 1 ? (await engine.search(`"${words.join(" ")}"`)).results : [];
    const most = [...scores.values()].reduce((one, other) => Math.max(one, other), 0);
    for (const { id } of together) if (scores.has(id)) scores.set(id, scores.get(id) + most);
    return { scores, missing };
  }

  /** What answers a clause. For a word that a bundle does not know, the engine takes one that begins it ("rest" for "restoration"): not here. */
  async #ask(engine, { term, exact }) {
    const sure = (await engine.search(`"${term}"`)).results;
    if (exact) return sure;
    const { results } = await engine.search(term);
    const folder = ({ id }) => this.folders.get(id.slice(0, 7));
    const known = new Set(sure.map(folder));
    const first = new Map(results.filter((result) => !known.has(folder(result))).map((result) => [folder(result), result.id]));
    await Promise.all([...first].map(async ([path, id]) => (await this.#holds(id, term)) && known.add(path)));
    return results.filter((result) => known.has(folder(result)));
  }

  /** Whether a paper holds a word that begins with the term. */
  async #holds(id, term) {
    const { title, authors, text, interests, tags } = await this.shown(id);
    const { names } = this.periods;
    const all = [title, ...authors, text, ...tags, ...interests.map((each) => names.interests?.[each]), ...tags.map((each) => names.tags?.[each])];
    return marker([plain(term)]).test(plain(all.join(" ")));
  }

  async #loadColumns(bundles) {
    const load_ = async ({ path }) => {
      for (const [month, table] of Object.entries(await load(new URL(`${path}/columns.packed`, this.base)))) this.columns.set(month, table);
    };
    await Promise.all(bundles.filter(({ months }) => !this.columns.has(Object.keys(months)[0])).map((bundle) => load_(bundle).catch(() => this.broken.add(bundle.path))));
  }

  #idsOf(bundle) {
    return Object.entries(bundle.months).flatMap(([month, papers]) => Array.from({ length: papers }, (_, number) => `${month}/${number}`));
  }

  #of(id, field) {
    return this.columns.get(id.slice(0, 7))?.[field][id.slice(8)];
  }

  #passes(id, { interest, tag, category, read }) {
    const has = (field, value) => {
      if (!value) return true;
      const [known, rows] = this.columns.get(id.slice(0, 7))?.[field] ?? [[], []];
      return Boolean(rows[id.slice(8)]?.includes(known.indexOf(value)));
    };
    return has("interests", interest) && has("tags", tag) && has("categories", category) && (!read || this.#of(id, "read") === 1);
  }

  /** The engine keeps a failed request to itself, so failures are seen here (where the browser tells a status). */
  #watch() {
    new PerformanceObserver((list) => {
      for (const { name, responseStatus } of list.getEntries()) {
        const failed = responseStatus === 0 || responseStatus >= 400;
        if (failed && name.startsWith(this.base.href) && name.endsWith(".pf_index")) this.broken.add(name.slice(this.base.href.length).split("/")[0]);
      }
    }).observe({ type: "resource" });
  }
}
