// Papers as files of other programs: written and read. Pure.
import { bibtex, unescaped } from "./tex.js";
import { isPlain, site, sound } from "./store.js";

const PAGE = "https://arxiv.org/abs/";
const COLUMNS = ["id", "title", "authors", "date", "doi", "journal", "category", "url", "day", "starred", "read", "note"];
// Where reference managers put the id, as generator/likes.py has it: a bare number may be a DOI or a range of pages.
const NUMBER = String.raw`(\d{4}\.\d{4,5}|[a-z][a-z-]+(?:\.[a-z]{2})?\/\d{7})(?:v\d+)?(?!\d)`;
const PLACES = String.raw`arxiv\.org\/(?:abs|pdf|html)\/${NUMBER}|10\.48550\/arxiv\.${NUMBER}|arxiv[\s:]*(?:preprint\s+arxiv[\s:]*)?${NUMBER}|^[ \t]*${NUMBER}[ \t]*\r?$`;

const oneLine = (text) => text.replace(/\s+/g, " ").trim();

function ris(id, { title, authors, date, doi, journal, note }) {
  const fields = [
    ["TY", journal ? "JOUR" : "UNPB"],
    ["TI", title ?? id],
    ...(authors ?? []).map((author) => ["AU", author]),
    ["PY", date?.slice(0, 4)],
    ["DA", date ? `${date.replaceAll("-", "/")}${"/".repeat(3 - date.split("-").length)}/` : ""],
    ["JO", journal],
    ["DO", doi],
    ["PB", journal ? "" : "arXiv"],
    ["AN", `arXiv:${id}`],
    ["UR", PAGE + id],
    // A value ends with its line, so each line of a note is a field.
    ...(note ?? "").split(/\r?\n/).map((line) => ["N1", line]),
  ];
  const lines = fields.filter(([, value]) => value?.trim()).map(([name, value]) => `${name}  - ${oneLine(value)}\r\n`);
  return `${lines.join("")}ER  - \r\n\r\n`;
}

