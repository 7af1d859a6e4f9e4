"""Telling: what the terminal says of days that ran, and the exit status that they give. Prints."""

from collections.abc import Sequence
from datetime import date, timedelta

import typer

from generator import daily
from generator.model import Digest
from generator.wiring import CATCH_UP


def tell(digest: Digest) -> None:
    """Print the funnel, the cost and the gaps of a day."""
    funnel = digest.funnel
    numbers = {"announced": funnel.announced, "featured": funnel.featured, "considered": funnel.considered, "listed": funnel.listed}
    steps = [f"{name} {'–' if count is None else count}" for name, count in {**numbers, "read": funnel.read}.items()]
    typer.echo(f"{digest.day} {digest.kind}: {' · '.join(steps)}")
    for each in digest.usage:
        cost = "" if each.cost is None else f", {each.cost:.4f} US dollars"
        typer.echo(f"  asked: {each.provider} {each.model}: {each.requests} requests, {each.tokens} tokens{cost}")
    for gap in digest.gaps:
        typer.echo(f"  gap: {gap.stage} {gap.subject}: {gap.reason}{' (final)' if gap.final else ''}")


def status(digests: Sequence[Digest]) -> int:
    """0 done; 3 recorded, but something stays open; 1 no paper could be recorded on any of the days."""
    if all(digest.kind == "source-failed" for digest in digests):
        return 1
    return 3 if any(daily.waited_for(digest.gaps) for digest in digests) else 0


def backfill(digests: Sequence[Digest], today: date) -> str:
    """What completes the days that stay open and that no later run looks back at; empty when there is none."""
    old = [digest.day for digest in digests if digest.open and digest.day < today - timedelta(days=CATCH_UP)]
    return f"digest backfill --from {min(old)} --to {max(old)} completes {'it' if len(old) == 1 else 'them'}" if old else ""
