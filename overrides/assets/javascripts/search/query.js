// What was typed becomes what is asked. Pure. Texts were indexed the same way: generator/search/documents.py, words().

const STOP_WORDS = new Set(
  ("a an and are as at be been but by can for from has have in into is it its of on or our such than that the their these this those to" +
    " was we were where which while with").split(" "),
);
const HAN = /[\u3400-\u9fff]+/g;
const ID = /^(?:arxiv:\s*)?(?:(?:https?:\/\/)?[\w.-]+\.[a-z]{2,}\/(?:\S+?\/)?)?(?:10\.48550\/arxiv\.)?((?:\d{4}\.\d{4,5})|(?:[a-z-]+(?:\.[a-z]{2})?\/\d{7}))(?:v\d+)?(?:\.pdf)?\/?(?:[?#]\S*)?$/i;

/** The arXiv id, without version, that a query is (as such, as an arXiv: name, a DOI of arXiv's, or an address), or null. */
export function arxivId(typed) {
  const id = ID.exec(typed.trim())?.[1] ?? null;
  // From 2015 on a number has five digits: one with four is not typed to its end.
  return /^\d{4}\.\d{4}$/.test(id) && id >= "1501" ? null : id;
}

/** The file name of a paper's page: as generator/render/shelf.py, key(). */
export function pageKey(id) {
  return id.replace("/", "-");
}

/**
 * The questions that a query asks, all of which a paper must answer: its phrases, and its words one by one. Chinese is asked
 * in pairs of characters, as a phrase, which finds a term wherever a lexicon would cut. What to mark comes with them.
 */
export function parse(typed) {
  const clauses = [];
  const marks = [];
  const phrase = (text) => {
    const found = terms(text);
    if (!found.length) return "";
    clauses.push({ term: found.join(" "), exact: found.length > 1, said: text.trim() });
    marks.push(text.trim().toLowerCase());
    return " ";
  };
  let rest = typed.normalize("NFKC").replace(/["“”]([^"“”]+)["“”]/g, (_, quoted) => phrase(quoted) || " ");
  rest = rest.replace(/["“”]/g, " ").replace(HAN, (run) => phrase(run) || " ");
  for (const word of terms(rest.replace(/(?<=\p{L}{2})-(?=\p{L}{2})/gu, " "))) {
    clauses.push({ term: word, exact: false, said: word });
    marks.push(word);
  }
  return { clauses, marks };
}

function terms(text) {
  const spaced = text.toLowerCase().replace(HAN, (run) => ` ${pairs(run)} `);
  return spaced.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word) && !STOP_WORDS.has(word.replace(/^\P{L}+|\P{L}+$/gu, "")));
}

function pairs(run) {
  const found = [];
  for (let at = 0; at < Math.max(1, run.length - 1); at += 1) found.push(run.slice(at, at + 2));
  return found.join(" ");
}

/** What finds the marks in a text, or null when there are none: Chinese as it is, other words by their beginning. */
export function marker(marks) {
  const sources = marks.map((mark) => (/[\u3400-\u9fff]/.test(mark) || /\s/.test(mark) ? escape(mark) : `(?<![\\p{L}\\p{N}])${escape(beginning(mark))}[\\p{L}\\p{N}]*`));
  return sources.length ? new RegExp(sources.join("|"), "giu") : null;
}

/** Text without accents, as the index spells it. */
export function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "");
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/** What the forms of a word begin with: in a text they are marked by it (a stem may end otherwise than they do: stem.js). */
function beginning(word) {
  const bare = word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  return bare.length < 5 ? bare : bare.replace(/(?:ations?|ings?|ions?|ed|es|s|e|ly)$/, "").replace(/([b-df-hj-np-tv-z])\1$/, "$1");
}

/** The stretch of a text that shows most of the marks, about `length` characters (a Chinese one counts double). */
export function excerpt(text, pattern, length = 240) {
  const wide = (text.slice(0, 200).match(HAN) ?? []).join("").length > 60;
  const size = wide ? length / 2 : length;
  const places = pattern ? [...text.matchAll(pattern)].map((match) => match.index) : [];
  let start = 0;
  let most = 0;
  for (const place of places) {
    const inside = new Set(places.filter((other) => other >= place && other < place + size - 40).map((other) => text.slice(other, other + 4).toLowerCase())).size;
    if (inside > most) [start, most] = [place, inside];
  }
  let from = Math.max(0, start - size / 4);
  if (from) from = Math.max(0, from + text.slice(from, start).search(/(?<=[\s。，；、])\S|$/));
  let to = Math.min(text.length, from + size);
  if (to < text.length && !wide) to = Math.max(text.lastIndexOf(" ", to), from + size / 2);
  return (from ? "… " : "") + text.slice(from, to).trim() + (to < text.length ? " …" : "");
}
