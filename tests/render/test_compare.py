"""Comparing papers: what the page shows of each, how one gets there, and that nothing of a page or an address is read as HTML."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.render import long
from tests.render.passenger import READ, STAR, STARRED, Board, Host, Passenger
from tests.render.samples import ANYVIEW, BARE

pytestmark = pytest.mark.untraced

UNREAD = "hep-th/9901001"
ROWS = """() => Object.fromEntries([...document.querySelectorAll("#comparison .row")].map((row) => {
    const shown = (cell) => [...cell.children].slice(1).map((each) => each.innerText).join(" ");
    return [row.querySelector("h2").textContent, [...row.querySelectorAll(".cells > div")].map(shown)];
}))"""


def compared(one: Passenger, papers: str) -> dict[str, list[str]]:
    one.open(f"a/compare/?papers={quote(papers)}")
    one.page.wait_for_selector("[data-shown]", timeout=30000)
    rows: dict[str, list[str]] = one.page.evaluate(ROWS)
    return rows


def test_three_papers_stand_side_by_side_one_read_one_quoted_one_only_listed(board: Board) -> None:
    one = board()
    rows = compared(one, f"{long.PAPER.id},{ANYVIEW.id},{UNREAD}")
    assert one.page.title().startswith("Blind Motion Deblurring")
    assert [each.split("\n")[0] for each in one.page.locator(".heads h2").all_inner_texts()][1].startswith("AnyView")
    assert "根据全文撰写" in rows["依据"][0]
    assert rows["依据"][1] == "摘自论文摘要原句，未使用 AI。"
    assert rows["日期"][1] == "2026年1月26日 · 2026年2月4日"
    assert rows["评分与理由"][1].startswith("82")
    assert "每个物体" in rows["方法与贡献"][0]
    assert rows["方法与贡献"][1:] == ["One.\nTwo.", "这篇论文只列出，没有细读。"]
    assert "GoPro" in rows["数据集与实验"][0]
    assert rows["数据集与实验"][1] == "只摘引了摘要原句，没有用 AI 解读，所以没有这一项。"
    assert "30.7\u00a0dB" in rows["主要结果（含数字）"][0]
    assert rows["主要结果（含数字）"][1] == "It wins by 3\u00a0dB."
    assert rows["局限"][1] == rows["数据集与实验"][1]
    assert rows["代码与链接"][0].startswith("arXiv · PDF · HTML · 代码")
    assert "Modern generative video models" in rows["摘要"][1]
    one.page.wait_for_selector("#comparison .katex", state="attached", timeout=30000)
    widths = one.page.evaluate("[document.documentElement.scrollWidth > innerWidth, document.querySelector('.cells').clientWidth]")
    assert widths[0] is False
    columns = "[...document.querySelector('.cells').children].map(each => Math.round(each.getBoundingClientRect().x))"
    assert len(set(one.page.evaluate(columns))) == 1, "on a phone, below each other"
    one.page.set_viewport_size({"width": 1440, "height": 900})
    assert len(set(one.page.evaluate(columns))) == 3


def test_a_paper_leads_here_and_its_related_and_starred_ones_are_offered(board: Board) -> None:
    one = board(stars=STAR)
    one.open(f"a/{READ}")
    one.page.get_by_role("link", name="比较", exact=True).click()
    one.page.wait_for_selector("[data-shown]")
    offered = one.page.locator(".choose li").all_inner_texts()
    assert (len(offered), offered[-1]) == (2, "Deblurring")
    one.page.locator(".choose a", has_text="VGG-T").click()
    one.page.wait_for_url(f"**/compare/?papers={ANYVIEW.id},{BARE.id}")
    one.page.wait_for_selector(".choose form")
    one.page.fill(".choose input", f"https://arxiv.org/abs/{long.PAPER.id}v2")
    one.page.keyboard.press("Enter")
    one.page.wait_for_url("**/compare/?papers=*abs*")
    one.page.wait_for_selector("[data-shown]")
    assert one.page.locator(".heads > div").count() == 3
    assert one.page.locator(".choose").count() == 0
    one.page.get_by_role("link", name="移除 AnyView: Synthesizing").click()
    one.page.wait_for_url(f"**/compare/?papers={BARE.id},{long.PAPER.id}")


def test_without_papers_the_page_asks_for_some(board: Board) -> None:
    one = board()
    assert compared(one, "") == {}
    assert "还没有选论文" in one.page.locator("#comparison").inner_text()


def test_what_is_unknown_or_no_id_is_said_and_stays_text(board: Board) -> None:
    one = board()
    hostile = "<img/src=x/onerror=alert(1)>,javascript:alert(1),../../b/x,2609.99999v1"
    rows = compared(one, f"{hostile},{ANYVIEW.id},{ANYVIEW.id}v3,{long.PAPER.id},{BARE.id}")
    assert len(rows["作者"]) == 2
    text = one.page.locator("#comparison").inner_text()
    assert "没有 2609.99999 的页面" in text
    assert "<img/src=x/onerror=alert(1)> · javascript:alert(1) · ../../b/x" in text
    assert "多出的 1 篇没有显示" in text
    assert one.page.locator("#comparison img").count() == 0
    assert one.faults == []


def test_of_a_page_only_harmless_elements_are_copied(board: Board, host: Host) -> None:
    one = board()
    page = host.folder / "a" / READ / "index.html"
    poison = (
        '<p id="main" style="color:red" class="skip">kept <script>alert(1)</script><img src="x" onerror="alert(2)">'
        '<svg onload="alert(3)"></svg><a href="javascript:alert(4)" onclick="alert(5)">dead</a> <a href="../x/">alive</a>'
        '<iframe src="/"></iframe></p><h3 id="toc">Heading</h3>'
    )
    text = page.read_text("utf-8")
    page.write_text(text.replace("<li>One.</li>", f"<li>{poison}</li>"), "utf-8")
    compared(one, f"{ANYVIEW.id},{long.PAPER.id}")
    cell = one.page.locator(".row", has_text="方法与贡献").locator(".cells > div").first
    assert cell.locator("li").first.evaluate("each => each.outerHTML") == (
        f'<li><p>kept <a>dead</a> <a href="{host.address}a/papers/x/">alive</a></p><p><strong>Heading</strong></p></li>'
    )
    assert one.page.evaluate("[...document.querySelectorAll('#comparison [id], #comparison [style]:not(.katex *)')].length") == 0
    assert one.faults == []


def test_without_a_network_kept_papers_are_compared_and_others_said_to_be_missing(board: Board) -> None:
    one = board(stars=STAR)
    one.kept()
    one.context.set_offline(True)
    rows = compared(one, f"{ANYVIEW.id},{long.PAPER.id},{BARE.id}")
    assert len(rows["方法与贡献"]) == 2
    assert "离线时只能比较存下的论文" in one.page.locator("#comparison").inner_text()
    assert one.page.locator("#comparison .katex").first.is_visible()


def test_without_scripts_the_page_says_so_and_leads_on(browser: Any, host: Host) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{host.address}a/compare/?papers={STARRED}")
    assert "需要 JavaScript" in page.locator("main").inner_text()
    page.locator(".unscripted a").click()
    assert page.url == f"{host.address}a/archive/"
    page.context.close()
