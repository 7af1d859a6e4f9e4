"""Which licences let a figure be hosted: Creative Commons' own addresses of three, and nothing that looks like them."""

import pytest

from generator.licence import allows_hosting


@pytest.mark.parametrize(
    "address",
    [
        "http://creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org/licenses/by/3.0",
        "http://creativecommons.org/licenses/by-sa/4.0/",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ],
)
def test_these_allow_hosting(address: str) -> None:
    assert allows_hosting(address)


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
        "http://creativecommons.org/licenses/by-nc/4.0/",
        "http://creativecommons.org/licenses/by-nd/4.0/",
        "http://creativecommons.org/licenses/by-nc-sa/4.0/",
        "http://creativecommons.org/licenses/by-nc-nd/4.0/",
        "http://creativecommons.org/publicdomain/mark/1.0/",
        "http://evil/creativecommons.org/licenses/by/4.0/",
        "http://evil.example/?http://creativecommons.org/licenses/by/4.0/",
        "http://creativecommons.org.evil.example/licenses/by/4.0/",
        "http://creativecommons.org@evil.example/licenses/by/4.0/",
        "http://creativecommons.org/licenses/by/4.0/../../by-nc/4.0/",
        "http://creativecommons.org/licenses/by/4.0/#nc",
        "javascript:http://creativecommons.org/licenses/by/4.0/",
        "CC BY 4.0 http://creativecommons.org/licenses/by/4.0/",
        "http://creativecommons.org/licenses/by/4.0/\n",
        "http://creativecommons.org/licenses/by/٤.0/",
    ],
)
def test_nothing_else_does(address: str | None) -> None:
    assert not allows_hosting(address)
