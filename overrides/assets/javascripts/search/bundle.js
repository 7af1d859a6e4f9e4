// One bundle of the index, read and searched. Chunks are as Pagefind writes them (CBOR; generator/search/format.py tells the form).
import { plain } from "./query.js";
import { stem } from "./stem.js";

// As Pagefind weighs: Okapi's BM25 for the text, more for what stands in a field; a form with the accents that were typed counts more.
const SATURATION = 1.4;
const LENGTH = 0.75;
const FULL = 24; // weight of a place; less for the parts of a compound
const FIELDS = { title: 5 };
const ACCENTS = 1.8;
const SIGNATURE = 12;
// What a word may still have when its stem is typed: "restorat" is on the way to "restoration", which stands under "restor".
const ENDINGS = (
  "ability able ably acy alities ality ally als ance ances ancy ant ants ate ated ates ating ation ational ations ative ator ators ed edly ence ences ency ent ents er ers es" +
  " ful fully ibility ible ibly ic ical ically ied ies ing ingly ings ion ional ions isation ise ised ism ist istic ists ities ity ive ively iveness ization izations ize ized izer" +
  " izers izes izing less ly ment ments ness nesses or ors ous ously ousness"
).split(" ");
const SHORTEST = 4; // stem that is looked for so

/** Fetch and unpack a file; whether it is packed is seen from its first bytes. Throws when it cannot be had. */
export async function load(address, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(`${response.status} ${address.pathname}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return new Response(bytes);
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  // Who reads is told of what is broken.
  for (const done of [writer.write(bytes), writer.close()]) done.catch(() => {});
  return new Response(readable);
}

export class Bundle {
  /** `folder` is the bundle's address. */
  constructor(folder) {
    this.folder = folder;
    this.loaded = new Map();
    this.words = new Map();
  }

  /** Load what tells where words are. */
  async open() {
    return this.#once("words.packed", async (response) => {
      const told = await response.json();
      return { ...told, average: told.lengths.reduce((sum, length) => sum + length, 0) / told.lengths.length };
    });
  }

  /** Load what the search for a word will need. */
  async expect(term) {
    await this.#entries(rooted(term)[1]);
  }

  /**
   * The papers that hold a word or words that begin with it: how many, and by number of the paper its score (0 without the word) and
   * whether title, authors or topics hold the word (2) or such words (1). Of a word that is not typed to its end (`begun`) the stem
   * may be shorter.
   */
  async word(term, begun = false) {
    const { lengths, fields, average } = await this.open();
    const [typed, root] = rooted(term);
    const entries = await (begun ? this.#begun(root) : this.#entries(root));
    const answer = nothing(lengths.length);
    const inFields = new Uint8Array(lengths.length);
    const pages = new Set(entries.flatMap(({ forms }) => forms.flatMap(({ places }) => [...places.keys()])));
    answer.count = pages.size;
    const rarity = Math.log(1 + (lengths.length - answer.count + 0.5) / (answer.count + 0.5));
    const seen = entries.length > 1 ? new Set() : null;
    for (const { word, forms } of entries) {
      const likeness = Math.exp(Math.exp(-((word.length - root.length + 1) ** 2) / 8) - 1);
      for (const { form, places } of forms) {
        const accents = form.startsWith(typed) || typed.startsWith(form) ? ACCENTS : 1;
        for (const [page, [text, meta]] of places) {
          const weight = weighed(page, text, seen) * likeness;
          const long = SATURATION * (1 - LENGTH + (LENGTH * lengths[page]) / average);
          answer.scores[page] += (rarity * accents * (SATURATION + 1) * weight) / (long + weight);
          for (let at = 0; at < meta.length; at += 2) inFields[page] |= 1 << meta[at];
          if (meta.length) answer.held[page] = Math.max(answer.held[page], word === root ? 2 : 1);
        }
      }
    }
    for (const page of pages) fields.forEach((field, at) => inFields[page] & (1 << at) && (answer.scores[page] += rarity * (FIELDS[field] ?? 1)));
    return answer;
  }

  /** The papers that hold words side by side, in the text or in a field, told as those of a word; of certain papers only when they are given. */
  async phrase(terms, among = null) {
    const { lengths } = await this.open();
    const words = await Promise.all(terms.map(async (term) => this.#exactly(rooted(term)[1])));
    const answer = nothing(lengths.length);
    for (const page of among ?? words[0].keys()) {
      const places = words.map((pages) => pages.get(page));
      if (!places.every(Boolean)) continue;
      const held = inOrder(places.map(([, meta]) => meta), true);
      if (!held && !inOrder(places.map(([text]) => text), false)) continue;
      answer.count += 1;
      answer.scores[page] = 1;
      answer.held[page] = held ? 2 : 0;
    }
    return answer;
  }

  /** The places of a word, with all its forms, by paper. */
  async #exactly(root) {
    const [first, ...others] = (await this.#entries(root)).find(({ word }) => word === root)?.forms ?? [{ places: new Map() }];
    if (!others.length) return first.places;
    const all = new Map(first.places);
    for (const { places } of others) for (const [page, each] of places) all.set(page, (all.get(page) ?? [[], []]).map((before, at) => [...before, ...each[at]]));
    return all;
  }

  /** A word and those that begin with it, as far as they stand where the word itself does or would. */
  #entries(root) {
    if (!this.words.has(root)) {
      const found = this.#found(root);
      this.words.set(root, found);
      found.catch(() => this.words.delete(root));
    }
    return this.words.get(root);
  }

  /** The word with the longest stem on the way from which to another form somebody may have stopped typing. */
  async #begun(typed) {
    for (let length = typed.length - 1; length >= SHORTEST; length -= 1) {
      const [root, rest] = [typed.slice(0, length), typed.slice(length)];
      const doubled = rest[0] === root.at(-1); // modelling
      if (!ENDINGS.some((ending) => ending.startsWith(rest) || (doubled && ending.startsWith(rest.slice(1))))) continue;
      const found = (await this.#entries(root)).filter(({ word }) => word === root);
      if (found.length) return found;
    }
    return [];
  }

  async #found(root) {
    const { firsts } = await this.open();
    const next = firsts.findIndex((first) => first > root);
    const at = Math.max(0, (next < 0 ? firsts.length : next) - 1);
    const entries = await this.#chunk(at, root);
    if (entries.some(({ word }) => word === root) || !firsts[at + 1]?.startsWith(root)) return entries;
    return [...entries, ...(await this.#chunk(at + 1, root))];
  }

  async #chunk(number, root) {
    return entries(await this.#once(`index/${number}.pf_index`, async (response) => new Uint8Array(await response.arrayBuffer())), root);
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

/** No paper of so many. */
export function nothing(papers) {
  return { count: 0, scores: new Float64Array(papers), held: new Uint8Array(papers) };
}

/** A word as it is typed and its stem, both as the index spells them: without punctuation, and without the signs of ASCII. */
function rooted(term) {
  const typed = term.toLowerCase().replace(/[\p{Pd}\p{Pe}\p{Pf}\p{Pi}\p{Po}\p{Ps}$+<=>^`|~]/gu, "");
  return [typed, stem(plain(typed))];
}

