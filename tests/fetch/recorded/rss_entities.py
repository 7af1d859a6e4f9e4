from datetime import date

from generator.fetch.arxiv import Announcement
from generator.model import Paper

# Neither the nested entity nor the one that names a file is filled in.
expected = Announcement(
    date(2026, 4, 21),
    (
        Paper(
            id="2604.01008",
            version=1,
            title="An",
            abstract="We attack.",
            categories=("cs.CV",),
            primary_category="cs.CV",
            announce_type="new",
            announced=date(2026, 4, 21),
            licence="http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
            sources=("arxiv",),
        ),
    ),
)
