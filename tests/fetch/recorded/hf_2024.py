from datetime import UTC, date, datetime

from generator.model import Paper

expected = (
    Paper(
        id="2405.15738",
        title="An Encoder for Large Models",
        authors=("Chun Ge",),
        abstract="High-resolution models.",
        submitted=datetime(2024, 5, 24, 17, 34, 15, tzinfo=UTC),
        upvotes=0,
        huggingface_date=date(2026, 4, 21),
        sources=("huggingface",),
    ),
)
