"""The sitemap: every address once, in order, and never more in a file than the protocol allows."""

from lxml import etree

from generator.site.sitemap import sitemap

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def addresses(content: bytes) -> list[str]:
    return [each.text or "" for each in etree.fromstring(content).iter(LOC)]


def test_addresses_are_absolute_sorted_and_escaped() -> None:
    made = sitemap("https://a.example/feed/", ["papers/2/", "", "papers/1/", "papers/1/", "tags/a&b/"])
    assert set(made) == {"sitemap.xml"}
    paths = ["", "papers/1/", "papers/2/", "tags/a&b/"]
    assert addresses(made["sitemap.xml"]) == [f"https://a.example/feed/{path}" for path in paths]


def test_many_addresses_are_spread_over_files_that_an_index_names() -> None:
    made = sitemap("https://a.example/", [f"papers/{number}/" for number in range(5)], most=2)
    assert addresses(made["sitemap.xml"]) == [f"https://a.example/sitemap-{number}.xml" for number in (1, 2, 3)]
    assert etree.fromstring(made["sitemap.xml"]).tag.endswith("sitemapindex")
    assert [len(addresses(made[f"sitemap-{number}.xml"])) for number in (1, 2, 3)] == [2, 2, 1]


def test_a_site_without_an_address_has_no_sitemap() -> None:
    assert sitemap("", ["papers/1/"]) == {}
