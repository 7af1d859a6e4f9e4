"""Measure the quality gate, beside the plain question whether a number stands anywhere in the paper's text.

``python benchmarks/gate/run.py [--fulltext FOLDER [--examples FOLDER]]``. Without options over the corpora in tests/analyse/corpora, which
are invented: clean replies that stay as they are, true numbers that survive, altered ones that are caught, kinds of faults, CPU time.
FULLTEXT holds ``pdf/<arXiv id>*.pdf`` and ``html/<arXiv id>*.html``: then every number of the readings in tests/analyse/replies, and of
the ``*-<arXiv id>.md`` in EXAMPLES, is looked up in its paper, as it is and with each of its digits changed once (seeded). A changed
number that by chance is another one of the paper's counts as missed, too.

"plain" keeps a text when all its numbers stand somewhere in the text, digit by digit.
"""

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from generator.analyse.amounts import readable
from generator.analyse.claims import claimed
from generator.analyse.gate import gate
from generator.analyse.llm import MOST_TEXT
from generator.analyse.numbers import looked_up
from generator.analyse.replies import Fault
from generator.analyse.source import indexed
from generator.fetch.fulltext import cut, parse_html, parse_pdf
from generator.model import Paper
from tests.analyse.corpora import CASES, DEBLUR, FAULTS

REPLIES = Path(__file__).resolve().parents[2] / "tests" / "analyse" / "replies"
# A paper's method is called as its title begins.
TITLES = {
    "1803.07574": "Automatic 1D deconvolution of water residence times",
    "2004.04906": "Dense Passage Retrieval for Open-Domain Question Answering",
    "2203.00130": "Paper Plain: Making Medical Research Papers Approachable to Healthcare Consumers with Natural Language Processing",
    "2203.00274": "TableFormer: Robust Transformer Modeling for Table-Text Encoding",
    "2206.10883": "Multi-LexSum: Real-World Summaries of Civil Rights Lawsuits at Multiple Granularities",
    "2312.08939": "EAT: Towards Long-Tailed Out-of-Distribution Detection",
    "2501.17811": "Janus-Pro: Unified Multimodal Understanding and Generation with Data and Model Scaling",
}
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")

Keeps = Callable[[str, Paper, str], bool]


def ours(text: str, paper: Paper, source: str) -> bool:
    return looked_up(text, paper, source)[0] == text


def plain(text: str, _: Paper, source: str) -> bool:
    return set(_written(text)) <= _all_of(source)


def _written(text: str) -> list[str]:
    return [number.replace(",", "") for number in _NUMBER.findall(text)]


@cache
def _all_of(source: str) -> frozenset[str]:
    return frozenset(_written(source))


METHODS: dict[str, Keeps] = {"gate": ours, "plain": plain}


def main() -> None:
    options = _options()
    print(f"{'':52}{'gate':>16}{'plain':>16}")
    clean_replies()
    row("true numbers that survive", [(case.paper, case.source, text, True) for case in CASES for text in case.true])
    row("altered numbers caught", [(case.paper, case.source, text, False) for case in CASES for text in case.altered])
    faults()
    if options.fulltext:
        for name, readings in (("readings by hand", by_hand()), ("reference analyses", examples(options.examples))):
            reference(name, [(id_, lines) for id_, lines in readings if text_of(options.fulltext, id_)], options.fulltext)
    speed(options.fulltext)


def clean_replies() -> None:
    """Count the good replies that the whole gate leaves as they are; the plain method has only their numbers to look at."""
    for language in ("zh", "en"):
        replies = [(case, reply) for case in CASES for reply in case.replies[language]]
        same = sum(_passed(reply, case.paper, case.source, language) == reply for case, reply in replies)
        print_row(f"clean replies unchanged, {language}", [(same, len(replies)), (_plainly(replies), len(replies))])


def _plainly(replies: Sequence[tuple[object, str]]) -> int:
    return sum(plain(reply, case.paper, case.source) for case, reply in replies)  # type: ignore[attr-defined]


def _passed(text: str, paper: Paper, source: str, language: str) -> str | None:
    try:
        return gate(text, paper, source, language).text
    except Fault:
        return None


def row(name: str, told: Sequence[tuple[Paper, str, str, bool]]) -> None:
    """Print in how many texts each method decides rightly: ``kept`` says what is right."""
    right = [sum(keeps(text, paper, source) is kept for paper, source, text, kept in told) for keeps in METHODS.values()]
    print_row(name, [(each, len(told)) for each in right])


