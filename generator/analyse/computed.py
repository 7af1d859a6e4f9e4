"""Analyse: numbers that the text does not print and that follow from what it prints: differences, sums, ratios, shares. Pure."""

import re
from collections.abc import Callable, Sequence
from itertools import combinations, permutations, product

from generator.analyse.amounts import Amount, amounts
from generator.analyse.claims import Claim
from generator.analyse.fitting import OURS, cell, matched, row_fits
from generator.analyse.source import Source, key, tokens
from generator.analyse.tables import Table
from generator.analyse.units import named_units, size_near

_COMPARES = re.compile(
    r"高|低|多|少|升|降|提|增|减|差|领先|落后|掉|省|快|慢|缩|涨|倍|共|合计|\+|"
    r"\b(?:gain|higher|lower|above|below|improv|los[es]|drop|f[ae]ll|ris|more|less|better|worse|ahead|behind|faster|slower|margin|total|sum|larger|smaller"
    r"|fewer|points|reduc|increas|sav|cut|in all)\w*",
    re.I,
)


def _from_pair(value: float, claim: Claim, one: float, other: float) -> bool:
    """Whether a value is the difference, sum, ratio or relative change of two, as printed."""
    step = claim.amount.step / 2 * 1.0001
    results = [one - other, one + other] if claim.unit != "ratio" else []
    if claim.unit == "ratio" and other:
        results.append(one / other)
    if claim.unit == "share" and other:
        results += [100 * (one - other) / base for base in (other, one) if base] + [100 * one / other]
    return any(
        abs(abs(result) - value) <= (step if result not in (one - other, one + other) else 1e-6 + (step if claim.hedged else 0))
        for result in results
    )


def _in_sentence(claim: Claim, together: Sequence[Claim], source: Source, _own: frozenset[str]) -> str | None:
    """Computed from other numbers of the sentence, which are looked up themselves."""
    if not _COMPARES.search(claim.sentence) and claim.unit != "share":
        return None
    others = [each.amount for each in together if each.amount.start != claim.amount.start]
    told = [(each.value * each.size, each) for each in others if each.printed and source.values.get(key(each.value))]
    value = claim.amount.value * (claim.amount.size if claim.unit != "ratio" else 1.0)
    for (one, left), (other, right) in permutations(told, 2):
        if (left.measure or claim.unit) == (right.measure or claim.unit) and _from_pair(value, claim, one, other):
            return f"{claim.sentence[left.start : left.end]} | {claim.sentence[right.start : right.end]}"
    if len(told) > 2 and abs(sum(one for one, _ in told) - value) < claim.amount.step / 2:
        return " + ".join(claim.sentence[each.start : each.end] for _, each in told)
    return None


def _in_table(claim: Claim, _: Sequence[Claim], source: Source, own: frozenset[str]) -> str | None:
    """Computed from two cells of a column, or of a row, that the sentence names."""
    if not _COMPARES.search(claim.sentence):
        return None
    for table in source.tables:
        if told := _in_columns(claim, table, own) or _in_rows(claim, table, own):
            return told
    return None


def _in_columns(claim: Claim, table: Table, own: frozenset[str]) -> str | None:
    """Two rows of a column: those that are named, the paper's own, or any when the column is named."""
    rows = [(row, line) for row, line in table.data if len(line) == len(table.lines[-1])]
    told = [matched(table.names[row], claim.words) for row, _ in rows]
    named = [row for row, words in zip(rows, told, strict=True) if words and not any(words < others for others in told)]
    ours = [each for each in rows if matched(table.names[each[0]], own | OURS)]
    for column in range(len(table.lines[-1])):
        header = table.header(rows[0][0], column) if rows else ""
        here = matched(header, claim.words)
        places = claim.places - own
        if places and not matched(f"{header} {table.caption} {' '.join(table.names[row] for row, _ in named)}", places):
            continue
        if any(matched(table.header(rows[0][0], place), claim.words) > here for place in range(len(table.lines[-1])) if rows):
            continue
        fits = here or (claim.unit and claim.unit in named_units(header))
        second = rows if fits and len(named) + len(ours) < 2 else [*named, *ours]
        for (_, one), (_, other) in product(named or ours or (rows if fits else []), second):
            if one is not other and (pair := _pair_of(claim, one[column][1], other[column][1], header)):
                return pair
    return None


def _in_rows(claim: Claim, table: Table, own: frozenset[str]) -> str | None:
    """Two columns of a row, all named."""
    for row, line in table.data:
        if not matched(table.names[row], claim.words | own):
            continue
        columns = [place for place in range(len(line)) if matched(table.header(row, place), claim.words)]
        for one, other in combinations(columns, 2):
            if told := _pair_of(claim, line[one][1], line[other][1], table.header(row, one)):
                return told
    return None


def _pair_of(claim: Claim, one: str, other: str, header: str) -> str | None:
    left, right = (next(amounts(cell), None) for cell in (one, other))
    if not left or not right:
        return None
    units = named_units(header) | {unit for unit in (left.measure, right.measure) if unit}
    if claim.unit and claim.unit not in ("ratio", "share") and units and claim.unit not in units:
        return None
    if claim.unit == "dB" and not units:
        return None
    size = claim.amount.size / (size_near(header, claim.unit) or claim.amount.size) if claim.unit else 1.0
    value = claim.amount.value * size
    if any(_from_pair(value, claim, *pair) for pair in ((left.value, right.value), (right.value, left.value))):
        return f"{one} | {other} ({header.strip()})"
    return None


_FROM_TO = re.compile(
    r"\bfrom [^.]{0,30}\d[^.\d]{0,30}(?:\.\d+[^.\d]{0,30})? to \D{0,20}\d|\d\S* (?:\S+,? )?(?:against|compared (?:with|to)"
    r"|vs\.?|before|instead of) \D{0,30}\d"
)


def _in_prose(claim: Claim, _: Sequence[Claim], source: Source, own: frozenset[str]) -> str | None:
    """Computed from two numbers of one sentence of the source that has what the sentence names."""
    places = (claim.places or claim.words) - own
    if not _COMPARES.search(claim.sentence) or not (places or claim.unit):
        return None
    rare = [place for place in places if place in source.known]
    for number, start in enumerate(source.starts):
        end = source.starts[number + 1] if number + 1 < len(source.starts) else len(source.text)
        text = source.text[start:end]
        if len(text) > 600 or " | " in text or not (set(rare) & tokens(text) if rare else _FROM_TO.search(text)):
            continue
        for one, other in permutations(list(amounts(text))[:8], 2):
            if (one.measure == other.measure and (not claim.unit or one.measure in (claim.unit, None))) and _from_pair(
                claim.amount.value * claim.amount.size, claim, one.value * one.size, other.value * other.size
            ):
                return " ".join(text.split())
    return None


def _as_share(claim: Claim, _: Sequence[Claim], source: Source, own: frozenset[str]) -> str | None:
    """A percentage of counts that the source prints: 11/20, 37 of 48."""
    if claim.unit != "share":
        return None
    for share, (start, end) in source.ratios.items():
        placed = cell(source, Amount(start, end, share, share, 1.0))
        if placed and not row_fits(claim, *placed, own, source):
            continue
        if abs(share - claim.amount.value) <= min(claim.amount.step, 1) / 2:
            return " ".join(source.text[max(0, start - 30) : end + 30].split())
    return None


COMPUTED: tuple[Callable[[Claim, Sequence[Claim], Source, frozenset[str]], str | None], ...] = (
    _in_sentence,
    _in_table,
    _in_prose,
    _as_share,
)
