// English words by their stems, as Pagefind writes them into the index (Snowball's English stemmer). Pure.

const EXCEPTIONS = new Map(
  Object.entries({
    skis: "ski", skies: "sky", dying: "die", lying: "lie", tying: "tie", idly: "idl", gently: "gentl", ugly: "ugli", early: "earli", only: "onli", singly: "singl",
    sky: "sky", news: "news", howe: "howe", atlas: "atlas", cosmos: "cosmos", bias: "bias", andes: "andes",
  }),
);
const WHOLE = new Set(["inning", "outing", "canning", "herring", "earring", "evening", "proceed", "exceed", "succeed"]);
const VOWEL = "[aeiouy]";
const DOUBLE = /(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/;
const SHORT = /(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy]|^past)$/;
const SECOND = [
  ["ational", "ate"], ["tional", "tion"], ["enci", "ence"], ["anci", "ance"], ["abli", "able"], ["entli", "ent"], ["izer", "ize"], ["ization", "ize"], ["ation", "ate"],
  ["ator", "ate"], ["alism", "al"], ["aliti", "al"], ["alli", "al"], ["fulness", "ful"], ["ousli", "ous"], ["ousness", "ous"], ["iveness", "ive"], ["iviti", "ive"],
  ["biliti", "ble"], ["bli", "ble"], ["ogi", "og"], ["ogist", "og"], ["fulli", "ful"], ["lessli", "less"], ["li", ""],
];
const THIRD = [["ational", "ate"], ["tional", "tion"], ["alize", "al"], ["icate", "ic"], ["iciti", "ic"], ["ical", "ic"], ["ful", ""], ["ness", ""], ["ative", ""]];
const FOURTH = ["al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion"];

/** The longest of the endings that a word has. */
function ending(word, endings) {
  return endings.filter((each) => word.endsWith(each)).sort((one, other) => other.length - one.length)[0];
}

/** Where the part behind the first vowel and the consonant after it begins. */
function region(word, from) {
  const found = new RegExp(`${VOWEL}[^aeiouy]`, "g");
  found.lastIndex = from;
  return found.exec(word) ? found.lastIndex : word.length;
}

/** The stem of a word in lower case. */
export function stem(given) {
  if (given.length < 3) return given;
  if (EXCEPTIONS.has(given)) return EXCEPTIONS.get(given);
  let word = given.replace(/^y|(?<=[aeiouy])y/g, "Y");
  const first = /^(?:gener|commun|arsen|past|univers|later|emerg|organ|inter)/.exec(word)?.[0].length ?? region(word, 0);
  const second = region(word, first);
  const cut = (count, by = "") => (word = word.slice(0, word.length - count) + by);

  if (/(?:sses)$/.test(word)) cut(2);
  else if (/(?:ied|ies)$/.test(word)) cut(word.length > 4 ? 2 : 1);
  else if (/[aeiouy].+s$/.test(word) && !/(?:us|ss)$/.test(word)) cut(1);
  if (WHOLE.has(word)) return word;

  const past = ending(word, ["eed", "eedly", "ed", "edly", "ing", "ingly"]);
  if (past?.startsWith("eed")) {
    if (word.length - past.length >= first) cut(past.length, "ee");
  } else if (past && new RegExp(VOWEL).test(word.slice(0, -past.length))) {
    cut(past.length);
    if (/(?:at|bl|iz)$/.test(word)) word += "e";
    else if (DOUBLE.test(word)) cut(/^[aeo]..$/.test(word) ? 0 : 1);
    else if (first >= word.length && SHORT.test(word)) word += "e";
  }
  word = word.replace(/(?<=.[^aeiouy])[yY]$/, "i");

  const derived = ending(word, SECOND.map(([from]) => from));
  if (derived && word.length - derived.length >= first) {
    const before = word.at(-derived.length - 1);
    if (derived === "li" ? "cdeghkmnrt".includes(before) : derived !== "ogi" || before === "l") cut(derived.length, SECOND.find(([from]) => from === derived)[1]);
  }
  const formed = ending(word, THIRD.map(([from]) => from));
  if (formed && word.length - formed.length >= (formed === "ative" ? second : first)) cut(formed.length, THIRD.find(([from]) => from === formed)[1]);
  const last = ending(word, FOURTH);
  if (last && word.length - last.length >= second && (last !== "ion" || /[st]ion$/.test(word))) cut(last.length);
  if (word.endsWith("e") && (word.length > second || (word.length > first && !SHORT.test(word.slice(0, -1))))) cut(1);
  else if (word.endsWith("ll") && word.length > second) cut(1);
  return word.toLowerCase();
}
