"""Sources, models and a git host on loopback, in raw sockets: a small day told well, and all that may happen to an answer on its way."""

import gzip
import json
import re
import socket
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.analyse.obedient import Obedient
from tests.corpus_server import atom_entry, rss
from tests.fetch.pdfs import column, document, filler

DAY = date(2026, 4, 20)
PLACES = ("rss", "api", "html", "pdf", "hf")
MODELS = ("openai", "gemini")
ABSTRACT = (
    "Blur is hard, even in a café. We propose Café, a diffusion model for deblurring. It reaches 33.1 dB on GoPro, 0.4 dB above the best."
)
TITLES = {
    "2604.00001": "Café one restores careful photographs",
    "2604.00002": "Harbour two denoises patient lanterns",
    "2604.00003": "Meadow three upsamples quiet rivers",
    "2604.00004": "Orchard four inpaints broken frescoes",
    "2603.00009": "Granite nine segments distant glaciers",
}
Body = bytes
Fault = Callable[[socket.socket, Body], None]
"""Answers a request that was read on a socket; the body is what a healthy server would send."""


def paper(number: str, **fields: Any) -> dict[str, Any]:
    """A paper as the wires are made of it."""
    given = {"title": TITLES[number], "abstract": ABSTRACT, "authors": ["Ana Uno", "Bo Dué"], "categories": ["cs.CV"]}
    return {"arxiv_id": number, "id": number, "announce_type": "new", "announced": str(DAY), "published": "2026-04-17", **given, **fields}


ANNOUNCED = [paper("2604.00001"), paper("2604.00002"), paper("2604.00003"), paper("2604.00004", announce_type="replace")]
FEATURED = [paper("2604.00002", upvotes=7), paper("2603.00009", upvotes=5, announced="2026-03-10", published="2026-03-09")]
NEW = [each for each in ANNOUNCED if each["announce_type"] == "new"]
KNOWN = [*NEW, FEATURED[1]]
IDS = {each["id"] for each in KNOWN}


def feed(items: list[dict[str, Any]] = ANNOUNCED, day: date = DAY) -> bytes:
    """RSS of these items."""
    return b"<?xml version='1.0' encoding='UTF-8'?>" + rss(day, items).encode("utf-8", "surrogatepass")


def featured(items: list[dict[str, Any]] = FEATURED) -> bytes:
    """Hugging Face's list of these papers."""
    wire = [
        {
            "title": each["title"],
            "paper": {
                "id": each["id"],
                "title": each["title"],
                "summary": each["abstract"],
                "upvotes": each["upvotes"],
                "publishedAt": f"{each['published']}T00:00:00.000Z",
                "authors": [{"name": name, "hidden": False} for name in each["authors"]],
            },
        }
        for each in items
    ]
    # Escaped only where the text asks for it, so that the charset matters.
    return json.dumps(wire, ensure_ascii=any("\ud800" in each["title"] for each in items)).encode()


def atom(items: list[dict[str, Any]], total: int | None = None) -> bytes:
    """A page of the API with these papers."""
    entries = "".join(map(atom_entry, items))
    return (
        "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
        "xmlns:opensearch='http://a9.com/-/spec/opensearch/1.1/' xmlns:arxiv='http://arxiv.org/schemas/atom'>"
        f"<opensearch:totalResults>{len(items) if total is None else total}</opensearch:totalResults><opensearch:startIndex>0"
        f"</opensearch:startIndex><opensearch:itemsPerPage>100</opensearch:itemsPerPage>{entries}</feed>"
    ).encode()


def page() -> bytes:
    """A paper's HTML."""
    body = "".join(
        f'<section class="ltx_section"><h2 class="ltx_title ltx_title_section">{number} {title}</h2>'
        f'<div class="ltx_para"><p class="ltx_p">{filler(160, title.lower())} Café again.</p></div></section>'
        for number, title in enumerate(("Introduction", "Method", "Experiments", "Conclusion"), 1)
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><title>Café</title></head><body><article class="ltx_document">'
        f'<h1 class="ltx_title ltx_title_document">Café</h1>{body}</article></body></html>'
    ).encode()


def printed() -> bytes:
    """A paper's PDF."""
    return document([column(60, 700, filler(300, "left")), column(60, 700, filler(300, "right"))])


@dataclass
class World:
    """What the servers say; ``faults`` maps a place to what happens to its answers, ``bodies`` to what it says instead."""

    faults: dict[str, Fault] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    known: list[dict[str, Any]] = field(default_factory=lambda: [*KNOWN])
    asked: list[str] = field(default_factory=list)
    sent: int = 0
    url: str = ""

    def body(self, place: str, target: str, asked: bytes) -> bytes | None:
        """The healthy body for a path, None for what is not there."""
        if place in self.bodies:
            return self.bodies[place]
        if place in MODELS:
            return json.dumps(Obedient(place)(json.loads(asked)).body, ensure_ascii=False).encode()
        if place not in PLACES:
            return None
        if place == "api":
            return self._api({key: values[0] for key, values in parse_qs(urlsplit(target).query).items()})
        return {"rss": feed, "hf": featured, "html": page, "pdf": printed}[place]()

    def _api(self, query: Mapping[str, str]) -> bytes:
        if "id_list" in query:
            return atom([each for number in query["id_list"].split(",") for each in self.known if each["id"] == number])
        return atom([each for each in self.known if each["announced"] == str(DAY)])

    def environ(self, **moved: str) -> dict[str, str]:
        """The variables that move all sources here, or where ``moved`` says."""
        here = {place: f"{self.url}/{place}" for place in PLACES} | moved
        arxiv = {f"DIGEST_SOURCES__ARXIV__{place.upper()}_URL": here[place] for place in ("rss", "api", "html", "pdf")}
        return {**arxiv, "DIGEST_SOURCES__HUGGINGFACE__API_URL": here["hf"], "DIGEST_SOURCES__ARXIV__SPACING": "0"}


