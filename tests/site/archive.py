"""A small archive as docs/ holds it: three months of days and papers that link to each other, tags, and pages across months."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import material

from generator.model import Select, Site
from generator.site import Built, Parts, build
from generator.site.cache import hash_of
from generator.site.parts import files
from tests.conftest import ROOT

MKDOCS_YML = ROOT / "mkdocs.yml"
SHOWN = Site(
    name="Papers",
    language="en",
    timezone="UTC",
    url="https://someone.example/papers/",
    repository=None,
    categories=("cs.CV",),
    cross_lists=True,
    huggingface_top=15,
    interests=(),
    select=Select(),
)
MONTHS = ("2025-12", "2026-01", "2026-02")


def ids(month: str, papers: int) -> list[str]:
    return [f"{month[2:4]}{month[5:]}.{number:05}" for number in range(papers)]


def pages(papers: int = 3) -> dict[str, str]:
    """The files of docs/ by path, with as many papers a month."""
    made = {
        "index.md": '---\ntitle: "Today"\n---\n\n# The feed\n\n[newest](daily/2026/2026-02-02.md)\n',
        "start.md": "# Start\n\nWritten by hand.\n",
        "about.md": "# About *this* feed\n\n[start](start.md)\n",
        "archive/index.md": "# Archive\n\n[2026](2026.md#m02)\n",
        "archive/2026.md": "# 2026\n\n## February {: #m02 }\n\n[day](../daily/2026/2026-02-02.md)\n",
        "interests/index.md": "# Interests\n",
        "tags/index.md": "# Tags\n\n[video](video.md)\n",
        "tags/video.md": "# Video\n\n" + "".join(f"- [{id_}](../papers/{id_}.md)\n" for month in MONTHS for id_ in ids(month, papers)),
        "feed.xml": "<feed/>\n",
        "newer/2025-12.json": "{}\n",
    }
    for month in MONTHS:
        listed = "\n".join(f"- [{id_}](../../papers/{id_}.md)" for id_ in ids(month, papers))
        made[f"daily/{month[:4]}/{month}-02.md"] = f"# {month}\n\n{listed}\n"
        for id_ in ids(month, papers):
            made[f"papers/{id_}.md"] = (
                f"# Paper {id_} {{: #paper }}\n\n$x^2$ [tag](../tags/video.md) [first](2512.00000.md#paper)"
                f" [day](../daily/{month[:4]}/{month}-02.md)\n\n## Method\n\n- *one*\n- two\n"
            )
    return made


def by_month(docs: Path) -> Parts:
    """Days and papers by month, other pages by folder, the rest as one part; each with a key over its files."""
    grouped: dict[str, list[str]] = {}
    for path in sorted(files(docs)):
        folder, _, name = path.partition("/")
        day, paper = re.search(r"\d{4}-\d{2}", name), re.fullmatch(r"papers/(\d{2})(\d{2})\..*", path)
        month = day[0] if folder == "daily" and day else f"20{paper[1]}-{paper[2]}" if paper else ""
        grouped.setdefault(month or (folder if name and path.endswith(".md") else "front"), []).append(path)
    return {name: (_key(docs, paths), tuple(paths)) for name, paths in grouped.items()}


def _key(docs: Path, paths: list[str]) -> str:
    return hash_of(*(content for path in paths for content in (path.encode(), (docs / path).read_bytes())))


def write(texts: dict[str, str], docs: Path) -> Path:
    """Make ``docs`` hold these files and no others."""
    for path in docs.rglob("*"):
        if path.is_file() and path.relative_to(docs).as_posix() not in texts:
            path.unlink()
    for path, text in texts.items():
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_text(text, "utf-8")
    return docs


def built(docs: Path, site: Path, mkdocs_yml: Path = MKDOCS_YML, shown: Site = SHOWN, processes: int = 1) -> dict[str, Built]:
    return build(docs, site, mkdocs_yml, shown, by_month(docs), processes=processes)


def content(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def cold(docs: Path, folder: Path, mkdocs_yml: Path = MKDOCS_YML, shown: Site = SHOWN) -> dict[str, bytes]:
    """What a build makes that starts with nothing."""
    built(docs, folder / "site", mkdocs_yml, shown)
    return content(folder / "site")


def plain(docs: Path, folder: Path, mkdocs_yml: Path = MKDOCS_YML, shown: Site = SHOWN) -> dict[str, bytes]:
    """What one run of MkDocs makes of everything, without its sitemap, which holds the day of the build."""
    folder.mkdir()
    settings = mkdocs_yml.read_text("utf-8").replace("site_name: Paper digest", f"site_name: {shown.name}\nsite_url: {shown.url}")
    settings = settings.replace("docs_dir: docs", f"docs_dir: {docs}").replace("language: en", f"language: {shown.language}")
    settings = settings.replace("custom_dir: overrides", f"custom_dir: {mkdocs_yml.parent / 'overrides'}")
    (folder / "mkdocs.yml").write_text(settings, "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    subprocess.run(command, cwd=folder, check=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    return without_sitemap(content(folder / "site"))


MATERIAL = Path(material.__file__).parent / "templates"


def without_sitemap(files: dict[str, bytes]) -> dict[str, bytes]:
    """What has to be the same whoever builds: all but the sitemap, and Material's scripts and styles, which no page loads."""
    ours = {path for path in files if (ROOT / "overrides" / path).is_file() or not (MATERIAL / path).is_file()}
    return {path: text for path, text in files.items() if path in ours and not path.startswith("sitemap")}


def renamed(name: str) -> Site:
    return replace(SHOWN, name=name)
