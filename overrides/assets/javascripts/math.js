// Draws what pymdownx.arithmatex marks in generic mode: \(…\) in lines, \[…\] on lines of its own.
for (const element of document.querySelectorAll(".arithmatex")) {
  const source = element.textContent.trim();
  katex.render(source.slice(2, -2).trim(), element, {
    displayMode: source.startsWith("\\["),
    throwOnError: false,
    errorColor: "inherit",
    strict: "ignore",
    trust: false,
    maxSize: 20,
    maxExpand: 500,
  });
  if (element.localName === "span") hold(element, source.length);
}

// A browser breaks lines beside a formula as beside an image: a bracket before it would end a line, a stop behind it begin one.
// A long formula may have to be broken and is left as it is.
function hold(element, length) {
  if (length > 24) return;
  const [before, after] = [element.previousSibling, element.nextSibling];
  const opening = /[（(「《“\[]$/u.exec(before?.data ?? "")?.[0];
  const closing = /^[，。；：、！？）」》”,.;:!?)\]]+/u.exec(after?.data ?? "")?.[0];
  const held = document.createElement("span");
  held.className = "held";
  element.replaceWith(held);
  held.append(element);
  if (opening) {
    before.data = before.data.slice(0, -1);
    held.prepend(opening);
  }
  if (closing) {
    after.data = after.data.slice(closing.length);
    held.append(closing);
  }
}
