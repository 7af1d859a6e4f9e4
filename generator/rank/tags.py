"""Rank: the controlled vocabulary, the tags of a paper and its kind. Pure but for reading a package file."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from generator import shipped
from generator.model import Paper, PaperKind, Tag
from generator.rank.phrases import Phrases, key, read

MOST_TAGS = 6
IN_TITLE = 3
"""A phrase in the title counts like so many in the abstract."""
ENOUGH = 2
"""A tag below this strength was mentioned in passing and stands only where nothing stronger does."""

# The title is asked first, in this order: one that says "survey" is a survey whatever else it says.
TITLE_CUES: tuple[tuple[PaperKind, str], ...] = (
    ("benchmark", r"(challenge|shared task)s?( \S+){0,12}? (results|overview|report)|(findings|overview|results) of the"),
    ("survey", r"survey(?= (of|on|and|from|in|for)\b|$|[:),.?]| paper)|surveying|overview of|tutorial|roadmap|primer"),
    ("survey", r"(literature|systematic|comprehensive|critical|scoping|a) review|review of"),
    ("benchmark", r"benchmark(s|ing|ed)?|\w+-?bench(-\w+)?|leaderboard|how (well|far|good)"),
    ("benchmark", r"(dataset|data set|corpus|database|testbed)(?! (distillation|condensation|pruning))"),
    ("theory", r"((a|towards?|the|and) (\S+ )?theory|theory (of|for|and))(?!( of)? (mind|computation))|theoretical"),
    ("theory", r"proofs?(?! of concept)|identifiability|(generali[sz]ation|regret) bounds?|sample complexity"),
    ("system", r"toolkit|toolbox|library|open-source (platform|system|framework|software)|software|python package|an? (\S+ )?platform for"),
    (
        "benchmark",
        r"^(evaluating|assessing|examining|investigating|comparing|characteri[sz]ing|measuring|auditing)|(evaluation|assessment) of",
    ),
    ("application", r"applications? of|field study|deployment of"),
    ("benchmark", r"(empirical|comparative|large-scale|systematic|pilot|user|case) (study|analysis|comparison|evaluation|investigation)"),
)
ABSTRACT_CUES: tuple[tuple[PaperKind, str], ...] = (
    ("survey", r"(this|our|an? \S+) (survey|review) (\w+ )?(covers|provides|presents|examines|synthesi[sz]es|summari[sz]es|of|aims|paper)"),
    (
        "survey",
        r"in this (survey|review)|we (survey(?! \d)|(comprehensively|systematically) review)|this (paper|article) (surveys|reviews)",
    ),
    ("system", r"is an? (\S+ ){0,3}(open-source|python|software) (tool|toolkit|library|platform|software|package)"),
)
WE = (
    r"(we|in this (\S+ )?(paper|work|study|article),?( an?| the)?|(this|our|the present) (\S+ )?(paper|work|study|article|report))"
    r"( \w+ly| also| further| first)?"
)
# What a paper says first that it brings: the words after "we introduce", up to where it says what for.
BRINGS = (
    rf"({WE}|and( then)?|by) "
    r"(introduc|present|propos|develop|build|construct|releas|curat|creat|establish|design|describ|collect|formulat)\w* "
    r"(?P<what>[^.;]{0,120})"
)
AIMS = r" (?:based|built|implemented|whose|on|that|which|using|via|for|by|with|from|where|(?:and )?(?:introduc|propos)\w+) "
BROUGHT: tuple[tuple[PaperKind, str], ...] = (
    ("benchmark", r"benchmarks?|\w+-?bench|datasets?|data sets?|corpus|corpora|database|test ?suite|taxonomy|leaderboard"),
    ("benchmark", r"(new|novel|standalone|research) task|evaluation (framework|suite|paradigm|protocol)"),
    ("system", r"toolkit|toolbox|library|package|platform|simulator|simulation (\S+ )?(framework|environment)|software (tool|system)"),
    ("system", r"open-source (\S+ )?(system|framework)|(production|web|mobile|deployed) (\S+ )?(system|app|application)"),
)
# A journal's structured abstract that tells of people: a clinical or field study.
PARTS = r"(background|purpose|objectives?|aims?|methods): .*(patients?|cohort|hospitals?|clinicians?|participants|radiologists?)"
LEAST_PROOFS, PROOFS_OF_MAKERS = 2, 4
"""So many different words of proofs make theory of a paper that introduces nothing, and of one that does."""
FIELD: tuple[tuple[PaperKind, str], ...] = (("application", PARTS),)
# What mathematics is written in; a method may hold one of these in passing.
PROOFS = (
    r"prov(e|es|ed|ing|ably)|theorems?|lemmas?|(upper|lower|tight|error|regret|generali[sz]ation) bounds?|minimax|asymptotic\w*"
    r"|identifiab\w+|sample complexity|convergence (rate|guarantee|analysis)s?|np-(hard|complete)|decidab\w+|undecidab\w+|closed-form"
    r"|necessary and sufficient|sufficient conditions?|impossibility|non-convex|convex|lipschitz|hilbert|kernel regime|theoretical\w*"
)
STUDIES: tuple[tuple[PaperKind, str], ...] = (
    ("theory", WE + r" (prove|proves)"),
    (
        "benchmark",
        WE + r" (investigat|examin|evaluat|assess|compar|analy[sz]|explor|stud|audit|quantif|measur)\w*(?! (our|it|the proposed|on)\b)",
    ),
)


def vocabulary(extra: Sequence[Tag] = ()) -> dict[str, Tag]:
    """The tags by id, the reader's own added or in place of one of the same id (without names, the id is its name)."""
    own = {tag.id: tag if tag.names else Tag(id=tag.id, names={"en": tag.id, "zh": tag.id}, match=tag.match) for tag in extra}
    return {**_shipped(), **own}