def answer(body: bytes, status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    """An HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def serving(world: World) -> Iterator[World]:
    """Serve on a free port of loopback until the block ends; every connection has its thread and is closed at the end."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        listener.settimeout(0.02)
        world.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=_accept, args=(listener, world, stop))
        thread.start()
        try:
            yield world
        finally:
            stop.set()
            thread.join()


def _accept(listener: socket.socket, world: World, stop: threading.Event) -> None:
    open_ones: list[socket.socket] = []
    while not stop.is_set():
        with suppress(TimeoutError):
            connection, _ = listener.accept()
            open_ones.append(connection)
            threading.Thread(target=_serve, args=(connection, world), daemon=True).start()
    for connection in open_ones:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def _serve(connection: socket.socket, world: World) -> None:
    connection.settimeout(5)
    with suppress(OSError), connection:
        request = b""
        while not _is_whole(request):
            if not (piece := connection.recv(65536)):
                return
            request += piece
        target = request.split(b" ", 2)[1].decode("ascii")
        place = target.strip("/").split("/")[0].split("?")[0]
        world.asked.append(target)
        body = world.body(place, target, request.partition(b"\r\n\r\n")[2])
        if fault := world.faults.get(place):
            fault(connection, body or b"")
        else:
            connection.sendall(answer(body or b""))


def _is_whole(request: bytes) -> bool:
    head, blank, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    return bool(blank) and len(body) >= (int(length[1]) if length else 0)


# What may happen to an answer


def status(line: str, *headers: str, body: bytes = b"<html><body>zebra notice</body></html>") -> Fault:
    return lambda connection, _: connection.sendall(answer(body, line, *headers))


def instead(body: bytes, *headers: str) -> Fault:
    return lambda connection, _: connection.sendall(answer(body, "200 OK", *headers))


def _wait(connection: socket.socket) -> None:
    """Say nothing until the other side goes."""
    with suppress(TimeoutError):
        while connection.recv(65536):
            pass


def _silent(connection: socket.socket, _: Body) -> None:
    _wait(connection)


def _stalled(connection: socket.socket, body: Body) -> None:
    connection.sendall(answer(body)[: -len(body) // 2])
    _wait(connection)


def _dripping(of: Callable[[Body], bytes]) -> Fault:
    def drip(connection: socket.socket, body: Body) -> None:
        connection.settimeout(0.04)
        for byte in of(body):
            connection.sendall(bytes([byte]))
            with suppress(TimeoutError):
                if not connection.recv(1):
                    return

    return drip


def _drip_body(connection: socket.socket, body: Body) -> None:
    whole = answer(body)
    connection.sendall(whole[: -len(body)])
    _dripping(lambda _: body)(connection, body)


def _drip_unpacked(connection: socket.socket, body: Body) -> None:
    """Packed blocks that hold nothing: bytes come, and no text ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + gzip.compress(b"")[:10])
    _dripping(lambda _: b"\x00\x00\x00\xff\xff" * 400)(connection, body)


def _loop(connection: socket.socket, _: Body) -> None:
    connection.sendall(answer(b"", "302 Found", "Location: ?again"))


def _hang_up(connection: socket.socket, _: Body) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def _endless(connection: socket.socket, _: Body) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\nConnection: close\r\n\r\n")
    for _ in range(1024):
        connection.sendall(b" " * 2**20)


def _bomb(connection: socket.socket, _: Body) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n")
    for _ in range(1024):
        connection.sendall(packer.compress(b" " * 2**20))


def _cut(connection: socket.socket, body: Body) -> None:
    connection.sendall(answer(body[: len(body) // 2], length=len(body)))


def _cut_quietly(connection: socket.socket, body: Body) -> None:
    connection.sendall(answer(body[: len(body) // 2]))


def _recoded(connection: socket.socket, body: Body) -> None:
    connection.sendall(answer(body.decode("utf-8", "replace").encode("latin-1", "replace")))


FAULTS: dict[str, Fault] = {
    "silence": _silent,
    "silence in the body": _stalled,
    "a slow drip": _drip_body,
    "a slow drip of headers": _dripping(answer),
    "a slow drip that unpacks to nothing": _drip_unpacked,
    "hung up": _hang_up,
    "403": status("403 Forbidden"),
    "404": status("404 Not Found"),
    "406": status("406 Not Acceptable"),
    "429": status("429 Too Many Requests"),
    "429 with Retry-After": status("429 Too Many Requests", "Retry-After: 30"),
    "429 for an hour": status("429 Too Many Requests", "Retry-After: 3600"),
    "500": status("500 Internal Server Error"),
    "503": status("503 Service Unavailable"),
    "a redirect loop": _loop,
    "a redirect to a file": status("302 Found", "Location: file:///etc/passwd"),
    "an empty body": instead(b""),
    "HTML instead": instead(b"<html><head><title>zebra</title></head><body>zebra maintenance</body></html>"),
    "text instead": instead(b"zebra: rate exceeded"),
    "not HTTP": lambda connection, _: connection.sendall(b"SSH-2.0-zebra\r\n"),
    "cut off": _cut,
    "cut off quietly": _cut_quietly,
    "another charset": _recoded,
    "packed garbage": instead(b"zebra" * 50, "Content-Encoding: gzip"),
    "a gigabyte": _endless,
    "a packed gigabyte": _bomb,
}
