"""Notify, I/O: one short message a day through apprise, whose addresses are secrets of the environment. What it says is pure.

A message is sent once: what was sent is kept in the archive's state. A notifier that fails never fails the day.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from generator import record
from generator.model import Digest, Entry, Say, Site, State
from generator.render import text
from generator.render.gaps import told
from generator.render.shelf import day_path, paper_path

TOP = 5
"""So many papers are named in a message."""

DAYS_FAILED = 2
"""After so many days in a row without a source the feed says so."""

KEPT = 30
"""So many sent messages are remembered."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message: ``id`` says what was sent, so that it is sent once; ``plain`` and ``html`` say the same."""

    id: str
    title: str
    plain: str
    html: str


def after_run(archive: Path, ran: Iterable[Digest], shown: Site, say: Say, secrets: Mapping[str, str | None], today: date) -> list[str]:
    """Send what there is to say after a run, and remember it. Gives a complaint for each secret that did not work, without its value.

    ``secrets`` maps the names in ``notify:`` to their values, None where the environment has none. A record of a day after
    ``today``, left by a clock that was wrong, is no news.
    """
    days = [day for day in record.look(archive)[0] if day <= today][-DAYS_FAILED * 5 :]
    newest, _ = record.readable(archive, days)
    state = record.load_state(archive)
    notice = due(newest, {digest.day for digest in ran}, shown, say) if secrets else None
    if notice is None or notice.id in state.notices:
        return []
    complaints = send(secrets, notice)
    if len(complaints) < len(secrets):
        record.save_state(archive, sent(state, notice))
    return complaints


def sent(state: State, notice: Notice) -> State:
    """The state that remembers a message."""
    return replace(state, notices=(*state.notices, notice.id)[-KEPT:])


def due(newest: Sequence[Digest], ran: set[date], shown: Site, say: Say) -> Notice | None:
    """What the newest days give to say: the papers of the last one when it was run just now, or that nothing works; else None."""
    if not newest or newest[-1].day not in ran:
        return None
    failed = _failed(newest)
    if len(failed) >= DAYS_FAILED:
        return _failure(failed, shown, say)
    return _papers(newest[-1], shown, say) if newest[-1].entries else None


def _failed(newest: Sequence[Digest]) -> list[Digest]:
    """The days at the end on which no source could be read, oldest first."""
    failed: list[Digest] = []
    for digest in reversed(newest):
        if digest.kind != "source-failed":
            break
        failed.insert(0, digest)
    return failed


def _failure(failed: Sequence[Digest], shown: Site, say: Say) -> Notice:
    first = failed[0].day
    reasons = sorted({f"{gap.subject}: {told(gap.reason, shown.language) or gap.reason}" for gap in failed[-1].gaps})
    title = say("message.failed_title", name=text.clean(shown.name))
    lines = [say("message.failed", day=first), *reasons, *([f"{shown.repository}/actions"] if shown.repository else [])]
    return Notice(f"failed {first}", title, "\n".join(lines), "".join(f"<p>{escape(line)}</p>" for line in lines))


def _papers(digest: Digest, shown: Site, say: Say) -> Notice:
    title = say("message.title", name=text.clean(shown.name), day=digest.day)
    counts = say("message.counts", considered=digest.funnel.considered, listed=digest.funnel.listed, read=digest.funnel.read)
    papers = [_paper(entry, shown) for entry in digest.entries[:TOP]]
    more = say("message.more", address=shown.url + day_path(digest.day).removesuffix(".md") + "/") if shown.url else ""
    plain = [
        counts,
        *(f"\n{head}\n{about}\n{address}".replace("\n\n", "\n") for head, about, address in papers),
        *([f"\n{more}"] if more else []),
    ]
    items = (f'<li><a href="{escape(address)}">{escape(head)}</a><br>{escape(about)}</li>' for head, about, address in papers)
    html = f"<p>{escape(counts)}</p><ul>{''.join(items)}</ul>" + (f"<p>{escape(more)}</p>" if more else "")
    return Notice(str(digest.day), title, "\n".join(plain), html)


def _paper(entry: Entry, shown: Site) -> tuple[str, str, str]:
    """A paper's heading with its score, its one sentence, and where to read on."""
    paper, score = entry.paper, entry.relevance.score
    about = entry.analysis.tldr if entry.analysis else entry.line.text if entry.line else ""
    heading = text.plain(paper.title) or paper.id
    address = shown.url + paper_path(paper.id).removesuffix(".md") + "/" if shown.url else f"https://arxiv.org/abs/{paper.id}"
    return (heading if score is None else f"{score} · {heading}"), text.shortened(text.plain(about), 240), address


def send(secrets: Mapping[str, str | None], notice: Notice) -> list[str]:
    """Send a message to every address; one complaint for each secret by which it did not go out. Imports apprise, if it is there."""
    try:
        import apprise
    except ImportError:
        return [f'notify: apprise is not installed: run pip install "apprise>=2.2,<3" ({name} was not used)' for name in secrets]
    with _silence():
        return [complaint for name, address in secrets.items() if (complaint := _complaint(apprise.Apprise(), name, address or "", notice))]


def _complaint(services: Any, name: str, address: str, notice: Notice) -> str | None:
    """Send to what one secret holds, with an empty ``apprise.Apprise``; say what went wrong, never the address."""
    if not address.strip():
        return f"notify: {name} is not set: add it under Settings → Secrets and variables → Actions, or take it out of feed.yml"
    try:
        known = services.add(address.split())
        went = [
            service.notify(body=body, title=notice.title, body_format=kind)
            for service in services
            for kind, body in [_body(service, notice)]
        ]
    except Exception:  # noqa: BLE001 there are a hundred services, each with faults of its own, and none may fail the day
        return f"notify: the service behind {name} failed: check the address in the secret"
    if not known:
        return f"notify: {name} holds no address that apprise knows: its documentation lists the services"
    return None if all(went) else f"notify: the service behind {name} did not take the message: check the address in the secret"


def _body(service: Any, notice: Notice) -> tuple[str, str]:
    """HTML for email; plain text for all else, since what passes for HTML in a chat knows no lists."""
    return ("html", notice.html) if service.secure_protocol == "mailtos" else ("text", notice.plain)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what apprise logs off stderr: it may tell an address."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
