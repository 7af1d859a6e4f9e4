"""Python-Markdown with exactly the extensions of mkdocs.yml, and what lxml reads in its HTML."""

from collections import Counter
from functools import cache
from pathlib import Path

import lxml.html
import markdown
from mkdocs.config import load_config

ROOT = Path(__file__).resolve().parents[2]


@cache
def _extensions() -> tuple[list[str], dict[str, dict[str, object]]]:
    config = load_config(str(ROOT / "mkdocs.yml"))
    return config.markdown_extensions, config.mdx_configs


def shown(page: str) -> lxml.html.HtmlElement:
    """A page as Python-Markdown makes it, front matter left out, parsed."""
    body = page.split("\n---\n", 1)[1] if page.startswith("---\n") else page
    extensions, settings = _extensions()
    html = markdown.Markdown(extensions=extensions, extension_configs=settings).convert(body)
    return lxml.html.fromstring(f"<main>{html}</main>")


def read(page: str) -> str:
    """What a reader reads, on one line."""
    return " ".join(shown(page).text_content().split())


def tags(page: str) -> Counter[str]:
    return Counter(element.tag for element in shown(page).iter() if isinstance(element.tag, str))
