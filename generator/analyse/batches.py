"""Analyse: requests that wait for a batch, and replies that one brought. Pure.

A request is known by its key: a later run writes the same prompt again and finds the reply, so that nothing of the day's
work has to be remembered but the keys.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.analyse.asking import Batches, Reply, Request
from generator.errors import Deferred, ProviderError

MOST_BYTES = 15_000_000
"""Text in one batch: Gemini takes 20 MB inline."""


@dataclass(slots=True, kw_only=True)
class Waiting:
    """What was collected, what is under way (``pending``, by key), and with ``later`` what is to be handed in to ``batches``."""

    batches: Batches
    replies: Mapping[str, Reply]
    pending: frozenset[str]
    later: bool
    put_off: list[Request] = field(default_factory=list)

    def take(self, request: Request) -> Reply | None:
        """Give the reply that was collected, or None when the request is to be asked now. Raises Deferred when it has to wait."""
        if request.key in self.replies:
            return self.replies[request.key]
        if request.key in self.pending:
            raise Deferred("it waits in a batch that is under way", "a later run collects it")
        if not self.later:
            return None
        self.put_off.append(request)
        raise Deferred("it was put into a batch", "a later run collects it")


def collect(batches: Batches, under_way: Mapping[str, Sequence[str]], *, later: bool) -> Waiting:
    """Ask for the batches that are under way, by name with the keys of their requests; one that cannot be asked for now still is."""
    replies: dict[str, Reply] = {}
    pending: set[str] = set()
    for name, keys in under_way.items():
        try:
            found = batches.collect(name)
        except ProviderError:
            found = None
        replies |= found or {}
        pending |= set(keys) if found is None else set()
    return Waiting(batches=batches, replies=replies, pending=frozenset(pending), later=later)


def split(requests: Sequence[Request]) -> Iterator[list[Request]]:
    """Share requests out to batches that a provider takes; the same request once."""
    batch: list[Request] = []
    size = 0
    for request in {each.key: each for each in requests}.values():
        length = len((request.system + request.user).encode("utf-8", "replace"))
        if batch and size + length > MOST_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(request)
        size += length
    if batch:
        yield batch
