"""Wiring: feed.yml, the keys and the archive's state become the analyst of a run. Called by wiring alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from generator import config
from generator.analyse.asking import Ask, Reply, Request
from generator.analyse.batches import Waiting, collect, split
from generator.analyse.budget import Budget, Clock
from generator.analyse.extractive import Extractive
from generator.analyse.gate import gate
from generator.analyse.ledger import Limits, Price
from generator.analyse.llm import MOST_TEXT, Model
from generator.analyse.prompts import Part
from generator.analyse.providers import PROVIDERS, Access, connect
from generator.analyse.reading import Failure, failure
from generator.analyse.writer import Text, Writer
from generator.config import Config
from generator.errors import FetchError, KeyRefused, UsageError
from generator.fetch.fulltext import Reader, UnreadablePdf, cut
from generator.model import Paper, Say, State, Tag, Usage
from generator.rank.tags import kind

NOT_REACHED = 3
"""After so many runs that could not fetch a full text, what was written from the abstract stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What an analyst needs besides the config: keys, the words of the pages, the tags, full texts, what was asked before, the time.

    ``later`` says that papers are to be read in a batch.
    """

    environ: Mapping[str, str]
    say: Say
    tags: Mapping[str, Tag]
    reader: Reader
    usage: Iterable[Usage]
    state: State
    clock: Clock
    later: bool = False


def analyst(chosen: Config, desk: Desk) -> Extractive | Writer:
    """The analyst that feed.yml and the keys ask for. Raises ConfigError when a library is missing."""
    quoting = Extractive(desk.say, chosen.site.language, chosen.wanted_interests, desk.tags)
    name = config.provider(chosen, desk.environ)
    if name == "extractive":
        return quoting
    vendor, analysis = PROVIDERS[name], chosen.analysis
    access = Access(key=desk.environ.get(vendor.key), model=analysis.model, base_url=analysis.base_url)
    closed = desk.state.closed_on.get(name)
    budget = Budget(
        name,
        analysis.model or vendor.model,
        Limits(**dict(analysis.budget)),
        day=vendor.day,
        clock=desk.clock,
        usage=desk.usage,
        prices={model: Price(price.input, price.output) for model, price in analysis.prices.items()},
        closed_on=closed.isoformat() if closed else None,
        batch=_waiting(name, access, desk),
    )
    return Writer(
        model=Model(
            provider=name, ask=_ask(name, access, budget), budget=budget, language=analysis.language or chosen.site.language, gate=gate
        ),
        say=desk.say,
        sections=analysis.sections if isinstance(analysis.sections, str) else [Part(**dict(part)) for part in analysis.sections],
        interests=chosen.wanted_interests,
        text=_texts(desk.reader),
        kind=kind,
        quoting=quoting,
        day=vendor.day,
    )


def _waiting(name: str, access: Access, desk: Desk) -> Waiting | None:
    """Collect what batches have brought by now. Raises UsageError when a batch is asked for and the provider has none."""
    vendor = PROVIDERS[name]
    under_way = {each["name"]: each["keys"] for each in desk.state.batches if each["provider"] == name}
    if not vendor.batches and desk.later:
        raise UsageError(f"--batch: {name} has no batches", "leave --batch out, or set analysis.provider: gemini")
    if not vendor.batches or not (under_way or desk.later):
        return None
    try:
        return collect(vendor.batches(access, vendor), under_way, later=desk.later)
    except KeyRefused:
        return None  # asking for the first paper will tell


def left_behind(state: State, writer: Writer) -> Iterator[State]:
    """The state that a run leaves: without what was collected, then once more for each batch that is handed in. Raises ProviderError."""
    name, waiting = writer.model.provider, writer.model.budget.batch
    state = closed(state, writer)
    if waiting is None:
        yield state
        return
    state = replace(
        state, batches=tuple(each for each in state.batches if each["provider"] != name or waiting.pending.issuperset(each["keys"]))
    )
    yield state
    for requests in split(waiting.put_off):
        batch = {"provider": name, "name": waiting.batches.submit(requests), "keys": [each.key for each in requests]}
        state = replace(state, batches=(*state.batches, batch))
        yield state


def closed(state: State, writer: Writer) -> State:
    """The state with the day on which the provider's quota was used up, if it was; without one that is still to come."""
    name, budget = writer.model.provider, writer.model.budget
    others = {each: day for each, day in state.closed_on.items() if each != name or day.isoformat() <= budget.today}
    return replace(state, closed_on={**others, name: date.fromisoformat(budget.closed_on)} if budget.closed_on else others)


def _ask(name: str, access: Access, budget: Budget) -> Ask:
    """Reach the provider; a key that is missing or no key at all ends the asking before it begins, as a wrong one would."""
    try:
        return connect(name, access)
    except KeyRefused as error:
        refused = error
        budget.halt(error)

    def ask(_: Request) -> Reply:
        raise refused

    return ask


def _texts(reader: Reader) -> Callable[[Paper], Text]:
    """Full texts, cut to what a model is shown."""

    def text(paper: Paper) -> Text:
        try:
            found = reader.read(paper.id, paper.version)
        except UnreadablePdf as error:
            return Text(None, Failure("fulltext", error.what, most=1))
        except FetchError as error:
            return Text(None, replace(failure("fulltext", error), most=NOT_REACHED))
        if found is None:
            return Text(None)
        links = "".join(f"\n{link}" for link in found.links)
        return Text(cut(found, MOST_TEXT - len(links) - 20) + (f"\n\n# Links{links}" if links else ""))

    return text
