"""What comes from elsewhere is read within bounds, and what lies within them is read as ever."""

import gzip
import json

import pytest

from generator import bounds


def test_json_is_read_down_to_the_deepest_level_and_no_further() -> None:
    fits, deeper = ("[" * levels + "]" * levels for levels in (bounds.DEEPEST, bounds.DEEPEST + 1))
    assert bounds.loads(fits) == json.loads(fits)
    assert bounds.loads('{"a": [1, null, "b"]}') == {"a": [1, None, "b"]}
    for text in (deeper, '{"a":' * 100 + "1" + "}" * 100, "[" * 100_000, "{", b"\xff\xfe\xff"):
        with pytest.raises(ValueError, match=r"."):
            bounds.loads(text)


def test_values_are_counted_as_often_as_they_are_reached() -> None:
    ten = [[1] * 9] * 9
    assert not bounds.is_large(ten, 200)
    assert bounds.is_large(ten, 50)
    assert bounds.is_large({"a": ten, "b": ten}, 150)
    itself: list[object] = []
    itself.append(itself)
    assert bounds.is_large(itself)


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), (" 7\n", 7), ("", None), (None, None), ("-1", None), ("²", None), ("1e3", None), ("9" * 5000, None)]
)
def test_a_number_is_a_short_row_of_digits(text: str | None, value: int | None) -> None:
    assert bounds.number(text) == value


def test_gzip_is_unpacked_up_to_its_bound() -> None:
    packed = gzip.compress(b"abc" * 1000)
    assert bounds.gunzip(packed, 3000) == b"abc" * 1000
    assert bounds.gunzip(packed + gzip.compress(b"d") + b"\0\0", 4000) == b"abc" * 1000 + b"d"
    assert bounds.gunzip(b"", 1) == b""
    for broken, most, why in (
        (packed, 2999, "unpacks to more than 0.002999 MB"),
        (packed[:-9], 9999, "cut off"),
        (b"BZh9", 9999, "not gzip"),
        (packed + packed, 5999, "more than"),
    ):
        with pytest.raises(ValueError, match=why):
            bounds.gunzip(broken, most)
