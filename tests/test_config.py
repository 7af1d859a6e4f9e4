"""feed.yml: every key has a default, every mistake is one line with its mend."""

from pathlib import Path

import pytest

from generator import config
from generator.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent


def complaint(text: str, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        config.parse(text.encode(), "feed.yml", environ)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_empty_file_is_a_working_feed() -> None:
    empty = config.parse(b"", "feed.yml", {})
    assert empty.sources.arxiv.categories == ("cs.CV",)
    assert (empty.select.read, empty.select.list, empty.select.min_score) == (10, 30, 50)


def test_a_missing_file_is_the_default_feed(tmp_path: Path) -> None:
    assert config.load(tmp_path / "feed.yml", {}) == config.parse(b"", "feed.yml", {})


def test_keys_without_a_value_mean_their_default() -> None:
    assert config.parse(b"site:\nanalysis:\n  model:\n", "feed.yml", {}) == config.parse(b"", "feed.yml", {})


def test_the_shipped_feed_is_that_of_the_seeds() -> None:
    shipped = config.load(ROOT / "feed.yml", {})
    assert shipped.site.language == "zh"
    assert shipped.sources.huggingface.top == 15
    assert len(shipped.interests) >= 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("site: {nam: x}", "unknown key site.nam: did you mean name?"),
        ("sits: {}", "unknown key sits: did you mean site?"),
        ("interests: [{id: a, keyword: [x]}]", "unknown key interests[0].keyword: did you mean keywords?"),
        ("analysis: {prices: {m: {inpt: 1, input: 1, output: 2}}}", "did you mean input?"),
        ("site: [", "feed.yml line 1:"),
        ("- a", "not a list of keys"),
        ("site: {name: a}\nsite: {name: b}", "feed.yml line 2: the key site stands twice"),
        ("zzzz: 1", "unknown key zzzz: remove it; the nearest known is"),
        ("'site[0]': 1", "unknown key site[0]: did you mean site?"),
        ("1: 2", "feed.yml: 1:"),
        ("site: {timezone: Mars}", "no IANA time zone"),
        ("likes: [abc]", "'abc' is no arXiv id"),
        ("notify: ['https://x']", "put the URL into a secret"),
        ("select: {read: many}", "select.read"),
        ("interests: [{id: a}, {id: a}]", "the id a stands twice"),
        ("tags: {extra: [{id: a}, {id: a}]}", "the id a stands twice"),
        ("interests: [{id: ../a}]", "interests[0].id: '../a' is no id"),
        ("interests: [{id: image restoration}]", "letters, digits and hyphens alone, such as image-restoration"),
        ("sources: {arxiv: {categories: [cs.CV cs.LG]}}", "'cs.CV cs.LG' is no arXiv category such as cs.CV"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_key_and_the_mend(text: str, said: str) -> None:
    assert said in complaint(text)


def test_the_environment_wins_over_the_file() -> None:
    environ = {"DIGEST_SITE__NAME": "Mine", "DIGEST_SOURCES__ARXIV__CATEGORIES": '["cs.LG"]', "DIGEST_SITE__URL": ""}
    loaded = config.parse(b"site: {name: Theirs, language: zh}", "feed.yml", environ)
    assert (loaded.site.name, loaded.site.language, loaded.sources.arxiv.categories) == ("Mine", "zh", ("cs.LG",))


def test_a_mistake_in_the_environment_is_told_as_such() -> None:
    assert complaint("", DIGEST_SITE__NAM="x") == "environment: unknown key site.nam: did you mean name?"
    assert "DIGEST_LIKES line 1" in complaint("", DIGEST_LIKES="[a")
    assert "set as a whole elsewhere" in complaint("", DIGEST_SITE="x", DIGEST_SITE__NAME="y")
    assert complaint("", DIGEST_SITE="x").startswith("environment: site")


def test_an_unquoted_arxiv_id_keeps_its_last_zero() -> None:
    assert config.parse(b"likes: [2602.12340, hep-th/9901001, 2602.23361v2]", "feed.yml", {}).likes == (
        "2602.12340",
        "hep-th/9901001",
        "2602.23361",
    )


def test_the_provider_is_chosen_by_the_keys_that_are_there() -> None:
    default = config.parse(b"", "feed.yml", {})
    local = config.parse(b"analysis: {base_url: 'http://localhost:11434/v1'}", "feed.yml", {})
    assert config.provider(default, {}) == "extractive"
    assert config.provider(default, {"GEMINI_API_KEY": "k", "OPENAI_API_KEY": "k"}) == "gemini"
    assert config.provider(default, {"OPENAI_API_KEY": "k"}) == "openai"
    assert config.provider(local, {}) == "openai"
    assert config.provider(config.parse(b"analysis: {provider: extractive}", "feed.yml", {}), {"GEMINI_API_KEY": "k"}) == "extractive"


def test_the_hash_changes_with_a_key() -> None:
    one, other = (config.parse(text, "feed.yml", {}) for text in (b"", b"select: {read: 9}"))
    assert one.hash != other.hash
    assert one.hash == config.parse(b"", "feed.yml", {}).hash


def test_interests_and_tags_come_as_nouns() -> None:
    loaded = config.parse(b"interests: [{id: a, keywords: [x]}]\ntags: {extra: [{id: t, match: [y]}]}", "feed.yml", {})
    assert loaded.wanted_interests[0].keywords == ("x",)
    assert loaded.extra_tags[0].match == ("y",)


def test_interests_stand_in_a_file_of_their_own_with_or_without_their_key() -> None:
    for text in (b"- {id: x, keywords: [a]}", b"interests:\n- {id: x, keywords: [a]}"):
        assert [(one.id, one.keywords) for one in config.interests(text, "i.yml")] == [("x", ("a",))]
    assert config.interests(b"", "i.yml") == ()
    with pytest.raises(ConfigError, match=r"i\.yml: unknown key interests\[0\]\.keyword"):
        config.interests(b"- {id: x, keyword: [a]}", "i.yml")