/** The weight of a word's places, in whole words. A compound and its part stand at one place, which counts once. */
function weighed(page, text, seen) {
  let weight = 0;
  for (let at = 0; at < text.length; at += 2) {
    const place = page * 2 ** 20 + text[at + 1];
    if (text[at + 1] === text[at - 1] || seen?.has(place)) continue;
    seen?.add(place);
    weight += text[at] / FULL;
  }
  return weight;
}

/** Whether places follow one another, list by list; in fields, within one field. */
function inOrder([first, ...others], inFields) {
  const has = (places, about, place) => {
    for (let at = 0; at < places.length; at += 2) if (places[at + 1] === place && (!inFields || places[at] === about)) return true;
    return false;
  };
  for (let at = 0; at < first.length; at += 2) if (others.every((places, step) => has(places, first[at], first[at + 1] + step + 1))) return true;
  return false;
}

/** The words of a chunk that begin with a stem: by form and paper the places in the text and in fields, [weight or field, place, …]. */
function entries(bytes, root) {
  const texts = new TextDecoder();
  let at = SIGNATURE;
  // What of CBOR (RFC 8949) a chunk consists of: the head of a number, or of an array or a text with its length.
  const head = () => {
    const kind = bytes[at] >> 5;
    let count = bytes[at++] & 31;
    if (count > 23) {
      const end = at + (1 << (count - 24));
      for (count = 0; at < end; at += 1) count = count * 256 + bytes[at];
    }
    return kind === 1 ? -1 - count : count;
  };
  const text = () => {
    const length = head();
    return texts.decode(bytes.subarray(at, (at += length)));
  };
  // A place is told by its distance from the one before; a negative number gives weight or field of those behind it.
  const places = (about) => {
    const found = [];
    for (let left = head(), place = 0; left; left -= 1) {
      const number = head();
      if (number < 0) [about, place] = [-1 - number, 0];
      else found.push(about, (place += number));
    }
    return found;
  };
  const pages = () => {
    const found = new Map();
    for (let left = head(), page = 0; left; left -= 1) {
      head();
      page += head();
      found.set(page, [places(FULL), places(0)]);
    }
    return found;
  };
  const skip = () => {
    for (let left = 1; left; left -= 1) {
      const kind = bytes[at] >> 5;
      const count = head();
      if (kind === 3) at += count;
      if (kind === 4) left += count;
    }
  };
  const found = [];
  head();
  for (let left = head(); left; left -= 1) {
    head();
    const word = text();
    if (word.startsWith(root)) {
      const forms = [{ form: word, places: pages() }];
      for (let more = head(); more; more -= 1) {
        head();
        forms.push({ form: text(), places: pages() });
      }
      found.push({ word, forms });
    } else {
      skip();
      skip();
    }
  }
  return found;
}