def elsewhere() -> tuple[str, ...]:
    """Phrases in which a word of the field means something else, such as "heat diffusion"."""
    return tuple(_file()["elsewhere"])


def plain_words(which: str) -> frozenset[str]:
    """Words that are no topic: ``stop`` carry none, ``tail`` add nothing at the end of a phrase, ``generic`` are none alone."""
    return frozenset(_file()["words"][which].split())


def _shipped() -> dict[str, Tag]:
    rows = _file()["tags"].items()
    return {id_: Tag(id=id_, names={"en": en, "zh": zh}, match=tuple(match), group=group) for id_, (group, en, zh, match) in rows}


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    return shipped.content("generator.rank", "vocabulary.yml")


def tags(paper: Paper, vocabulary: Mapping[str, Tag]) -> tuple[str, ...]:
    """The ids of at most six tags, strongest first: named in the title, then often in the abstract."""
    ids, phrases = _compiled(tuple((tag.id, *tag.names.values(), *tag.match) for tag in vocabulary.values()))
    strength: Counter[str] = Counter()
    for text, weight, most in ((paper.title, IN_TITLE, 1), (paper.abstract or "", 1, IN_TITLE)):
        for phrase, times in phrases.find(read(text)).items():
            for tag in ids[phrase]:
                strength[tag] += weight * min(times, most)
    ranked = sorted(strength, key=lambda tag: (-strength[tag], tag))
    return tuple([tag for tag in ranked if strength[tag] >= ENOUGH][:MOST_TAGS] or ranked[:2])


@lru_cache(maxsize=4)
def _compiled(rows: tuple[tuple[str, ...], ...]) -> tuple[dict[str, list[str]], Phrases]:
    """Compile rows of a tag's id and its phrases: which ids a phrase stands for, and the phrases."""
    ids: dict[str, list[str]] = defaultdict(list)
    for id_, *phrases in rows:
        for phrase in {key(phrase): phrase for phrase in phrases}.values():
            ids[phrase].append(id_)
    return dict(ids), Phrases(ids, elsewhere())


def kind(paper: Paper) -> PaperKind | None:
    """What the paper is, by cues of its title, else of its abstract, else by what it says first that it brings or studies.

    A study of what there is already counts as a benchmark, as a data set does; what says nothing is a method. None without an
    abstract, unless the title tells.
    """
    abstract = paper.abstract or ""
    brought = _brought(abstract)
    told = _cued(paper.title, TITLE_CUES) or _cued(abstract, ABSTRACT_CUES) or (brought if brought != "method" else None)
    proves = _proofs(f"{paper.title} {abstract}") >= (PROOFS_OF_MAKERS if brought else LEAST_PROOFS)
    return (
        told or _cued(abstract, FIELD) or ("theory" if proves else brought) or _cued(abstract, STUDIES) or ("method" if abstract else None)
    )


def _proofs(text: str) -> int:
    """How many different words of proofs a text holds."""
    return len({found[0].lower()[:6] for found in re.finditer(rf"(?<![\w-])(?:{PROOFS})(?![\w-])", text, re.IGNORECASE)})


def _brought(abstract: str) -> PaperKind | None:
    """The kind of the first thing that the authors say they bring, a method when it is no other; None when they do not say."""
    found = re.search(rf"\b{BRINGS}", abstract, re.IGNORECASE)
    return found and (_cued(re.split(AIMS, found["what"])[0], BROUGHT) or "method")


def _cued(text: str, cues: Sequence[tuple[PaperKind, str]]) -> PaperKind | None:
    return next((kind_ for kind_, cue in cues if re.search(rf"(?<![\w-])(?:{cue})(?![\w-])", text, re.IGNORECASE)), None)
