"""Analyse: the rules that mend a reply, each from a text and its paper to the text and how often it was mended. Pure.

The text is Markdown in which ``quality`` has put code, mathematics and links out of reach. The defects are those counted
over older feeds: chatter, what the page says already, headings and rules of its own, references that lead nowhere.
Where a rule has to choose between a blemish that stays and good text that goes, the blemish stays.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from generator.analyse.passages import HAN, ITEM, Mending, bare, by_sentence
from generator.model import Paper

Rule = Callable[[str, Paper | None], Mending]

HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(?P<text>\S.*?)[ \t]*#*[ \t]*")
RULE = re.compile(r"[ \t]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)")


# What a model falls into that comes to no end; a rule that begins with space would look through it from each of its places.
_SPACES = re.compile(r"[^\S\n]{80,}+|\n(?:[^\S\n]*+\n){20,}+")


def spaces(text: str, _: Paper | None) -> Mending:
    """Space without end: eighty signs of it in a row, or twenty empty lines."""
    return _SPACES.subn(lambda found: "\n\n" if found[0][0] == "\n" else " ", text)


def rules(text: str, _: Paper | None) -> Mending:
    """Horizontal rules, and the underlines of headings."""
    kept = [line for line in text.split("\n") if not RULE.fullmatch(line)]
    return "\n".join(kept), text.count("\n") + 1 - len(kept)


# "作者：" and "Title:" say what the page says above; "分类：" may be part of a method, so it has to hold arXiv's categories.
_SAID_ABOVE = re.compile(
    r"\s*(?:[-*+]\s+|#+\s*)?\**\s*"
    r"(?:(?:论文(?:题目|标题|名称|作者)|原文链接|作者|发表日期|发布日期|Title|Authors?|Paper Title)\s*\**\s*[:：].*"
    r"|(?:分类|类别|Categor(?:y|ies))\s*\**\s*[:：]\s*\**\s*(?:[a-z-]+\.[A-Za-z-]{2,}[,，;、\s]*)+"
    r"|(?:日期|发布时间|Date|Published(?: Date)?)\s*\**\s*[:：]\s*\**\s*\d{4}\s*[-年/].*)"
)
_NOTHING_NEW = re.compile(
    r"论文|方法|分析|解析|解读|总结|摘要|翻译|深度|全面|详细|中文|执行|我的|如下|报告|与|和|的|对|"
    r"\b(?:paper|analysis|summary|abstract|review|translation|method|of|the|and|my)\b",
    re.IGNORECASE,
)
_EMPTY_LABEL = re.compile(r"论文|中文|执行|全面|我的|如下|翻译|\bpaper\b|\btranslation\b|\A\W*abstract\W*\Z", re.IGNORECASE)


def repetitions(text: str, paper: Paper | None) -> Mending:
    """Lines that say again what stands at the head of the page: title, authors, date, or only "论文分析"."""
    titles = _called(paper) if paper else ()
    kept = [line for line in text.split("\n") if not (_SAID_ABOVE.fullmatch(line) or _says_nothing(line, titles))]
    return "\n".join(kept), text.count("\n") + 1 - len(kept)


def _called(paper: Paper) -> tuple[str, ...]:
    """The title and the name before its colon."""
    return (paper.title, paper.title.split(":")[0])


def _says_nothing(line: str, titles: tuple[str, ...]) -> bool:
    label = line.strip()
    if not re.fullmatch(r"#+\s.*|\*\*.*\*\*[:：]?|[^。！？.!?]{1,200}[:：]?|.*》", label) or len(label) > 300:
        return False
    if not re.match(r"#|\*\*|《", label):
        return bool(titles) and _letters(label) == _letters(titles[0])
    left = _letters(_NOTHING_NEW.sub("", label))
    if any(left == _letters(_NOTHING_NEW.sub("", title)) or _letters(label) == _letters(title) for title in titles):
        return bool(left)
    return not left and bool(_EMPTY_LABEL.search(label))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+|^\d+\.", "", text).casefold()


_SHINGLE = 5
_MOST_OF = 0.6


def abstracts(text: str, paper: Paper | None) -> Mending:
    """A paragraph that holds most of the paper's abstract word for word."""
    known = set(_shingles(paper.abstract or "")) if paper else set()
    if not known:
        return text, 0
    kept, times = [], 0
    for paragraph in re.split(r"(\n[ \t]*\n)", text):
        if len(known & set(_shingles(paragraph))) / len(known) >= _MOST_OF:
            times += 1
        else:
            kept.append(paragraph)
    return "".join(kept), times


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return zip(*(words[start:] for start in range(_SHINGLE)), strict=False)


