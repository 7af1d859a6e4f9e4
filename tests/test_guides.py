"""The guides in docs/: both languages say the same things, their examples work, and what they claim is so."""

import re
from pathlib import Path

import pytest
import yaml

from generator import config
from generator.analyse.llm import BATCH
from generator.analyse.providers import PROVIDERS
from generator.analyse.writer import SCORED
from tests.by_hand import DOCS, PAGES
from tests.render.browser import shown

ROOT = DOCS.parent
ENGLISH = [name for name in PAGES if not name.endswith(".zh.md")]

# For each provider its heading, its secret, what answers to the key, and the address that its own documentation gives.
PROVIDER = {
    "Gemini": ("GEMINI_API_KEY", "gemini", None, None),
    "DeepSeek": ("OPENAI_API_KEY", "openai", "https://api.deepseek.com", "deepseek-v4-flash"),
    "Qwen": ("OPENAI_API_KEY", "openai", "https://dashscope.aliyuncs.com/compatible-mode/v1", "qwen-plus"),
    "OpenRouter": ("OPENAI_API_KEY", "openai", "https://openrouter.ai/api/v1", "deepseek/deepseek-v4-flash"),
    "Ollama": (None, "openai", "http://localhost:11434/v1", "gpt-oss:20b"),
}


def chinese(name: str) -> str:
    return name.removesuffix(".md") + ".zh.md"


def text_of(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def without_prose(text: str) -> str:
    """A block without its comments and what a person calls things."""
    return re.sub(r"# .*|name: .*|--name \"[^\"]*\"|\"[^\"]*\"|--language \w+", "", text)


def test_every_guide_is_there_in_both_languages() -> None:
    assert ENGLISH == ["guide/feed.md", "guide/models.md", "guide/moving.md", "guide/questions.md", "start.md"]
    assert set(PAGES) == {*ENGLISH, *map(chinese, ENGLISH)}


@pytest.mark.parametrize("name", ENGLISH)
def test_both_languages_have_the_same_headings_examples_and_links(name: str) -> None:
    pages = text_of(name), text_of(chinese(name))
    for text, language in zip(pages, ("en", "zh"), strict=True):
        assert yaml.safe_load(text.split("---\n")[1])["lang"] == language
        assert "{:" not in text, "an attribute list shows on GitHub"
    english, translated = map(shown, pages)
    for tag in ("h1", "h2", "h3", "table", "tr", "li"):
        assert len(list(english.iter(tag))) == len(list(translated.iter(tag))), tag
    for language in ("yaml", "text"):
        assert [without_prose(each) for each in blocks(pages[0], language)] == [without_prose(each) for each in blocks(pages[1], language)]
    linked = [{(link.get("href") or "").partition("#")[0] for link in page.iter("a")} for page in (english, translated)]
    here = Path(name).name
    assert {each.replace(".zh.md", ".md") for each in linked[1]} | {here} == {each.replace(".zh.md", ".md") for each in linked[0]} | {here}
    assert chinese(here) in linked[0]
    assert here in linked[1]
    # Apart from the page in the other language, a page leads to its own.
    assert not [each for each in linked[1] if each.endswith(".md") and not each.endswith(".zh.md") and each != here]
    assert not [each for each in linked[0] if each.endswith(".zh.md") and each != chinese(here)]


@pytest.mark.parametrize("name", [*ENGLISH, *map(chinese, ENGLISH)])
def test_every_example_of_feed_yml_can_be_copied(name: str) -> None:
    for block in blocks(text_of(name), "yaml"):
        config.parse(block.encode(), name, {})


@pytest.mark.parametrize("provider", PROVIDER)
@pytest.mark.parametrize("name", ["guide/models.md", "guide/models.zh.md"])
def test_a_providers_example_reaches_that_provider(name: str, provider: str, tmp_path: Path) -> None:
    secret, kind, base_url, model = PROVIDER[provider]
    told = text_of(name).partition(f"\n## {provider}\n")[2].partition("\n## ")[0]
    (tmp_path / "feed.yml").write_text(blocks(told, "yaml")[0], "utf-8")
    feed = config.load(tmp_path / "feed.yml", {})
    # A key of Gemini's beside it must not be sent to somebody else's address.
    assert config.provider(feed, {"GEMINI_API_KEY": "x", "OPENAI_API_KEY": "y"}) == kind
    assert (feed.analysis.base_url, feed.analysis.model, feed.analysis.sections) == (base_url, model, "method")
    assert secret is None or f"`{secret}`" in told
    assert PROVIDERS[kind].key == (secret or PROVIDERS[kind].key)
    usual = SCORED // BATCH + feed.select.read + 1
    assert feed.analysis.budget.requests_per_day >= usual


@pytest.mark.parametrize("name", ["guide/models.md", "guide/models.zh.md"])
def test_what_a_day_costs_is_reckoned_rightly(name: str) -> None:
    numbers = [[float(cell.replace(",", "")) for cell in re.findall(r"\d[\d.,]*", row)] for row in text_of(name).splitlines() if "|" in row]
    asked, costs = [row for row in numbers if len(row) == 3 and row[0] < 100 < row[1]], [row for row in numbers if len(row) == 5]
    *parts, day, most = asked
    assert [row[0] for row in parts] == [SCORED // BATCH, config.SelectConfig().read, 1]
    assert day == [sum(row[0] for row in parts), *(pytest.approx(sum(row[place] for row in parts), rel=0.01) for place in (1, 2))]
    assert len(costs) == 3
    for price_in, price_out, a_day, at_most, days in costs:
        usual, dear = ((row[1] * price_in + row[2] * price_out) / 1e6 for row in (day, most))
        assert (a_day, at_most, days) == (round(usual, 2), round(dear, 2), round(22 * usual, 2))


@pytest.mark.parametrize("name", ["guide/questions.md", "guide/questions.zh.md"])
def test_the_times_of_the_runs_are_those_of_the_workflow(name: str) -> None:
    daily = (ROOT / ".github" / "workflows" / "daily.yml").read_text("utf-8")
    times = re.findall(r'cron: "(\d+) (\d+) \* \* \*"', daily)
    assert len(times) == 2
    assert list(re.findall(r"\d\d:\d\d", text_of(name))) == [f"{int(hour):02}:{int(minute):02}" for minute, hour in times]


def test_the_english_of_a_page_is_marked_for_a_chinese_reader_and_the_other_way_round() -> None:
    for name in ENGLISH:
        for page, other in ((text_of(name), "zh"), (text_of(chinese(name)), "en")):
            [link] = shown(page).xpath(f"//span[@lang='{other}']/a")
            assert link.text == ("中文" if other == "zh" else "English")


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_what_is_read_on_github_links_to_what_is_there(name: str) -> None:
    links = re.findall(r"\]\(([^)]+)\)", (ROOT / name).read_text("utf-8"))
    for path, _, anchor in (link.partition("#") for link in links if "://" not in link):
        assert (ROOT / path).is_file(), path
        assert not anchor or anchor in {each.get("id") for each in shown((ROOT / path).read_text("utf-8")).iter()}, (path, anchor)
