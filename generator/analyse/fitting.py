"""Analyse: whether a number of a paper's text is the one that a sentence tells: unit, row and column, what is named around. Pure."""

import re
from collections.abc import Iterable, Iterator

from generator.analyse.amounts import Amount
from generator.analyse.claims import Claim, names
from generator.analyse.source import Source, key, tokens
from generator.analyse.tables import Table, is_value, labels
from generator.analyse.units import MAGNITUDES, UNITS, named_units, size_near

SMALL = 10
"""Whole numbers up to this one that count something are found anywhere: "3 seeds", "8 GPUs"."""

_NAMED = r"[A-Z][\w.@+/-]*(?:\s[A-Z][\w.@+/-]*)*"
_THERE = re.compile(rf"\b(?:[Oo]n|[Ii]n|[Aa]cross)\s+(?:the\s+|both\s+)?({_NAMED}(?:(?:,? and |, ){_NAMED})*)")
_LONG_NAME = re.compile(r"[A-Z][a-z]+(?:\s[A-Z][a-z]+)+")
OURS = frozenset({"ours", "our", "proposed", "full"})


def candidates(claim: Claim, source: Source) -> Iterator[Amount]:
    """The source's numbers that a number may be: the same, in another unit of the same kind, or rounded where the text says so."""
    amount = claim.amount
    values = {amount.value, amount.printed}
    if amount.value != amount.printed:
        values |= {amount.value / size for size in (1e3, 1e6, 1e9)}
    if (claim.unit and amount.size != 1) or claim.unit in ("time", "bytes", "length"):
        sizes = {size for measure, size in UNITS.values() if measure == claim.unit}
        values |= {amount.value * amount.size / size for size in sizes}
    for value in sorted(values):
        yield from source.values.get(key(value), ())
        rounded = value / amount.value * amount.step / 2 if amount.value else 0.0
        if claim.about:
            yield from source.near(value - rounded, value + rounded)
        elif claim.over:
            yield from source.near(value, value * 1.1)
        elif claim.under:
            yield from source.near(value * 0.5, value)


def fits(claim: Claim, found: Amount, source: Source, own: frozenset[str]) -> bool:
    """Whether a number of the source may be the one that a sentence tells, by its unit and by what is named around both."""
    placed = cell(source, found)
    fit = _unit_fits(claim, found, source, placed)
    if fit is None:
        return False
    if placed:
        return row_fits(claim, *placed, own, source)
    return _sentence_fits(claim, found, source, own, sure=fit)


Cell = tuple[Table, int, int]
"""A table, and the row and column of a number in it."""


def cell(source: Source, found: Amount) -> Cell | None:
    """The table, row and column in which a number stands."""
    placed = source.table_at.get(source.line(found.start)[0])
    if not placed:
        return None
    table, row = source.tables[placed[0]], placed[1]
    line = table.lines[row]
    column = max(place for place, (start, _) in enumerate(line) if start <= found.start or not place)
    return table, row, column


def _unit_fits(claim: Claim, found: Amount, source: Source, placed: Cell | None) -> bool | None:
    """True when both have the same unit, False when one has none, None when they differ."""
    amount, has = claim.amount, found.measure
    if claim.counts and placed and named_units(_header(placed)):
        return None
    around = _around(source, found, placed)
    if not has and claim.unit:
        same = named_units(around) & {claim.unit}
        others = named_units(_header(placed) if placed else "") - same
        if others or (not same and claim.unit not in ("share", "ratio", "frames")):
            return None
        if claim.unit in ("share", "dB") and re.match(r"\s?/\s?\d", source.text[found.end : found.end + 3]):
            return None  # 14 in "14/20" is no 14 %
        if _is_reference(source, found):
            return None
        size = size_near(around, claim.unit)
        if size and not _equal(amount.printed * amount.size, found.printed * size, amount, claim):
            return None
        if not size and key(found.printed) not in (key(amount.value), key(amount.printed)) and not claim.hedged:
            return None
        return bool(same)
    if (
        not claim.unit
        and not claim.hedged
        and key(found.value) != key(amount.value)
        and not _header_size(around, amount.value / (found.value or 1))
    ):
        return None
    if has != claim.unit:
        loose = not claim.unit and not claim.counts
        return False if loose or (has == "ratio" and claim.counts) else None
    if claim.unit and not _equal(amount.value * amount.size, found.value * found.size, amount, claim):
        return None
    return bool(claim.unit)


def _is_reference(source: Source, found: Amount) -> bool:
    """Whether a number is that of a citation or of a heading: "[11, 50]", "## 5.7 Limitations"."""
    start, end = source.line(found.start)
    before, after = source.text[start : found.start], source.text[found.end : end]
    return bool(re.match(r"#+ \Z", before) or (re.search(r"\[[\d, ]*\Z", before) and re.match(r"[\d, ]*\]", after)))


