"""Months form bundles."""

from hypothesis import given
from hypothesis import strategies as st

from generator.search.months import counted, groups

months = st.builds(lambda year, month: f"{year}-{month:02}", st.integers(2019, 2026), st.integers(1, 12))


def test_no_month_is_no_bundle() -> None:
    assert groups([]) == []


def test_the_newest_month_stands_alone_and_the_others_in_half_years_newest_first() -> None:
    found = groups(["2025-12", "2026-02", "2026-01", "2025-11", "2025-06", "2026-03"])
    assert [group.name for group in found] == ["2026-03", "2026-01_2026-02", "2025-11_2025-12", "2025-06"]


def test_two_years_are_recent_and_a_half_year_that_reaches_into_them() -> None:
    found = groups(f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13))
    assert [(group.name, group.recent) for group in found][-4:] == [
        ("2024-07_2024-12", True),
        ("2024-01_2024-06", True),
        ("2023-07_2023-12", False),
        ("2023-01_2023-06", False),
    ]


@given(st.sets(months))
def test_every_month_is_in_one_bundle_of_one_year(given_months: set[str]) -> None:
    found = groups(given_months)
    assert sorted(month for group in found for month in group.months) == sorted(given_months)
    assert all(len({month[:4] for month in group.months}) == 1 for group in found)


@given(st.sets(months, min_size=1), months)
def test_a_later_month_changes_no_bundle_but_the_newest_two(given_months: set[str], another: str) -> None:
    before, after = groups(given_months), groups({*given_months, "2027-01"})
    assert {group.months for group in before[2:]} <= {group.months for group in after}


def test_counts_are_over_all_months() -> None:
    one = {"interests": [["a"], [[0]]], "tags": [["t", "u"], [[0, 1]]], "categories": [[], [[]]]}
    assert counted([one, one]) == {"interests": {"a": 2}, "tags": {"t": 2, "u": 2}, "categories": {}}
