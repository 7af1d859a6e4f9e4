"""Likes: ids out of exports, and texts for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.likes import arxiv_ids, texts
from generator.model import Paper
from tests.samples import digest, entry, paper

BIBTEX = """
@article{one, title={A 2001.12345 story}, eprint = {2602.23361v2}, archivePrefix={arXiv}, doi={10.1109/5.2001.12345}}
@misc{two, eprint="hep-th/9901001", pages = "1234.5678"}
@article{three, journal={arXiv preprint arXiv:1706.03762}, year={2017}}
@article{four, eprint={arXiv:2602.00001}}
"""
RIS = "TY  - JOUR\nUR  - http://arxiv.org/abs/2602.23361v1\nDO  - 10.48550/arXiv.1706.03762\nER  -\n"
ZOTERO_CSV = (
    '"Key","Url","Extra"\n"A","http://arxiv.org/pdf/2602.23361","arXiv:2602.23361 [cs]"\n"B","https://doi.org/10.1000/2602.23362",""\n'
)
CSL_JSON = '[{"URL": "https://arxiv.org/abs/math.GT/0309136", "DOI": "10.48550/arXiv.2602.12340"}]'


@pytest.mark.parametrize(
    ("export", "ids"),
    [
        (BIBTEX, ("2602.23361", "hep-th/9901001", "1706.03762", "2602.00001")),
        (RIS, ("2602.23361", "1706.03762")),
        (ZOTERO_CSV, ("2602.23361",)),
        (CSL_JSON, ("math.GT/0309136", "2602.12340")),
        ("2602.23361\n 2602.12340v3 \n\n", ("2602.23361", "2602.12340")),
        ("arXiv:2602.233612", ()),
        ("arXiv:Math.gt/0309136\nHEP-TH/9901001v2\n", ("math.GT/0309136", "hep-th/9901001")),
        ("", ()),
    ],
)
def test_the_ids_of_an_export(export: str, ids: tuple[str, ...]) -> None:
    assert arxiv_ids(export) == ids


@given(st.text(max_size=200))
def test_any_file_can_be_read_for_ids(export: str) -> None:
    assert len(set(arxiv_ids(export))) == len(arxiv_ids(export))


class Api:
    """arXiv's API: knows some papers and remembers what it was asked."""

    def __init__(self, *known: Paper) -> None:
        self.known, self.asked = known, []  # type: ignore[var-annotated]

    def __call__(self, ids: list[str]) -> list[Paper]:
        self.asked.append(list(ids))
        return [paper for paper in self.known if paper.id in ids]


def test_a_text_comes_from_the_records_then_from_what_was_kept_then_from_the_api() -> None:
    api = Api(paper("2604.00003", abstract="Asked."))
    kept = {"2604.00002": Paper(id="2604.00002", title="Kept"), "2604.00009": Paper(id="2604.00009", title="No longer liked")}
    ids = ["2604.00001", "2604.00002", "2604.00003", "2604.00004", "2604.00001"]
    found = texts(ids, [digest(entries=(entry("2604.00001"),))], kept, api)
    assert [each.id for each in found.papers] == ids[:3]
    assert api.asked == [["2604.00003", "2604.00004"]]
    assert found.missing == ("2604.00004",)
    assert {id_: each and each.title for id_, each in found.keep.items()} == {
        "2604.00002": "Kept",
        "2604.00003": "Paper 2604.00003",
        "2604.00004": None,
    }
    again = Api()
    assert texts(ids, [digest(entries=(entry("2604.00001"),))], found.keep, again) == found
    assert again.asked == []


def test_without_likes_nobody_is_asked() -> None:
    api = Api()
    assert texts([], [], {}, api).papers == ()
    assert api.asked == []
