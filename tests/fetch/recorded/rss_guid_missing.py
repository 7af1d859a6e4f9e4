from datetime import date

from generator.fetch.arxiv import Announcement
from generator.model import Paper

expected = Announcement(
    date(2026, 4, 21),
    (
        Paper(
            id="2604.01001",
            version=1,
            title="Only the Description Says It",
            authors=("Ana Uno",),
            abstract="We say.",
            categories=("cs.CV",),
            primary_category="cs.CV",
            announce_type="new",
            announced=date(2026, 4, 21),
            licence="http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
            sources=("arxiv",),
        ),
    ),
)
