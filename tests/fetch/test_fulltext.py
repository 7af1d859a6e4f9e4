"""The full text of a paper: HTML first, PDF second, else none; asked for once a day; an error only where it helps."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from generator.errors import FetchError, ParseError
from generator.fetch.fulltext import Reader, UnreadablePdf
from generator.fetch.http import Http
from tests.fetch import pdfs
from tests.fetch.bodies import Clock
from tests.fetch.test_html import LONG, NO_HTML, page, para, section

ID = "2602.23361"
PAGE = page(section("Method", para(LONG)))


@pytest.fixture
def reader(http: Http, httpserver: HTTPServer, tmp_path: Path) -> Reader:
    return Reader(http=http, html_url=httpserver.url_for("/html"), pdf_url=httpserver.url_for("/pdf"), folder=tmp_path / "day")


def serve(server: HTTPServer, *, html: bytes | int, pdf: bytes | int = 404) -> None:
    for kind, answer in (("html", html), ("pdf", pdf)):
        body, status = (b"", answer) if isinstance(answer, int) else (answer, 200)
        server.expect_request(f"/{kind}/{ID}").respond_with_data(body, status)


def asked(server: HTTPServer) -> list[str]:
    return [request.path for request, _ in server.log]


def test_html_is_enough(reader: Reader, httpserver: HTTPServer) -> None:
    serve(httpserver, html=PAGE)
    text = reader.read(ID, 2)
    assert text
    assert (text.id, text.version, text.source) == (ID, 2, "html")
    assert asked(httpserver) == [f"/html/{ID}"]


@pytest.mark.parametrize("html", [404, 410, 503, NO_HTML, b"", b"<html>Sorry</html>"])
def test_the_pdf_is_read_where_there_is_no_html(reader: Reader, httpserver: HTTPServer, html: bytes | int) -> None:
    serve(httpserver, html=html, pdf=pdfs.paper())
    text = reader.read(ID)
    assert text
    assert (text.id, text.source, text.pages) == (ID, "pdf", 3)


def test_a_page_that_is_no_paper_is_not_asked_for_again(reader: Reader, httpserver: HTTPServer) -> None:
    serve(httpserver, html=NO_HTML)
    assert reader.read(ID) is None
    assert asked(httpserver) == [f"/html/{ID}", f"/pdf/{ID}"]


def test_requests_keep_arxivs_spacing(reader: Reader, httpserver: HTTPServer, clock: Clock) -> None:
    serve(httpserver, html=404)
    reader.read(ID)
    assert clock.slept == [3]


@pytest.mark.parametrize(("html", "pdf", "what"), [(503, 404, "503"), (404, 503, "503"), (503, 429, "429"), (403, 404, "403")])
def test_what_may_pass_is_an_error(reader: Reader, httpserver: HTTPServer, html: int, pdf: int, what: str) -> None:
    serve(httpserver, html=html, pdf=pdf)
    with pytest.raises(FetchError, match=f"answered {what}") as caught:
        reader.read(ID)
    assert not isinstance(caught.value, UnreadablePdf)


def test_a_pdf_that_cannot_be_read_is_told_from_one_that_may_come(reader: Reader, httpserver: HTTPServer) -> None:
    serve(httpserver, html=404, pdf=pdfs.hanging())
    with pytest.raises(UnreadablePdf, match="not read within 1 s"):
        replace(reader, seconds=1).read(ID)
    httpserver.clear()
    serve(httpserver, html=404, pdf=b"<html>The PDF is being made</html>")
    with pytest.raises(ParseError, match="instead of a PDF"):
        reader.read(ID)


def test_a_text_is_asked_for_once(reader: Reader, httpserver: HTTPServer) -> None:
    serve(httpserver, html=404, pdf=pdfs.paper())
    first = reader.read(ID, 1)
    assert reader.read(ID, 1) == first
    assert len(asked(httpserver)) == 2
    assert reader.folder
    assert [path.name for path in reader.folder.iterdir()] == [f"{ID}.json"]


def test_another_version_and_a_broken_file_are_asked_for_again(reader: Reader, httpserver: HTTPServer) -> None:
    serve(httpserver, html=PAGE)
    reader.read(ID, 1)
    reader.read(ID, 2)
    assert reader.folder
    (reader.folder / f"{ID}.json").write_text('{"id": "2602', "utf-8")
    assert reader.read(ID, 2) == reader.read(ID, 2)
    assert len(asked(httpserver)) == 3


def test_without_a_folder_nothing_is_kept_and_a_folder_that_cannot_be_made_costs_nothing(
    reader: Reader, httpserver: HTTPServer, tmp_path: Path
) -> None:
    serve(httpserver, html=PAGE)
    assert replace(reader, folder=None).read(ID)
    blocked = tmp_path / "file"
    blocked.touch()
    assert replace(reader, folder=blocked / "day").read(ID)
    assert len(asked(httpserver)) == 2


def test_an_old_id_is_one_file(reader: Reader, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/html/hep-th/9108004").respond_with_data(PAGE)
    assert reader.read("hep-th/9108004")
    assert reader.folder
    assert [path.name for path in reader.folder.iterdir()] == ["hep-th-9108004.json"]


@pytest.mark.parametrize("paper_id", ["../../etc/passwd", "2602.23361/..", "", "https://x"])
def test_what_is_no_id_reaches_neither_network_nor_disk(reader: Reader, httpserver: HTTPServer, paper_id: str) -> None:
    with pytest.raises(ParseError, match="is no arXiv id"):
        reader.read(paper_id)
    assert asked(httpserver) == []
