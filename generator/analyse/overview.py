"""Analyse: what a day was about, put together without AI from interests, tags and reasons. Pure.

The text is in the reader's language, in Markdown of which only paragraphs, bold, a numbered list and ``paper:`` links are used.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from generator.glance import QUOTING
from generator.model import Entry, Funnel, Interest, Say, Tag

READ_FIRST = 3
TOPICS = 3
SHARED = 2
"""A topic is named when so many papers share it."""
SOME = 4
"""Topics are counted for so many papers or more; of fewer, those that were read say enough."""

# "DreamShot: Personalized Storyboard …" is called DreamShot; "Beyond: …" is not a name.
NAMED = re.compile(r"(?P<name>[A-Za-z0-9][\w+.-]*): ")

Groups = list[tuple[Interest, list[Entry]]]


@dataclass(frozen=True, slots=True)
class Words:
    """The interface's words and how tags are called in its language."""

    say: Say
    language: str
    tags: Mapping[str, Tag]

    def name(self, tag: str) -> str:
        """How a tag is called; one that the vocabulary no longer has, by its id."""
        names = self.tags[tag].names if tag in self.tags else {}
        return _line(names.get(self.language) or names.get("en") or tag)

    def inside(self, tag: str) -> str:
        """The name as it stands within a sentence: Chinese leaves a space beside Latin letters."""
        return re.sub(r"^(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])$", " ", self.name(tag)) if self.language == "zh" else self.name(tag)

    def same(self, tag: str, name: str) -> bool:
        """Whether an interest is called as a tag is in any language."""
        names = self.tags[tag].names.values() if tag in self.tags else [tag]
        return name.lower() in {each.lower() for each in names}

    def is_task(self, tag: str) -> bool:
        """Whether a tag says what a paper is for, rather than how it goes about it."""
        return tag in self.tags and self.tags[tag].group == "task"

    def is_in_title(self, tag: str, entry: Entry) -> bool:
        """Whether a title speaks of a topic: what an abstract only touches on is not what a paper is about."""
        if tag not in self.tags:
            return True
        title = entry.paper.title.lower()
        return any(word.lower() in title for word in (*self.tags[tag].match, *self.tags[tag].names.values()))

    def joined(self, items: Iterable[str], last: str) -> str:
        """Put "A, B and C" together; ``last`` names the message that stands before the last item."""
        *most, end = items
        return self.say(last).join([self.say("summary.comma").join(most), end]) if most else end


def overview(entries: Sequence[Entry], funnel: Funnel, interests: Sequence[Interest], words: Words) -> str:
    """Write the day's summary. ``entries`` come best first; all that were read are named and linked."""
    say = words.say
    if len(entries) == 1:
        return say("summary.single", paper=_with_reason(entries[0], say))
    groups = _by_interest(entries, interests)
    parts = [_opening(entries, funnel, groups, words)]
    for interest, members in groups:
        own = [entry for entry in members if _told_under(entry, groups) == interest.id]
        parts.append(_paragraph(_title(interest), members, own, words))
    rest = [entry for entry in entries if _told_under(entry, groups) is None]
    parts.append(_paragraph(say("summary.others") if groups else "", rest, rest, words))
    parts.append(_read_first(entries, say))
    return "\n\n".join(part for part in parts if part)


def _by_interest(entries: Sequence[Entry], interests: Sequence[Interest]) -> Groups:
    """The interests that papers met: those that weigh more first, then those with more papers."""
    found = [(interest, [entry for entry in entries if interest.id in entry.relevance.matched]) for interest in interests]
    met = [(interest, members) for interest, members in found if members]
    return sorted(met, key=lambda each: (-each[0].weight, -len(each[1]), each[0].id))


def _told_under(entry: Entry, groups: Groups) -> str | None:
    """The interest under which a paper is named: the best it met of those the feed still has."""
    known = {interest.id for interest, _ in groups}
    return next((id_ for id_ in entry.relevance.matched if id_ in known), None)


def _opening(entries: Sequence[Entry], funnel: Funnel, groups: Groups, words: Words) -> str:
    """How many papers, and how they spread over the interests."""
    say, shares, remark = words.say, "", ""
    if groups:
        told = [say("summary.share", interest=_title(interest), count=len(members)) for interest, members in groups]
        both = sum(sum(entry in members for _, members in groups) > 1 for entry in entries)
        shares = say("summary.shares", shares=words.joined(told, "summary.and")) + (say("summary.both", count=both) if both else "")
    else:
        remark = say("summary.unscored" if all(entry.relevance.score is None for entry in entries) else "summary.unmatched")
    whole = "all" if funnel.considered <= len(entries) else "some"
    return say(f"summary.{whole}", considered=funnel.considered, listed=len(entries), shares=shares) + remark


def _paragraph(lead: str, members: Sequence[Entry], own: Sequence[Entry], words: Words) -> str:
    """The topics that the papers of a group share, and those of its own papers that were read."""
    read = [entry for entry in own if entry.analysis]
    told = [text for text in (_topics(lead, members, words), _read(_grouped(read, members, lead, words), words)) if text]
    text = words.say("summary.sentence").join(told)
    return (words.say("summary.lead", name=lead) if lead else "") + text if text else ""


