"""Analyse: looking every number of a reply up in the paper's text. Pure.

A number is found where the text has its value with a unit that fits, and what the sentence names (a data set, a method) is
not named otherwise there: in a table by its row and column, in prose by its sentence. Differences, sums, ratios and shares
are found when both numbers they come from are. A sentence with a number that is not found is removed.
"""

import re
from collections.abc import Iterator, Sequence

from generator.analyse.amounts import readable
from generator.analyse.claims import Claim, claimed, claims
from generator.analyse.computed import COMPUTED
from generator.analyse.fitting import SMALL, candidates, fits
from generator.analyse.passages import by_sentence, split_lead, told_in
from generator.analyse.source import Source, indexed, tokens
from generator.model import CheckedNumber, Paper


def looked_up(text: str, paper: Paper | None, source: str) -> tuple[str, tuple[CheckedNumber, ...]]:
    """A text without the sentences that have a number which ``source`` does not have, and what looking them up gave."""
    known, own = indexed(part_of(paper, source)), _own(paper)
    checked: list[CheckedNumber] = []
    verdicts: dict[str, bool] = {}

    def mended(sentence: str) -> str | None:
        if sentence not in verdicts:
            together = list(claims(sentence, known))
            results = [check(claim, together, known, own) for claim in together]
            checked.extend(results)
            verdicts[sentence] = all(each.verdict == "found" for each in results)
        return sentence if verdicts[sentence] else None

    left, times = by_sentence(text, mended)
    return (left if times else text), tuple(checked)


def part_of(paper: Paper | None, source: str) -> str:
    """Of a source that tells several papers, one a line, the line of this paper."""
    if paper and all(line.startswith('{"id": ') for line in (source, source.rstrip().rsplit("\n", 1)[-1])):
        return next((line for line in source.split("\n") if line.startswith(f'{{"id": "{paper.id}"')), source)
    return source


def _own(paper: Paper | None) -> frozenset[str]:
    """What the paper calls its method: the name before its title's colon."""
    head = paper.title.split(":")[0] if paper and ":" in paper.title else ""
    named = head if len(head.split()) == 1 else " ".join(re.findall(r"\S*(?:\d|[a-z][A-Z]|[A-Z]{2})\S*", head))
    return frozenset(tokens(named))


def numbers_in(text: str) -> list[str]:
    """The numbers of a text that are looked up, as ``CheckedNumber.text`` has them."""
    return [each for sentence in _sentences(text) for each in _written(sentence)]


def _sentences(text: str) -> Iterator[str]:
    yield from (sentence for line in text.split("\n") for sentence in told_in(split_lead(line)[1]))


def _written(sentence: str) -> Iterator[str]:
    yield from (sentence[amount.start : amount.end].strip() for amount in claimed(readable(sentence)))


def check(claim: Claim, together: Sequence[Claim], source: Source, own: frozenset[str]) -> CheckedNumber:
    """Look one number up, together with the others of its sentence; ``own`` is what the paper calls its method."""
    told = (
        next((source.evidence(found) for found in candidates(claim, source) if fits(claim, found, source, own)), None)
        or _in_a_name(claim, source)
        or next((told for rule in COMPUTED if (told := rule(claim, together, source, own))), None)
        or _small(claim, source)
    )
    return (
        CheckedNumber(text=claim.text, verdict="found", evidence=told[:80]) if told else CheckedNumber(text=claim.text, verdict="removed")
    )


def _in_a_name(claim: Claim, source: Source) -> str | None:
    """The number as part of a name that the text writes the same way: "Set 14", "DDIM 50"."""
    name = re.search(r"(?<!\S)\S+\s\Z", claim.before)
    if not name or not re.search(r"[A-Z\d]", re.split(r"[，。：；（）()]", name[0])[-1]):
        return None
    at = source.text.find(whole := f"{name[0]}{claim.text}")
    if at < 0 or source.text[at + len(whole) : at + len(whole) + 1].isalnum():
        return None
    return " ".join(source.text[max(0, at - 20) : at + 50].split())


def _small(claim: Claim, source: Source) -> str | None:
    """A small whole number that counts something, wherever the text has it."""
    amount = claim.amount
    there = amount.whole and amount.value <= SMALL and not claim.unit and source.values.get(amount.value)
    return source.evidence(there[0]) if there else None
