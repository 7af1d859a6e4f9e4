// Puts two or three papers side by side: ?papers=2602.23361,2601.00003. What is shown of a paper is copied from its own page,
// by anchors that never change, element by element: nothing is ever read as HTML in this page, whatever a page or an address holds.
import { arxivId, pageKey } from "./search/query.js";
import { base, starred } from "./offline.js";

const MOST = 3;
const OFFERED = { related: 6, starred: 12 };
const place = document.getElementById("comparison");
const words = JSON.parse(place.dataset.words);
// The sections that say the same thing, whoever wrote the page and in whatever plan.
const SECTIONS = {
  problem: ["problem", "motivation", "scope"],
  method: ["approach", "contribution", "method", "technique", "map"],
  experiments: ["experiments", "comparison", "agreed"],
  findings: ["findings", "result"],
  limitations: ["limitations", "open"],
  practice: ["guide", "practice", "interest"],
};
// Two papers are compared by these: that one of them says nothing is told even where neither does.
const ALWAYS = ["method", "experiments", "findings", "limitations"];
const APART = ["related", "cite", "abstract"];

function say(key, given = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => given[name]);
}

function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// What was asked for

const OLD_KEY = /^[a-z-]+(?:\.[a-z]{2})?-\d{7}$/i;

/** The keys of the papers in a text of ids, each once, and what is no id. */
function asked(text) {
  const given = text.split(/[\s,，、;]+/).filter(Boolean);
  const named = given.map((each) => [each, arxivId(each) ?? (OLD_KEY.test(each) ? each : null)]);
  const keys = [...new Set(named.filter(([, id]) => id).map(([, id]) => pageKey(id)))];
  return { keys, invalid: named.filter(([, id]) => !id).map(([each]) => each.slice(0, 60)) };
}

function addressOf(keys) {
  return `${location.pathname}?papers=${keys.join(",")}`;
}

// Reading a paper's page

// What may be copied, and with which attributes; other elements stay away with all they hold.
const TAGS = new Set("a b blockquote br code del details div em i li ol p pre small span strong sub summary sup table tbody td th thead tr ul".split(" "));
const HEADINGS = new Set(["h3", "h4", "h5", "h6"]);
const CLASSES = /^(?:arithmatex|opening|score(?:--\w+)?)$/;

function copied(node, address) {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || node.classList.contains("headerlink")) return "";
  const tag = node.localName;
  const inside = () => [...node.childNodes].map((each) => copied(each, address));
  if (HEADINGS.has(tag)) return made("p", {}, made("strong", {}, ...inside()));
  if (!TAGS.has(tag)) return "";
  const element = made(tag, { className: [...node.classList].filter((name) => CLASSES.test(name)).join(" ") }, ...inside());
  if (!element.className) element.removeAttribute("class");
  if (node.lang) element.lang = node.lang;
  if (tag === "a" && node.hasAttribute("href")) linked(element, node.getAttribute("href"), address);
  return element;
}

function linked(element, href, address) {
  if (!URL.canParse(href, address)) return;
  const url = new URL(href, address);
  if (["http:", "https:", "mailto:"].includes(url.protocol)) element.href = url.href;
}

/** The sections of a page by their anchors, each with its title and what stands below it. */
function sectionsOf(article) {
  const sections = new Map();
  let nodes = null;
  for (const node of article.childNodes) {
    if (node.localName === "h2" && node.id) {
      nodes = [];
      sections.set(node.id, { title: node.firstChild?.textContent.trim() ?? "", nodes });
    } else if (["pager", "newer", "provenance"].some((name) => node.classList?.contains(name))) nodes = null;
    else nodes?.push(node);
  }
  return sections;
}