def _header(placed: Cell) -> str:
    table, row, column = placed
    return table.header(row, column)


def _around(source: Source, found: Amount, placed: Cell | None) -> str:
    if not placed:
        start, end = source.sentence(found.start)
        return source.text[start:end]
    return f"{_header(placed)} {labels(placed[0].lines[placed[1]])} {placed[0].caption if not _header(placed) else ''}"


def _equal(told: float, stands: float, amount: Amount, claim: Claim) -> bool:
    return (
        key(told) == key(stands)
        or (claim.hedged and abs(told - stands) <= max(told, stands) / 2)
        or abs(told - stands) < 1e-9 * abs(amount.step)
    )


def _header_size(around: str, scale: float) -> bool:
    """Whether a cell "3.1" below "Params (M)" is 3.1M."""
    signs = (re.escape(sign) for sign, size in MAGNITUDES.items() if key(size) == key(scale) and sign.isascii())
    return any(re.search(rf"[(\[,]\s*(?:#\s?)?{sign}\s*[)\]]|\b{sign}s?\b", around) for sign in signs)


def matched(part: str, words: Iterable[str]) -> frozenset[str]:
    """Which of the words stand in a label; "TAPAS" stands in "TAPASlarge" too."""
    there = tokens(part)
    return frozenset(word for word in words if word in there or (len(word) > 3 and any(each.startswith(word) for each in there)))


_PARTS = re.compile(r"(?:[^,;，；]|,(?=\d))+(?:[,;，；]|\Z)|[,;，；]")
_FROM = re.compile(r"(?:从|由|\bfrom)[^，。,;]{0,24}\Z")
_METRIC = re.compile(
    r"准确率|精度|延迟|显存|内存|参数|召回|误差|得分|损失|速度|耗时|时间|大小|accuracy|latency|memory|error|score|loss|time\b", re.I
)


def row_fits(claim: Claim, table: Table, row: int, column: int, own: frozenset[str], source: Source) -> bool:
    """Whether no other row and no other column of the table is named more fully than the number's own, nor another data set."""
    line = table.lines[row]
    if row in table.heads:
        return True
    named = matched(table.names[row], claim.clause)
    base = not named and _FROM.search(claim.before)
    if not base and any(matched(table.names[other], claim.clause) > named for other, _ in table.data):
        return False
    head = table.header(row, column)
    wanted = claim.places - own
    if wanted:
        around = f"{table.names[row]} {' '.join(text for _, text in line)} {head} {table.caption}"
        if not matched(around, wanted) and (wanted - source.known or tokens(around) & source.places):
            return False
    columns = [table.header(row, place) for place, (_, cell) in enumerate(line) if is_value(cell)]
    words = (
        claim.clause | claim.places
        if any(matched(each, claim.clause) for each in columns) or _METRIC.search(claim.sentence)
        else claim.so_far
    )
    sure = not wanted and claim.unit and claim.unit != "share" and claim.unit in named_units(head)
    return bool(sure) or not tokens(head) or not any(matched(each, words) > matched(head, words) for each in columns)


def _sentence_fits(claim: Claim, found: Amount, source: Source, own: frozenset[str], *, sure: bool) -> bool:
    """Whether what a sentence names is named around the number too, or nothing else is."""
    if claim.amount.whole and claim.amount.value <= SMALL and not claim.unit:
        return True
    start, end = source.sentence(found.start)
    text = source.text[start:end]
    near = next(part for part in _PARTS.finditer(text) if part.end() > found.start - start)[0]
    if places := claim.places - own:
        there = _there(near, source) - own or _there(text, source) - own
        if there or not places <= source.known:
            return bool(matched(" ".join(there), places))
        return True
    entities = (claim.names & source.entities) - own
    if entities and not matched(text, entities) and tokens(text) & source.entities - own:
        return False
    named = claim.names - own
    if sure or not named or matched(text, named):
        return True
    return bool(matched(source.before(found.start), named)) or not _compete(text, source, own)


def _there(text: str, source: Source) -> frozenset[str]:
    """What the source says there that something was measured on; "Natural Questions" is a name though both of its words are common."""
    told = [match[1] for match in _THERE.finditer(text)]
    long = (word for each in told for name in _LONG_NAME.findall(each) for word in tokens(name))
    return source.also([*(word for each in told for word in names(each, source)), *long])


def _compete(text: str, source: Source, own: frozenset[str]) -> bool:
    return bool(set(names(text, source)) - own - OURS)
