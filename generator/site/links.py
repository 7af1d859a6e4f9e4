"""Site: do the links between parts lead somewhere? Pure.

A kept part was checked when it was built; what it links to may have gone since.
"""

import posixpath
from collections.abc import Callable, Collection, Iterable, Mapping

from generator.errors import BuildError
from generator.site.cache import Entry
from generator.site.press import Facts

_MEND = "mend that link, then build again"


def check(entries: Iterable[Entry], known: Collection[str], pages_of: Callable[[str], Mapping[str, Facts]]) -> None:
    """Look up the target of every link, and every anchor in another page.

    ``known`` are the paths that a link may name; ``pages_of`` tells what is known of the pages that are built together with a
    path. Raises BuildError that names the first page and link, in the order of their paths.
    """
    entries = list(entries)
    broken = [(page, target, "is not there") for entry in entries for target, page in entry.targets.items() if target not in known]
    anchored = [each for entry in entries for each in entry.anchors if each[1] in known]
    broken += [(page, f"{to}#{id_}", "has no such anchor") for page, to, id_ in anchored if not _has_anchor(pages_of(to), to, id_)]
    if broken:
        page, target, problem = min(broken)
        link = posixpath.relpath(target, posixpath.dirname(page) or ".")
        raise BuildError(f"{page}: links to {link}, which {problem}", _MEND)


def _has_anchor(pages: Mapping[str, Facts], path: str, anchor: str) -> bool:
    return path not in pages or anchor in pages[path].ids
