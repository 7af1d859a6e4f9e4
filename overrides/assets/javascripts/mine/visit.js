// What is new since the last visit. A visit is a row of pages with less than half an hour between two. What was new when it began
// stays marked until it ends, and only the home page, which shows the newest days, makes a day an old one.
import { isPlain, load, save } from "./store.js";

const PAUSE = 30 * 60_000;
const WEEK = 6 * 24 * 3600_000;
const { lang } = document.documentElement;
/** The language in which dates are told: "26 January", as the pages have it. */
export const locale = lang === "en" ? "en-GB" : lang;

function days(place) {
  return (place?.dataset.days ?? "").split(",").filter(Boolean).map((each) => each.split(" "));
}

/** Note that this page is being read; gives the newest day of the home page as it was at the last visit, and when: or null. */
export function beginning(now = new Date()) {
  const visit = load("visit");
  const { content } = visit;
  if (!(Math.abs(now - Date.parse(content.at)) < PAUSE)) content.before = content.home;
  content.at = now.toISOString();
  const newest = days(document.querySelector(".fresh"))[0]?.[0];
  if (newest) content.home = { at: content.at, day: newest };
  save("visit", visit);
  return isPlain(content.before) ? content.before : null;
}

/** Mark the days that came after the last visit, and tell on the home page how many papers they have. */
export function fresh(before, dayAt) {
  const seen = Date.parse(before?.at);
  if (!before?.day || Number.isNaN(seen)) return;
  for (const link of document.querySelectorAll(":is(.at-home, .at-year) article :is(td, li, #day) > a")) {
    if (dayAt(link.href) > before.day) link.classList.add("is-new");
  }
  const place = document.querySelector(".fresh");
  const since = days(place).filter(([day, papers]) => day > before.day && papers > 0);
  if (!since.length) return;
  place.append(line(JSON.parse(place.dataset.words), since, new Date(seen)));
  place.hidden = false;
}

function line(words, since, seen) {
  const of = (name, count) => {
    const [one, many = one] = words[name].split(" | ");
    return (count === 1 ? one : many).replace("{count}", count);
  };
  const papers = since.reduce((sum, [, count]) => sum + Number(count), 0);
  const style = Date.now() - seen < WEEK ? { weekday: "long" } : { day: "numeric", month: "long", year: "numeric" };
  const told = { papers: of("papers", papers), days: of("days", since.length), since: new Intl.DateTimeFormat(locale, style).format(seen) };
  const link = document.createElement("a");
  const first = since.at(-1)[0];
  link.href = `daily/${first.slice(0, 4)}/${first}/`;
  link.textContent = words.line.replace(/\{(\w+)\}/g, (_, name) => told[name]);
  return link;
}
