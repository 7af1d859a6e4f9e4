"""What a teaser weighs and takes, of which papers one is found, and what a year of them costs at most.

``python benchmarks/figures/run.py FOLDER [OUT]``, where FOLDER holds ``fulltext/pdf/*.pdf``, ``fulltext/html/*.html`` and ``feeds/``.
A row a PDF: the page of the caption that says Figure 1, bytes and pixels of the WebP, seconds for both processes; or why there is none.
Whether it is the right one only an eye can tell: OUT gets the files. Of an HTML page what it says of its first figure (its picture is
not recorded).

Then the licences that the recorded feeds state, and the bytes of a year in which every paper that is read has a figure: ten a day,
250 days of announcements.
"""

import re
import sys
import time
from collections import Counter
from pathlib import Path

from generator.errors import FetchError
from generator.fetch.figures import MEMORY, MOST_PAGES, SECONDS, Figures
from generator.fetch.figures.place import place
from generator.fetch.fulltext import Reader
from generator.fetch.html import parse_html
from generator.fetch.http import Http
from generator.fetch.pdf import lines_of, pages_of
from generator.licence import allows_hosting

READ, DAYS = 10, 250
RIGHTS = re.compile(r"<(?:dc:rights|license)>([^<]+)<")


def main(folder: Path, out: Path | None) -> None:
    sizes: list[int] = []
    pdfs = sorted((folder / "fulltext" / "pdf").glob("*.pdf"))
    with Http("benchmark/1") as http:
        figures = Figures(reader=Reader(http=http, html_url="", pdf_url=""))
        for path in pdfs:
            begun = time.perf_counter()
            try:
                body = path.read_bytes()
                found = place(list(lines_of(pages_of(body, MOST_PAGES, SECONDS, MEMORY))))
                if found is None:
                    print(f"{path.stem:34} no caption of a first figure")
                    continue
                content, width, height = figures.made(body, [str(found.page), *map(str, found.band)])
            except FetchError as error:
                print(f"{path.stem:34} {error.what}")
                continue
            sizes.append(len(content))
            seconds = time.perf_counter() - begun
            print(f"{path.stem:34} page {found.page + 1}, {len(content):6} B, {width} × {height}, {seconds:.1f} s: {found.caption[:50]}")
            if out:
                out.mkdir(parents=True, exist_ok=True)
                (out / f"{path.stem}.webp").write_bytes(content)
    for path in sorted((folder / "fulltext" / "html").glob("*.html")):
        print(f"{path.stem:34} {parse_html(path.read_bytes()).teaser}")
    stated = Counter(each for path in (folder / "feeds").rglob("*.xml") for each in RIGHTS.findall(path.read_text("utf-8")))
    free = sum(count for licence, count in stated.items() if allows_hosting(licence))
    print(f"\n{len(sizes)} of {len(pdfs)} PDFs have a figure, {sum(sizes) / len(sizes):.0f} B each on average, {max(sizes)} at most")
    print(f"licences in the feeds: {free} of {stated.total()} allow hosting")
    print(f"a year in which every paper read has one: {READ * DAYS} figures, {READ * DAYS * sum(sizes) / len(sizes) / 1e6:.0f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
