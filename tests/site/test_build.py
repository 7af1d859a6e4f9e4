"""The site: the same bytes warm, cold, after a kill and from MkDocs alone; and told in one line when a page is wrong."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from generator.errors import BuildError
from generator.site import BESIDE, THEME, build, printing
from tests.conftest import ROOT
from tests.site.archive import MKDOCS_YML, SHOWN, built, cold, content, pages, plain, without_sitemap, write


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """docs/, site/ and the cache of a built archive, to be copied and not changed."""
    folder = tmp_path_factory.mktemp("original")
    built(write(pages(), folder / "docs"), folder / "site")
    return folder


@pytest.fixture
def place(original: Path, tmp_path: Path) -> Path:
    """A copy of a built archive: docs/, site/, .cache/site/."""
    return shutil.copytree(original, tmp_path / "place")


def test_a_page_is_the_one_that_plain_mkdocs_makes(place: Path, tmp_path: Path) -> None:
    assert without_sitemap(content(place / "site")) == plain(place / "docs", tmp_path / "plain")


def test_scripts_and_styles_that_no_page_loads_are_left_out(place: Path) -> None:
    brought = {path for path in content(place / "site") if path.startswith("assets/")}
    assert brought == {f"assets/{path}" for path in content(ROOT / "overrides" / "assets")}


def test_a_page_drawn_with_a_template_of_material_gets_its_scripts_and_styles(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "overrides", tmp_path / "overrides")
    settings = shutil.copy(MKDOCS_YML, tmp_path / "mkdocs.yml")
    with (tmp_path / "overrides" / "main.html").open("a", encoding="utf-8") as template:
        template.write('{% if page is string %}{% include "partials/source.html" %}{% endif %}')
    built(write(pages(), tmp_path / "docs"), tmp_path / "site", settings)
    assert list((tmp_path / "site" / "assets" / "javascripts").glob("bundle.*.js"))


def test_another_day_gives_what_a_cold_build_and_plain_mkdocs_give(place: Path, tmp_path: Path) -> None:
    docs = write(pages(papers=4), place / "docs")
    built(docs, place / "site")
    assert content(place / "site") == cold(docs, tmp_path / "cold")
    assert without_sitemap(content(place / "site")) == plain(docs, tmp_path / "plain")


def test_a_build_of_the_same_touches_nothing(place: Path) -> None:
    before = {path: path.stat().st_ctime_ns for path in place.rglob("*") if "building-" not in str(path) and path.is_file()}
    built(place / "docs", place / "site")
    assert {path: path.stat().st_ctime_ns for path in place.rglob("*") if path.is_file()} == before


def test_only_what_changed_is_printed_or_copied_again(original: Path, tmp_path: Path) -> None:
    docs = write(pages(), tmp_path / "docs")
    first = built(docs, tmp_path / "site")
    before = {path: (tmp_path / "site" / path).stat().st_mtime_ns for path in content(tmp_path / "site")}
    (docs / "papers" / "2601.00001.md").write_text("# Another\n", "utf-8")
    (docs / "feed.xml").write_text("<feed>1</feed>\n", "utf-8")
    second = built(docs, tmp_path / "site")
    after = {path: (tmp_path / "site" / path).stat().st_mtime_ns for path in before}
    assert {path for path in before if before[path] != after[path]} == {"papers/2601.00001/index.html", "feed.xml"}
    assert {part for part in first if first[part] != second[part]} == {"2026-01", "front"}


def test_what_is_given_back_names_every_file_once(place: Path) -> None:
    made = built(place / "docs", place / "site")
    assert set(made) == {THEME, "2025-12", "2026-01", "2026-02", "archive", "front", "interests", "tags"}
    named = [path for part in made.values() for path in part.sizes]
    assert sorted(named) == sorted(set(content(place / "site")) - {"sitemap.xml"})
    assert all((part.folder / path).is_file() for part in made.values() for path in part.sizes)
    assert all(part.folder.parent.name.endswith(part.key) for part in made.values())


def test_files_in_no_part_are_a_part_of_their_own(tmp_path: Path) -> None:
    docs = write(pages() | {".generated": "anything"}, tmp_path / "docs")
    made = build(docs, tmp_path / "site", MKDOCS_YML, SHOWN, {}, processes=1)
    assert set(made) == {THEME, "hand-written"}
    assert content(tmp_path / "site") == cold(docs, tmp_path / "cold")
    assert not (tmp_path / "site" / ".generated").exists()


def test_several_processes_make_the_same(tmp_path: Path) -> None:
    docs = write(pages(papers=printing.FEW // 3 + 1), tmp_path / "docs")
    built(docs, tmp_path / "site", processes=2)
    assert content(tmp_path / "site") == cold(docs, tmp_path / "cold")


def test_a_fault_in_another_process_is_told_in_one_line(tmp_path: Path) -> None:
    docs = write(pages(papers=printing.FEW // 3 + 1) | {"papers/2601.00003.md": "[gone](9.md)\n"}, tmp_path / "docs")
    with pytest.raises(BuildError, match=r"MkDocs says: .*2601\.00003\.md.*'9\.md'") as caught:
        built(docs, tmp_path / "site", processes=2)
    assert "\n" not in str(caught.value)


def test_a_page_that_is_gone_leaves_the_site_and_the_sitemap(place: Path, tmp_path: Path) -> None:
    files = pages()
    del files["papers/2602.00002.md"]
    gone = {path: "\n".join(line for line in text.split("\n") if "2602.00002" not in line) for path, text in files.items()}
    built(write(gone, place / "docs"), place / "site")
    assert not (place / "site" / "papers" / "2602.00002").exists()
    assert b"2602.00002" not in (place / "site" / "sitemap.xml").read_bytes()
    assert content(place / "site") == cold(place / "docs", tmp_path / "cold")


def test_a_kept_page_that_links_to_a_page_that_is_gone_is_named(place: Path) -> None:
    files = {path: text for path, text in pages().items() if "2512" not in path}
    files["daily/2025/2025-12-02.md"] = "# 2025-12\n"
    files["tags/video.md"] = "# Video\n"
    with pytest.raises(BuildError, match=r"papers/2601\.00000\.md: links to 2512\.00000\.md, which is not there"):
        built(write(files, place / "docs"), place / "site")


def test_a_kept_page_that_links_to_an_anchor_that_is_gone_is_named(place: Path) -> None:
    files = pages() | {"papers/2512.00000.md": "# Paper {: #work }\n"}
    with pytest.raises(BuildError, match=r"papers/2512\.00001\.md: links to 2512\.00000\.md#paper, which has no such anchor"):
        built(write(files, place / "docs"), place / "site")


def test_a_page_in_the_same_part_as_its_target_is_checked_too(place: Path) -> None:
    files = pages() | {"archive/2026.md": "# 2026\n"}
    with pytest.raises(BuildError, match=r"archive/index\.md: links to 2026\.md#m02, which has no such anchor"):
        built(write(files, place / "docs"), place / "site")


def test_a_build_that_failed_on_a_link_goes_on_once_it_is_mended(place: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildError):
        built(write(pages() | {"tags/video.md": "[gone](9.md)\n"}, place / "docs"), place / "site")
    built(write(pages(), place / "docs"), place / "site")
    assert content(place / "site") == cold(place / "docs", tmp_path / "cold")


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Another name"},
        {"language": "zh"},
        {"url": "https://other.example/"},
    ],
)
def test_what_feed_yml_says_of_the_site_reaches_all_pages(place: Path, tmp_path: Path, change: dict[str, str]) -> None:
    shown = replace(SHOWN, **change)
    built(place / "docs", place / "site", shown=shown)
    assert without_sitemap(content(place / "site")) == plain(place / "docs", tmp_path / "plain", shown=shown)


def test_a_template_that_changed_reaches_all_pages(place: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "overrides", tmp_path / "overrides")
    settings = shutil.copy(MKDOCS_YML, tmp_path / "mkdocs.yml")
    built(place / "docs", place / "site", settings)
    with (tmp_path / "overrides" / "main.html").open("a", encoding="utf-8") as template:
        template.write("<!-- changed -->\n")
    built(place / "docs", place / "site", settings)
    found = content(place / "site")
    assert all(b"<!-- changed -->" in text for path, text in found.items() if path.endswith(".html"))
    assert without_sitemap(found) == plain(place / "docs", tmp_path / "plain", settings)


def test_mkdocs_yml_that_changed_reaches_all_pages(place: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "overrides", tmp_path / "overrides")
    settings = tmp_path / "mkdocs.yml"
    settings.write_text(MKDOCS_YML.read_text("utf-8").replace("toc_depth: 3", "toc_depth: 1"), "utf-8")
    built(place / "docs", place / "site", settings)
    assert without_sitemap(content(place / "site")) == plain(place / "docs", tmp_path / "plain", settings)


def test_a_title_of_the_navigation_that_changed_reaches_all_pages(place: Path, tmp_path: Path) -> None:
    docs = write(pages() | {"tags/index.md": "---\nicon: material/tag\n---\n\n# All *the* tags\n\n[video](video.md)\n"}, place / "docs")
    built(docs, place / "site")
    assert b"All the tags" in (place / "site" / "papers" / "2512.00000" / "index.html").read_bytes()
    assert without_sitemap(content(place / "site")) == plain(docs, tmp_path / "plain")


KILLED = """
import sys
from pathlib import Path
from tests.site.archive import built
if __name__ == "__main__":
    print("starts", flush=True)
    built(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.7])