def print_row(name: str, counts: Sequence[tuple[int, int]]) -> None:
    cells = (f"{count}/{of} {100 * count / of:5.1f}%" if of else "-" for count, of in counts)
    print(f"{name:52}" + "".join(f"{cell:>16}" for cell in cells))


def faults() -> None:
    caught: dict[str, bool] = {}
    for fault in FAULTS:
        case = DEBLUR
        if fault.get("unlinked"):
            bare = re.sub(r"Code is available at \S+", "", case.source)
            case = replace(case, paper=replace(case.paper, code_url=None, abstract=None), source=bare)
        left = _passed(fault["reply"], case.paper, case.source, fault["language"])
        gone = left is None if fault.get("refused") else left is not None and not any(each in left for each in fault["gone"])
        caught[fault["kind"]] = caught.get(fault["kind"], True) and gone
    print_row("kinds of faults caught", [(sum(caught.values()), len(caught))])


# --- readings of real papers ---


def by_hand() -> Iterator[tuple[str, list[str]]]:
    for path in sorted(REPLIES.glob("[0-9]*.[0-9]*.json")):
        reply = json.loads(path.read_text("utf-8"))
        texts = [reply["tldr"], *(each["text"] for each in reply["sections"]), *reply["findings"], *reply["limitations"]]
        yield path.name[:10], [line for text in texts for line in text.split("\n")]


def examples(folder: Path | None) -> Iterator[tuple[str, list[str]]]:
    for path in sorted(folder.glob("*.md")) if folder else ():
        if found := re.search(r"\d{4}\.\d{5}", path.name):
            yield found[0], [line for line in path.read_text("utf-8").split("\n") if not line.startswith("#")]


@cache
def text_of(folder: Path, id_: str) -> str | None:
    for path in sorted([*folder.glob(f"pdf/{id_}*.pdf"), *folder.glob(f"html/{id_}*.html")]):
        body = path.read_bytes()
        return cut(parse_pdf(body) if path.suffix == ".pdf" else parse_html(body), MOST_TEXT)
    return None


def reference(name: str, readings: Sequence[tuple[str, Sequence[str]]], folder: Path) -> None:
    papers = {id_: (Paper(id=id_, title=TITLES.get(id_, "")), text_of(folder, id_) or "") for id_, _ in readings}
    lines = [(*papers[id_], line) for id_, told in readings for line in told if _written(line)]
    row(f"{name} ({len(readings)}), lines kept", [(*each, True) for each in lines])
    draw = random.Random(1)
    changed = [(paper, source, new, False) for paper, source, line in lines for new in _changed(line, draw)]
    row(f"{name}, one digit changed, caught", changed)


def _changed(line: str, draw: random.Random) -> Iterator[str]:
    """The line with one digit of one number changed, for each digit of each number that is looked up."""
    for amount in claimed(readable(line)):
        for at in range(amount.start, amount.end):
            if line[at] in "0123456789":
                digit = draw.choice([each for each in "0123456789" if each != line[at] and (each != "0" or at > amount.start)])
                yield line[:at] + digit + line[at + 1 :]


# --- speed ---


def speed(folder: Path | None) -> None:
    """CPU seconds: the corpora's longest source made 160,000 characters long, and the longest full text."""
    other = "\n\n".join(case.source.partition("\n")[2] for case in CASES)
    source = (DEBLUR.source + "\n\n" + other * 20)[:MOST_TEXT]
    sources = {"corpora": (DEBLUR.paper, source, [*DEBLUR.replies["en"], *DEBLUR.replies["zh"]])}
    for id_, lines in by_hand() if folder else ():
        if folder and (text := text_of(folder, id_)):
            sources[id_] = (Paper(id=id_, title=TITLES.get(id_, "")), text, [line for line in lines if line.strip()])
    print(f"\n{'CPU time':20}{'characters':>12}{'index, ms':>12}{'pieces':>8}{'ms a piece':>12}{'in all, ms':>12}")
    for name, (paper, text, pieces) in sources.items():
        indexed.cache_clear()
        start = time.process_time()
        indexed(text)
        middle = time.process_time()
        for piece in pieces:
            _passed(piece, paper, text, "zh" if re.search(r"[\u4e00-\u9fff]", piece) else "en")
        end = time.process_time()
        each = 1000 * (end - middle) / len(pieces)
        print(f"{name:20}{len(text):12,}{1000 * (middle - start):12.0f}{len(pieces):8}{each:12.1f}{1000 * (end - start):12.0f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fulltext", type=Path, help="a folder with pdf/ and html/ of the papers that were read")
    parser.add_argument("--examples", type=Path, help="a folder with analyses in Markdown, named *-<arXiv id>.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
