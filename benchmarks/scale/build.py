"""`digest build` at several sizes: cold, with nothing new, after one more day, after a template change, beside whole builds by others.

    python benchmarks/scale/build.py ARCHIVES/1500 [--work DIR] [--beside again,mkdocs,search,hugo,zensical,template] [--zensical EXE]

Each folder holds archive/ and feed.yml, as benchmarks/scale/archive.py makes them. The cold build stands in its three steps
(records → docs/ → site/, and its search), the warm ones are whole. Seconds are wall time; CPU is user and system time of all
processes, which a busy machine changes less; memory is the most that all processes held at once (sampled five times a second). `mkdocs` is
`mkdocs build` of the same docs/ with this project's mkdocs.yml, `search` the same with its built-in search, whose index is
weighed. Hugo and Zensical build the same Markdown where they are installed: Hugo with one of our pages as its only template, so that its
pages weigh as much. The site of the warm build is compared with that of a cold one and with that of `mkdocs`, byte for byte,
sitemaps aside. Last come the bytes of the site a paper, by what they are for.
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
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import material

ROOT = Path(__file__).resolve().parents[2]
SEARCH = """plugins:
  - search:
      lang: [en, zh]
      separator: '[\\s\\-,:;!?()\\[\\]{}"“”，。；：、！？（）《》·]+|\\.(?!\\d)|(?=[\\u3400-\\u9fff])'
      pipeline: [stopWordFilter]
"""
URL = "https://someone.example/feed/"
SAMPLE = 0.2  # seconds
ARTICLE = re.compile(rb"<article.*</article>", re.S)
USES = {"search": "search", "papers": "open data", "daily": "day pages", "newer": "newer papers", "cards": "cards"}
MATERIAL = Path(material.__file__).parent / "templates"
OURS = """
import json, sys, time
from pathlib import Path
from generator import building
from generator.place import open_place
if __name__ == "__main__":
    feed, archive, docs, site, only = sys.argv[1:]
    place = open_place(Path(feed), Path(archive), Path(docs), Path(site), {"DIGEST_SITE__URL": "%s"})
    {"render": building.draw, "site": building.build_drawn, "search": building.search, "whole": building.build}[only](place)
"""


@dataclass(frozen=True)
class Took:
    seconds: float
    cpu: float
    memory: int  # bytes


def measured(command: list[str], folder: Path) -> Took:
    """Run a command to its end. Raises when it fails."""
    environ = os.environ | {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    start, most = time.monotonic(), 0
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=log, stderr=log)
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            most = max(most, sum(map(resident, family(process.pid))))
            time.sleep(SAMPLE)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)[:300]}: exit status {process.returncode}, see {folder / 'log'}")
    return Took(time.monotonic() - start, used.ru_utime + used.ru_stime, max(most, used.ru_maxrss * 1024))


def family(pid: int) -> list[int]:
    try:
        children = (Path("/proc") / str(pid) / "task" / str(pid) / "children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in family(int(child)))]


def resident(pid: int) -> int:
    try:
        return int((Path("/proc") / str(pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def copy_hand_written(folder: Path) -> None:
    for path in subprocess.check_output(["git", "ls-files", "docs"], cwd=ROOT, text=True).splitlines():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, folder / path)


class Bench:
    """One size: a copy of its archive, its theme and its mkdocs.yml in a folder of their own."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        for name in ("mkdocs.yml", "overrides"):
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, folder / name)
        copy_hand_written(folder)
        shutil.copytree(source / "archive", folder / "archive")
        shutil.copy(source / "feed.yml", folder / "feed.yml")
        self.newest = max((folder / "archive").glob("[0-9]*/*.json"), key=lambda path: path.name)
        self.took: dict[str, Took] = {}

    def ours(self, name: str, only: str = "whole") -> None:
        words = [sys.executable, "-c", OURS % URL, "feed.yml", "archive", "docs", "site", only]
        self.took[name] = measured(words, self.folder)
        print(f"  {name}: {self.took[name]}", file=sys.stderr, flush=True)

    def run(self) -> None:
        record = self.newest.read_bytes()
        self.newest.unlink()
        self.cold()
        self.ours("nothing new")
        self.newest.write_bytes(record)
        self.ours("one more day")

    def cold(self) -> None:
        self.ours("cold: records to docs/", "render")
        self.ours("cold: docs/ to site/", "site")
        self.ours("cold: search", "search")

    def cold_again(self) -> list[str]:
        """Build all of it anew, and say which files of the warm site are not the same."""
        warm = (self.folder / "site").rename(self.folder / "warm")
        shutil.rmtree(self.folder / ".cache")
        shutil.rmtree(self.folder / "docs")
        copy_hand_written(self.folder)
        self.ours("cold, whole")
        return differences(warm, self.folder / "site")

    def change_template(self) -> None:
        with (self.folder / "overrides" / "main.html").open("a", encoding="utf-8") as template:
            template.write("<!-- changed -->\n")
        self.ours("a template changed")

    def mkdocs(self, name: str, plugins: str, command: list[str]) -> Path:
        """Build the same with MkDocs, or with what reads its settings; return its site."""
        feed = (self.folder / "feed.yml").read_text("utf-8")
        named, language = re.search(r"name: ([^,}\n]*)", feed), re.search(r"language: (\w+)", feed)
        settings = (ROOT / "mkdocs.yml").read_text("utf-8").replace("plugins: []\n", plugins)
        settings = settings.replace("site_dir: site", f"site_dir: {name}").replace(
            "language: en", f"language: {language[1] if language else 'zh'}"
        )
        settings = settings.replace("site_name: Paper digest", f"site_name: {named[1] if named else 'CV 论文日报'}\nsite_url: {URL}")
        (self.folder / f"of-{name}.yml").write_text(settings, "utf-8")
        self.took[name] = measured([*command, "build", "-f", f"of-{name}.yml"], self.folder)
        print(f"  {name}: {self.took[name]}", file=sys.stderr, flush=True)
        return self.folder / name

    def hugo(self) -> None:
        """Build the same Markdown with Hugo, its one template being a page of ours without its article."""
        base = self.folder / "hugo"
        page = next((self.folder / "site" / "papers").glob("*/index.html")).read_text("utf-8")
        head, _, rest = page.partition("<article")
        template = f"{head}<article>{{{{ .Content }}}}</article>{rest.partition('</article>')[2]}"
        for layout in ("single", "list"):
            (base / "layouts" / "_default").mkdir(parents=True, exist_ok=True)
            (base / "layouts" / "_default" / f"{layout}.html").write_text(template, "utf-8")
        (base / "config.toml").write_text(f'baseURL = "{URL}"\ndisableKinds = ["RSS", "taxonomy", "term"]\n', "utf-8")
        for path in (self.folder / "docs").rglob("*.md"):
            target = base / "content" / path.relative_to(self.folder / "docs")
            if path.name == "index.md":  # Hugo takes the others beside an index.md for parts of that page
                target = target.with_name("_index.md")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes().replace(b"\ntype: ", b"\nkind_: "))
        self.took["hugo"] = measured(["hugo", "--quiet", "-s", str(base)], self.folder)
        print(f"  hugo: {self.took['hugo']}", file=sys.stderr, flush=True)

    def pages(self) -> int:
        return sum(1 for _ in (self.folder / "docs").rglob("*.md"))

    def weights(self) -> dict[str, int]:
        """Bytes of the site by what they are for; of a paper's page, its article and all that stands around it."""
        found: Counter[str] = Counter()
        for path in (self.folder / "site").rglob("*"):
            if path.is_file():
                top, size = path.relative_to(self.folder / "site").parts[0], path.stat().st_size
                if top == "papers" and path.suffix == ".html":
                    text = ARTICLE.search(path.read_bytes())
                    found["paper pages: text"] += len(text[0]) if text else 0
                    found["paper pages: frame"] += size - (len(text[0]) if text else 0)
                else:
                    found[USES.get(top, "lists, home, feeds, assets")] += size
        return dict(found)


