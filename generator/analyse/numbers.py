"""Analyse: looking every number of a reply up in the paper's text. Pure.

A number is found where the text has its value with a unit that fits, and what the sentence names (a data set, a method) is
not named otherwise there: in a table by its row and column, in prose by its sentence. Differences, sums, ratios and shares
are found when both numbers they come from are. A sentence with a number that is not found is removed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations, product

from generator.analyse.amounts import MAGNITUDES, UNITS, Amount, amounts, chinese_amounts, readable
from generator.analyse.passages import by_sentence, split_lead, told_in
from generator.analyse.source import Source, Table, indexed, is_value, key, labels, tokens
from generator.model import CheckedNumber, Paper

SMALL = 10
"""Whole numbers up to this one that count something are found anywhere: "3 seeds", "8 GPUs"."""

_ABOUT = re.compile(
    r"(?:约|近|将近|几乎|接近|大概|~|～|≈|±|\babout|\baround|\broughly|\bnearly|\balmost|\bapproximately|\bsome)\s*(?:为|有|是)?\s*[$€]?\Z",
    re.I,
)
_ABOUT_AFTER = re.compile(r"\s*(?:左右|上下|多|余)")
_OVER = re.compile(r"(?:超过|逾|大于|高于|多于|至少|不少于|\bover|\bmore than|\babove|\bat least|\bexceed(?:s|ing)?)\s*[$€]?\Z", re.I)
_UNDER = re.compile(
    r"(?:不到|不足|低于|少于|小于|至多|最多|不超过|\bunder|\bless than|\bbelow|\bfewer than|\bat most|\bup to)\s*[$€]?\Z", re.I
)
_COMPARES = re.compile(
    r"高|低|多|少|升|降|提|增|减|差|领先|落后|掉|省|快|慢|缩|涨|倍|共|合计|\+|"
    r"\b(?:gain|higher|lower|above|below|improv|los[es]|drop|f[ae]ll|ris|more|less|better|worse|ahead|behind|faster|slower|margin|total|sum|larger|smaller"
    r"|fewer|points|reduc|increas|sav|cut|in all)\w*",
    re.I,
)
_SLOT = re.compile(
    r"([A-Za-z][\w.@+/-]*(?:\s\d[\w.]*)?)\s*(?:数据集|测试集|验证集|基准)?(?:（[^）]*）)?\s*上|\b[Oo]n\s+(?:the\s+)?([A-Z][\w.@+/-]*(?:\s\d[\w.]*)?)"
)
_THERE = re.compile(r"\b(?:[Oo]n|[Ii]n|[Aa]cross)\s+(?:the\s+|both\s+)?([A-Z][\w.@+/-]*(?:(?:,? and |, )[A-Z][\w.@+/-]*)*)")
_MATH = re.compile(r"\$[^$\n]+\$")
_COUNTED = re.compile(r"\s?(?:个|名|位|人|张|段|条|题|份|部|组|对|次|块|种|类|台|篇|例|[a-z]{3,}s\b)")
_HARDWARE = re.compile(r"(?:rtx|gtx|nvidia|gpu|tpu|cpu|[ahbv]\d00|l40|t4|pixel|iphone|jetson)")
_OURS = frozenset({"ours", "our", "proposed", "full"})


@dataclass(frozen=True, slots=True)
class Claim:
    """A number of a sentence with what the sentence says around it."""

    amount: Amount
    text: str
    sentence: str
    words: frozenset[str]
    so_far: frozenset[str]
    clause: frozenset[str]
    names: frozenset[str]
    places: frozenset[str]
    counts: bool
    unit: str | None


def looked_up(text: str, paper: Paper | None, source: str) -> tuple[str, tuple[CheckedNumber, ...]]:
    """A text without the sentences that have a number which ``source`` does not have, and what looking them up gave."""
    known, own = indexed(part_of(paper, source)), _own(paper)
    checked: list[CheckedNumber] = []
    verdicts: dict[str, bool] = {}

    def mended(sentence: str) -> str | None:
        if sentence not in verdicts:
            results = [check(claim, claims, known, own) for claims in [list(_claims(sentence, known))] for claim in claims]
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
    yield from (sentence[amount.start : amount.end].strip() for amount in _claimed(readable(sentence)))


def _claimed(text: str) -> Iterator[Amount]:
    yield from amounts(text)
    yield from chinese_amounts(text)


_CLAUSE = re.compile(
    r"[，；;：。]|[,:](?!\d)|\b(?:against|versus|vs\.?|than|while|whereas|where|compared (?:with|to)|and|but)\b|[低高优]于"
    r"|不如|[对而比]|[（(](?=[A-Z][^（(）)]*\d)"
)


def _clause(text: str, at: int) -> tuple[int, int]:
    """Where the clause around a place begins and ends."""
    ends = [found.end() for found in _CLAUSE.finditer(text)]
    return max((end for end in ends if end <= at), default=0), min((end for end in ends if end > at), default=len(text))


def _claims(sentence: str, source: Source) -> Iterator[Claim]:
    text = readable(sentence)
    found = sorted(_claimed(text), key=lambda amount: amount.start)
    prose = _MATH.sub(" ", sentence)
    for amount in found:
        unit, size = _unit_of(amount, found, text)
        counts = bool(_COUNTED.match(text[amount.end :])) and not unit
        start, end = _clause(sentence, amount.start)
        near = sentence[start:end]
        yield Claim(
            amount=Amount(amount.start, amount.end, amount.value, amount.printed, amount.step, unit, size),
            text=sentence[amount.start : amount.end].strip(),
            sentence=sentence,
            words=source.also(tokens(prose)),
            so_far=source.also(tokens(sentence[:end])),
            clause=source.also(tokens(near)),
            names=source.also(_names(near, source)) & source.known,
            places=source.also(_places(near, source)) or source.also(_places(sentence[:start], source)),
            counts=counts,
            unit=unit,
        )


def _places(text: str, source: Source) -> Iterator[str]:
    """What a text says something was measured on: "GoPro 上", "on the HIDE test set"."""
    yield from (
        word
        for match in _SLOT.finditer(text)
        for part in match.groups()
        if part
        for word in _names(part, source)
        if not _HARDWARE.match(word)
    )


def _unit_of(amount: Amount, others: Sequence[Amount], text: str) -> tuple[str | None, float]:
    """The unit of a number, or of the one that it makes a range or pair with: "3.7 to 6.5%"."""
    if amount.measure:
        return amount.measure, amount.size
    for other in others:
        if (
            other.measure
            and 0 <= other.start - amount.end <= 6
            and re.fullmatch(r"\s?(?:[-~～±至到和/、]|to|and|or|vs\.?)\s?[$+-]?", text[amount.end : other.start])
        ):
            return other.measure, other.size
    return None, 1.0


def _names(text: str, source: Source) -> Iterator[str]:
    """The words of a text that are names: with a capital inside or a digit, or that the source never writes small."""
    for word in re.findall(r"[A-Za-z0-9][\w.@+/-]*", text):
        plain = re.sub(r"[^a-z0-9+]", "", word.lower())
        if plain in tokens(word) and (
            re.search(r"\d|[a-z][A-Z]|[A-Z]{2}", word) or (word[0].isupper() and word.lower() not in source.lower)
        ):
            yield plain


def check(claim: Claim, together: Sequence[Claim], source: Source, own: frozenset[str]) -> CheckedNumber:
    """Look one number up, together with the others of its sentence."""
    amount = claim.amount
    for found in _candidates(claim, source):
        if _fits(claim, found, source, own):
            return CheckedNumber(text=claim.text, verdict="found", evidence=source.evidence(found))
    if phrase := re.search(r"\S*[A-Z\d][^\s，。：；（）()]*\s\Z", claim.sentence[: amount.start]):
        at = source.text.find(whole := f"{phrase[0]}{claim.text}")
        if at >= 0 and not source.text[at + len(whole) : at + len(whole) + 1].isalnum():
            return CheckedNumber(text=claim.text, verdict="found", evidence=" ".join(source.text[max(0, at - 20) : at + 50].split()))
    told = next((rule(claim, together, source, own) for rule in COMPUTED if rule(claim, together, source, own)), None)
    if told:
        return CheckedNumber(text=claim.text, verdict="found", evidence=told[:80])
    if amount.whole and amount.value <= SMALL and not claim.unit and source.values.get(amount.value):
        return CheckedNumber(text=claim.text, verdict="found", evidence=source.evidence(source.values[amount.value][0]))
    return CheckedNumber(text=claim.text, verdict="removed")


def _candidates(claim: Claim, source: Source) -> Iterator[Amount]:
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
        before, after = claim.sentence[: amount.start], claim.sentence[amount.end :]
        rounded = value / amount.value * amount.step / 2 if amount.value else 0.0
        if _ABOUT.search(before) or _ABOUT_AFTER.match(after):
            yield from source.near(value - rounded, value + rounded)
        elif _OVER.search(before):
            yield from source.near(value, value * 1.1)
        elif _UNDER.search(before):
            yield from source.near(value * 0.5, value)


def _fits(claim: Claim, found: Amount, source: Source, own: frozenset[str]) -> bool:
    placed = _cell(source, found)
    fit = _unit_fits(claim, found, source, placed)
    if fit is None:
        return False
    if placed:
        return _row_fits(claim, *placed, own, source)
    return _sentence_fits(claim, found, source, own, sure=fit)


_Cell = tuple[Table, int, int]


def _cell(source: Source, found: Amount) -> _Cell | None:
    """The table, row and column in which a number stands."""
    placed = source.table_at.get(source.line(found.start)[0])
    if not placed:
        return None
    table, row = source.tables[placed[0]], placed[1]
    line = table.lines[row]
    column = max(place for place, (start, _) in enumerate(line) if start <= found.start or not place)
    return table, row, column


def _unit_fits(claim: Claim, found: Amount, source: Source, placed: _Cell | None) -> bool | None:
    """True when both have the same unit, False when one has none, None when they differ."""
    amount, has = claim.amount, found.measure
    if claim.counts and placed and _named_units(_header(placed)):
        return None
    around = _around(source, found, placed)
    if not has and claim.unit:
        same = _named_units(around) & {claim.unit}
        others = _named_units(_header(placed) if placed else "") - same
        if others or (not same and claim.unit not in ("share", "ratio", "frames")):
            return None
        if claim.unit in ("share", "dB") and re.match(r"\s?/\s?\d", source.text[found.end : found.end + 3]):
            return None  # 14 in "14/20" is no 14 %
        size = _size_near(around, claim.unit)
        if size and not _equal(amount.printed * amount.size, found.printed * size, amount, claim):
            return None
        if not size and key(found.printed) not in (key(amount.value), key(amount.printed)) and not _hedged(claim):
            return None
        return bool(same)
    if (
        not claim.unit
        and not _hedged(claim)
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


def _header(placed: _Cell) -> str:
    table, row, column = placed
    return table.header(row, column)


def _around(source: Source, found: Amount, placed: _Cell | None) -> str:
    if not placed:
        start, end = source.sentence(found.start)
        return source.text[start:end]
    return f"{_header(placed)} {labels(placed[0].lines[placed[1]])} {placed[0].caption if not _header(placed) else ''}"


_MEASURED = {"psnr": "dB", "latency": "time", "runtime": "time", "time": "time", "memory": "bytes", "vram": "bytes", "accuracy": "share"}
_UNIT_WORDS = re.compile(
    r"(?<![A-Za-z])(?:"
    + "|".join(sorted((re.escape(unit) for unit in UNITS if len(unit) > 1 or unit in "%s×h"), key=len, reverse=True))
    + r"|(?i:"
    + "|".join([*_MEASURED, *(unit for unit in UNITS if len(unit) > 3 and unit.isascii() and unit.isalpha())])
    + r"))(?![A-Za-z])"
)


def _named_units(text: str) -> set[str]:
    found = (match[0] for match in _UNIT_WORDS.finditer(text))
    return {UNITS[unit][0] if unit in UNITS else _MEASURED.get(unit.lower()) or UNITS[unit.lower()][0] for unit in found}


def _size_near(text: str, measure: str) -> float | None:
    units = (UNITS.get(found[0]) or UNITS.get(found[0].lower()) for found in _UNIT_WORDS.finditer(text))
    sizes = {unit[1] for unit in units if unit and unit[0] == measure}
    return sizes.pop() if len(sizes) == 1 else None


def _equal(told: float, stands: float, amount: Amount, claim: Claim) -> bool:
    return (
        key(told) == key(stands)
        or (_hedged(claim) and abs(told - stands) <= max(told, stands) / 2)
        or abs(told - stands) < 1e-9 * abs(amount.step)
    )


def _hedged(claim: Claim) -> bool:
    before, after = claim.sentence[: claim.amount.start], claim.sentence[claim.amount.end :]
    return bool(_ABOUT.search(before) or _OVER.search(before) or _UNDER.search(before) or _ABOUT_AFTER.match(after))


def _header_size(around: str, scale: float) -> bool:
    """Whether a cell "3.1" below "Params (M)" is 3.1M."""
    signs = (re.escape(sign) for sign, size in MAGNITUDES.items() if key(size) == key(scale) and sign.isascii())
    return any(re.search(rf"[(\[,]\s*(?:#\s?)?{sign}\s*[)\]]|\b{sign}s?\b", around) for sign in signs)


def _matched(part: str, words: Iterable[str]) -> frozenset[str]:
    """Which of the words stand in a label; "TAPAS" stands in "TAPASlarge" too."""
    there = tokens(part)
    return frozenset(word for word in words if word in there or (len(word) > 3 and any(each.startswith(word) for each in there)))


_PARTS = re.compile(r"(?:[^,;，；]|,(?=\d))+(?:[,;，；]|\Z)|[,;，；]")
_FROM = re.compile(r"(?:从|由|\bfrom)[^，。,;]{0,24}\Z")
_METRIC = re.compile(
    r"准确率|精度|延迟|显存|内存|参数|召回|误差|得分|损失|速度|耗时|时间|大小|accuracy|latency|memory|error|score|loss|time\b", re.I
)


def _row_fits(claim: Claim, table: Table, row: int, column: int, own: frozenset[str], source: Source) -> bool:
    """Whether no other row and no other column of the table is named more fully than the number's own, nor another data set."""
    line = table.lines[row]
    if row in table.heads:
        return True
    named = _matched(table.names[row], claim.clause)
    base = not named and _FROM.search(claim.sentence[: claim.amount.start])
    if not base and any(_matched(table.names[other], claim.clause) > named for other, _ in table.data):
        return False
    head = table.header(row, column)
    wanted = claim.places - own
    if wanted:
        around = f"{table.names[row]} {' '.join(text for _, text in line)} {head} {table.caption}"
        if not _matched(around, wanted) and (wanted - source.known or tokens(around) & source.places):
            return False
    columns = [table.header(row, place) for place, (_, cell) in enumerate(line) if is_value(cell)]
    words = claim.clause if any(_matched(each, claim.clause) for each in columns) or _METRIC.search(claim.sentence) else claim.so_far
    sure = not wanted and claim.unit and claim.unit != "share" and claim.unit in _named_units(head)
    return bool(sure) or not tokens(head) or not any(_matched(each, words) > _matched(head, words) for each in columns)


