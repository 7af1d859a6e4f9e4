"""feed.yml and the environment become one Config. Reads one file; the environment is handed in by cli.

A key that is not known is an error that names it and the nearest known one. The environment wins over
the file: ``DIGEST_SITE__NAME`` sets ``site.name``.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from generator import model
from generator.bounds import DEEPEST, MOST_VALUES, is_deep, is_large
from generator.complaints import explained
from generator.errors import ConfigError

ARXIV_ID = re.compile(r"(?P<id>\d{4}\.\d{4,5}|[a-z-]{1,12}(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?")


MOST_BYTES = 2_000_000
"""Of a feed.yml, which has some 5,000; with 50,000 likes a megabyte. YAML takes a second for each."""


def _timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no IANA time zone such as Asia/Shanghai or Europe/Berlin")
    return name


def _arxiv_id(text: str) -> str:
    found = ARXIV_ID.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is no arXiv id such as 2602.23361")
    return found["id"]


def _secret_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise ValueError("put the URL into a secret and the secret's name here")
    return name


def _category(name: str) -> str:
    if not re.fullmatch(r"[a-z-]+(\.[A-Za-z-]+)?", name):
        raise ValueError(f"{name!r} is no arXiv category such as cs.CV")
    return name


def _id(text: str) -> str:
    # It becomes part of a path and of URLs.
    if not re.fullmatch(r"\w[\w-]*", text):
        raise ValueError(f"{text!r} is no id: letters, digits and hyphens alone, such as image-restoration")
    return text


def _address(text: str) -> str:
    # Its value is not told: it may hold a password, or be a key in the wrong place. Empty means the default, as nothing does.
    if text and not re.match(r"https?://[^\s/]", text):
        raise ValueError("write an address that begins with https:// or http://")
    return text


Address = Annotated[str, AfterValidator(_address)]
ArxivId = Annotated[str, AfterValidator(_arxiv_id)]
Id = Annotated[str, AfterValidator(_id)]


class _Part(BaseModel):
    """A level of feed.yml: frozen, and no key that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True, allow_inf_nan=False)


class SiteConfig(_Part):
    """``site:``, how the site is called and shown."""

    name: str = "Paper digest"
    language: str = "en"
    timezone: Annotated[str, AfterValidator(_timezone)] = "UTC"
    url: Address | None = None
    figures: bool = True
    keep: int = Field(default=0, ge=0)


class ArxivConfig(_Part):
    """``sources.arxiv:``; ``spacing`` is in seconds between two requests, whatever the host (arXiv asks for 3)."""

    categories: tuple[Annotated[str, AfterValidator(_category)], ...] = ("cs.CV",)
    cross_lists: bool = True
    rss_url: Address = "https://rss.arxiv.org/rss"
    api_url: Address = "https://export.arxiv.org/api/query"
    html_url: Address = "https://arxiv.org/html"
    pdf_url: Address = "https://arxiv.org/pdf"
    spacing: float = Field(default=3.0, ge=0)


class HuggingFaceConfig(_Part):
    """``sources.huggingface:``; ``top`` papers by upvotes, 0 turns it off."""

    top: int = Field(default=15, ge=0)
    api_url: Address = "https://huggingface.co/api/daily_papers"


class SourcesConfig(_Part):
    """``sources:``, where papers come from."""

    arxiv: ArxivConfig = ArxivConfig()
    huggingface: HuggingFaceConfig = HuggingFaceConfig()


class InterestConfig(_Part):
    """One of ``interests:``."""

    id: Id
    name: str = ""
    about: str = ""
    keywords: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    weight: float = Field(default=1.0, gt=0)
    paused: bool = False


class SelectConfig(_Part):
    """``select:``, how many are read and listed, and from which score on."""

    read: int = Field(default=10, ge=0)
    list: int = Field(default=30, ge=0)
    min_score: int = Field(default=50, ge=0, le=100)


