// What is known of a paper from the pages of the site, so that lists and exports need nothing else. All of it is plain text.
import { escaped } from "./tex.js";
import { idOf, isId, isMarked, isPlain, pageOf, read, site, write } from "./store.js";

const DAY = /\/daily\/\d{4}\/(\d{4}-\d{2}-\d{2})\/$/;

/** The arXiv id of the paper that a link of this site leads to, or null. */
export function paperAt({ href }) {
  const key = href.startsWith(`${site}papers/`) ? /^([^/?#]+)\/?$/.exec(href.slice(`${site}papers/`.length))?.[1] : null;
  return key ? idOf(decodeURIComponent(key)) : null;
}

/** The day that an address of this site is about, or undefined. */
export function dayAt(address) {
  return DAY.exec(address)?.[1];
}

/** What stands in a line or a heading of a list. */
export function ofLink(link) {
  const day = dayAt(location.pathname) ?? dayAt(document.querySelector("#day > a")?.href ?? "") ?? dayBelow(link.parentElement);
  return { title: readable(link), day };
}

/** The day that is linked between a heading and the next one. */
function dayBelow({ nextElementSibling: next }) {
  if (!next || /^h\d$/.test(next.localName)) return undefined;
  const days = [...next.querySelectorAll("a")].map(({ href }) => dayAt(href));
  return days.find(Boolean) ?? dayBelow(next);
}

/** Text as it is read; a formula that is drawn says its source. */
function readable(element) {
  const copy = element.cloneNode(true);
  for (const drawn of copy.querySelectorAll(".katex")) drawn.replaceWith(drawn.querySelector("annotation")?.textContent ?? "");
  return copy.textContent.trim();
}

/** What a paper's page says in its linked data and its BibTeX: the facts of store.js, and the id. Null for another page. */
export function ofPage(page) {
  const data = parsed(page.querySelector('script[type="application/ld+json"]')?.textContent);
  const id = data?.identifier?.replace?.(/^arXiv:/, "");
  if (!id || !isId(id)) return null;
  const bibtex = page.querySelector("code.language-bibtex")?.textContent ?? "";
  const field = (name) => new RegExp(`^ {2}${name} += \\{(.*)\\},$`, "m").exec(bibtex)?.[1];
  const title = data.name;
  const tex = field("title")?.slice(1, -1);
  const facts = {
    title,
    authors: (data.author ?? []).map(({ name }) => name),
    day: page.querySelector(".newer")?.dataset.day,
    date: data.datePublished,
    doi: field("doi"),
    journal: data.isPartOf?.name,
    category: field("primaryClass"),
    tex: tex === escaped(title) ? undefined : tex,
  };
  return { id, facts };
}

function parsed(text) {
  try {
    const data = JSON.parse(text);
    return isPlain(data) ? data : null;
  } catch {
    return null;
  }
}

/** Write what is known of a marked paper, where that is news. */
export function keep({ id, facts }) {
  const paper = read()[id];
  const isNews = isMarked(paper) && Object.entries(facts).some(([name, value]) => JSON.stringify(paper[name]) !== JSON.stringify(value));
  if (isNews) write({ [id]: facts });
}

/** Read a paper's page to know the paper better; without an answer it stays as it is. */
export async function complete(id) {
  const answer = await fetch(pageOf(id)).catch(() => null);
  const found = answer?.ok ? ofPage(new DOMParser().parseFromString(await answer.text(), "text/html")) : null;
  if (found?.id === id) keep(found);
}
