"""The teaser of a paper: asked for only where its licence allows that, from arXiv alone, and never more than a file."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pytest_httpserver import HTTPServer
from werkzeug import Response

from generator.errors import FetchError
from generator.fetch.figures import Figures, NoFigureError, Picture
from generator.fetch.fulltext import Reader
from generator.fetch.http import Http
from generator.model import Figure, Teaser
from tests.fetch import pdfs
from tests.fetch.bodies import Clock
from tests.fetch.figures import pictures
from tests.fetch.figures.test_place import LEFT, body
from tests.fetch.figures.test_process import BARS
from tests.fetch.test_html import LONG, page, para, section
from tests.fetch.test_teaser import IMG, figure
from tests.samples import paper

CC = "http://creativecommons.org/licenses/by/4.0/"
PAPER = replace(paper("2602.23361"), licence=CC)
HTML, PDF, PNG = "/html/2602.23361", "/pdf/2602.23361v1", "/html/2602.23361v1/x1.png"
SAID = [(LEFT, 480.0, 9.0, "F", "Figure 1: The network as it is printed."), *body(LEFT, 440)]
PRINTED = pdfs.document([SAID], {0: BARS})


@pytest.fixture
def figures(http: Http, httpserver: HTTPServer, tmp_path: Path) -> Figures:
    reader = Reader(http=http, html_url=httpserver.url_for("/html"), pdf_url=httpserver.url_for("/pdf"), folder=tmp_path / "day")
    return Figures(reader=reader)


def serve(server: HTTPServer, *shown: str, png: bytes | int = 404, pdf: bytes | int = 404) -> None:
    server.expect_request(HTML).respond_with_data(page("".join(shown) + section("Method", para(LONG))))
    for path, answer in ((PNG, png), (PDF, pdf)):
        content, status = (b"", answer) if isinstance(answer, int) else (answer, 200)
        server.expect_request(path).respond_with_data(content, status)


def asked(server: HTTPServer) -> list[str]:
    return [request.path for request, _ in server.log]


def picture(figures: Figures, **fields: object) -> Picture:
    found = figures.picture(replace(PAPER, **fields), "2026-02")  # type: ignore[arg-type]
    assert found
    return found


def test_the_pages_first_figure_is_fetched_with_one_request_more(figures: Figures, httpserver: HTTPServer, clock: Clock) -> None:
    serve(httpserver, figure(IMG), png=pictures.file(pictures.drawn(1920, 960)))
    figures.reader.read(PAPER.id, PAPER.version)
    found = picture(figures)
    assert found.figure == Figure(file="2026-02/2602.23361.webp", caption="The network.", licence=CC, width=960, height=480)
    assert Image.open(io.BytesIO(found.content)).size == (960, 480)
    assert asked(httpserver) == [HTML, PNG]
    assert clock.slept == [3]


@pytest.mark.parametrize("licence", [None, "http://arxiv.org/licenses/nonexclusive-distrib/1.0/", CC.replace("by/", "by-nc/")])
def test_without_a_free_licence_nobody_is_asked(figures: Figures, httpserver: HTTPServer, licence: str | None) -> None:
    assert figures.picture(replace(PAPER, licence=licence), "2026-02") is None
    assert asked(httpserver) == []


@pytest.mark.parametrize("shown", [figure(IMG + IMG), figure("<svg></svg>", number="Figure 2: ")])
def test_what_the_page_does_not_show_as_one_picture_is_drawn_from_the_pdf(figures: Figures, httpserver: HTTPServer, shown: str) -> None:
    serve(httpserver, shown, pdf=PRINTED)
    found = picture(figures)
    assert found.figure.caption == ("The network." if "Figure 1" in shown else "The network as it is printed.")
    assert found.figure.width > found.figure.height
    assert asked(httpserver) == [HTML, PDF]


def test_a_picture_that_is_gone_is_drawn_from_the_pdf(figures: Figures, httpserver: HTTPServer) -> None:
    serve(httpserver, figure(IMG), png=404, pdf=PRINTED)
    assert picture(figures, version=1).figure.width
    assert asked(httpserver) == [HTML, PNG, PDF]


def test_a_paper_without_html_is_drawn_from_its_pdf_and_an_old_id_is_one_file(figures: Figures, httpserver: HTTPServer) -> None:
    text = pdfs.document([[*SAID, *body(320, 700)], body(LEFT, 700)], {0: BARS})
    httpserver.expect_request("/html/hep-th/9901001").respond_with_data(status=404)
    httpserver.expect_request("/pdf/hep-th/9901001").respond_with_data(text)
    found = picture(figures, id="hep-th/9901001", version=None)
    assert (found.figure.file, found.figure.caption) == ("2026-02/hep-th-9901001.webp", "The network as it is printed.")
    assert asked(httpserver) == ["/html/hep-th/9901001", "/pdf/hep-th/9901001", "/pdf/hep-th/9901001"]


ELSEWHERE = [
    "https://evil.example/x1.png",
    "//evil.example/x1.png",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "../2602.99999v1/x1.png",
    "2602.23361v1/../../x1.png",
    "2602.23361v1/%2e%2e/%2e%2e/x1.png",
    "2602.23361v1/..%5cx1.png",
    "2602.23361v1/x1.png?next=evil",
    "2602.233610/x1.png",
    "2602.23361v2/x1.png",
    "/html/x1.png",
    "http://user@127.0.0.1/html/2602.23361v1/x1.png",
    "http://[broken",
    "",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_picture_is_asked_of_another_host_folder_or_version(figures: Figures, address: str) -> None:
    assert figures.address(PAPER, Teaser(caption="", address=address)) is None


def test_an_address_is_asked_as_the_page_means_it(figures: Figures) -> None:
    def asked_of(address: str) -> str:
        found = figures.address(PAPER, Teaser(caption="", address=address))
        assert found
        return found.removeprefix(figures.reader.html_url)

    assert asked_of("2602.23361v1/x1.png") == asked_of("/html/2602.23361v1/x1.png") == "/2602.23361v1/x1.png"
    assert (
        asked_of("2602.23361v1/a folder/é.png") == asked_of("2602.23361v1/a%20folder/%C3%A9.png") == "/2602.23361v1/a%20folder/%C3%A9.png"
    )


def test_a_redirect_to_another_host_is_not_followed(figures: Figures, httpserver: HTTPServer) -> None:
    elsewhere = httpserver.url_for(PNG).replace("localhost", "127.0.0.1")
    httpserver.expect_request(HTML).respond_with_data(page(figure(IMG) + section("Method", para(LONG))))
    httpserver.expect_request(PNG).respond_with_response(Response(status=302, headers={"Location": elsewhere}))
    httpserver.expect_request(PDF).respond_with_data(PRINTED)
    assert picture(figures).figure.width
    assert asked(httpserver) == [HTML, PNG, PDF]


def test_a_picture_that_is_too_large_is_drawn_from_the_pdf_and_one_too_large_as_well_is_none(
    figures: Figures, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.fetch.figures.MOST_BYTES", 1000)
    serve(httpserver, figure(IMG), png=b"x" * 2000, pdf=PRINTED)
    assert picture(figures).figure.width
    httpserver.clear()
    serve(httpserver, figure(IMG), png=b"x" * 2000, pdf=b"%PDF-" + b"x" * 60_000_000)
    with pytest.raises(NoFigureError, match="sent more than 50 MB"):
        picture(figures)


@pytest.mark.parametrize(
    ("png", "why"),
    [
        (b"<svg/>", "no picture that can be read"),
        (pictures.bomb(60_000), "too many pixels"),
        (pictures.file(pictures.drawn(80, 40)), "80 × 40 pixels"),
    ],
)
def test_what_is_no_picture_is_not_asked_for_again(figures: Figures, httpserver: HTTPServer, png: bytes, why: str) -> None:
    serve(httpserver, figure(IMG), png=png)
    with pytest.raises(NoFigureError, match=why):
        picture(figures)


def test_a_paper_without_a_figure_says_so(figures: Figures, httpserver: HTTPServer) -> None:
    serve(httpserver)
    with pytest.raises(NoFigureError, match="its HTML has no figure"):
        picture(figures)
    for kind in ("html", "pdf"):
        httpserver.expect_request(f"/{kind}/2602.00001").respond_with_data(status=404)
    with pytest.raises(NoFigureError, match="arXiv has neither HTML nor PDF of it"):
        picture(figures, id="2602.00001")


@pytest.mark.parametrize(
    ("pdf", "why", "final"),
    [
        (404, "arXiv has no PDF of it", True),
        (503, "503", False),
        (b"<html>being made</html>", "instead of a PDF", False),
        (b"%PDF-1.5 broken", "cannot be opened", True),
        (pdfs.document([body(LEFT, 700)]), "no caption of a first figure", True),
        (pdfs.document([SAID]), "nothing is drawn above the caption", True),
    ],
)
def test_a_pdf_that_does_not_help_says_why(figures: Figures, httpserver: HTTPServer, pdf: bytes | int, why: str, final: bool) -> None:
    serve(httpserver, figure(""), pdf=pdf)
    with pytest.raises(FetchError, match=why) as caught:
        picture(figures)
    assert isinstance(caught.value, NoFigureError) == final


def test_what_may_pass_is_an_error_and_a_pdf_without_text_is_none(figures: Figures, httpserver: HTTPServer) -> None:
    serve(httpserver, figure(IMG), png=503)
    with pytest.raises(FetchError, match="answered 503") as caught:
        picture(figures)
    assert not isinstance(caught.value, NoFigureError)
    httpserver.expect_request("/html/2602.00002").respond_with_data(status=404)
    httpserver.expect_request("/pdf/2602.00002").respond_with_data(pdfs.document([[]]))
    with pytest.raises(NoFigureError, match="hardly any text"):
        picture(figures, id="2602.00002", version=None)


def test_what_takes_too_long_or_too_much_is_given_up(figures: Figures, httpserver: HTTPServer) -> None:
    serve(httpserver, figure(IMG), png=pictures.file(pictures.drawn(6000, 4000)))
    with pytest.raises(FetchError, match=r"not made small within 0\.01 s") as caught:
        picture(replace(figures, seconds=0.01))
    assert not isinstance(caught.value, NoFigureError)
    with pytest.raises(NoFigureError, match="the picture broke its reader"):
        picture(replace(figures, memory=60_000_000))
