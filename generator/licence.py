"""Which licences let anybody host a resized copy of a figure. Pure; fetch, render and check ask alike."""

import re

# The whole address, and no other host: a path that merely ends like one of Creative Commons' is somebody's own page.
_FREE = re.compile(r"https?://creativecommons\.org/(?:licenses/by(?:-sa)?|publicdomain/zero)/\d\.\d/?", re.ASCII)


def allows_hosting(address: str | None) -> bool:
    """Whether a licence that arXiv states by its URL is CC BY, CC BY-SA or CC0; NC, ND, arXiv's own and none at all are not."""
    return bool(address and _FREE.fullmatch(address))
