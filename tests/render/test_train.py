"""The train: what a browser keeps, shows without a network, and lets go of, with the real worker against a real server."""

import json
import os
import re
import time
from pathlib import Path

import pytest

from tests.render import long
from tests.render.passenger import LIST, LISTED, NEWEST, OLD, READ, STAR, STARRED, Board, Host, _Handler
from tests.render.samples import ANYVIEW

pytestmark = pytest.mark.untraced


def test_home_the_newest_day_and_a_starred_paper_are_read_without_a_network(board: Board) -> None:
    one = board(stars=STAR)
    told = one.kept()
    assert [(page["path"], page["star"]) for page in told["pages"]] == [("", False), (NEWEST, False), (READ, False), (STARRED, True)]
    one.context.set_offline(True)
    for path, seen in (
        ("", "AnyView"),
        (NEWEST, "2026年2月4日"),
        (READ, "AnyView"),
        (READ[:-1], "AnyView"),
        (f"{STARRED}?x#method", "方法"),
    ):
        assert seen in one.open(f"a/{path}"), path
        assert re.search(r"连不上，这是 2?\d+月\d+日 \d\d:\d\d 存下的副本。", one.notice()), path
        assert one.page.evaluate("getComputedStyle(document.querySelector('.bar')).display") == "flex", "its styles are kept, too"
    formulas = one.page.locator(".arithmatex")
    one.page.wait_for_selector(".arithmatex .katex", state="attached", timeout=30000)
    assert one.page.locator(".arithmatex .katex-html").count() == formulas.count() > 3
    fonts = one.page.evaluate("document.fonts.ready.then(all => [...all].filter(each => each.status === 'error').map(each => each.family))")
    assert fonts == []


def test_a_page_that_is_not_kept_says_so_and_offers_those_that_are(board: Board) -> None:
    one = board()
    one.kept()
    one.context.set_offline(True)
    for path in (OLD, "tags/", LISTED, "no/such/page"):
        text = one.open(f"a/{path}")
        assert "这一页也没有存下" in one.notice()
        assert "已开启。存有 3 页，共 0.2 MB" in text.replace("\n", " ") or one.page.wait_for_selector("#keeping li")
        assert one.page.url.endswith(path), "a reload tries again"
    one.page.locator("#keeping a", has_text="AnyView").click()
    one.page.wait_for_url(f"**/a/{READ}")
    one.page.keyboard.press("/")
    one.page.wait_for_selector("dialog[open]")
    assert "搜索需要网络" in one.page.locator(".digest-find__status").inner_text()
    one.context.set_offline(False)
    one.open(f"a/{OLD}")
    assert one.notice() == ""


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    os.utime(path, (time.time() + 60, time.time() + 60))  # the server tells the time of a change in whole seconds


def test_with_a_network_a_changed_day_is_shown_at_once(board: Board, host: Host) -> None:
    one = board()
    one.kept()
    for path in ("", NEWEST):
        one.open(f"a/{path}")
        _change(host.folder / "a" / path / "index.html", "<article", "<p>New text</p><article")
        assert "New text" in one.open(f"a/{path}"), "although the answer before may be used for ten minutes"
        assert one.notice() == ""
    # A copy is of when it was kept; it follows when the record of the day is another.
    stamp = one.page.evaluate(LIST, "/a/")["stamp"]
    _change(host.folder / "a" / "newest.json", stamp, "0" * 16)
    one.open("a/")
    one.until(lambda: one.page.evaluate(LIST, "/a/")["stamp"] == "0" * 16, "the day is kept anew")
    one.context.set_offline(True)
    assert "New text" in one.open("a/")


def test_a_new_day_takes_the_place_of_the_old_one(board: Board, host: Host) -> None:
    one = board()
    one.kept()
    assert f"/a/{READ}" in one.caches()["digest:/a/:1"]
    newest = host.folder / "a" / "newest.json"
    told = json.loads(newest.read_text("utf-8"))
    told |= {"stamp": "1" * 16, "pages": [["", "今日"], [OLD, "Another day"], ["papers/2609.00001/", "Not there"]]}
    _change(newest, newest.read_text("utf-8"), json.dumps(told))
    one.open("a/")
    one.until(lambda: f"/a/{OLD}" in one.caches()["digest:/a/:1"], "the other day is kept")
    one.until(lambda: f"/a/{READ}" not in one.caches()["digest:/a/:1"], "the old one is let go")
    assert [page["path"] for page in one.page.evaluate(LIST, "/a/")["pages"]] == ["", OLD], "a page that is not there is left out"


def test_a_copy_is_shown_although_the_list_of_copies_was_lost(board: Board) -> None:
    one = board()
    one.kept()
    one.page.evaluate("caches.open('digest:/a/:1').then(cache => cache.delete('/a/kept.json'))")
    one.context.set_offline(True)
    assert "AnyView" in one.open("a/")
    assert one.notice() == ""


def test_a_storage_that_fails_at_first_keeps_no_half(board: Board) -> None:
    one = board()
    one.kept()
    assert one.page.evaluate("caches.delete('digest:/a/:1')")
    fail = """() => {
        const put = Cache.prototype.put;
        let left = 3;
        Cache.prototype.put = function (...given) {
            self.full = left-- <= 0;
            if (self.full) throw new Error("full");
            return put.apply(this, given);
        };
    }"""
    [worker] = one.context.service_workers
    worker.evaluate(fail)
    one.open("a/")
    one.until(lambda: worker.evaluate("self.full === true"), "the storage is full")
    one.until(lambda: "digest:/a/:1" not in one.caches(), "what was half kept is gone")