class TagConfig(_Part):
    """One of ``tags.extra:``."""

    id: Id
    names: dict[str, str] = {}
    match: tuple[str, ...] = ()


class TagsConfig(_Part):
    """``tags:``."""

    extra: tuple[TagConfig, ...] = ()


class SectionConfig(_Part):
    """A section of one's own in ``analysis.sections:``."""

    id: Id
    title: str
    ask: str


class BudgetConfig(_Part):
    """``analysis.budget:``; the defaults are Gemini's free tier."""

    requests_per_minute: int = Field(default=5, ge=1)
    requests_per_day: int = Field(default=20, ge=0)
    tokens_per_minute: int = Field(default=250_000, ge=1)
    tokens_per_day: int = Field(default=1_000_000, ge=0)


class PriceConfig(_Part):
    """One of ``analysis.prices:``, US dollars per million tokens."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)


class AnalysisConfig(_Part):
    """``analysis:``, who writes and how much it may ask."""

    provider: Literal["auto", "extractive", "gemini", "openai"] = "auto"
    model: str | None = None
    base_url: Address | None = None
    language: str | None = None
    sections: Literal["method", "takeaway", "survey", "auto"] | tuple[SectionConfig, ...] = "method"
    budget: BudgetConfig = BudgetConfig()
    prices: dict[str, PriceConfig] = {}


class Config(_Part):
    """The whole of feed.yml, every key with its default."""

    site: SiteConfig = SiteConfig()
    sources: SourcesConfig = SourcesConfig()
    interests: tuple[InterestConfig, ...] = ()
    likes: tuple[ArxivId, ...] = ()
    dislikes: tuple[ArxivId, ...] = ()
    select: SelectConfig = SelectConfig()
    tags: TagsConfig = TagsConfig()
    analysis: AnalysisConfig = AnalysisConfig()
    notify: tuple[Annotated[str, AfterValidator(_secret_name)], ...] = ()

    @property
    def hash(self) -> str:
        """Twelve hexadecimal digits that change when a key does."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]

    @property
    def wanted_interests(self) -> tuple[model.Interest, ...]:
        """The interests as the ranking takes them."""
        return tuple(model.Interest(**dict(interest)) for interest in self.interests)

    @property
    def extra_tags(self) -> tuple[model.Tag, ...]:
        """The reader's own tags."""
        return tuple(model.Tag(id=tag.id, names=tag.names, match=tag.match) for tag in self.tags.extra)


class _Loader(yaml.SafeLoader):
    """YAML without floats: an unquoted arXiv id 2602.12340 must not become the number 2602.1234."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Stop at the depth that is read: thousands of open brackets take PyYAML the square of their number."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise RecursionError
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merge mappings (``<<``) as long as they do not unfold to billions: not every PyYAML takes each but once."""
        super().flatten_mapping(node)
        if len(node.value) > MOST_VALUES:
            raise yaml.MarkedYAMLError(problem="merged mappings unfold to more than can be read", problem_mark=node.start_mark)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    """Refuse a key that stands twice: YAML would silently take the last."""
    seen: set[str] = set()
    for key, _ in node.value:
        if str(key.value) in seen:
            raise yaml.MarkedYAMLError(problem=f"the key {key.value} stands twice", problem_mark=key.start_mark)
        seen.add(str(key.value))
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:float"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(path: Path, environ: Mapping[str, str]) -> Config:
    """Read feed.yml (a missing or empty file is the default feed) and lay the environment over it.

    Raises ConfigError, one line that names the key and the mend.
    """
    try:
        text = path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})", "name your feed.yml with --config") from error
    return parse(text, str(path), environ)