def test_a_build_that_was_killed_heals(place: Path, tmp_path: Path, seconds: float) -> None:
    docs = write(pages(papers=5), place / "docs")
    command = [sys.executable, "-c", KILLED, str(docs), str(place / "site")]
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=environ) as started:
        assert started.stdout
        started.stdout.readline()
        time.sleep(seconds)
        started.send_signal(signal.SIGKILL)
    built(docs, place / "site")
    assert content(place / "site") == cold(docs, tmp_path / "cold")
    assert not list((place / ".cache" / "site").glob("building-*"))


def test_garbage_in_the_cache_changes_nothing(place: Path, tmp_path: Path) -> None:
    expected, kept = content(place / "site"), place / ".cache" / "site"
    entries = sorted(kept.iterdir())
    (entries[0] / "entry.json").write_text("{", "utf-8")
    (entries[1] / "entry.json").write_text(json.dumps({"part": 1}), "utf-8")
    (entries[2] / "pages.json").write_bytes(b"\x00\xff{")
    _spoil(next((entries[3] / "files").rglob("*.html")))
    next((entries[4] / "files").rglob("*.html")).unlink()
    next((entries[5] / "files").rglob("*.html")).write_text("", "utf-8")
    shutil.rmtree(entries[6])
    (kept / "noise").write_bytes(b"\x00\xff{")
    (kept / "2026-01.0123").mkdir()
    (kept / "building-left").mkdir()
    shutil.rmtree(place / "site")
    made = built(place / "docs", place / "site")
    assert content(place / "site") == expected
    assert sorted(kept.iterdir()) == sorted(part.folder.parent for part in made.values())


