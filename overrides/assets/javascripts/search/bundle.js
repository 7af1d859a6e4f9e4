// One bundle of the index, read and searched. Chunks are as Pagefind writes them (CBOR; generator/search/format.py tells the form).
import { plain } from "./query.js";
import { stem } from "./stem.js";

// As Pagefind weighs: Okapi's BM25 for the text, more for what stands in a field; a form with the accents that were typed counts more.
const SATURATION = 1.4;
const LENGTH = 0.75;
const FIELDS = { title: 5 };
const ACCENTS = 1.8;
const SIGNATURE = 12;

/** Fetch and unpack a file; whether it is packed is seen from its first bytes. Throws when it cannot be had. */
export async function load(address, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(`${response.status} ${address.pathname}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return new Response(bytes);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

export class Bundle {
  /** `folder` is the bundle's address, `ids` name its papers, oldest first. */
  constructor(folder, ids) {
    this.folder = folder;
    this.ids = ids;
    this.loaded = new Map();
  }

  /** Load what tells where words are. */
  async open() {
    return this.#once("words.packed", (response) => response.json());
  }

  /** The papers that hold a word or words that begin with it, by id: how well, and whether a field holds the word (2) or such words (1). */
  async word(term) {
    const { lengths, fields } = await this.open();
    const [form, root] = rooted(term);
    const entries = await this.#entries(root);
    const pages = new Set(entries.flatMap(({ forms }) => forms.flatMap(([, found]) => [...found.keys()])));
    const rarity = Math.log(1 + (lengths.length - pages.size + 0.5) / (pages.size + 0.5));
    const average = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    const found = new Map([...pages].map((page) => [page, { score: 0, held: 0, fields: new Set(), seen: new Set() }]));
    for (const { word, forms } of entries) {
      const likeness = Math.exp(Math.exp(-((word.length - root.length + 1) ** 2) / 8) - 1);
      for (const [written, places] of forms) {
        const accents = written.startsWith(form) || form.startsWith(written) ? ACCENTS : 1;
        for (const [page, { text, meta }] of places) {
          const one = found.get(page);
          let weight = 0;
          // A compound and its part stand at one place.
          for (const [place, worth] of text) if (!one.seen.has(place)) weight += one.seen.add(place) && worth * likeness;
          const long = SATURATION * (1 - LENGTH + (LENGTH * lengths[page]) / average);
          one.score += (rarity * accents * (SATURATION + 1) * weight) / (long + weight);
          for (const [field] of meta) one.fields.add(fields[field]);
          if (meta.length) one.held = Math.max(one.held, word === root ? 2 : 1);
        }
      }
    }
    for (const one of found.values()) for (const field of one.fields) one.score += rarity * (FIELDS[field] ?? 1);
    return this.#named(found);
  }

  /** The papers that hold words side by side, in the text or in a field, by id. */
  async phrase(terms) {
    await this.open();
    const words = await Promise.all(terms.map(async (term) => this.#exactly(rooted(term)[1])));
    const found = new Map();
    for (const page of words[0].keys()) {
      const places = words.map((pages) => pages.get(page));
      if (!places.every(Boolean)) continue;
      const held = inOrder(places.map(({ meta }) => meta.map(([field, place]) => `${field} ${place}`)));
      if (held || inOrder(places.map(({ text }) => text.map(([place]) => `0 ${place}`)))) found.set(page, { score: 1, held: held ? 2 : 0 });
    }
    return this.#named(found);
  }

  #named(found) {
    return new Map([...found].map(([page, one]) => [this.ids[page], one]));
  }

  /** The pages of a word, with all its forms. */
  async #exactly(root) {
    const pages = new Map();
    const { forms = [] } = (await this.#entries(root)).find(({ word }) => word === root) ?? {};
    for (const [, places] of forms) {
      for (const [page, { text, meta }] of places) {
        const before = pages.get(page) ?? { text: [], meta: [] };
        pages.set(page, { text: [...before.text, ...text], meta: [...before.meta, ...meta] });
      }
    }
    return pages;
  }

  /** A word and those that begin with it, as far as they stand where the word itself does or would. */
  async #entries(root) {
    const { firsts } = await this.open();
    let at = firsts.findIndex((first) => first > root);
    at = Math.max(0, (at < 0 ? firsts.length : at) - 1);
    const entries = await this.#chunk(at, root);
    if (entries.some(({ word }) => word === root) || !firsts[at + 1]?.startsWith(root)) return entries;
    return [...entries, ...(await this.#chunk(at + 1, root))];
  }

  async #chunk(number, root) {
    const bytes = await this.#once(`index/${number}.pf_index`, async (response) => new Uint8Array(await response.arrayBuffer()));
    const [words] = decoded(bytes);
    return words.filter(([word]) => word.startsWith(root)).map(([word, pages, variants]) => ({ word, forms: [[word, pages], ...variants].map(([form, each]) => [form, read(each)]) }));
  }

  /** A file of the bundle, loaded once; what could not be loaded is tried again. */
  #once(name, take) {
    if (!this.loaded.has(name)) {
      const loading = load(new URL(name, this.folder)).then(take);
      this.loaded.set(name, loading);
      loading.catch(() => this.loaded.delete(name));
    }
    return this.loaded.get(name);
  }
}

/** A word as it is typed and its stem, both as the index spells them. */
function rooted(term) {
  const form = term.toLowerCase().replace(/[\p{Pd}\p{Pe}\p{Pf}\p{Pi}\p{Po}\p{Ps}]/gu, "");
  return [form, stem(plain(form))];
}

/** Whether places follow one another, list by list. */
function inOrder([first, ...others]) {
  const sets = others.map((each) => new Set(each));
  return first.some((start) => {
    const [field, place] = start.split(" ").map(Number);
    return sets.every((each, at) => each.has(`${field} ${place + at + 1}`));
  });
}

/** Pages by number. Places are told by their distance; a negative number gives the weight, or the field, of those behind it. */
function read(pages) {
  const found = new Map();
  let page = 0;
  for (const [distance, text, meta] of pages) {
    page += distance;
    found.set(page, { text: placed(text, 24).map(([weight, place]) => [place, weight / 24]), meta: placed(meta, 0) });
  }
  return found;
}

function placed(numbers, about) {
  const places = [];
  let place = 0;
  for (const number of numbers) {
    if (number < 0) [about, place] = [-1 - number, 0];
    else places.push([about, (place += number)]);
  }
  return places;
}

/** What of CBOR (RFC 8949) a chunk consists of: numbers, texts, arrays. */
function decoded(bytes) {
  const texts = new TextDecoder();
  let at = SIGNATURE;
  const value = () => {
    const kind = bytes[at] >> 5;
    let count = bytes[at++] & 31;
    if (count > 23) {
      const end = at + (1 << (count - 24));
      for (count = 0; at < end; at += 1) count = count * 256 + bytes[at];
    }
    if (kind === 0) return count;
    if (kind === 1) return -1 - count;
    if (kind === 3) return texts.decode(bytes.subarray(at, (at += count)));
    if (kind === 4) return Array.from({ length: count }, value);
    throw new Error(`CBOR of kind ${kind}`);
  };
  return value();
}
