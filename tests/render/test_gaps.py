"""Reasons of gaps: recorded in English, read in the reader's language, and none that the code can record is left out."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import errors
from generator.render.gaps import told
from generator.render.messages import group
from tests.render.browser import ROOT

# What can become a gap: errors of the two stages that ask others, and gaps that are made outright.
ERRORS = {
    name
    for name, each in inspect.getmembers(errors, inspect.isclass)
    if issubclass(each, errors.FetchError | errors.AnalysisError)
} | {"Unanswered", "UnreadablePdf", "NoFigureError", "Gap", "Failure"}  # fmt: skip
# parse_html's errors lead to the PDF and end there; a fault of a reply is part of another reason.
SOURCES = [
    *(ROOT / "generator" / "fetch").rglob("*.py"),
    *(ROOT / "generator" / "analyse").rglob("*.py"),
    ROOT / "generator" / "importing" / "assemble.py",
]
NOT_TOLD = {"html.py"}
# What stands for a part that is filled in, where it is a reason itself; everything else is some word.
FILLED = {
    "error.what": "broke the connection off",
    "refusal.what": "refused the request: busy",
    "self.what": "h: broke the connection off",
    "_times(attempts)": " (4 attempts)",
    "_reason(error, self._timeout)": "was silent for 30 s",
    "items": "3 items",
}


def _texts(path: Path) -> Iterator[str]:
    """The reasons that a module writes, with words filled in."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in ERRORS:
            continue
        keywords = [each.value for each in node.keywords if each.arg == "reason"]
        places = keywords or (node.args[1:2] if getattr(node.func, "id", "") == "Failure" else node.args[:1])
        for place in places:
            if isinstance(place, ast.Constant):
                yield str(place.value)
            elif isinstance(place, ast.JoinedStr):
                yield "".join(
                    str(piece.value) if isinstance(piece, ast.Constant) else FILLED.get(ast.unparse(piece.value), "7")
                    for piece in place.values
                    if isinstance(piece, ast.Constant | ast.FormattedValue)
                )


def test_every_reason_that_the_code_can_record_is_told_in_chinese() -> None:
    reasons = [text for path in SOURCES if path.name not in NOT_TOLD for text in _texts(path)]
    assert len(reasons) > 60
    assert [each for each in reasons if told(each, "zh") is None] == []


@pytest.mark.parametrize(
    ("reason", "chinese"),
    [
        ("rss.arxiv.org: answered 503 Service Unavailable (4 attempts)", "返回 503（rss.arxiv.org），试了 4 次"),
        ("127.0.0.1:80: could not be reached (name not resolved) (2 attempts)", "连不上（127.0.0.1:80），试了 2 次"),
        ("huggingface.co: answered 400 Bad Request for 2026-02-28", "2026-02-28 返回 400（huggingface.co）"),
        ("rss.arxiv.org: holds 2026-02-26, not 2026-02-27 yet", "还停在 2026-02-26，没有 2026-02-27 的内容（rss.arxiv.org）"),
        ("rss.arxiv.org: an error came instead of RSS: bad: very bad", "返回的是一条错误信息（rss.arxiv.org）"),
        ("rss.arxiv.org: an HTML page came instead of RSS", "返回的内容不对（rss.arxiv.org）"),
        ("the model's reply could not be used: method: it is cut off", "模型的回答没有通过检查"),
        ("Gemini: no model gemini-9", "没有 gemini-9 这个模型（Gemini）"),
        ("what nobody wrote", None),
        ("somebody: what nobody wrote (4 attempts)", None),
    ],
)
def test_a_reason_is_told_whole_or_not_at_all(reason: str, chinese: str | None) -> None:
    assert told(reason, "zh") == chinese
    assert told(reason, "en") == reason


def test_an_english_message_is_known_by_its_own_pattern_and_no_other() -> None:
    english, chinese = group("en", "why"), group("zh", "why")
    for key, message in english.items():
        if "{reason}" not in message:
            words = {"model": "M", "status": "500", "seconds": "30", "phrase": "P", "count": "4"}
            plain = _filled(message, words)
            assert told(plain, "zh") == _filled(chinese[key], words), key


def _filled(message: str, words: dict[str, str]) -> str:
    class Words(dict[str, str]):
        def __missing__(self, _: str) -> str:
            return "W"

    return message.format_map(Words(words))
