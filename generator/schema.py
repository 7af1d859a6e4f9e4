"""Schema: the form of a record, and what is made of records in an older one. Pure: JSON objects in, JSON objects out.

To change the form: raise SCHEMA, and add to MIGRATIONS what makes a record of the schema before into one of the new. A key that may
be absent needs neither.
"""

from collections.abc import Callable, Mapping
from typing import Any

from generator.errors import RecordError

SCHEMA = 1

Json = dict[str, Any]


def _with_fine_scores(content: Json) -> Json:
    """0 → 1: the first records, which no release wrote, told the ranker's score in whole numbers; now it goes to the hundredth."""
    return {**content, "entries": [_with_fine_score(entry) for entry in content.get("entries", [])]}


def _with_fine_score(entry: Json) -> Json:
    relevance = entry["relevance"]
    score = relevance["ranker_score"]
    return {**entry, "relevance": {**relevance, "ranker_score": score if score is None else float(score)}}


MIGRATIONS: Mapping[int, Callable[[Json], Json]] = {0: _with_fine_scores}
"""From each older schema to the next one."""


def schema_of(content: Json) -> int:
    """The schema that a record names; one that names none is of the first. Raises RecordError (``what`` alone) when it is no number."""
    found = content.get("schema", 0)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise RecordError("schema: not a number from 0 on")
    return found


def migrated(content: Json, migrations: Mapping[int, Callable[[Json], Json]] = MIGRATIONS, to: int = SCHEMA) -> Json:
    """Bring a record to the present schema, step by step. Raises RecordError (``what`` alone) when a step does not find what it needs."""
    schema = schema_of(content)
    while schema < to:
        try:
            content = {**migrations[schema](content), "schema": schema + 1}
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise RecordError(f"does not fit schema {schema} ({type(error).__name__}: {error})") from error
        schema += 1
    return content
