// Opens the search box: a click on the link in the head, "/", Ctrl-K, or an address with ?q=. What it needs is loaded then.
const link = document.querySelector("a[data-search]");

async function open() {
  try {
    const { show } = await import("./search/dialog.js");
    await show(new URL(link.dataset.search, location.href));
  } catch (error) {
    // Without the box the link still leads to the archive.
    console.warn(error);
    location.href = link.href;
  }
}

function isTyping(target) {
  return target.closest?.("input, textarea, select, [contenteditable]") !== null;
}

if (link) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
    const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!slash && !k) return;
    event.preventDefault();
    open();
  });
  if (new URLSearchParams(location.search).has("q")) open();
}