_AMOUNT = (
    r"(?:约|大约|不超过|限|最多|至少|about|max\.?|at most|up to)?\s*(?:\d+|[一二两三四五]|one|two|three|four"
    r"|five)\s*(?:(?:[-–~—到至]|or|to)\s*(?:\d+|[一二两三四五]|two|three"
    r"|four"
    r"|five))?\s*(?:个)?\s*"
)
_ECHO = re.compile(
    rf"\s*[（(]\s*{_AMOUNT}(?:句话|句|字|词|段|sentences?|words?|bullet points?|bullets?|paragraphs?)[^（）()]{{0,14}}[）)](?=\W*$)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"(?<=\S)\s*[:：][^:：]*[？?](?=\**\s*$)")


def echoes(text: str, _: Paper | None) -> Mending:
    """The prompt's wording in headings: "（2-3句话）", "(150-200 words)", and the question that was asked."""
    lines, times = [], 0
    for line in text.split("\n"):
        mended = line
        if re.match(r"\s*(?:#|\*\*|\d+[.、)]\s)", line) and len(line) < 160:
            mended = _ECHO.sub("", line)
            mended = _QUESTION.sub("", mended) if HEADING.fullmatch(line) else mended
        times += mended != line
        lines.append(mended)
    return "\n".join(lines), times


def headings(text: str, _: Paper | None) -> Mending:
    """Headings become bold lead-ins: the page's own outline is the only one."""
    lines, times = [], 0
    for line in text.split("\n"):
        found = HEADING.fullmatch(line)
        times += bool(found)
        label = re.sub(r"\*\*|__", "", found["text"]) if found else ""
        lines += ["", f"**{label}**", ""] if found else [line]
    return "\n".join(lines), times


_CLAIM = re.compile(
    r"(?:^|[，；：。、]|表明|意味着|暗示|并且?)\s*\**(?:论文|作者|其|该)?(?:的|还|也)*(?:源?代码|权重|预训练模型|模型|项目|论文)"
    r"(?:[和与、及][^，。；]{1,14})?(?:均|也|都|已经|已|将|会|是|可能|通常|应该|全部|计划|随)*(?:论文)?(?:开源|公开|发布)"
    r"|(?:^|[，；：。、])\s*\**(?:其|该)?数据集?(?:均|也|都|已经|已|将|会)+(?:开源|公开|发布)|作者(?:还|已|将|也)*(?:开源|公开|发布)了?"
    r"|^\**(?:The |Their |All |Its |Both )?(?:authors' )?(?:source )?(?:code|weights|models?|checkpoints?|implementation)"
    r"(?:(?:,| and| or) [\w ,]{1,40})? (?:is|are|has been|have been|will be|should be|may be|might be)(?: \w+ly)?(?: be)? "
    r"(?:open|released|made|available|public|published)"
    r"|\b(?:authors|they|we)(?: have| also| will)* (?:open-?sourced?|released?|published?) (?:their|the|all|its"
    r"|both) (?:source )?(?:code|implementation|weights|models?)"
    r"|(?:源?代码|权重|模型)(?:均|已|也|都)*(?:可以?|能)?(?:在|从|于)[^，。；]{0,20}(?:获取|获得|下载|找到|公开)",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"未|没有|尚|并非|不(?!同|仅|过|断)|无(?!需)|\bnot?\b|n't\b|\bnever\b|\bwithout\b|\bonly\b|\bpromise")
_OPENNESS = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+\**(?:开源情况|代码开源|Open[- ]source status|Code availability)\**\s*[:：]", re.IGNORECASE)
_GUESS = re.compile(
    r"通常(?:意味着|会)|暗示|(?:可能|应该|预计|大概|或许)(?:会|将|已|随|论文)*(?:开源|公开|发布)|\b(?:likely|presumably|probably|may|might|should)\b"
)


def claims(text: str, paper: Paper | None) -> Mending:
    """Claims that code is open where the paper's source has no link, and guesses about it in any case."""
    if paper is None:
        return text, 0
    linked = bool(paper.code_url or paper.project_url)
    text, dropped = (text, 0) if linked else _without_items(text)

    def mended(sentence: str) -> str | None:
        said = bare(sentence)
        if not _CLAIM.search(said):
            return sentence
        if _GUESS.search(said) and re.search(r"开源|代码|\bcode\b|\bopen", said):
            return None
        return sentence if linked or _DENIAL.search(said) else None

    text, times = by_sentence(text, mended)
    return text, dropped + times


def _without_items(text: str) -> Mending:
    """Drop list items headed "开源情况" that do not deny it, with what is nested in them."""
    kept, times, inside = [], 0, -1
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip())
        if line.strip() and indent <= inside:
            inside = -1
        if inside < 0 and _OPENNESS.match(line) and not _DENIAL.search(line):
            inside, times = indent, times + 1
        if inside < 0:
            kept.append(line)
    return "\n".join(kept), times


