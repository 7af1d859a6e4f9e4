"""Site: the addresses of all pages, as search engines want them told (sitemaps.org, protocol 0.9). Pure."""

from collections.abc import Iterable
from urllib.parse import urljoin
from xml.sax.saxutils import escape

MOST = 50_000  # addresses in one file, by the protocol
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(site_url: str, urls: Iterable[str], most: int = MOST) -> dict[str, bytes]:
    """Give the sitemap's files by name: sitemap.xml, and those that it names when there are more than ``most`` addresses.

    No file has dates: a page knows no day of its own change that would stay the same when it is built again. Without the
    site's address there is no sitemap, as addresses in it are absolute.
    """
    if not site_url:
        return {}
    root = urljoin(site_url, ".")
    addresses = sorted({root + url.removeprefix("./") for url in urls})
    if len(addresses) <= most:
        return {"sitemap.xml": _listing("urlset", "url", addresses)}
    files = {
        f"sitemap-{number}.xml": _listing("urlset", "url", addresses[first : first + most])
        for number, first in enumerate(range(0, len(addresses), most), start=1)
    }
    return {"sitemap.xml": _listing("sitemapindex", "sitemap", [urljoin(site_url, name) for name in files]), **files}


def _listing(root: str, item: str, addresses: Iterable[str]) -> bytes:
    lines = [f"<{item}><loc>{escape(address)}</loc></{item}>\n" for address in addresses]
    return f"{_HEAD}<{root} {_XMLNS}>\n{''.join(lines)}</{root}>\n".encode()
