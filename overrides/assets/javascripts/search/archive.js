// The archive, searched: each bundle answers for itself (bundle.js), here answers are merged, filtered and sorted across all of them.
import { Bundle, load, nothing } from "./bundle.js";

/** Ids are `YYYY-MM/number`; within a month the number grows with the day and, on a day, with the score. */
function newestFirst(one, other) {
  const [month, number] = one.split("/");
  const [otherMonth, otherNumber] = other.split("/");
  return month === otherMonth ? otherNumber - number : month < otherMonth ? 1 : -1;
}

function sum(numbers) {
  return numbers.reduce((one, other) => one + other, 0);
}

export class Archive {
  /** Read what bundles there are, and begin to load what the first search will need; `base` is the address of search/. */
  static async open(base) {
    const archive = new Archive(base, await (await load(new URL("periods.json", base), { cache: "no-cache" })).json());
    archive.warm();
    return archive;
  }

  constructor(base, periods) {
    this.base = base;
    this.periods = periods;
    this.papers = periods.bundles.reduce((sum, bundle) => sum + bundle.papers, 0);
    this.folders = new Map(periods.bundles.flatMap((bundle) => Object.keys(bundle.months).map((month) => [month, bundle.path])));
    this.columns = new Map();
    this.indexes = new Map(periods.bundles.map((bundle) => [bundle.path, new Bundle(new URL(`${bundle.path}/`, base))]));
    this.texts = new Map();
  }

  /** Begin to load what the first search will need. */
  warm() {
    // What cannot be loaded is told of when it is asked for.
    for (const { path, recent } of this.periods.bundles) if (recent) this.indexes.get(path).open().catch(() => {});
  }

  /** Begin to load what the search for these clauses will need. */
  expect(clauses, asked) {
    const terms = clauses.flatMap(({ term }) => term.split(" "));
    for (const { path } of this.#asked(asked)) for (const term of terms) this.indexes.get(path).expect(term).catch(() => {});
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
    const bundles = this.#asked({ older, filters });
    const broken = new Set();
    const { found, missing } = clauses.length ? await this.#answers(clauses, bundles, broken) : { found: null, missing: [] };
    if (!found || sort === "score" || filters.interest || filters.tag || filters.category || filters.read) await this.#loadColumns(bundles, broken);
    const all = found ? [...found.keys()] : bundles.filter(({ path }) => !broken.has(path)).flatMap((bundle) => this.#idsOf(bundle));
    const ids = all.filter((id) => this.#passes(id, filters));
    // Those come first whose title, authors and topics hold more of what was asked: these are what people half remember.
    const order = { date: () => [0, 0], score: (id) => [0, this.#of(id, "score") ?? -1], relevance: (id) => [found.get(id).held, found.get(id).score] }[sort];
    const keys = new Map(ids.map((id) => [id, order(id)]));
    const before = ([held, score], [otherHeld, otherScore]) => otherHeld - held || otherScore - score;
    ids.sort((one, other) => before(keys.get(one), keys.get(other)) || newestFirst(one, other));
    const looked = bundles.reduce((sum, bundle) => sum + bundle.papers, 0);
    return { ids, looked, older: filters.year ? 0 : this.papers - looked, missing, broken: [...broken] };
  }

  /** The bundles of what is asked for. */
  #asked({ older, filters }) {
    return this.periods.bundles.filter((bundle) => (filters.year ? bundle.path.startsWith(filters.year) : older || bundle.recent));
  }

  /** What a result shows. */
  async shown(id) {
    // What could not be loaded is tried again.
    if (!this.texts.has(id)) this.texts.set(id, this.#text(id).catch((error) => (this.texts.delete(id), Promise.reject(error))));
    return this.texts.get(id);
  }

  async #text(id) {
    const fields = await (await load(new URL(`${this.folders.get(id.slice(0, 7))}/${id}.packed`, this.base))).json();
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

  /** The papers of some bundles that answer all clauses, with the sums of what they are worth; words that none of them has are left aside. */
  async #answers(clauses, bundles, broken) {
    const asked = await Promise.all(bundles.map((bundle) => this.#ask(bundle, clauses, broken)));
    if (bundles.length && broken.size === bundles.length) throw new Error("no bundle can be read");
    const lacking = (at) => !clauses[at].exact && !asked.some((answers) => answers[at].count);
    for (const [at, clause] of clauses.entries()) {
      if (!lacking(at)) continue;
      const begun = await Promise.all(bundles.map((bundle) => this.#ask(bundle, [{ ...clause, begun: true }], broken)));
      for (const [of, [answer]] of begun.entries()) asked[of][at] = answer;
    }
    const missing = clauses.filter((_, at) => lacking(at));
    const words = clauses.filter(({ exact }) => !exact).map(({ term }) => term);
    const found = new Map();
    const together = [];
    for (const [at, bundle] of bundles.entries()) {
      const answers = asked[at].filter((_, of) => !missing.includes(clauses[of]));
      const papers = answers.length ? [...answers[0].scores.keys()].filter((paper) => answers.every(({ scores }) => scores[paper])) : [];
      const ids = this.#idsOf(bundle);
      for (const paper of papers) found.set(ids[paper], { score: sum(answers.map(({ scores }) => scores[paper])), held: sum(answers.map(({ held }) => held[paper])) });
      if (words.length < 2 || !papers.length) continue;
      const { scores } = await this.indexes.get(bundle.path).phrase(words, papers);
      together.push(...papers.filter((paper) => scores[paper]).map((paper) => ids[paper]));
    }
    // Words that stand together as typed (a name, a title's beginning) come before the same words apart.
    const most = [...found.values()].reduce((one, { score }) => Math.max(one, score), 0);
    for (const id of together) found.get(id).score += most;
    return { found, missing: missing.map(({ said }) => said) };
  }

  /** What a bundle answers to each clause; one that cannot be read answers nothing and is told of. */
  async #ask({ path, papers }, clauses, broken) {
    const index = this.indexes.get(path);
    try {
      return await Promise.all(clauses.map(({ term, exact, begun }) => (exact ? index.phrase(term.split(" ")) : index.word(term, begun))));
    } catch (error) {
      console.warn(error);
      broken.add(path);
      return clauses.map(() => nothing(papers));
    }
  }

  async #loadColumns(bundles, broken) {
    const take = async ({ path }) => {
      const tables = await (await load(new URL(`${path}/columns.packed`, this.base))).json();
      for (const [month, table] of Object.entries(tables)) this.columns.set(month, table);
    };
    await Promise.all(bundles.filter(({ months }) => !this.columns.has(Object.keys(months)[0])).map((bundle) => take(bundle).catch(() => broken.add(bundle.path))));
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
}