/** A cell by RFC 4180. What a spreadsheet would take for a formula gets an apostrophe before it. */
function cell(value) {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csv(papers) {
  const rows = papers.map(([id, paper]) => {
    const known = { ...paper, id, authors: (paper.authors ?? []).join("; "), url: PAGE + id };
    return COLUMNS.map((name) => cell(known[name])).join(",");
  });
  // Without the mark at its beginning Excel takes UTF-8 for something else.
  return `\ufeff${[COLUMNS.join(","), ...rows].join("\r\n")}\r\n`;
}

/** Text that Markdown gives no meaning: a backslash serves where every dialect knows it, a reference elsewhere. */
function literal(text) {
  const marked = oneLine(text).replace(/[\\`*_{}[\]]|([<>&|~$^]|^[=:])/g, (sign, odd) => (odd ? `&#${odd.charCodeAt(0)};` : `\\${sign}`));
  return marked.replace(/^(?:\d+(?=[.)])|(?=[-+#]))/, (start) => `${start}\\`);
}

function markdown(id, { title, authors, date, note }) {
  const facts = [(authors ?? []).join(", "), date?.slice(0, 4)].filter(Boolean).map(literal).join(", ");
  const lines = (note ?? "").split(/\r?\n/).filter((line) => line.trim()).map((line) => `  > ${literal(line)}\n`);
  return `- [${literal(title ?? id)}](${PAGE}${id})${facts ? `  \n  ${facts}` : ""}\n${lines.length ? `\n${lines.join("  >\n")}` : ""}`;
}

const each = (write) => (papers) => papers.map(([id, paper]) => write(id, paper)).join("\n");

/** Each kind of file: how it ends, what it is, and what writes it from pairs of id and paper. */
export const FORMATS = {
  BibTeX: { end: "bib", type: "application/x-bibtex", write: each(bibtex) },
  RIS: { end: "ris", type: "application/x-research-info-systems", write: (papers) => papers.map(([id, paper]) => ris(id, paper)).join("") },
  CSV: { end: "csv", type: "text/csv", write: csv },
  Markdown: { end: "md", type: "text/markdown", write: (papers) => papers.map(([id, paper]) => markdown(id, paper)).join("") },
  ids: { end: "txt", type: "text/plain", write: (papers) => papers.map(([id]) => `${id}\n`).join("") },
};

/** All that is kept, as a file for another browser. */
export function backup(papers) {
  return `${JSON.stringify({ version: 1, site: site.href, papers }, null, 1)}\n`;
}

/**
 * The papers of a file: pairs of id and what it says of the paper, starred `now` unless it is a backup, which knows better. A backup
 * of a newer version of the site is null.
 */
export function papersOf(text, now) {
  const plain = text.replace(/^\ufeff/, "");
  if (/^\s*\{/.test(plain)) {
    const content = parsed(plain);
    if (isPlain(content?.papers)) return content.version > 1 ? null : fromBackup(content);
  }
  return records(recordsOf(plain), now);
}

function recordsOf(plain) {
  if (/^\s*@\w+\s*\{/m.test(plain)) return fromBibtex(plain);
  if (/^TY {2}- /m.test(plain)) return fromRis(plain);
  if (/^[^\r\n]*\btitle\b[^\r\n]*\r?\n/i.test(plain)) return fromTable(table(plain));
  return plain.split(/\r?\n/).map((line) => ({ all: line }));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The papers of a backup; the days of another feed mean nothing here. */
function fromBackup({ site: from, papers }) {
  return Object.entries(sound(papers)).map(([id, { day, ...paper }]) => [id, from === site.href && day ? { ...paper, day } : paper]);
}

/** Pairs of id and facts; what names no arXiv id is left out, and each paper comes once. */
function records(found, now) {
  const papers = new Map();
  for (const { all, ...facts } of found) {
    for (const [, ...places] of all.matchAll(new RegExp(PLACES, "gim"))) {
      const id = places.find(Boolean);
      if (!papers.has(id)) papers.set(id, { ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value?.length)), starred: now });
    }
  }
  return [...papers];
}

/** "Hoorick, Basile Van" as it is said; what stands in braces is a name as a whole. */
function inOrder(name) {
  return name.replace(/^([^,{]+),\s*([^,{]+)$/, "$2 $1");
}

function* fromBibtex(text) {
  for (const match of text.matchAll(/@(\w+)\s*\{([^,\s]*)\s*,/g)) {
    if (/^(?:comment|string|preamble)$/i.test(match[1])) continue;
    const fields = fieldsAt(text, match.index + match[0].length);
    const authors = (fields.author ?? "").split(/\s+and\s+(?![^{]*\})/).map((name) => unescaped(inOrder(name))).filter(Boolean);
    const { eprint = "", url = "", doi = "", note = "", journal = "", annote, annotation } = fields;
    const places = [match[2], eprint && `arXiv:${eprint.replace(/^arxiv:/i, "")}`, url, doi, note, journal];
    yield { all: places.join("\n"), title: unescaped(fields.title ?? ""), authors, note: unescaped(annote ?? annotation ?? "") };
  }
}

/** The fields of an entry of BibTeX from a place on, by name: what stands in braces, in quotes, or bare. */
function fieldsAt(text, start) {
  const fields = {};
  const next = /\s*,?\s*([\w-]+)\s*=\s*/y;
  for (next.lastIndex = start; ; ) {
    const found = next.exec(text);
    if (!found) return fields;
    const end = valueEnd(text, next.lastIndex);
    fields[found[1].toLowerCase()] = text.slice(next.lastIndex, end).replace(/^[{"]|[}"]$/g, "");
    next.lastIndex = end;
  }
}

function valueEnd(text, start) {
  const opening = text[start];
  if (opening !== "{" && opening !== '"') return start + /^[^,}]*/.exec(text.slice(start, start + 200))[0].length;
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0 && (opening === "{" || (text[at] === '"' && at > start))) return at + 1;
  }
  return text.length;
}

function* fromRis(text) {
  for (const block of text.split(/^ER {2}-.*$/m)) {
    const lines = [...block.matchAll(/^([A-Z][A-Z0-9]) {2}- (.*)$/gm)].map(([, name, value]) => [name, value.trim()]);
    const of = (...names) => lines.filter(([name]) => names.includes(name)).map(([, value]) => value);
    if (lines.length) yield { all: lines.map(([, value]) => value).join("\n"), title: of("TI", "T1")[0], authors: of("AU", "A1").map(inOrder), note: of("N1").join("\n") };
  }
}

function* fromTable([names, ...rows]) {
  const head = names.map((name) => name.trim().toLowerCase());
  const at = (row, ...wanted) => wanted.map((name) => row[head.indexOf(name)]).find(Boolean) ?? "";
  const unguarded = (text) => text.replace(/^'(?=[=+\-@\t\r])/, "");
  for (const row of rows) {
    const authors = unguarded(at(row, "authors", "author")).split(/;\s*/).filter(Boolean).map(inOrder);
    yield { all: row.join("\n"), title: unguarded(at(row, "title")), authors, note: unguarded(at(row, "note", "notes")) };
  }
}

/** The cells of a CSV file by RFC 4180. */
function table(text) {
  const rows = [[]];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? bare);
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.some(Boolean));
}
