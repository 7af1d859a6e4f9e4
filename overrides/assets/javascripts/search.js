// Opens the search box: a click on what has data-search-open, "/", Ctrl-K, or an address with ?q=. What it needs is loaded then.
const site = new URL("../../", import.meta.url);

/** The box and what it is made of, all asked for at once. */
async function load() {
  const others = [import("./search/archive.js"), import("./search/bundle.js"), import("./search/query.js"), import("./search/stem.js")];
  return (await Promise.all([import("./search/dialog.js"), ...others]))[0];
}

/** An input that nobody sees: it takes what is typed while the box is on its way, and has a phone show its keyboard. */
function listening() {
  const input = document.createElement("input");
  Object.assign(input.style, { position: "fixed", top: "0", opacity: "0", pointerEvents: "none" });
  input.entered = false;
  input.addEventListener("keydown", (event) => (input.entered ||= event.key === "Enter" && !event.isComposing));
  document.body.append(input);
  input.focus({ preventScroll: true });
  return input;
}

let early = null;

async function open() {
  if (early) return;
  early = listening();
  try {
    await (await load()).show(new URL("search/", site), early);
  } catch (error) {
    // Without the box every day is still in the archive.
    console.warn(error);
    location.href = new URL("archive/", site);
  } finally {
    early.remove();
    early = null;
  }
}

function isTyping(target) {
  return target.closest?.("input, textarea, select, [contenteditable]") !== null;
}

for (const opener of document.querySelectorAll("[data-search-open]")) {
  opener.addEventListener("pointerenter", () => load().catch(() => {}), { once: true });
  opener.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
}
document.addEventListener("keydown", (event) => {
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
  const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (!slash && !k) return;
  event.preventDefault();
  open();
});
if (new URLSearchParams(location.search).has("q")) open();
