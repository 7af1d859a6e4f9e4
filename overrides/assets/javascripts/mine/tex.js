// BibTeX as generator/render/citation.py writes it. Pure.
const SPECIALS = {
  "\\": "\\textbackslash{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
  "&": "\\&", "%": "\\%", "#": "\\#", _: "\\_", $: "\\$",
};

/** Plain text for a field of an entry, on one line. Braces come in pairs, as BibTeX counts them whatever stands before. */
export function escaped(text) {
  return text.replace(/[\\{}~^&%#_$]/g, (sign) => SPECIALS[sign]).replace(/\s+/g, " ").trim().replaceAll("`", "'");
}

/** What `escaped` wrote, and what others write, as plain text again. */
export function unescaped(tex) {
  const plain = tex.replace(/\\text(?:backslash|braceleft|braceright|ascii(?:tilde|circum))\{\}|\\([&%#_$])|[{}]/g, (found, sign) => {
    const known = Object.entries(SPECIALS).find(([, written]) => written === found);
    return sign ?? known?.[0] ?? "";
  });
  return plain.replace(/\s+/g, " ").trim();
}

function bare(value) {
  return value.replace(/[{}\\,\s`]/g, "");
}

/** A name in braces when BibTeX would take it for several. */
function named(author) {
  return author.includes(" and ") || author.includes(",") ? `{${escaped(author)}}` : escaped(author);
}

/** The entry of a paper; the reader's note is its annote. */
export function bibtex(id, { title, tex, authors, date, category, doi, journal, note }) {
  const fields = [
    ["title", `{${tex ?? escaped(title ?? id)}}`],
    ["author", (authors ?? []).map(named).join(" and ")],
    ["year", date?.slice(0, 4)],
    ["eprint", bare(id)],
    ["archivePrefix", "arXiv"],
    ["primaryClass", bare(category ?? "")],
    ["doi", bare(doi ?? "")],
    ["note", escaped(journal ?? "")],
    ["url", `https://arxiv.org/abs/${bare(id)}`],
    ["annote", escaped(note ?? "")],
  ];
  const lines = fields.filter(([, value]) => value).map(([name, value]) => `  ${name.padEnd(13)} = {${value}},`);
  return [`@misc{arXiv:${bare(id)},`, ...lines, "}", ""].join("\n");
}
