from datetime import UTC, datetime

from generator.model import Paper

expected = (
    Paper(
        id="2604.01001",
        version=2,
        title="Deblurring with $\\ell_0$",
        authors=("Ana Uno", "Bo Dos"),
        affiliations=("Lab One", "Lab Two"),
        abstract="We deblur two lines.",
        categories=("cs.CV", "eess.IV"),
        primary_category="cs.CV",
        submitted=datetime(2026, 4, 20, 17, 59, 59, tzinfo=UTC),
        updated=datetime(2026, 4, 22, 9, 30, tzinfo=UTC),
        comment="CVPR 2026. Project page: https://lab.github.io/deblur/",
        journal_ref="Journal of Tests 1 (2026) 1",
        doi="10.1000/xyz.2",
    ),
    Paper(
        id="hep-th/9901001",
        version=2,
        title="Very Old",
        authors=("C. Tres",),
        abstract="An old id and no dates.",
        categories=("hep-th",),
        primary_category="hep-th",
    ),
    Paper(
        id="2604.01006",
        version=2,
        title="Withdrawn",
        authors=("G. Siete",),
        categories=("cs.CV",),
        primary_category="cs.CV",
        submitted=datetime(2026, 4, 20, tzinfo=UTC),
        updated=datetime(2026, 4, 22, tzinfo=UTC),
        comment="This paper has been withdrawn by the authors",
    ),
)
