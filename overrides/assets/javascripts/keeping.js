// The switch and the list of kept pages, on the page about reading offline.
import { able, base, begun, setting, told, turn, wanted } from "./offline.js";

const place = document.getElementById("keeping");
const words = JSON.parse(place.dataset.words);

function say(key, given = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => given[name]);
}

function written(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

const state = written("p", "");
state.setAttribute("role", "status");
const button = written("button", "");
button.type = "button";
button.className = "switch";
const heading = written("h2", words.kept);
const pages = document.createElement("ul");

function shown({ path, title, star }) {
  const link = written("a", title);
  link.href = new URL(path, base);
  const item = document.createElement("li");
  if (path.startsWith("papers/") && document.documentElement.lang !== "en") link.lang = "en";
  item.append(...(star ? ["★ "] : []), link);
  return item;
}

function about(list) {
  if (!able) return say("unable");
  if (!wanted()) return say(setting() === "off" ? "off" : "saving");
  if (!list) return say("empty");
  // As days are written elsewhere on the site, and as sw.js does.
  const { lang } = document.documentElement;
  const at = new Date(list.at).toLocaleString(lang === "en" ? "en-GB" : lang, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return say("on", { pages: list.pages.length, size: (list.bytes / 1e6).toFixed(1), at });
}

async function show() {
  const list = able ? await told().catch(() => null) : null;
  state.textContent = about(list);
  button.hidden = !able;
  button.textContent = say(wanted() ? "turn_off" : "turn_on");
  heading.hidden = !list?.pages.length;
  pages.replaceChildren(...(list?.pages ?? []).map(shown));
}

button.addEventListener("click", async () => {
  const on = !wanted();
  button.disabled = true;
  if (on) state.textContent = say("keeping");
  await turn(on).catch((error) => console.info(error.message));
  button.disabled = false;
  await show();
});
place.append(state, button, heading, pages);
await show();
if (able && wanted() && heading.hidden) state.textContent = say("keeping");
await begun;
await show();