def differences(one: Path, other: Path) -> list[str]:
    """Paths that are not the same in two sites, sitemaps and Material's scripts and styles aside, which no page loads."""
    files = [{path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()} for site in (one, other)]
    paths = sorted(path for path in files[0].keys() | files[1].keys() if not path.startswith("sitemap") and is_ours(path))
    return [
        path for path in paths if path not in files[0] or path not in files[1] or files[0][path].read_bytes() != files[1][path].read_bytes()
    ]


def is_ours(path: str) -> bool:
    return (ROOT / "overrides" / path).is_file() or not (MATERIAL / path).is_file()


def bench(source: Path, folder: Path, beside: Iterable[str], zensical: str) -> None:
    print(f"{source.name}:", file=sys.stderr)
    made = Bench(source, folder)
    made.run()
    verdict = ""
    mkdocs = [sys.executable, "-m", "mkdocs", "--quiet"]
    if "again" in beside:
        unlike = made.cold_again()
        verdict = f"; warm site and cold: {len(unlike)} files differ {unlike[:3] or ''}"
    if "mkdocs" in beside:
        plain = made.mkdocs("mkdocs", "plugins: []\n", mkdocs)
        unlike = [path for path in differences(made.folder / "site", plain) if not path.startswith("search/")]
        verdict += f"; warm site and mkdocs: {len(unlike)} files differ {unlike[:3] or ''}"
    if "search" in beside:
        index = (made.mkdocs("search", SEARCH, mkdocs) / "search" / "search_index.json").read_bytes()
        verdict += f"; its own index: {len(index) / 1e6:.1f} MB, {len(gzip.compress(index, 6)) / 1e6:.1f} MB gzipped"
    if "hugo" in beside and shutil.which("hugo"):
        made.hugo()
    if "zensical" in beside and shutil.which(zensical):
        made.mkdocs("zensical", "plugins: []\n", [zensical])
    if "template" in beside:
        made.change_template()
    report(made, verdict)


def report(made: Bench, verdict: str) -> None:
    base = made.took.get("mkdocs") or made.took["cold: docs/ to site/"]
    print(f"\n{made.pages()} pages of Markdown{verdict}\n")
    print(f"| step | seconds | CPU s | memory MB | CPU to {'mkdocs' if 'mkdocs' in made.took else 'docs/ to site/'} |")
    print("|---|--:|--:|--:|--:|")
    for name, took in made.took.items():
        print(f"| {name} | {took.seconds:.1f} | {took.cpu:.1f} | {took.memory / 2**20:.0f} | {took.cpu / base.cpu:.3f} |")
    papers = sum(1 for _ in (made.folder / "site" / "papers").glob("*/index.html"))
    print("\nkB a paper: " + ", ".join(f"{use} {size / papers / 1000:.2f}" for use, size in sorted(made.weights().items())) + "\n")
    print(json.dumps({name: [took.seconds, took.cpu, took.memory] for name, took in made.took.items()}), file=sys.stderr)


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("archives", nargs="+", type=Path)
    asked.add_argument("--work", type=Path, help="where to build; removed at the end when not given")
    asked.add_argument("--beside", default="again,mkdocs,search,hugo,zensical,template")
    asked.add_argument("--zensical", default="zensical")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for source in given.archives:
            folder = (given.work or Path(temporary)) / source.name
            shutil.rmtree(folder, ignore_errors=True)
            bench(source.resolve(), folder.resolve(), given.beside.split(","), given.zensical)


if __name__ == "__main__":
    main()
