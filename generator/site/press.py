"""Site: MkDocs in process, which prints some of the pages of docs/ as if it had printed them all. Reads and writes files.

A page's HTML hangs on its own Markdown, on the theme and the navigation, and on nothing else of the other pages but their
addresses. So each press knows the path of every file, and reads only those that it is to print.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from jinja2 import Environment, TemplateError
from jinja2.meta import find_referenced_templates
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import is_markdown_file

from generator.errors import BuildError

# What Material's navigation shows of a page besides its title and address.
SHOWN_META = ("icon", "status", "subtitle")

NavPages = Mapping[str, tuple[str, dict[str, str]]]
"""For the path of each page in the navigation, its title and what else the navigation shows of it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What has to be known of a printed page without printing it again.

    ``source`` is the hash of its Markdown, ``output`` its file in the site, ``url`` its address there, ``links`` the paths in
    docs/ that it links to, ``anchors`` those with an anchor, ``ids`` the anchors that it offers.
    """

    source: str
    output: str
    url: str
    links: tuple[str, ...]
    anchors: tuple[tuple[str, str], ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What is the same for all that is printed: the folders, what feed.yml says of the site, the paths that links may name.

    ``empty`` is a folder without files: MkDocs is told file by file what to print and must find nothing by itself.
    """

    docs: Path
    empty: Path
    mkdocs_yml: Path
    name: str
    language: str
    url: str
    known: frozenset[str] = frozenset()
    nav: NavPages = field(default_factory=dict)


class Press:
    """MkDocs with its config and templates, loaded once for all the parts that a process prints."""

    def __init__(self, work: Work) -> None:
        """Load mkdocs.yml. Raises BuildError with MkDocs' first complaint."""
        self.work = work
        with complaining(work.docs):
            self._config = load_config(
                str(work.mkdocs_yml),
                docs_dir=str(work.empty.resolve()),
                site_dir=str(work.empty.with_name("unused").resolve()),
                site_name=work.name,
                site_url=work.url,
                strict=True,
            )
        self._config.theme["language"] = work.language
        self._clerk = self._config.plugins["digest"] = _Clerk()
        self._bare = _listing(self._config.theme.get_env(), ())
        self._static_templates = set(self._config.theme.static_templates)

    def overrides(self) -> Path | None:
        """The folder of the project's own templates."""
        folder = self._config.theme.custom_dir
        return Path(folder) if folder else None

    def navigation(self) -> dict[str, tuple[str, dict[str, str]]]:
        """Title and visible metadata of each page in the navigation, as MkDocs finds them when it prints everything."""
        files = Known((), self.work.known, self._config)
        with complaining(self.work.docs, strict=False):
            pages = get_navigation(files, self._config).pages
            for page in pages:
                self._read(page, files)
        return {page.file.src_uri: (page.title or "", _shown(page)) for page in pages}

    def _read(self, page: Page, files: Files) -> None:
        if page.file.is_documentation_page():
            page.file.src_dir = str(self.work.docs)
            page.read_source(self._config)
            if "title" not in page.meta:
                page.render(self._config, files)

    def print_theme(self, into: Path) -> None:
        """Write what the theme brings besides the templates of pages, and the page for addresses that lead nowhere."""
        environment = self._config.theme.get_env()
        with complaining(self.work.docs):
            own = _own_files(environment, self.overrides())
        self._print((), into, own or environment, self._static_templates)
        # Its own sitemap would hold these pages alone, with the day of the build.
        for name in ("sitemap.xml", "sitemap.xml.gz"):
            (into / name).unlink(missing_ok=True)

    def print_pages(self, sources: Mapping[str, str], into: Path) -> dict[str, Facts]:
        """Write the pages of some paths in docs/, whose hashes are given, and copy those that are not pages."""
        self._print(sources, into, self._bare, set())
        return {page.file.src_uri: _facts(page, sources[page.file.src_uri], links) for page, links in self._clerk.printed}

    def _print(self, paths: Iterable[str], into: Path, environment: Environment, static_templates: set[str]) -> None:
        self._config.site_dir = str(into.resolve())
        self._clerk.begin(self.work, paths)
        self._config.theme.static_templates = static_templates
        vars(self._config.theme)["get_env"] = lambda: environment
        try:
            with complaining(self.work.docs):
                mkdocs_build(self._config)
        finally:
            del vars(self._config.theme)["get_env"]


