"""The last stage: records become search bundles under site/search/, which the search box merges in the browser.

Read ``bundles.bundles`` first. ``documents``, ``months`` and ``format`` are pure; ``service`` runs Pagefind, ``bundles`` writes files.
"""

from generator.search.bundles import bundles, index_months, lacking
from generator.search.documents import Document, document

__all__ = ["Document", "bundles", "document", "index_months", "lacking"]
