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
}
