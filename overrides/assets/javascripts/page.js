// Stands in the head of every page: the palette at once, before anything is drawn, and the rest when the page is there.
// Without it a page lacks the palette button, the copy button and the mark in the contents, and nothing else.
const KEPT = "digest-palette";
const root = document.documentElement;
root.classList.add("js");

// A browser may refuse storage; the palette then holds for one page.
function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(palette) {
  try {
    localStorage.setItem(KEPT, palette);
  } catch {
    return;
  }
}

const PALETTES = ["auto", "light", "dark"];
let palette = PALETTES.includes(kept()) ? kept() : "auto";
root.dataset.palette = palette;

function paletteButton(button) {
  const what = button.getAttribute("aria-label");
  const names = button.dataset.palette.split(",");
  const tell = () => {
    button.title = `${what}: ${names[PALETTES.indexOf(palette)]}`;
    button.setAttribute("aria-label", button.title);
  };
  button.addEventListener("click", () => {
    palette = PALETTES[(PALETTES.indexOf(palette) + 1) % PALETTES.length];
    root.dataset.palette = palette;
    keep(palette);
    tell();
  });
  tell();
}

function copyButton(block, [copy, copied]) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.textContent);
    button.textContent = copied;
    setTimeout(() => (button.textContent = copy), 2000);
  });
  block.after(button);
}

// Scrolls a long list of contents so that the mark is seen, and never the page.
function keepInSight(link) {
  const list = link?.closest("ol, nav");
  if (!list || list.scrollHeight <= list.clientHeight) return;
  const [at, frame] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
  if (at.top < frame.top || at.bottom > frame.bottom) list.scrollTop += at.top - frame.top - frame.height / 3;
}

// Marks in the contents what is being read: the last heading above the upper third of the window.
function follow(toc) {
  const links = [...toc.querySelectorAll("a")];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const mark = () => {
    const passed = headings.filter((heading) => heading && heading.getBoundingClientRect().top < innerHeight / 3).length;
    links.forEach((link, place) => (place === passed - 1 ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    keepInSight(links[passed - 1]);
  };
  addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
  toc.addEventListener("click", () => toc.matches(":popover-open") && toc.hidePopover());
  mark();
}

// Math in a line that is wider than its column scrolls by itself, and what scrolls can be reached with the keyboard.
function reachable() {
  for (const math of document.querySelectorAll("span.arithmatex")) {
    if (math.getBoundingClientRect().width > math.closest("p, li, td, h1, h2, h3")?.clientWidth) math.classList.add("wide");
  }
  for (const box of document.querySelectorAll("article :is(pre, table, .arithmatex, .katex-display)")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}

addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-palette]:not(html)").forEach(paletteButton);
  const words = document.querySelector("[data-copy]")?.dataset.copy.split(",");
  document.querySelectorAll("article pre").forEach((block) => copyButton(block, words));
  const toc = document.getElementById("toc");
  if (toc) follow(toc);
});
addEventListener("load", reachable);

// What keeps pages for reading without a network comes last, when there is nothing else to do.
const idle = window.requestIdleCallback ?? ((then) => setTimeout(then, 2000));
if (navigator.serviceWorker && location.protocol.startsWith("http")) addEventListener("load", () => idle(() => import("./offline.js"), { timeout: 10000 }));
