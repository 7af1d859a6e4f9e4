// Starts what keeps pages for reading without a network (sw.js), once a page has nothing else to do. Comes with page.js.
export const base = new URL("../../", import.meta.url);
const SETTING = `digest:${base.pathname}:offline`;
// Who looks at one paper only, from elsewhere, is not made to fetch a day; who starred one is a reader.
const BEGINS = ["at-home", "at-day", "at-about", "at-offline", "at-starred"];
const started = navigator.serviceWorker;

/** What was chosen on the page about it: "on", "off", or null for nothing. A browser may refuse storage. */
export function setting() {
  try {
    return localStorage.getItem(SETTING);
  } catch {
    return null;
  }
}

/** Whether pages are to be kept: not while the browser saves data, unless that was asked for. */
export function wanted() {
  return setting() === "on" || (setting() !== "off" && !navigator.connection?.saveData);
}

/** The worker's registration of this feed; another feed's may also hold for this page. */
async function registration() {
  const found = await started.getRegistration(base);
  return found?.scope === base.href ? found : null;
}

/** The starred papers, the newest star first, as paths of pages and titles. */
export function starred() {
  try {
    const { papers } = JSON.parse(localStorage.getItem(`digest:${base.pathname}:papers`));
    const marked = Object.entries(papers).filter(([, paper]) => typeof paper?.starred === "string");
    marked.sort(([one, { starred: since }], [other, { starred: until }]) => (since < until) - (since > until) || (one < other ? -1 : 1));
    return marked.map(([id, { title }]) => [`papers/${id.replace("/", "-")}/`, String(title ?? id)]);
  } catch {
    return [];
  }
}

/** Say to the worker what to keep, and hear when that is done. */
export async function keep() {
  await started.register(new URL("sw.js", base), { scope: base.pathname });
  await send({ keep: starred() });
}

async function send(message) {
  const { active } = await started.ready;
  return new Promise((done) => {
    const heard = ({ data }) => {
      if (data?.digest !== base.href) return;
      started.removeEventListener("message", heard);
      done();
    };
    started.addEventListener("message", heard);
    started.startMessages();
    active.postMessage(message);
  });
}

/** Switch it on or off; off removes all that this feed keeps. */
export async function turn(on) {
  try {
    localStorage.setItem(SETTING, on ? "on" : "off");
  } catch {
    // Then it holds until the next page.
  }
  if (on) return keep();
  const found = await registration();
  if (!found) return;
  await send({ forget: true });
  await found.unregister();
}

/** What is kept: the pages with their titles, bytes and since when; null for nothing. */
export async function told() {
  const names = await caches.keys();
  const own = names.find((name) => name.slice(0, name.lastIndexOf(":")) === `digest:${base.pathname}`);
  const found = own && (await caches.match(`${base.href}kept.json`, { cacheName: own }));
  return found ? found.json() : null;
}

async function start() {
  const known = await registration();
  if (!wanted()) {
    if (known && setting() === "off") await turn(false);
    return;
  }
  if (!known && !starred().length && !BEGINS.some((name) => document.body.classList.contains(name))) return;
  // Another version of the worker begins with nothing.
  started.addEventListener("controllerchange", () => wanted() && keep());
  await keep();
  // Who stars a paper and leaves has it with them.
  let last = JSON.stringify(starred());
  addEventListener("visibilitychange", async () => {
    const now = JSON.stringify(starred());
    if (now === last || !wanted()) return;
    last = now;
    (await registration())?.active?.postMessage({ keep: starred() });
  });
}

export const able = Boolean(started) && "caches" in window;
export const begun = able ? start().catch((error) => console.info(`nothing is kept: ${error.message}`)) : Promise.resolve();