_CLOSING = re.compile(
    r"\s*(?:[-*+]\s+)?\**(?:总而言之|总之|综上|总的来说|总体而言|总体来看|总体来说|概括来说|总结来说|总结而言|总结\**\s*[:：]"
    r"|In (?:conclusion|summary)\b|To (?:sum up|conclude|summari[sz]e)\b|Overall,|All in all\b)"
)
_PRAISE = re.compile(
    r"重要(?:的)?(?:进展|意义|贡献|一步|工作|研究|价值|启示)|宝贵|深刻的|(?:新|新颖|创新)的(?:方向|思路|途径|视角|可能|道路|研究|范式|方法|解决方案)"
    r"|指明|奠定|铺平|开辟|深远|有望|值得(?:关注|期待)|前景|推动|强大的|巨大潜力|显著(?:提升|改善|成果)|成功地?"
    r"|\b(?:pav(?:es?|ing) the way|promising|significant (?:step|advance|contribution|progress)|opens? (?:up )?(?:new|the door)|valuable"
    r"|lays? the (?:foundation|groundwork)|important (?:step|contribution)|great potential|far-reaching|new avenues|exciting)\b"
)
_NOTHING_LEFT = 0.75


def closings(text: str, _: Paper | None) -> Mending:
    """A last paragraph ("总而言之…", "In conclusion…") that praises or repeats, with no figure that was not told before."""
    paragraphs, times = re.split(r"\n[ \t]*\n", text.rstrip()), 0
    while len(paragraphs) > 1 and _CLOSING.match(paragraphs[-1]) and _adds_nothing(paragraphs[-1], "\n".join(paragraphs[:-1])):
        paragraphs.pop()
        times += 1
    return ("\n\n".join(paragraphs), times) if times else (text, 0)


def _adds_nothing(paragraph: str, before: str) -> bool:
    if set(re.findall(r"\d+(?:\.\d+)?", paragraph)) - set(re.findall(r"\d+(?:\.\d+)?", before)):
        return False
    pairs = set(pairwise(re.findall(r"[\u4e00-\u9fff]|[A-Za-z]+", paragraph.lower())))
    told = set(pairwise(re.findall(r"[\u4e00-\u9fff]|[A-Za-z]+", before.lower())))
    return bool(_PRAISE.search(paragraph)) or len(pairs & told) >= _NOTHING_LEFT * len(pairs)


def nesting(text: str, _: Paper | None) -> Mending:
    """Lists nested more than one level get two, four blanks in: what lay deeper is told in the line of the item above it.

    A text without such a list is left alone.
    """
    lines = text.split("\n")
    levels = _levels(lines)
    deep = sum(level is not None and level > 1 for level in levels)
    if not deep:
        return text, 0
    flat: list[str] = []
    listed = False
    for line, level in zip(lines, levels, strict=True):
        item = ITEM.fullmatch(line)
        if item and level is not None and level < 2:
            marker = item["marker"] if item["marker"][0].isdigit() else "-"
            flat.append(f"{'    ' * level}{marker} {item['text'].rstrip()}")
            listed = True
        elif listed and line.startswith(("  ", "\t")) and line.strip():
            flat[-1] = _appended(flat[-1], (item["text"] if item else line).strip())
        elif not (listed and not line.strip()):
            flat += ["", line] if listed else [line]
            listed = False
    return "\n".join(flat), deep


def _appended(above: str, text: str) -> str:
    """Two items in one line: after a stop or a colon as they are, else parted by a semicolon."""
    if re.search(r"[。！？.!?：:；;，,]\**$", above):
        return f"{above} {text}"
    return f"{above}{'；' if HAN.search(above) else '; '}{text}"


def _levels(lines: list[str]) -> list[int | None]:
    """The level of each list item from 0; None for other lines. A line that is not indented ends the list."""
    levels: list[int | None] = []
    open_at: list[int] = []
    for line in lines:
        item = ITEM.fullmatch(line)
        if item:
            indent = len(item["indent"].expandtabs(4))
            while open_at and indent < open_at[-1] + 2:
                open_at.pop()
            open_at.append(indent)
        elif line.strip() and not line.startswith((" ", "\t")):
            open_at = []
        levels.append(len(open_at) - 1 if item else None)
    return levels
