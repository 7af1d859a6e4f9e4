"""Days for the pages to be drawn from: real metadata of the seeds' papers, hostile ones, and every kind of day."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from generator.model import (
    Analysis,
    CheckedNumber,
    Considered,
    Digest,
    Entry,
    Funnel,
    Gap,
    Generator,
    Interest,
    Line,
    Page,
    Paper,
    Related,
    Relevance,
    Section,
    Seen,
    Select,
    Site,
    Summary,
    Tag,
    Usage,
)
from generator.render import parts, render, shelve
from generator.render.parts import FRONT

MONDAY = date(2026, 1, 26)
TUESDAY, WEDNESDAY, SATURDAY = date(2026, 1, 27), date(2026, 1, 28), date(2026, 1, 31)
AT = datetime(2026, 1, 26, 20, 30, tzinfo=UTC)
BY = Generator(version="0.1.0", config="0" * 12)

ANYVIEW = Paper(
    id="2601.16982",
    version=1,
    title="AnyView: Synthesizing Any Novel View in Dynamic Scenes",
    authors=("Basile Van Hoorick", "Dian Chen", "Shun Iwase", "Pavel Tokmakov", "Muhammad Zubair Irshad", "Igor Vasiljevic", "Swati Gupta"),
    abstract=(
        r"Modern generative video models excel at producing convincing, high-quality outputs. In this work, we introduce \textbf{AnyView},"
        r" a diffusion-based framework for \emph{dynamic view synthesis}. Results, data, code, and models can be viewed at:"
        " https://tri-ml.github.io/AnyView/"
    ),
    categories=("cs.CV", "cs.LG", "cs.RO"),
    primary_category="cs.CV",
    announce_type="new",
    submitted=datetime(2026, 1, 23, 18, 59, tzinfo=UTC),
    updated=datetime(2026, 1, 24, 9, 0, tzinfo=UTC),
    announced=MONDAY,
    comment="CVPR 2026. Project page: https://tri-ml.github.io/AnyView/",
    licence="http://creativecommons.org/licenses/by-nc-sa/4.0/",
    doi="10.1000/182",
    upvotes=0,
    huggingface_date=MONDAY,
    code_url="https://github.com/TRI-ML/AnyView",
    project_url="javascript:alert(1)",
    sources=("arxiv", "huggingface"),
)
# As the seeds give it: a title and an id, and nothing else.
BARE = Paper(id="2602.23361", title="VGG-T$^3$: Offline Feed-Forward 3D Reconstruction at Scale", upvotes=12)
OLD = Paper(
    id="hep-th/9901001",
    title=r"{\it Branes} and na\"{\i}ve {BPS} states",
    authors=(r"J. Mu\~noz",),
    abstract="Costs $5 and $10.",
    journal_ref="Phys. Rev. D",
)

HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "{: onclick=alert(1) }",
    "\n{: #stolen .score onmouseover=alert(1) }",
    "# heading",
    "\n\n## heading\n\n",
    "\n---\n",
    "\n===\n",
    "- item",
    "1. item",
    "\n\n- item\n- item\n\n",
    "> quote",
    "```\ncode\n",
    "~~~",
    "| a | b |\n|---|---|\n| c | d |",
    "[^1]: note",
    "*[HTML]: x",
    "[ref]: https://evil.example/",
    "<https://evil.example/>",
    "&lt;b&gt; &#x3c;b&#x3e; &copy",
    "**bold** __bold__ *em* `code`",
    "<!-- comment",
    "--> <![CDATA[ x ]]> <?php",
    "<div markdown='1'>\n# x\n</div>",
    "</div></article>",
    "$x<b onclick=alert(1)>$",
    r"\(a & b \\ <i>\)",
    "$$x\n\n# y$$",
    "$unbalanced `tick",
    r"\url{javascript:alert(1)} \href{data:text/html,x}{y}",
    "{{ 7*7 }} {% raw %}",
    "\x02wzxhzdk:0\x03 \ufeff\u202e\x00\u2028\x85",
    "!!! note\n    x",
    "    indented",
    ":smile: ==mark== ++ins++ H~2~O",
    "line  \nbreak\\\nbreak",
    '" onmouseover="alert(1)',
    "{#evil}",
    "[TOC]",
    "--8<-- 'mkdocs.yml'",
)

RESTORATION = Interest(
    id="restoration",
    name="Image restoration",
    about="denoising, deblurring",
    keywords=("denoising",),
    exclude=("medical",),
    authors=("A. B.",),
)
SITE = Site(
    name="CV digest",
    language="en",
    timezone="Asia/Shanghai",
    url=None,
    repository="https://code.example/me/feed",
    categories=("cs.CV", "cs.LG"),
    cross_lists=True,
    huggingface_top=15,
    interests=(RESTORATION, Interest(id="generation"), Interest(id="rest", name="Resting", paused=True)),
    select=Select(),
    tags={"diffusion": Tag(id="diffusion", names={"en": "Diffusion", "zh": "扩散模型"})},
)
ZH = replace(SITE, language="zh", name="CV 论文日报")


def relevance(score: int | None = 82, **fields: Any) -> Relevance:
    return Relevance(
        **({"score": score, "ranker_score": score, "reason": "Image restoration: denoising", "matched": ("restoration",)} | fields)
    )


def quoted(**fields: Any) -> Analysis:
    given = {"analyst": "extractive", "language": "en", "basis": "abstract", "tldr": "We introduce AnyView.", "at": AT}
    sections = (Section(id="problem", title="Problem", text="It is hard."), Section(id="approach", title="Approach", text="- One.\n- Two."))
    return Analysis(**(given | {"sections": sections, "findings": ("It wins by 3 dB.",)} | fields))


def written(**fields: Any) -> Analysis:
    given = {
        "analyst": "llm",
        "provider": "gemini",
        "model": "gemini-x-001",
        "basis": "full text",
        "language": "zh",
        "limitations": "只有一个数据集。",
    }
    numbers = (CheckedNumber(text="3 dB", verdict="found"), CheckedNumber(text="9 dB", verdict="removed"))
    sections = (
        Section(id="abstract", title="摘要", text="摘要的译文。"),
        Section(id="cite", title="怎么用", text="1. 先看\n   - 数据\n2. 再看 **方法** 和 `code`"),
    )
    return quoted(**(given | {"numbers": numbers, "sections": sections} | fields))


def entry(paper: Paper = ANYVIEW, **fields: Any) -> Entry:
    line = Line(text="Modern generative video models excel.", language="en")
    return Entry(**({"paper": paper, "relevance": relevance(), "line": line, "tags": ("diffusion", "own-tag")} | fields))


def digest(day: date = MONDAY, *entries: Entry, **fields: Any) -> Digest:
    read = sum(each.analysis is not None for each in entries)
    funnel = Funnel(announced=112, replaced=None, featured=None, considered=91, listed=len(entries), read=read)
    kind = "papers" if entries else "nothing-announced"
    return Digest(**({"day": day, "kind": kind, "open": False, "funnel": funnel, "entries": entries, "generator": BY} | fields))


def week() -> list[Digest]:
    """Every kind of day and of entry."""
    summary = Summary(
        analyst="extractive", language="en", text=f"Two papers: [AnyView](paper:{ANYVIEW.id}) and [elsewhere](paper:2601.00001).", at=AT
    )
    return [
        digest(
            MONDAY,
            entry(
                analysis=quoted(),
                related=(Related(id=BARE.id, title=BARE.title, why="both 3D"), Related(id="1706.03762", title="Attention", why="terms")),
            ),
            entry(OLD, relevance=relevance(0, reason=None, matched=("generation", "gone")), line=None, tags=()),
            summary=summary,
            considered=(
                Considered(id=ANYVIEW.id, title=ANYVIEW.title, score=82),
                Considered(id=BARE.id, title=BARE.title, score=41),
                *(Considered(id=f"2601.0000{n}", title=f"Other {n} $a<b$ & <b>", score=None if n == 2 else n) for n in (1, 2, 3)),
            ),
            usage=(Usage(at=AT, provider="gemini", model="m", requests=2, tokens=900, cost=0.25),),
        ),
        digest(
            TUESDAY,
            entry(BARE, relevance=relevance(None, reason=None, matched=()), line=None, analysis=written()),
            open=True,
            seen=(Seen(id=ANYVIEW.id, title=ANYVIEW.title, day=MONDAY),),
            gaps=(
                Gap(stage="fetch", subject="huggingface", reason="did not answer", attempts=4),
                Gap(stage="x", subject=BARE.id, reason="r", final=True),
            ),
            usage=(Usage(at=AT, provider="gemini", model="m", requests=1, tokens=1, cost=None),),
        ),
        digest(WEDNESDAY, kind="source-failed", open=True, gaps=(Gap(stage="fetch", subject="arxiv", reason="503"),)),
        digest(date(2026, 1, 29), kind="no-match"),
        digest(date(2026, 1, 30), kind="source-failed"),
        digest(SATURDAY),
    ]


def pages(digests: list[Digest], site: Site = SITE) -> dict[str, str]:
    return {page.path: page.text for page in render(digests, site) if page.data is None}


def drawn(digests: list[Digest], path: str, site: Site = SITE) -> str:
    """The text of one page. What is drawn for a month costs most, and is drawn last unless the page is one of its own."""
    of_a_month = path.startswith(("daily/", "papers/"))
    made = sorted(parts(shelve(digests, keep=site.keep), site), key=lambda part: (part.name == FRONT) == of_a_month)
    found: Page = next(page for part in made for page in part.draw() if page.path == path)
    return found.text