def test_a_file_of_the_site_that_was_edited_is_made_right(place: Path) -> None:
    expected = content(place / "site")
    shutil.rmtree(place / "site")
    built(place / "docs", place / "site")
    assert (place / "site" / "index.html").stat().st_nlink == 2
    _spoil(place / "site" / "papers" / "2512.00000" / "index.html")
    built(place / "docs", place / "site")
    assert content(place / "site") == expected


def _spoil(path: Path) -> None:
    """Change a file in place, through all its hard links, without changing its size."""
    path.write_bytes(b"?" + path.read_bytes()[1:])


def test_another_cache_of_garbage_is_swept(place: Path) -> None:
    (place / ".cache" / "site" / "2025-11.0000").mkdir()
    (place / ".cache" / "site" / "link").symlink_to(place / "docs")
    built(place / "docs", place / "site")
    assert not list((place / ".cache" / "site").glob("2025-11*"))
    assert (place / "docs" / "index.md").is_file()


def test_a_cache_whose_times_were_rounded_is_used(place: Path) -> None:
    for path in (place / ".cache").rglob("*"):
        seconds = int(path.stat().st_mtime)
        os.utime(path, (seconds, seconds))
    before = {path: path.stat().st_ino for path in (place / ".cache").rglob("*")}
    built(place / "docs", place / "site")
    assert {path: path.stat().st_ino for path in (place / ".cache").rglob("*")} == before