class Known(Files):
    """The files to be printed, and every other file of docs/ by its path alone, once a link asks for it."""

    def __init__(self, own: Iterable[File], known: Collection[str], config: MkDocsConfig) -> None:
        super().__init__(own)
        self._known, self._config = known, config
        self._others: dict[str, File] = {}
        self.asked: set[str] = set()

    def get_file_from_path(self, path: str) -> File | None:
        """MkDocs' File of a path in docs/, or None when there is none."""
        uri = str(PurePosixPath(path))
        found = super().get_file_from_path(uri)
        if found is None and uri in self._known:
            found = self._others.get(uri) or self._other(uri)
        if found is not None:
            self.asked.add(uri)
        return found

    def _other(self, uri: str) -> File:
        made = File(uri, None, self._config.site_dir, self._config.use_directory_urls, inclusion=InclusionLevel.EXCLUDED)
        return self._others.setdefault(uri, made)


class _Clerk(BasePlugin):  # type: ignore[no-untyped-call,type-arg]
    """MkDocs' plugin that tells it which files to print, and hears what it finds out about them."""

    def begin(self, work: Work, paths: Iterable[str]) -> None:
        self._work, self._paths = work, paths
        self._known: Known
        self.printed: list[tuple[Page, tuple[str, ...]]] = []

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        own = [File(path, str(self._work.docs), config.site_dir, config.use_directory_urls) for path in self._paths]
        self._known = Known([*files, *own], self._work.known, config)
        return self._known

    def on_nav(self, nav: Navigation, **_: object) -> None:
        for page in nav.pages:
            if page.file.inclusion is InclusionLevel.EXCLUDED and page.file.src_uri in self._work.nav:
                page.title, shown = self._work.nav[page.file.src_uri]
                page.meta = dict(shown)

    def on_page_markdown(self, _: str, **__: object) -> None:
        self._known.asked.clear()

    def on_page_content(self, _: str, page: Page, **__: object) -> None:
        self.printed.append((page, tuple(sorted(self._known.asked))))


def _facts(page: Page, source: str, links: tuple[str, ...]) -> Facts:
    anchors = {(file.src_uri, anchor) for file, found in (page.links_to_anchors or {}).items() if file != page.file for anchor in found}
    return Facts(
        source=source,
        output=page.file.dest_uri,
        url=page.url,
        links=links,
        anchors=tuple(sorted(anchors)),
        ids=tuple(sorted(page.present_anchor_ids or ())),
    )


def _shown(page: Page) -> dict[str, str]:
    return {name: str(page.meta[name]) for name in SHOWN_META if page.meta.get(name)}


def _listing(environment: Environment, paths: Sequence[str]) -> Environment:
    """The same templates in an environment that lists these files: Material has 12,000, and looking through them takes 0.15 s."""
    listing = environment.overlay()
    vars(listing)["list_templates"] = lambda filter_func, **_: [path for path in paths if filter_func(path)]
    return listing


def _own_files(environment: Environment, overrides: Path | None) -> Environment | None:
    """An environment without Material's scripts and styles, 3 MB, where no page loads them: all its templates are the project's own."""
    if overrides is None:
        return None
    paths = sorted(path.relative_to(overrides).as_posix() for path in overrides.rglob("*") if path.is_file())
    seen, following = set[str](), ["main.html", "404.html"]
    while following:
        template = following.pop()
        if template not in paths:
            return None
        source = (overrides / template).read_text("utf-8")
        seen.add(template)
        following += {name or "" for name in find_referenced_templates(environment.parse(source))} - seen
    return _listing(environment, paths)


def is_page(path: str) -> bool:
    """Whether MkDocs makes a page of a file, rather than copying it."""
    return bool(is_markdown_file(path))


@contextmanager
def complaining(docs: Path, *, strict: bool = True) -> Iterator[None]:
    """Keep MkDocs' chatter off the terminal, and raise BuildError with its first complaint when it fails."""
    said: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage().strip().splitlines()[0])

    logger, collector = logging.getLogger("mkdocs"), Collector(level=logging.WARNING)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(collector)
    try:
        yield
    except (MkDocsException, TemplateError, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # the disk's word, not MkDocs'
        first = said[0] if said and strict else str(error)
        raise BuildError(f"{docs}: MkDocs says: {first}", "mend that page or its link, then build again") from error
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate
