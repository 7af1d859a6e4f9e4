from datetime import UTC, date, datetime

from generator.model import Paper

expected = (
    Paper(
        id="2604.01001",
        title="Deblurring with Two Lines",
        authors=("Ana Uno", "Bo Dos"),
        abstract="We deblur. Two lines.",
        submitted=datetime(2026, 4, 20, tzinfo=UTC),
        upvotes=12,
        huggingface_date=date(2026, 4, 21),
        code_url="https://github.com/lab/deblur",
        project_url="https://lab.github.io/deblur/",
        sources=("huggingface",),
    ),
    Paper(
        id="2604.01002",
        title="A Title of the Item Alone",
        huggingface_date=date(2026, 4, 21),
        sources=("huggingface",),
    ),
)