def test_a_disk_without_hard_links_gets_copies(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no hard links here")

    expected = content(place / "site")
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    shutil.rmtree(place / "site")
    built(place / "docs", place / "site")
    assert content(place / "site") == expected
    copied = (place / "site" / "index.html").stat()
    assert copied.st_nlink == 1
    built(place / "docs", place / "site")
    assert (place / "site" / "index.html").stat().st_ino == copied.st_ino


def test_the_site_holds_nothing_else_but_the_search(place: Path) -> None:
    expected = content(place / "site")
    (place / "site" / "old" / "page").mkdir(parents=True)
    (place / "site" / "old" / "page" / "index.html").write_text("old", "utf-8")
    (place / "site" / "start" / "index.html").unlink()
    (place / "site" / "start" / "index.html").mkdir()
    shutil.rmtree(place / "site" / "tags")
    (place / "site" / "tags").symlink_to(place / "docs")
    for name in BESIDE:
        (place / "site" / name).mkdir()
        (place / "site" / name / "index").write_text("kept", "utf-8")
    built(place / "docs", place / "site")
    assert content(place / "site") == expected | {f"{name}/index": b"kept" for name in BESIDE}
    assert not (place / "site" / "old").exists()


def test_a_site_that_plain_mkdocs_made_is_taken_over(place: Path, tmp_path: Path) -> None:
    expected = content(place / "site")
    plain(place / "docs", tmp_path / "plain")
    shutil.rmtree(place / "site")
    (tmp_path / "plain" / "site").rename(place / "site")
    built(place / "docs", place / "site")
    assert content(place / "site") == expected


def test_a_folder_without_mkdocs_yml_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="run this in the repository's folder"):
        build(tmp_path / "docs", tmp_path / "site", tmp_path / "mkdocs.yml", SHOWN, {})


def test_docs_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"docs: not found"):
        build(tmp_path / "docs", tmp_path / "site", MKDOCS_YML, SHOWN, {})


def test_a_mkdocs_yml_that_mkdocs_refuses_is_told(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: x\ntheme: {name: nowhere}\n", "utf-8")
    with pytest.raises(BuildError, match="MkDocs says"):
        build(tmp_path / "docs", tmp_path / "site", tmp_path / "mkdocs.yml", SHOWN, {})


def test_a_link_that_leads_nowhere_is_told_in_mkdocs_words(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[gone](papers/9.md)\n", "utf-8")
    with pytest.raises(BuildError, match=r"MkDocs says: .*papers/9\.md") as caught:
        built(tmp_path / "docs", tmp_path / "site")
    assert "\n" not in str(caught.value)


def test_a_page_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    docs = write(pages(), tmp_path / "docs")
    (docs / "papers" / "2512.00001.md").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(BuildError, match=r"2512\.00001\.md"):
        built(docs, tmp_path / "site")


def test_a_site_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    docs = write(pages(), tmp_path / "docs")
    (tmp_path / "site").write_text("a file", "utf-8")
    with pytest.raises(BuildError, match=r"site: cannot be written \(File exists\)"):
        built(docs, tmp_path / "site")