def parse(text: bytes, name: str, environ: Mapping[str, str]) -> Config:
    """Make a Config from the bytes of a feed.yml called ``name``. Raises ConfigError."""
    content = _read_yaml(text, name)
    if not isinstance(content, dict | None):
        raise ConfigError(f"{name}: not a list of keys", "start from the feed.yml that the project ships")
    environment = _from_environment(environ)
    try:
        config = Config.model_validate(_without_empty(_over(environment, content or {})))
    except ValidationError as error:
        raise explained(error, Config, lambda path: "environment" if _holds(environment, path) else name) from error
    _refuse_twice(name, "interests", [interest.id for interest in config.interests])
    _refuse_twice(name, "tags.extra", [tag.id for tag in config.tags.extra])
    return config


def interests(text: bytes, name: str) -> tuple[model.Interest, ...]:
    """Read a file that holds what stands under ``interests:``, with or without that key. Raises ConfigError."""
    content = _read_yaml(text, name)
    if isinstance(content, dict) and "interests" in content:
        content = content["interests"]
    return parse(yaml.safe_dump({"interests": content or []}, allow_unicode=True).encode(), name, {}).wanted_interests


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """Nest ``DIGEST_SITE__NAME=x`` as ``{"site": {"name": "x"}}``; lists and mappings are written as YAML or JSON."""
    content: dict[str, Any] = {}
    for variable in sorted(environ):
        if variable.startswith("DIGEST_") and environ[variable] != "":
            here = content
            *levels, key = variable.removeprefix("DIGEST_").lower().split("__")
            for level in levels:
                here = here.setdefault(level, {})
                if not isinstance(here, dict):
                    raise ConfigError(f"environment: {variable}", "its level is set as a whole elsewhere; keep one")
            here[key] = _value(environ[variable], variable)
    return content


def _value(text: str, variable: str) -> Any:
    return _read_yaml(text.encode(), variable) if text.startswith(("[", "{")) else text


def _over(upper: Any, lower: Any) -> Any:
    """Lay one tree of keys over another."""
    if isinstance(upper, dict) and isinstance(lower, dict):
        return lower | {key: _over(value, lower.get(key)) for key, value in upper.items()}
    return upper


def _read_yaml(text: bytes, name: str) -> Any:
    if len(text) > MOST_BYTES:
        raise ConfigError(f"{name}: {len(text) / 1e6:.0f} MB of YAML", f"keep it below {MOST_BYTES / 1e6:g} MB")
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 a SafeLoader
        if is_large(content) or is_deep(content):
            raise ConfigError(f"{name}: its aliases or levels unfold to more than can be read", "write it out, without aliases (*)")
        return content
    except RecursionError as error:
        raise ConfigError(f"{name}: nested too deeply", "write it plainly") from error
    except ValueError as error:
        raise ConfigError(f"{name}: a value that cannot be read ({str(error)[:60]})", "put it in quotes, or correct it") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise ConfigError(f"{name}{where}: {problem}", "mend the YAML there (indent with spaces, quote colons)") from error


def _without_empty(value: Any) -> Any:
    """Drop keys without a value, which mean their default."""
    if isinstance(value, dict):
        return {key: _without_empty(inner) for key, inner in value.items() if inner is not None}
    return value


def _holds(content: Any, path: Iterable[Any]) -> bool:
    """Whether the key at ``path`` was given in ``content``."""
    for part in path:
        if not isinstance(content, dict):
            return True
        if part not in content:
            return False
        content = content[part]
    return True


def _refuse_twice(name: str, key: str, ids: list[str]) -> None:
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise ConfigError(f"{name}: {key}: the id {twice[0]} stands twice", "give each its own")


def provider(config: Config, environ: Mapping[str, str]) -> Literal["extractive", "gemini", "openai"]:
    """Resolve ``analysis.provider: auto`` as product.md says: Gemini's key, else OpenAI's or a base_url, else none."""
    chosen = config.analysis.provider
    if chosen != "auto":
        return chosen
    if environ.get("GEMINI_API_KEY"):
        return "gemini"
    if environ.get("OPENAI_API_KEY") or config.analysis.base_url:
        return "openai"
    return "extractive"