def _sentence_fits(claim: Claim, found: Amount, source: Source, own: frozenset[str], *, sure: bool) -> bool:
    """Whether what a sentence names is named around the number too, or nothing else is."""
    if claim.amount.whole and claim.amount.value <= SMALL and not claim.unit:
        return True
    start, end = source.sentence(found.start)
    text = source.text[start:end]
    near = next(part for part in _PARTS.finditer(text) if part.end() > found.start - start)[0]
    if places := claim.places - own:
        there = set(_there(near, source)) - own or set(_there(text, source)) - own
        if there or not places <= source.known:
            return bool(_matched(" ".join(there), places))
        return True
    entities = (claim.names & source.entities) - own
    if entities and not _matched(text, entities) and tokens(text) & source.entities - own:
        return False
    names = claim.names - own
    if sure or not names or _matched(text, names):
        return True
    return bool(_matched(source.before(found.start), names)) or not _compete(text, source, own)


def _there(text: str, source: Source) -> Iterator[str]:
    yield from (word for match in _THERE.finditer(text) for word in _names(match[1], source))


def _compete(text: str, source: Source, own: frozenset[str]) -> bool:
    return bool(set(_names(text, source)) - own - _OURS)


def _from_pair(value: float, claim: Claim, one: float, other: float) -> bool:
    """Whether a value is the difference, sum, ratio or relative change of two, as printed."""
    step = claim.amount.step / 2 * 1.0001
    results = [one - other, one + other] if claim.unit != "ratio" else []
    if claim.unit == "ratio" and other:
        results.append(one / other)
    if claim.unit == "share" and other:
        results += [100 * (one - other) / other, 100 * (one - other) / one, 100 * one / other]
    return any(
        abs(abs(result) - value) <= (step if result not in (one - other, one + other) else 1e-6 + (step if _hedged(claim) else 0))
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
    matched = [_matched(table.names[row], claim.words) for row, _ in rows]
    named = [row for row, match in zip(rows, matched, strict=True) if match and not any(match < other for other in matched)]
    ours = [each for each in rows if _matched(table.names[each[0]], own | _OURS)]
    for column in range(len(table.lines[-1])):
        header = table.header(rows[0][0], column) if rows else ""
        here = _matched(header, claim.words)
        places = claim.places - own
        if places and not _matched(f"{header} {table.caption} {' '.join(table.names[row] for row, _ in named)}", places):
            continue
        if any(_matched(table.header(rows[0][0], place), claim.words) > here for place in range(len(table.lines[-1])) if rows):
            continue
        fits = here or (claim.unit and claim.unit in _named_units(header))
        second = rows if fits and len(named) + len(ours) < 2 else [*named, *ours]
        for (_, one), (_, other) in product(named or ours or (rows if fits else []), second):
            if one is not other and (told := _pair_of(claim, one[column][1], other[column][1], header)):
                return told
    return None


def _in_rows(claim: Claim, table: Table, own: frozenset[str]) -> str | None:
    """Two columns of a row, all named."""
    for row, line in table.data:
        if not _matched(table.names[row], claim.words | own):
            continue
        columns = [place for place in range(len(line)) if _matched(table.header(row, place), claim.words)]
        for one, other in combinations(columns, 2):
            if told := _pair_of(claim, line[one][1], line[other][1], table.header(row, one)):
                return told
    return None


def _pair_of(claim: Claim, one: str, other: str, header: str) -> str | None:
    left, right = (next(amounts(cell), None) for cell in (one, other))
    if not left or not right:
        return None
    units = _named_units(header) | {unit for unit in (left.measure, right.measure) if unit}
    if claim.unit and claim.unit not in ("ratio", "share") and units and claim.unit not in units:
        return None
    if claim.unit == "dB" and not units:
        return None
    size = claim.amount.size / (_size_near(header, claim.unit) or claim.amount.size) if claim.unit else 1.0
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
        placed = _cell(source, Amount(start, end, share, share, 1.0))
        if placed and not _row_fits(claim, *placed, own, source):
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
