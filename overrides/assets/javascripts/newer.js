// Lists the newer papers related to this one. The page was drawn before they came, so they stand in a file of its day,
// which is read when the end of the page comes near. Titles are foreign text: nothing here is ever read as HTML.
const place = document.querySelector(".newer");

function written(tag, text, name = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  if (name) element.className = name;
  return element;
}

function shown([key, title, why, day]) {
  const link = written("a", title);
  link.href = `../${encodeURIComponent(key)}/`;
  if (document.documentElement.lang !== "en") link.lang = "en";
  const item = document.createElement("li");
  item.append(link, " ", written("small", why), " ", written("small", day, "when"));
  return item;
}

async function fill() {
  // Without an answer the page stays as it was drawn.
  const answer = await fetch(`../../newer/${place.dataset.day}.json`).catch(() => null);
  const papers = answer?.ok ? await answer.json() : {};
  if (!Object.hasOwn(papers, place.dataset.paper)) return;
  const list = document.createElement("ul");
  list.append(...papers[place.dataset.paper].map(shown));
  place.append(written("h2", place.dataset.title), list);
}

if (place) {
  const near = new IntersectionObserver((seen) => {
    if (!seen.some((each) => each.isIntersecting)) return;
    near.disconnect();
    fill();
  }, { rootMargin: "100% 0px" });
  near.observe(place);
}