def test_a_network_that_says_nothing_is_waited_for_three_seconds(board: Board, host: Host) -> None:
    one = board()
    one.kept()
    host.hangs = True
    waited = []
    for path in ("a/", f"a/{NEWEST}"):
        begun = time.monotonic()
        one.open(path)
        waited.append(time.monotonic() - begun)
        assert "副本" in one.notice()
        assert one.page.evaluate("getComputedStyle(document.querySelector('.bar')).display") == "flex"
    assert 2.9 < waited[0] < 12
    assert waited[1] < waited[0], "the next page need not wait as long"
    host.hangs = False
    host.over.set()
    one.open("a/")
    assert one.notice() == ""


def test_a_server_that_fails_is_stood_in_for(board: Board, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    one = board()
    one.kept()
    monkeypatch.setattr(_Handler, "send_head", lambda self: self.send_error(502))
    assert "AnyView" in one.open("a/")
    assert "副本" in one.notice()


def test_off_removes_all_of_this_feed_and_nothing_of_another_on_the_host(board: Board, host: Host) -> None:
    one = board(stars=STAR)
    one.kept()
    one.kept("/b/")
    found = one.caches()
    assert list(found) == ["digest:/a/:1", "digest:/b/:1"]
    assert all(path.startswith(f"/{name[8]}/") for name, paths in found.items() for path in paths)
    assert f"/b/{STARRED}" not in found["digest:/b/:1"], "stars are a feed's own"
    one.open("a/offline/")
    one.page.get_by_role("button", name="关闭并删除").click()
    one.page.get_by_role("button", name="开启", exact=True).wait_for()
    assert "已关闭" in one.page.locator("#keeping").inner_text()
    scopes = "navigator.serviceWorker.getRegistrations().then(all => all.map(each => new URL(each.scope).pathname))"
    assert (list(one.caches()), one.page.evaluate(scopes)) == (["digest:/b/:1"], ["/b/"])
    one.open("a/")
    one.comes_to_an_end()
    assert (list(one.caches()), one.page.evaluate(scopes)) == (["digest:/b/:1"], ["/b/"]), "off is kept"
    one.context.set_offline(True)
    assert "AnyView" in one.open("b/")
    one.context.set_offline(False)
    one.open("a/offline/")
    one.page.get_by_role("button", name="开启", exact=True).click()
    one.page.wait_for_selector("#keeping li")
    assert set(one.caches()) == {"digest:/a/:1", "digest:/b/:1"}


def test_a_new_worker_begins_anew_and_cleans_up_after_the_old_one(board: Board, host: Host) -> None:
    one = board()
    one.kept()
    _change(host.folder / "a" / "sw.js", "VERSION = 1", "VERSION = 2")
    one.open("a/")
    one.until(lambda: list(one.caches()) == ["digest:/a/:2"] and f"/a/{READ}" in one.caches()["digest:/a/:2"], "the new one keeps")
    one.context.set_offline(True)
    assert "AnyView" in one.open(f"a/{READ}")


SAVES = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"


def test_nothing_is_kept_for_one_paper_alone_nor_while_the_browser_saves_data(board: Board, host: Host) -> None:
    for path, options in (("a/" + READ, {}), ("a/", {"script": SAVES})):
        one = board(**options)
        host.asked.clear()
        one.open(path)
        one.comes_to_an_end()
        assert not [each for each in host.asked if each.endswith(("sw.js", "newest.json"))]
    assert "省流量" in one.open("a/offline/") or one.page.get_by_text("省流量模式，所以").wait_for() is None
    one.page.get_by_role("button", name="开启", exact=True).click()
    one.page.wait_for_selector("#keeping li")


def test_a_browser_that_cannot_keep_pages_says_so_and_reads_on(board: Board) -> None:
    one = board(script="delete Navigator.prototype.serviceWorker")
    one.open("a/offline/")
    one.until(lambda: "这个浏览器不能离线保存" in one.page.locator("#keeping").inner_text(), "the page says so")
    assert not one.page.locator("#keeping button").is_visible()
    assert "AnyView" in one.open("a/")


def test_what_is_starred_later_is_kept_and_a_broken_store_keeps_nothing(board: Board) -> None:
    one = board()
    one.kept()
    for store in ("{", '{"version": 1}', '{"papers": {"2601": {"starred": 1}, "x": null}}'):
        one.page.evaluate("store => localStorage.setItem('digest:/a/:papers', store)", store)
        assert one.page.evaluate("import('/a/assets/javascripts/offline.js').then(({starred}) => starred())") == []
    hostile = {
        "papers": {"../../b": {"starred": "3"}, long.PAPER.id: {"starred": "2", "title": "T"}, ANYVIEW.id: {"starred": "1", "title": 7}}
    }
    one.page.evaluate("stars => localStorage.setItem('digest:/a/:papers', JSON.stringify(stars))", hostile)
    one.page.evaluate("dispatchEvent(new Event('visibilitychange'))")

    def stars() -> list[tuple[str, str]]:
        return [(page["path"], page["title"]) for page in one.page.evaluate(LIST, "/a/")["pages"] if page["star"]]

    one.until(lambda: stars() == [(READ, ANYVIEW.title), (STARRED, "T")], "the stars of this page, each once")
