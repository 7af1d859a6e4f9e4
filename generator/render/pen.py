"""Templates, words and links in one hand: what turns values into the text of a Page. Reads package files only."""

import json
import re
from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache, partial
from html import escape as html_escape
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.runtime import Context

from generator.glance import Sheet
from generator.model import Funnel, Page, Paper, Relevance, Say, Site
from generator.render import citation, messages, shelf, text
from generator.render.dates import Dates
from generator.render.text import Md
from generator.render.view import View

_INCLUDE = re.compile(r'^{% include "(?P<name>[^"]+)" %}\n', re.MULTILINE)
_CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_SOURCES = {"arxiv": "arXiv", "huggingface": "Hugging Face"}


def only_quoted(analysts: Iterable[str | None]) -> bool:
    """Whether all that was read of a day was quoted from abstracts without AI; None stands for a paper that was only listed."""
    return {*analysts} - {None} == {"extractive"}


@cache
def _markdown() -> Environment:
    """The environment of Markdown templates: what is printed is escaped unless it is ``Md``."""
    environment = _environment(autoescape=False, finalize=text.escape)
    environment.filters |= {
        "inline": text.inline,
        "passage": text.passage,
        "brief": text.brief,
        "html": text.html,
        "attribute": text.attribute,
        "plain": text.plain,
        "shortened": text.shortened,
        "slug": text.slug,
        "language_tag": text.language_tag,
        "licence": citation.licence,
        "bibtex": lambda paper: Md(citation.bibtex(paper)),
    }
    environment.globals |= {
        "out": text.link,
        "links": citation.links,
        "like": citation.like,
        "key": shelf.key,
        "day_path": shelf.day_path,
        "opening_of": shelf.opening,
        "toc_label": text.toc_label,
    }
    return environment


@cache
def _xml() -> Environment:
    """The environment of XML templates, with XML's escaping."""
    return _environment(autoescape=True)


