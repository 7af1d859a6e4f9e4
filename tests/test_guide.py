"""The page that explains feed.yml: it names every key, and says of each what the config does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import config, guide
from generator.analyse.llm import BATCH
from generator.analyse.providers import PROVIDERS
from generator.analyse.writer import SCORED
from tests.render.browser import shown

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
KEYS = {key.path: key for level in guide.levels() for key in level.keys}
MEND = "run: .venv/bin/digest guide"
ONE_OF = b"interests: [{id: a}]\ntags: {extra: [{id: a}]}"


def committed(language: str) -> str:
    return (DOCS / guide.PAGES[language]).read_text("utf-8")


def told(language: str, path: str) -> str:
    """The line of facts of a key, as the committed page shows it."""
    text = committed(language).partition(f"# `{path}`\n")[2]
    # A list that a key may be is told of as a whole first.
    facts = next(found for found in re.findall(r"<small>(.+)</small>", text) if "DIGEST" not in found or "·" in found)
    return str(facts)


def at(holder: Any, path: str) -> Any:
    """What stands at a path of a Config; of a list the first."""
    for name in path.split("."):
        holder = getattr(holder[0] if isinstance(holder, tuple) else holder, name)
    return holder


def without_comments(example: str) -> str:
    """An example with the keys that it holds as comments."""
    return re.sub(r"(?m)^(\s*)# (\w+:)", r"\1\2", example)


def example_at(path: str) -> Any:
    """What the example of a key's level gives it."""
    level = next(level for level in guide.levels() if path in {key.path for key in level.keys})
    return at(config.parse(without_comments(guide.examples()[level.path]).encode(), "example", {}), path)


def test_the_pages_in_the_repository_are_those_that_the_config_gives() -> None:
    assert [page.path for page in guide.pages()] == list(guide.PAGES.values())
    for page in guide.pages():
        assert page.content == (DOCS / page.path).read_bytes(), MEND


@pytest.mark.parametrize("language", guide.PAGES)
def test_every_key_and_level_is_explained_in_each_language_and_no_other(language: str) -> None:
    say, mend = guide.words(language), f"add it to or take it out of generator/guide/{language}.yml, then {MEND}"
    single = {level.path for level in guide.levels() if [key.path for key in level.keys] == [level.path]}
    assert set(say["keys"]) == set(KEYS) - single, mend
    assert set(say["levels"]) == {level.path for level in guide.levels()}, mend
    assert set(say) == set(guide.words("en"))
    assert set(say["kind"]) == set(guide.words("en")["kind"])


def test_every_key_that_feed_yml_may_hold_is_in_the_page() -> None:
    known = config.Config.model_json_schema()["$defs"].values()
    names = {name for part in known for name in part["properties"]} | set(config.Config.model_fields)
    assert names - {path.rpartition(".")[2] for path in KEYS} == {"site", "sources", "arxiv", "huggingface", "interests", "select"} | {
        "tags",
        "extra",
        "analysis",
        "budget",
        "prices",
    }


@pytest.mark.parametrize("path", KEYS)
def test_each_default_shown_is_that_of_the_config(path: str) -> None:
    for language, required, empty, default in (("en", "required", "empty by default", "default"), ("zh", "必填", "默认为空", "默认")):
        facts = told(language, path)
        if KEYS[path].required:
            assert required in facts
            continue
        is_default = at(config.parse(ONE_OF, "x", {}), path)
        if is_default in (None, "", (), {}):
            assert empty in facts
        else:
            [shown] = re.findall(rf"{default} `(.+?)`", facts)
            wanted = list(is_default) if isinstance(is_default, tuple) else is_default
            assert (shown if isinstance(wanted, str) else json.loads(shown)) == wanted


@pytest.mark.parametrize("path", [path for path, key in KEYS.items() if key.variable])
def test_each_variable_shown_sets_its_key_and_no_other(path: str) -> None:
    variable, wanted = KEYS[path].variable or "", example_at(path)
    assert f"`{variable}`" in told("en", path)
    assert f"`{variable}`" in told("zh", path)
    given = (
        json.dumps([each.model_dump() if hasattr(each, "model_dump") else each for each in wanted], default=str)
        if isinstance(wanted, tuple)
        else str(wanted)
    )
    set_, default = config.parse(b"", "x", {variable: given}), config.Config()
    assert at(set_, path) == wanted
    assert wanted != at(default, path), "an example that shows the default shows nothing"
    changed = [other for other, key in KEYS.items() if key.variable and at(set_, other) != at(default, other)]
    assert changed == [path]


def test_an_example_names_every_key_of_its_level_and_can_be_copied() -> None:
    assert set(guide.examples()) == {level.path for level in guide.levels()}
    for level in guide.levels():
        text = guide.examples()[level.path]
        config.parse(text.encode(), level.path, {})
        config.parse(without_comments(text).encode(), level.path, {})
        missing = [key.path for key in level.keys if not re.search(rf"\b{key.path.rpartition('.')[2]}:", text)]
        assert not missing, level.path
        assert "example.org" not in re.sub(r"(?m)^\s*#.*", "", text), "what is copied must work"


def test_a_list_can_be_set_from_the_environment_as_the_page_says() -> None:
    for level in guide.levels():
        if level.variable:
            content = yaml.safe_load(guide.examples()[level.path])
            for name in level.path.split("."):
                content = content[name]
            assert f"`{level.variable}`" in committed("en")
            set_ = config.parse(b"", "x", {level.variable: json.dumps(content)})
            assert at(set_, level.path) == at(config.parse(guide.examples()[level.path].encode(), "x", {}), level.path)


@pytest.mark.parametrize("language", guide.PAGES)
def test_what_the_sentences_say_of_models_and_requests_is_so(language: str) -> None:
    say = guide.words(language)["keys"]
    for vendor in PROVIDERS.values():
        assert f"`{vendor.model}`" in say["analysis.model"]
        assert vendor.key in say["analysis.provider"]
    usual = SCORED // BATCH + config.SelectConfig().read + 1
    assert re.search(rf"\b{usual}\b", say["analysis.budget.requests_per_day"])


@pytest.mark.parametrize("language", guide.PAGES)
def test_every_heading_has_an_anchor_of_its_own_and_the_page_reads_the_same_on_github(language: str) -> None:
    anchors = [each.get("id") for each in shown(committed(language)).iter("h1", "h2", "h3")]
    assert not [each for each in anchors if anchors.count(each) > 1 or each.endswith("_1")]
    assert {"sitename", "analysisbudgetrequests_per_day", "likes"} <= set(anchors)
    assert "{:" not in committed(language)
