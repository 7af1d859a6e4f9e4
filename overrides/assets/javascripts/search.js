// Opens the search box: a click on what has data-search-open, "/", Ctrl-K, or an address with ?q=. What it needs is loaded then.
const site = new URL("../../", import.meta.url);

async function open() {
  try {
    const { show } = await import("./search/dialog.js");
    await show(new URL("search/", site));
  } catch (error) {
    // Without the box every day is still in the archive.
    console.warn(error);
    location.href = new URL("archive/", site);
  }
}

function isTyping(target) {
  return target.closest?.("input, textarea, select, [contenteditable]") !== null;
}

for (const opener of document.querySelectorAll("[data-search-open]")) {
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