async function read(key) {
  const address = new URL(`papers/${encodeURIComponent(key)}/`, base);
  const id = key.replace(/-(?=\d{7}$)/, "/");
  const answer = await fetch(address).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const article = page?.querySelector("article:has(h1#paper)");
  if (!article) return { key, id, name: id, address, problem: answer && answer.status !== 503 ? "unknown" : "unreachable" };
  const heading = article.querySelector("h1");
  heading.querySelector(".headerlink")?.remove();
  const title = heading.textContent.trim();
  // "AnyView: Synthesizing …": most papers have a name of their own.
  const name = /^[^:：]{2,28}(?=[:：])/.exec(title)?.[0] ?? title;
  const sections = sectionsOf(article);
  const found = (path) => [...article.querySelectorAll(path)];
  const isRead = [...sections.keys()].some((anchor) => !APART.includes(anchor));
  return { key, id, name, title, address, heading, article, sections, found, isRead, isQuoted: found(".provenance.quoted").length > 0 };
}

// The rows

/** For each row its title and what it shows of a paper, as nodes of the paper's page; an empty list where the page says nothing. */
function rows(papers) {
  const known = new Set([...Object.values(SECTIONS).flat(), ...APART]);
  const own = new Map(papers.flatMap(({ sections }) => [...sections]).filter(([anchor]) => !known.has(anchor)).map(([anchor, { title }]) => [anchor, title]));
  const of = (anchors) => ({ sections }) => anchors.flatMap((anchor) => sections.get(anchor)?.nodes ?? []);
  const fact = (path) => ({ found }) => found(path).slice(0, 1);
  const grouped = Object.entries(SECTIONS).map(([row, anchors]) => [say(`row.${row}`), of(anchors), row]);
  return [
    [say("row.basis"), fact(".provenance"), "basis"],
    [say("row.authors"), fact(".authors"), "authors"],
    [say("row.day"), ({ found }) => found(".facts a[href*='daily/']"), "day"],
    [say("row.score"), fact(".why"), "score"],
    [say("row.tldr"), fact(".opening"), "tldr"],
    ...grouped,
    ...[...own].map(([anchor, title]) => [title, of([anchor]), anchor]),
    // The first line of links is the paper's; what follows is for this site's reader.
    [say("row.links"), ({ found }) => [...(found(".links")[0]?.querySelectorAll("a") ?? [])], "links"],
    [say("row.abstract"), abstract, "abstract"],
  ];
}

function abstract({ found, sections }) {
  const folded = found("details.original > p");
  return folded.length ? folded : (sections.get("abstract")?.nodes ?? []);
}

function cell(paper, get, row) {
  const who = made("p", { className: "who" }, made("a", { href: paper.address.href, textContent: paper.name, title: paper.title }));
  foreign(who);
  const nodes = get(paper);
  if (!says(nodes)) {
    return made("div", {}, who, made("p", { className: "hint", textContent: say(lacking(paper, row)) }));
  }
  const copies = nodes.map((node) => copied(node, paper.address));
  const inline = nodes.every((node) => node.localName === "a");
  return made("div", {}, who, ...(inline ? [made("p", {}, ...copies.flatMap((each, at) => (at ? [" · ", each] : [each])))] : copies));
}

/** Why the page of a paper says nothing in a row. */
function lacking(paper, row) {
  if (!(row in SECTIONS)) return "not_said";
  if (!paper.isRead) return "not_read";
  return paper.isQuoted ? "not_written" : "not_said";
}

function says(nodes) {
  return nodes.some((node) => node.textContent.trim());
}

/** Titles are English, also on a page in another language. */
function foreign(element) {
  if (document.documentElement.lang !== "en") element.lang = "en";
  return element;
}

function removal(paper, keys) {
  const link = made("a", { className: "remove", href: addressOf(keys.filter((key) => key !== paper.key)), textContent: say("remove") });
  link.setAttribute("aria-label", say("remove_label", { title: paper.title ?? paper.id }));
  return link;
}

function head(paper, keys) {
  const link = made("a", { href: paper.address.href }, ...[...paper.heading.childNodes].map((node) => copied(node, paper.address)));
  return made("div", {}, foreign(made("h2", {}, link)), made("p", { className: "hint" }, `arXiv ${paper.id} · `, removal(paper, keys)));
}

/** A paper that could not be read: why, and where it is. */
function lost(paper, keys) {
  const arxiv = made("a", { href: `https://arxiv.org/abs/${paper.id}`, textContent: say("arxiv") });
  return made("p", { className: "notice" }, `${say(paper.problem, { id: paper.id })} `, arxiv, " · ", removal(paper, keys));
}

function table(papers, keys) {
  const grid = made("div", { className: `compared of${papers.length}` });
  grid.append(made("div", { className: "heads" }, ...papers.map((paper) => head(paper, keys))));
  for (const [title, get, row] of papers.length > 1 ? rows(papers) : []) {
    if (!ALWAYS.includes(row) && !papers.some((paper) => says(get(paper)))) continue;
    grid.append(made("section", { className: "row" }, made("h2", { textContent: title }), made("div", { className: "cells" }, ...papers.map((paper) => cell(paper, get, row)))));
  }
  return grid;
}

// Choosing

/** Papers to add: those that the chosen ones name as related, and those that are starred. */
function offers(papers, keys) {
  const related = papers.flatMap(({ sections, address }) => (sections.get("related")?.nodes ?? []).flatMap((node) => [...(node.querySelectorAll?.("a") ?? [])].map((link) => [keyOf(link.getAttribute("href"), address), link.textContent])));
  const marked = starred().map(([path, title]) => [path.slice("papers/".length, -1), title]);
  const fresh = (pairs, most) => [...new Map(pairs.filter(([key]) => key && !keys.includes(key))).entries()].slice(0, most);
  return [["related", fresh(related, OFFERED.related)], ["starred", fresh(marked, OFFERED.starred)]].filter(([, pairs]) => pairs.length);
}

function keyOf(href, address) {
  return URL.canParse(href, address) ? /\/papers\/([\w.-]+)\/$/.exec(new URL(href, address).pathname)?.[1] : null;
}

function chooser(papers, keys) {
  const input = made("input", { type: "text", name: "papers", autocomplete: "off", spellcheck: false, placeholder: "2602.23361", maxLength: 200 });
  input.setAttribute("aria-label", say("add_label"));
  const form = made("form", { className: "add" }, input, made("button", { className: "switch", textContent: say("add_button") }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim()) location.href = `${location.pathname}?papers=${encodeURIComponent([...keys, input.value.trim()].join(","))}`;
  });
  const lists = offers(papers, keys).flatMap(([kind, pairs]) => {
    const items = pairs.map(([key, title]) => {
      return made("li", {}, foreign(made("a", { href: addressOf([...keys, key]), textContent: title })));
    });
    return [made("h3", { textContent: say(kind) }), made("ul", {}, ...items)];
  });
  return made("section", { className: "choose" }, made("h2", { textContent: say(keys.length ? "add" : "choose") }), form, ...lists);
}

// Drawing

/** KaTeX, where one of the papers needs it. */
function drawMath() {
  if (!place.querySelector(".arithmatex")) return;
  const vendor = new URL("assets/vendor/katex/", base);
  document.head.append(made("link", { rel: "stylesheet", href: new URL("katex.min.css", vendor).href }));
  const then = (src, next) => document.head.append(made("script", { src, onload: next }));
  then(new URL("katex.min.js", vendor).href, () => then(new URL("assets/javascripts/math.js", base).href, null));
}

async function show() {
  const { keys, invalid } = asked(new URLSearchParams(location.search).get("papers") ?? "");
  const chosen = keys.slice(0, MOST);
  const status = made("p", { className: "hint" });
  status.setAttribute("role", "status");
  place.append(status);
  status.textContent = chosen.length ? say("loading") : say("nothing");
  const all = await Promise.all(chosen.map(read));
  const papers = all.filter(({ problem }) => !problem);
  const told = [];
  if (!chosen.length) told.push(say("nothing"));
  if (keys.length > MOST) told.push(say("most", { count: keys.length - MOST }));
  if (invalid.length) told.push(say("invalid", { words: invalid.join(" · ") }));
  status.textContent = told.join(" ");
  place.append(...all.filter(({ problem }) => problem).map((paper) => lost(paper, chosen)));
  if (papers.length) place.append(table(papers, chosen));
  if (chosen.length < MOST) place.append(chooser(papers, chosen));
  if (papers.length) document.title = `${papers.map(({ name }) => name).join(" · ")} · ${document.title}`;
  drawMath();
}

await show();
place.dataset.shown = "true";
