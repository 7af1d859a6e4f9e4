"""What a page weighs and whom it shuts out, per page type, beside the same pages in a stock Material build.

    python benchmarks/pages/run.py [--demo .demo] [--json]

Needs `make demo` before it; chromium and axe-playwright-python for axe; html-validate (npm) on the PATH, or beside npx, for HTML.
Bytes are of the largest page of each type: text is the article's HTML, skeleton all other HTML of the page, assets the styles and
scripts that a first visit loads with it. Math (KaTeX and its fonts) and search, which loads when it is opened, stand apart.
Raw is what the disk holds, gz what gzip -6 makes of it, as a host sends it.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from opened import chromium, served

ROOT = Path(__file__).resolve().parents[2]
# Page types as folders of the site; the largest page below each stands for its type.
TYPES = {
    "home": "index.html",
    "day": "daily/*/*/index.html",
    "paper": "papers/*/index.html",
    "list": "tags/*/index.html",
    "tags": "tags/index.html",
    "interests": "interests/index.html",
    "archive": "archive/index.html",
    "year": "archive/2*/index.html",
    "best": "archive/best/2*/index.html",
    "bests": "archive/best/index.html",
    "authors": "authors/*/index.html",
    "about": "about/index.html",
    "by hand": "start/index.html",
}
STOCK = """
site_name: Stock
theme:
  name: material
  font: false
  features: [content.code.copy, navigation.tabs, navigation.top, toc.follow]
  palette:
    - {media: "(prefers-color-scheme: light)", scheme: default, toggle: {icon: material/brightness-7, name: Dark}}
    - {media: "(prefers-color-scheme: dark)", scheme: slate, toggle: {icon: material/brightness-4, name: Light}}
nav: [index.md, archive/index.md, interests/index.md, tags/index.md, about.md]
not_in_nav: "*"
plugins: [search]
markdown_extensions: [attr_list, md_in_html, {toc: {permalink: true}}, {pymdownx.arithmatex: {generic: true}}]
"""
ARTICLE = re.compile(rb"<article.*?</article>", re.S)


def stock(docs: Path, folder: Path) -> Path:
    """The same pages as Material builds them by itself."""
    shutil.copytree(docs, folder / "docs")
    (folder / "mkdocs.yml").write_text(STOCK, "utf-8")
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=folder, check=True, env=environment)
    return folder / "site"


def measured(site: Path) -> dict[str, dict[str, Any]]:
    """Per page type: bytes, HTML errors, and what axe finds in both palettes."""
    chosen = {kind: max(site.glob(pattern), key=lambda path: path.stat().st_size, default=None) for kind, pattern in TYPES.items()}
    pages = {kind: path for kind, path in chosen.items() if path}
    table: dict[str, dict[str, Any]] = {kind: weighed(path) for kind, path in pages.items()}
    for kind, count in html_errors(pages).items():
        table[kind]["html"] = count
    in_browser(site, pages, table)
    return table


def weighed(path: Path) -> dict[str, Any]:
    page = path.read_bytes()
    article = ARTICLE.search(page)
    skeleton = page.replace(article[0], b"") if article else page
    return {"text": len(page) - len(skeleton), "skeleton": len(skeleton), "skeleton_gz": _gz(skeleton), "page_gz": _gz(page)}


def _gz(body: bytes) -> int:
    return len(gzip.compress(body, 6, mtime=0))


def html_errors(pages: dict[str, Path]) -> dict[str, int]:
    """Errors of html-validate's standard rules; none told when it is not installed."""
    program = shutil.which("html-validate")
    if not program:
        return {}
    with tempfile.NamedTemporaryFile(suffix=".json") as told:
        # To a file: what goes through a pipe is cut off when the program ends.
        command = [program, "--preset", "standard", "--formatter", f"json={told.name}", *map(str, pages.values())]
        subprocess.run(command, capture_output=True, check=False)
        counts = {each["filePath"]: each["errorCount"] for each in json.loads(told.read() or b"[]")}
    return {kind: counts.get(str(path), 0) for kind, path in pages.items()}


def in_browser(site: Path, pages: dict[str, Path], table: dict[str, dict[str, Any]]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with served(site) as address, chromium() as browser:
        for kind, path in pages.items():
            violations: set[str] = set()
            for scheme in ("light", "dark"):
                page = browser.new_page(color_scheme=scheme, viewport={"width": 1280, "height": 900})
                loaded: list[str] = []
                page.on("request", lambda request, loaded=loaded: loaded.append(request.url))
                page.goto(address + path.relative_to(site).as_posix().removesuffix("index.html"), wait_until="networkidle")
                violations |= {each["id"] for each in Axe().run(page).response["violations"]}
                page.close()
            files = {site / urlsplit(url).path.lstrip("/") for url in loaded if url.startswith(address)}
            table[kind] |= {
                "axe": len(violations),
                "which": sorted(violations),
                "foreign": sum(not url.startswith(address) for url in loaded),
            }
            table[kind] |= assets(files)


def assets(files: set[Path]) -> dict[str, int]:
    used = [path for path in files if path.suffix in (".css", ".js", ".svg", ".png", ".json") and path.is_file()]
    math = [path for path in used if "katex" in path.parts]
    plain = [path for path in used if path not in math and "search" not in path.as_posix()]
    sums = {"assets": sum(path.stat().st_size for path in plain), "assets_gz": sum(_gz(path.read_bytes()) for path in plain)}
    return sums | {"math_gz": sum(_gz(path.read_bytes()) for path in math)}


COLUMNS = ("text", "skeleton", "skeleton_gz", "page_gz", "assets", "assets_gz", "math_gz", "axe", "html", "foreign")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--demo", type=Path, default=ROOT / ".demo")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if not (given.demo / "site" / "index.html").is_file():
        sys.exit(f"{given.demo}: no site; run `make demo` first")
    with tempfile.TemporaryDirectory() as folder:
        tables = {"ours": measured(given.demo / "site"), "stock Material": measured(stock(given.demo / "docs", Path(folder)))}
    if given.json:
        print(json.dumps(tables, indent=1))
        return
    for name, table in tables.items():
        print(f"\n{name}\n{'page':10}" + "".join(f"{column:>12}" for column in (*COLUMNS, "first visit")))
        for kind, row in table.items():
            first = row["page_gz"] + row["assets_gz"]
            print(f"{kind:10}" + "".join(f"{row.get(column, '–'):>12}" for column in COLUMNS) + f"{first:>12}  {' '.join(row['which'])}")


if __name__ == "__main__":
    main()