def _topics(lead: str, members: Sequence[Entry], words: Words) -> str:
    """How many of some papers are on which topic; the group's own name is none."""
    say, counts = words.say, Counter(tag for entry in members for tag in entry.tags)
    shared = [tag for tag in counts if counts[tag] >= SHARED and not words.same(tag, lead)]
    most = sorted(shared, key=lambda tag: (-counts[tag], tag))[:TOPICS]
    if not most or len(members) < SOME:
        return ""
    messages = ["summary.topic_first", *["summary.topic"] * (len(most) - 1)]
    told = [say(message, tag=words.name(tag), count=counts[tag]) for message, tag in zip(messages, most, strict=True)]
    return say("summary.topics", count=len(members), topics=words.joined(told, "summary.and"))


def _read(groups: Sequence[tuple[list[Entry], str | None]], words: Words) -> str:
    """The papers that were read, by topic; all quoted without a model were not read."""
    count = sum(len(group) for group, _ in groups)
    quoted = all(entry.analysis and entry.analysis.analyst == QUOTING for group, _ in groups for entry in group)
    told = words.say("summary.semicolon").join(_told(group, topic, len(groups), words) for group, topic in groups)
    key = f"summary.{'quoted' if quoted else 'read'}{'_one' if count == 1 else ''}"
    return words.say(key, count=count, papers=told) if told else ""


def _grouped(read: Sequence[Entry], members: Sequence[Entry], lead: str, words: Words) -> list[tuple[list[Entry], str | None]]:
    """Papers with the topic they are named under: one that sets some apart from the rest, else each one's own."""
    counts = Counter(tag for entry in members for tag in entry.tags)
    common = {tag for tag in counts if 2 * counts[tag] > max(len(members), SOME) or words.same(tag, lead)}
    groups: dict[str | None, list[Entry]] = {}
    left = list(read)
    while left:
        topic = _shared_topic(left, common, words)
        group = [entry for entry in left if topic in entry.tags and words.is_in_title(topic, entry)] if topic else left[:1]
        left = [entry for entry in left if entry not in group]
        groups.setdefault(topic or _own_topic(group[0], common, lead, words), []).extend(group)
    return sorted(((group, topic) for topic, group in groups.items()), key=lambda each: (each[1] is None, -len(each[0])))


def _shared_topic(left: Sequence[Entry], common: Set[str], words: Words) -> str | None:
    """The topic that most of the papers left share, if it is not common to most papers anyway; tasks before methods."""
    counts = Counter(tag for entry in left for tag in entry.tags if tag not in common and words.is_in_title(tag, entry))
    telling = [tag for tag in counts if counts[tag] >= SHARED]
    return min(telling, key=lambda tag: (not words.is_task(tag), -counts[tag], tag), default=None)


def _own_topic(entry: Entry, common: Set[str], lead: str, words: Words) -> str | None:
    """What a paper is about: neither the interest's own name, nor a method that all share; a task before a method."""
    telling = [tag for tag in entry.tags if not words.same(tag, lead) and (words.is_task(tag) or tag not in common)]
    return min((tag for tag in telling if words.is_in_title(tag, entry)), key=lambda tag: not words.is_task(tag), default=None)


def _told(group: Sequence[Entry], topic: str | None, groups: int, words: Words) -> str:
    """Papers and their topic; one without a topic has its whole title, which then is all that tells of it."""
    links = [_link(entry, _short(entry.paper.title) if topic else entry.paper.title) for entry in group]
    papers = words.joined(links, "summary.papers_and")
    if topic is None:
        return words.say("summary.also", papers=papers) if groups > 1 else papers
    return words.say("summary.about", papers=papers, tag=words.inside(topic))


def _read_first(entries: Sequence[Entry], say: Say) -> str:
    """The best papers that were read (or listed, when none was), each with the reason for its score; none that meets no interest."""
    wanted = [entry for entry in entries if entry.relevance.matched or entry.relevance.score is None]
    best = ([entry for entry in wanted if entry.analysis] or wanted)[:READ_FIRST]
    if not best:
        return ""
    lines = [f"{place}. {_with_reason(entry, say)}" for place, entry in enumerate(best, 1)]
    return "\n".join([f"**{say('summary.first')}**\n", *lines])


def _with_reason(entry: Entry, say: Say) -> str:
    link, reason = _link(entry, entry.paper.title), entry.relevance.reason
    return say("summary.because", paper=link, reason=_line(reason)) if reason else link


def _link(entry: Entry, title: str) -> str:
    """A link in whose text no bracket opens or closes another; rendering escapes the rest."""
    label = re.sub(r"([\[\]\\])", r"\\\1", _line(title))
    return f"[{label}](paper:{entry.paper.id})"


def _short(title: str) -> str:
    """The name that a title gives its thing before a colon, or the words there if they are some, else the title."""
    named = NAMED.match(title)
    if named and len(re.findall(r"[A-Z0-9]", named["name"])) > 1:
        return named["name"]
    # "Erasing Thousands of Concepts: Towards …" says enough before the colon.
    before, _, behind = title.partition(":")
    return before if behind.startswith(" ") and len(before.split()) > 2 and before == before.rstrip() else title


def _title(interest: Interest) -> str:
    return _line(interest.name or interest.id)


def _line(text: str) -> str:
    return " ".join(text.split())