def _environment(*, autoescape: bool, finalize: Callable[[object], object] | None = None) -> Environment:
    environment = Environment(
        loader=_Loader("generator.render"),
        undefined=StrictUndefined,
        autoescape=autoescape,  # noqa: S701 HTML's escaping is not Markdown's, which finalize does
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.context_class = _Context
    # What a template takes of a value is an attribute, never a key: jinja would look for either, in Python, a hundred times a page.
    environment.getattr = getattr  # type: ignore[assignment, method-assign]
    return environment


class _Loader(PackageLoader):
    """Puts what a template includes into it when it is read: jinja makes a context anew for each inclusion, dozens of times a page."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool] | None]:
        source, path, is_current = super().get_source(environment, template)
        return _INCLUDE.sub(lambda found: self.get_source(environment, found["name"])[0], source), path, is_current


class _Context(Context):
    """Calls what a template calls, and no more: jinja looks at each callable first whether it wants the context, and none of ours does."""

    def call(self, called: Callable[..., Any], *args: Any, _block_vars: object = None, _loop_vars: object = None, **words: Any) -> Any:
        return called(*args, **words)


class Pen:
    """Draws the pages of one site."""

    def __init__(self, site: Site, view: View) -> None:
        """Take the site's words and time zone, and where other pages are."""
        self.site = site
        self.view = view
        self.say = messages.load(site.language)
        self.dates = Dates(self.say, site.timezone)
        self.interest_names = {interest.id: interest.name or interest.id for interest in site.interests}
        self.interests = frozenset(self.interest_names) | view.interests
        self._badges: dict[int | None, Md] = {}
        self._links: dict[tuple[str, str, str], Md] = {}
        self._common = {
            "site": site,
            "say": self._say,
            "dates": self.dates,
            "badge": self.badge,
            "authors": self.authors,
            "narrow_weekdays": self.say("date.weekdays_narrow").split(),
            "cell_words": self.cell_words,
            "funnel": self.funnel,
            "only_quoted": only_quoted,
            # arXiv's titles are English; a page in another language says so where it prints one.
            "english": Md("" if site.language == "en" else ' lang="en"'),
            "english_link": Md("" if site.language == "en" else '{: lang="en" }'),
        }

    def _say(self, key: str, **words: object) -> Md:
        """A message as Markdown, its words escaped."""
        if not words:
            return _wordless(self.say, key)
        return Md(self.say(key, **{name: text.escape(word) for name, word in words.items()}))

    def words(self, group: str) -> Md:
        """The messages of a group as an attribute's value, for a script that fills them in."""
        return Md(html_escape(json.dumps(messages.group(self.site.language, group), ensure_ascii=False, separators=(",", ":"))))

    def badge(self, score: int | None) -> Md:
        """A score as a small badge; it stands on pages thousands of times and is drawn once."""
        if score not in self._badges:
            self._badges[score] = Md(_markdown().get_template("_score.md.j2").render(score=score, say=self._say))
        return self._badges[score]

    def page(self, template: str, path: str, *, title: str, description: str, front: Mapping[str, object], **values: Any) -> Page:
        """Draw a Markdown page, its front matter first. ``title`` and ``description`` are plain text."""
        up = "../" * path.count("/")
        values |= {
            "title": title,
            "link": partial(_link, up),
            "tag": partial(self._linked, up, "tags", self.view.tags, self.tag_name),
            "category": partial(self._linked, up, "categories", self.view.categories, str),
            "interest": partial(self._linked, up, "interests", self.interests, self.interest_name),
            "paper": partial(self._paper, up),
            "written": partial(self._written, up),
            "why": partial(self._why, up),
            # Python-Markdown and MkDocs leave outright HTML alone, so its links are addresses of the site, not files of docs/.
            "site_href": partial(self._site_href, up),
            "file_href": lambda file: Md(html_escape(f"../{up}{quote(file)}")),
            "home_href": "" if path == "index.md" else up if path.endswith("/index.md") else f"../{up}",
        }
        body = _squeezed(_markdown().get_template(f"{template}.md.j2").render(self._common | values))
        facts: dict[str, object] = {"title": html_escape(title), "description": html_escape(text.shortened(text.clean(description), 160))}
        facts |= {"lang": self.site.language, "type": template, **front}
        facts |= {"math": True} if _has_math(body) else {}
        # JSON is YAML; what could be taken for markup by a reader of the file is written by its number.
        head = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n".replace("<", r"\u003c") for name, value in facts.items())
        return Page(path=path, text=f"---\n{head}---\n\n{body}")

    def bare(self, template: str, **values: Any) -> str:
        """Draw a Markdown text that is no page of the site."""
        return _squeezed(_markdown().get_template(f"{template}.j2").render(self._common | values))

    def xml(self, template: str, **values: Any) -> str:
        """Draw an XML file."""
        return _xml().get_template(f"{template}.xml.j2").render(self._common | {"say": self.say} | values)

    def tag_name(self, tag_id: str) -> str:
        """A tag's name in the site's language."""
        tag = self.site.tags.get(tag_id)
        return (tag.names.get(self.site.language) or tag.names.get("en") or tag_id) if tag else tag_id

    def interest_name(self, interest_id: str) -> str:
        """An interest's name; its id once it is no longer in feed.yml."""
        return self.interest_names.get(interest_id, interest_id)

    def source_name(self, name: str) -> str:
        """A source as people call it."""
        return _SOURCES.get(name, name)

    def cell_words(self, sheet: Sheet) -> str:
        """What a day of the calendar says: how many papers, or which kind of day."""
        if sheet.kind == "papers":
            quoted = "_quoted" if only_quoted(entry.analyst for entry in sheet.entries) else ""
            return self.say(f"home.calendar_words{quoted}", listed=sheet.funnel.listed, read=sheet.funnel.read)
        return self.say(f"archive.{sheet.kind.replace('-', '_')}")

    def in_english(self, told: str) -> Md:
        """A title in a line of prose, which is English and says so on a page in another language."""
        safe = text.escape(told)
        return safe if self.site.language == "en" else Md(f'<span lang="en">{safe}</span>')

    def funnel(self, funnel: Funnel, *, quoted: bool = False) -> str:
        """How many papers each step left; what a source could not tell is left out. Where all were ``quoted``, it says so."""
        shown = ("announced", *(["featured"] if self.site.huggingface_top else []), "considered", "listed", "read")
        counts = {name: getattr(funnel, name) for name in shown}
        said = {"read": "quoted"} if quoted else {}
        return " · ".join(self.say(f"day.{said.get(name, name)}_count", count=count) for name, count in counts.items() if count is not None)

    def authors(self, paper: Paper, most: int = 0) -> str:
        """The authors in one line of plain text; beyond ``most`` (0 = no limit) the rest are counted."""
        names = [text.plain(name) for name in paper.authors]
        if most and len(names) > most:
            shown = self.say("paper.name_separator").join(names[: most - 1])
            return f"{shown} {self.say('paper.et_al', count=len(paper.authors))}"
        return self.say("paper.name_separator").join(names)

    def paper_address(self, up: str, paper_id: str) -> str | None:
        """Where to read about a paper: its page, else arXiv."""
        if paper_id in self.view.addresses:
            return up + self.view.addresses[paper_id]
        return text.url(f"https://arxiv.org/abs/{paper_id}")

    def _paper(self, up: str, paper_id: str, title: str) -> Md:
        return Md(f"[{text.inline(title)}]({self.paper_address(up, paper_id)})")

    def _named(self, up: str, paper_id: str, name: Md) -> Md:
        """A paper in prose. It is called by its title, which is English, but for names in Chinese."""
        is_title = self.site.language != "en" and not re.search(r"[\u4e00-\u9fff]", name)
        end = '{: lang="en" }' if is_title else ""
        return Md(f"[{name}]({self.paper_address(up, paper_id)}){end}")

    def _linked(self, up: str, folder: str, known: Container[str], name: Callable[[str], str], word: str) -> Md:
        """A tag, category or interest, linked when it has a page."""
        place = (up, folder, word)
        if place not in self._links:
            label = name(word)
            self._links[place] = _link(up, label, f"{folder}/{text.slug(word)}.md") if word in known else text.escape(label)
        return self._links[place]

    def _written(self, up: str, source: str, language: str) -> Md:
        """Prose with the language it is in, where that is not the page's."""
        made = text.prose(source, partial(self._named, up))
        code = text.language_tag(language)
        if code == self.site.language or not made:
            return made
        if "\n" in made or made.startswith("- "):
            return Md(f'<div lang="{code}" markdown="block">\n\n{made}\n\n</div>')
        return Md(f'{made}\n{{: lang="{code}" }}')

    def _why(self, up: str, relevance: Relevance) -> Md:
        """The reason of a score, the interests in it linked; interests that it does not name follow."""
        reason = relevance.reason or ""
        link = partial(self._linked, up, "interests", self.interests, self.interest_name)
        links = {self.interest_name(each): link(each) for each in relevance.matched}
        named = [name for name in links if name in reason]
        pattern = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True))
        pieces = re.split(f"({pattern})", reason) if pattern else [reason]
        told = "".join(links.get(piece) or text.escape_within(piece) for piece in pieces)
        return Md(" · ".join([*([told] if told else []), *(link for name, link in links.items() if name not in named)]))

    def _site_href(self, up: str, paper_id: str) -> Md:
        if paper_id in self.view.addresses:
            path, _, anchor = self.view.addresses[paper_id].partition(".md")
            return Md(html_escape(f"../{up}{quote(path)}/{quote(anchor, safe='#')}"))
        return Md(html_escape(f"https://arxiv.org/abs/{quote(paper_id)}"))


def _link(up: str, label: object, path: str) -> Md:
    """Link a page of the site by its path inside docs/."""
    return Md(f"[{text.escape(label)}]({up}{path})")


@cache
def _wordless(say: Say, key: str) -> Md:
    return Md(say(key))


def _squeezed(body: str) -> str:
    """At most one empty line in a row, none at the end, no blank at a line's: templates may be laid out for the eye. Texts are clean."""
    for gap, rest in ((" \n", "\n"), ("\n\n\n", "\n\n")):
        while gap in body:
            body = body.replace(gap, rest)
    return f"{body.strip()}\n"


def _has_math(body: str) -> bool:
    """Every dollar sign that is not math is written as a character reference, except in the BibTeX."""
    signs = ("$", "arithmatex")
    return any(sign in body for sign in signs) and any(sign in _CODE.sub("", body) for sign in signs)
