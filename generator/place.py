"""Place: a feed.yml and the folders of one feed, which every command works on. Prints only what a person should know at once, on stderr."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import typer

from generator import config, errors, index, record, turns
from generator.config import Config
from generator.glance import Sheet
from generator.model import Select, Site
from generator.rank.tags import vocabulary
from generator.render.messages import load as messages

FEED_YML = Path("feed.yml")
HOME = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command works: its config and its folders."""

    config: Config
    environ: Mapping[str, str]
    archive: Path
    docs: Path
    site: Path
    told: dict[Path, errors.RecordError] = field(default_factory=dict)
    """The records that could not be read, by path; each was told once."""

    @property
    def cache(self) -> Path:
        """A folder beside the archive for what can be had again."""
        return self.archive.resolve().parent / ".cache"

    @property
    def built(self) -> Path:
        """The cache of the site's parts."""
        return self.site.resolve().parent / ".cache" / "site"


def open_place(config_path: Path, archive: Path, docs: Path, site: Path, environ: Mapping[str, str]) -> Place:
    """Read feed.yml and say where a command works. Raises ConfigError and UsageError."""
    if not config_path.exists() and config_path != FEED_YML:
        raise errors.UsageError(f"{config_path}: no such file", "name your feed.yml with --config")
    read = config.load(config_path, environ)
    messages(read.site.language)  # complains of a language that the interface does not have
    return Place(config=read, environ=environ, archive=archive, docs=docs, site=site)


@contextmanager
def turn(place: Place, *more: Path) -> Iterator[None]:
    """Hold archive, pages and site until the block ends; wait, and say so, while another command works on one of them."""
    with turns.turn((place.archive, place.docs, place.site, *more), _wait):
        for folder in place.cache.glob("*/"):
            with suppress(OSError):  # a cache that cannot be written is done without
                record.sweep(folder)
        yield


def _wait(folder: Path) -> None:
    typer.echo(f"digest: {folder}: another command works on it: waiting until it ends (Ctrl-C stops this one)", err=True)


def sheets_of(place: Place) -> list[Sheet]:
    """Every record at a glance, oldest first; those that cannot be read are told and left out. Raises RecordError when none can."""
    sheets, broken = index.readable(place.archive)
    if broken and not sheets:
        raise next(iter(broken.values()))
    tell(place, broken)
    return sheets


def tell(place: Place, broken: Mapping[Path, errors.RecordError]) -> None:
    """Say once of each record that cannot be read why."""
    for path in sorted(broken.keys() - place.told.keys()):
        typer.echo(f"digest: {broken[path]}", err=True)
    place.told.update(broken)


def shown_of(place: Place) -> Site:
    """What the pages need to know of the feed."""
    chosen = place.config
    repository = repository_of(place.environ)
    return Site(
        name=chosen.site.name,
        language=chosen.site.language,
        timezone=chosen.site.timezone,
        url=_with_slash(chosen.site.url) if chosen.site.url else pages_url(place.environ),
        repository=repository,
        categories=chosen.sources.arxiv.categories,
        cross_lists=chosen.sources.arxiv.cross_lists,
        huggingface_top=chosen.sources.huggingface.top,
        interests=chosen.wanted_interests,
        select=Select(**dict(chosen.select)),
        tags=vocabulary(chosen.extra_tags),
        keep=chosen.site.keep,
    )


def repository_of(environ: Mapping[str, str]) -> str | None:
    """The repository's web address, as GitHub tells its workflows."""
    name = environ.get("GITHUB_REPOSITORY")
    return f"{environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{name}" if name else None


def pages_url(environ: Mapping[str, str]) -> str | None:
    """Where GitHub Pages shows the repository: owner.github.io/name/, or the root for a repository of that name."""
    owner, _, name = environ.get("GITHUB_REPOSITORY", "").partition("/")
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" + ("" if name.lower() == host else f"{name}/") if name else None


def _with_slash(url: str) -> str:
    return url.rstrip("/") + "/"


def home() -> Path:
    """The repository: where one stands, else where the program is."""
    here = Path.cwd()
    return here if (here / "mkdocs.yml").is_file() else HOME
