// Keeps the newest day and what is starred for reading without a network. It stands at the root of the site: its scope is every page.
// With a network all comes from there. A copy is shown when the site does not answer in time, and says that it is one.
const VERSION = 1; // of what is kept and how: with another one a browser begins anew
const BASE = self.registration.scope;
// Two feeds may live on one host: what is kept is named by the place of the feed.
const OWNER = `digest:${new URL(BASE).pathname}`;
const NAME = `${OWNER}:${VERSION}`;
const LIST = "kept.json"; // no file of the site: what is kept, and since when
const PATIENCE = 3000; // ms that the network has where there is a copy
const MOST = { day: 1_500_000, all: 3_000_000, starred: 30 }; // bytes as they are stored, papers

let patience = PATIENCE;
let stopped = false;
let turn = Promise.resolve();
const copies = new Set(); // the windows that show a copy: its styles and scripts are kept ones, too

addEventListener("install", () => self.skipWaiting());

addEventListener("activate", (event) => event.waitUntil(drop((name) => name !== NAME)));

addEventListener("message", (event) => {
  const { data, source } = event;
  if (!data || !("keep" in data || "forget" in data)) return;
  stopped = "forget" in data;
  turn = turn.then(() => ("forget" in data ? drop(() => true) : keep(data.keep))).catch((error) => console.info(`not kept: ${error.message}`));
  event.waitUntil(turn.then(() => source?.postMessage({ digest: BASE })));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(BASE) || request.headers.has("range")) return;
  const path = new URL(request.url).pathname.slice(new URL(BASE).pathname.length);
  if (request.mode === "navigate") event.respondWith(page(event, path));
  // The index of the search is never kept; that there is one is.
  else if (!path.startsWith("search/") || path === "search/periods.json") event.respondWith(part(event, path));
});

/** Removes those of this feed's own caches that are told. */
async function drop(which) {
  const own = (await caches.keys()).filter((name) => name.slice(0, name.lastIndexOf(":")) === OWNER);
  await Promise.all(own.filter(which).map((name) => caches.delete(name)));
}

// Answering

/** The copy of a file, or undefined; a broken store keeps nobody from the network. */
async function kept(path) {
  return caches.match(BASE + path, { cacheName: NAME, ignoreVary: true }).catch(() => undefined);
}

async function page(event, path) {
  const copy = await kept(path.replace(/(^|\/)index\.html$/, "$1"));
  // A browser's own cache may be ten minutes old: days, home and all that is kept are asked for anew.
  const options = copy || path === "" || path.startsWith("daily/") ? { cache: "no-cache" } : {};
  try {
    const answer = await (copy ? soon(event.request, options) : fetch(event.request, options));
    if (!copy || answer.status < 500) return answer;
  } catch {
    // Without a network, or without an answer in time.
  }
  if (!copy && (await kept(`${path}/`))) return Response.redirect(`${BASE + path}/`); // as the server does
  copies.add(event.resultingClientId);
  return copy ? told(copy, "copy") : instead();
}

async function part(event, path) {
  const copy = await kept(path);
  if (!copy) return fetch(event.request);
  if (copies.has(event.clientId)) return copy;
  try {
    const answer = await soon(event.request);
    return answer.status < 500 ? answer : copy;
  } catch {
    return copy;
  }
}

/** The whole answer, or an error when it takes longer than one waits. After one such, one waits less, until an answer comes in time. */
async function soon(request, options = {}) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), patience);
  try {
    const answer = await fetch(request, { ...options, signal: control.signal });
    if (answer.type !== "basic") return answer; // a redirect, which the browser follows
    const body = await answer.arrayBuffer();
    patience = PATIENCE;
    return new Response(body, answer);
  } catch (error) {
    patience = PATIENCE / 3;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** What is shown for a page that is not kept: the page that lists those which are, at any address. */
async function instead() {
  const copy = await kept("offline/");
  if (!copy) return Response.error();
  const shown = await told(copy, "missing");
  const text = (await shown.text()).replace(/ (href|src)="\.\.\/?/g, ` $1="${new URL(BASE).pathname}`);
  return new Response(text, { status: 503, headers: shown.headers });
}

/** A kept page with a line above its text that says so. */
async function told(copy, word) {
  const { words, language } = await list();
  if (!words[word]) return copy; // the list was lost, or another version wrote it
  const at = new Date(copy.headers.get("x-kept")).toLocaleString(language === "en" ? "en-GB" : language, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const line = `<p class="notice" role="status">${escaped(words[word].replace("{at}", at))} <a href="">${escaped(words.again)}</a></p>`;
  const text = (await copy.text()).replace('<main id="main">', (main) => main + line);
  return new Response(text, { headers: { "content-type": "text/html; charset=utf-8" } });
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt()};`);
}

// Keeping

async function list() {
  const found = await kept(LIST);
  return found ? found.json() : { stamp: "", words: {} };
}

/** Brings what is kept up to date with newest.json and the starred papers, given as pairs of path and title. Nothing changes when a request fails. */
async function keep(starred) {
  const newest = await (await asked("newest.json")).json();
  const wanted = starred.filter(([path, title]) => /^papers\/[\w.-]+\/$/.test(path) && typeof title === "string").slice(0, MOST.starred);
  const before = await list();
  const mark = JSON.stringify([newest.stamp, wanted]);
  if (before.mark === mark || stopped) return;
  const basket = new Basket(before.stamp === newest.stamp);
  for (const path of newest.frame) await basket.add(path, MOST.day);
  const pages = [];
  for (const [most, entries, star] of [[MOST.day, newest.pages, false], [MOST.all, wanted, true]]) {
    for (const [path, title] of entries) {
      if (!(await basket.add(path, most))) continue;
      const known = pages.find((page) => page.path === path); // a starred paper of the newest day
      if (known) known.star = star;
      else pages.push({ path, title, star });
    }
  }
  if (stopped) return;
  const { stamp, words, language } = newest;
  const told = { mark, stamp, words, language, at: new Date().toISOString(), bytes: basket.bytes, pages };
  await basket.store(JSON.stringify(told));
}

/** An answer as of now: the browser's own cache is asked whether it is still true. Throws when there is none. */
async function asked(path) {
  const answer = await fetch(BASE + path, { cache: "no-cache", priority: "low" });
  if (!answer.ok) throw new Error(`${answer.status} ${path}`);
  return answer;
}

// The fonts that math may need besides the first ones, by what calls for them.
const FONTS = [
  [/Main-Regular|Math-Italic|Size/, /./],
  [/AMS/, /\\(?:mathbb|Bbb|\w*(?:less|gtr|leq|geq|eqq|slant|triangle|square|circled|arrow)|hbar|hslash|varnothing|complement|nexists|checkmark|therefore|because)/],
  [/Main-Bold|Math-Bold/, /\\(?:mathbf|textbf|bf|bm|boldsymbol|pmb)\b/],
  [/Main-Italic/, /\\(?:mathit|textit|it|emph)\b/],
  [/Caligraphic/, /\\(?:mathcal|cal)\b/],
  [/SansSerif/, /\\(?:mathsf|textsf|sf)\b/],
  [/Typewriter/, /\\(?:mathtt|texttt|tt)\b/],
  [/Fraktur/, /\\(?:mathfrak|frak)\b/],
  [/Script/, /\\mathscr\b/],
];

/** Pages with all that they need, collected before anything is stored. */
class Basket {
  /** With `reuse` what is kept is taken as it is: nothing of the day has changed. */
  constructor(reuse) {
    this.reuse = reuse;
    this.files = new Map();
    this.bytes = 0;
    this.math = "";
  }

  /** Take a page in, unless the basket is full by then or there is no such page; whether it is in. */
  async add(path, most) {
    if (this.files.has(path)) return true;
    if (this.bytes >= most || stopped) return false;
    const text = await this.#take(path);
    if (text === null) return false;
    if (text.includes("katex")) this.math += text;
    for (const [, found] of text.matchAll(/ (?:href|src)="([^"?#]+\.(?:css|js|svg|webp|png|jpg))"/g)) await this.#needed(found, path);
    return true;
  }

  async #needed(address, from) {
    const url = new URL(address, BASE + from);
    const path = url.href.slice(BASE.length);
    // Only what the theme and the paper's figure bring: pictures of days and anything of another host stay out.
    if (!url.href.startsWith(BASE) || !/^(?:assets|figures)\//.test(path) || (this.files.has(path) && !path.endsWith("katex.min.css"))) return;
    const text = await this.#take(path);
    if (text === null) return;
    if (path.endsWith(".js")) for (const [, found] of text.matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+\.js)"/g)) await this.#needed(found, path);
    if (path.endsWith("/search.js")) await this.#searching();
    if (path.endsWith("katex.min.css")) for (const [, found] of text.matchAll(/url\((fonts\/[^)]+\.woff2)\)/g)) if (this.#shows(found)) await this.#needed(found, path);
  }

  /** The box can be opened, and then says that searching needs a network. */
  async #searching() {
    for (const path of ["assets/stylesheets/search.css", "search/periods.json"]) if (!this.files.has(path)) await this.#take(path);
  }

  #shows(font) {
    return FONTS.some(([name, called]) => name.test(font) && called.test(this.math));
  }

  /** Fetch a file; null when there is none any more. Throws without a network. */
  async #take(path) {
    const old = this.files.get(path)?.clone() ?? (this.reuse && (await kept(path)));
    const answer = old || (await asked(path).catch(missing));
    if (!answer) return null;
    const body = await answer.arrayBuffer();
    if (!this.files.has(path)) this.bytes += body.byteLength;
    const headers = { "content-type": answer.headers.get("content-type") ?? "", "x-kept": answer.headers.get("x-kept") ?? new Date().toISOString() };
    this.files.set(path, new Response(body, { headers }));
    return new TextDecoder().decode(body);
  }

  /** Put all into the cache, and take out what is not in the basket. */
  async store(list_) {
    const cache = await caches.open(NAME);
    try {
      for (const [path, answer] of this.files) await cache.put(BASE + path, answer);
      await cache.put(BASE + LIST, new Response(list_, { headers: { "content-type": "application/json" } }));
    } catch (error) {
      if (!(await kept(LIST))) await drop(() => true); // pages without a list of them are of no use
      throw error;
    }
    const wanted = new Set([...this.files.keys(), LIST].map((path) => BASE + path));
    for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
    if (stopped) await drop(() => true);
  }
}

/** An answer that says "not there" is nothing; no answer at all stays an error. */
function missing(error) {
  if (/^4\d\d /.test(error.message)) return null;
  throw error;
}
