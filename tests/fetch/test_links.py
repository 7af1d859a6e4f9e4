"""Links in what authors write: found however they are written, and never anything but http or https."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.fetch.links import code_in, project_in, web_address


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("Code: https://github.com/lab/deblur.", "https://github.com/lab/deblur"),
        ("Code is at github.com/lab/deblur, soon.", "https://github.com/lab/deblur"),
        ("(www.github.com/lab/deblur)", "https://www.github.com/lab/deblur"),
        (r"\url{https://github.com/lab/de\_blur}.", "https://github.com/lab/de_blur"),
        (r"\href{https://github.com/lab/deblur}{code}", "https://github.com/lab/deblur"),
        (r"https://github.com/lab/de\allowbreak blur", "https://github.com/lab/deblur"),
        (r"https://github.com/lab/deblur{\_}2", "https://github.com/lab/deblur_2"),
        ("future researchhttps://github.com/lab/deblur.", "https://github.com/lab/deblur"),
        ("code:github.com/lab/deblur", "https://github.com/lab/deblur"),
        ("https: //github.com/lab/deblur", "https://github.com/lab/deblur"),
        ("at https:/github.com/lab/deblur.", "https://github.com/lab/deblur"),
        ("https://github.com//lab/deblur", "https://github.com//lab/deblur"),
        ("代码见https://github.com/lab/deblur。谢谢", "https://github.com/lab/deblur"),
        ("https://github.com/lab/deblur/tree/main/v2!", "https://github.com/lab/deblur/tree/main/v2"),
        ("https://gitlab.com/group/sub/deblur", "https://gitlab.com/group/sub/deblur"),
        ("https://gitlab.uni-lab.de/group/deblur", "https://gitlab.uni-lab.de/group/deblur"),
        ("https://bitbucket.org/lab/deblur", "https://bitbucket.org/lab/deblur"),
        ("https://codeberg.org/lab/deblur", "https://codeberg.org/lab/deblur"),
        ("https://gitee.com/lab/deblur", "https://gitee.com/lab/deblur"),
        ("https://gist.github.com/me/0123abc", "https://gist.github.com/me/0123abc"),
        ("https://anonymous.4open.science/r/deblur-1A2B/", "https://anonymous.4open.science/r/deblur-1A2B/"),
        ("Weights: https://huggingface.co/lab/deblur", "https://huggingface.co/lab/deblur"),
        ("https://huggingface.co/datasets/lab/blur and https://github.com/lab/deblur", "https://github.com/lab/deblur"),
    ],
)
def test_a_repository_is_found_however_it_is_written(text: str, url: str) -> None:
    assert code_in(text) == url


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "Code will be released on GitHub.",
        "See https://github.com/lab.",
        "https://github.com/topics/deblurring",
        "https://huggingface.co/papers/2604.01001",
        "https://github.com.evil.example/lab/deblur",
        "https://evil.example/github.com/lab/deblur",
        "someone@github.com/lab/deblur",
        "ftp://github.com/lab/deblur",
        "evil.github.com/lab/deblur",
        "https://example.org/code",
    ],
)
def test_what_is_no_repository_is_not_taken_for_one(text: str | None) -> None:
    assert code_in(text) is None


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("Project Page: doby-xu.github.io/WithEveryone/", "https://doby-xu.github.io/WithEveryone/"),
        ("See https://BridgeV2W.github.io .", "https://BridgeV2W.github.io"),
        ("Project page: https://4dqv.mpi-inf.mpg.de/EventNeuS/", "https://4dqv.mpi-inf.mpg.de/EventNeuS/"),
        ("“Project page: sync-light.github.io”，", "https://sync-light.github.io"),
        ("Our project website is available at vision.lab.edu/blur.", "https://vision.lab.edu/blur"),
        ("Homepage: https://blur.example/x?y=1", "https://blur.example/x?y=1"),
        ("webpage: https://lab.org/~ana/blur", "https://lab.org/~ana/blur"),
        (r"project page \url{https://lab.org/\~{}ana}", "https://lab.org/~ana"),
        (r"project page https://lab.org/$\sim$ana", "https://lab.org/~ana"),
        ("Videos: https://sites.google.com/view/blur-free", "https://sites.google.com/view/blur-free"),
        ("Demo: blur.vercel.app", "https://blur.vercel.app"),
        ("Code: https://github.com/lab/deblur, project page: https://deblur.io", "https://deblur.io"),
        ("other.github.io is theirs; project page: https://ours.org", "https://ours.org"),
    ],
)
def test_a_project_page_is_found_however_it_is_written(text: str, url: str) -> None:
    assert project_in(text) == url


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "Project page: https://github.com/lab/deblur",
        "Project page: available soon.The code too",
        "Project page: see https://arxiv.org/abs/2604.01001",
        "We use data of https://www.kaggle.com/x",
        "ana@lab.github.io",
        "https://lab.github.io.evil.example/x",
    ],
)
def test_what_is_no_project_page_is_not_taken_for_one(text: str | None) -> None:
    assert project_in(text) is None


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" https://lab.org/x ", "https://lab.org/x"),
        ("http://3.148.244.109:5000/", "http://3.148.244.109:5000/"),
        ("https://github.com/\nlab/deblur", "https://github.com/lab/deblur"),
        ("HTTPS://lab.org", "HTTPS://lab.org"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//lab.org/x", None),
        ("lab.org", None),
        ("https://", None),
        ("https://user:secret@lab.org/", None),
        ("https://lab.org/a b", None),
        ('https://lab.org/"><script>', None),
        ("https://lab.org:port/", None),
        ("https://[lab", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_only_an_address_of_the_web_is_accepted(text: object, url: str | None) -> None:
    assert web_address(text) == url


@settings(deadline=None)
@given(
    st.text()
    | st.lists(
        st.sampled_from(["project page: ", "https://", "github.com/", "a.", "github.io", "javascript:", "/", "\\", "@", " ", "<"])
    ).map("".join)
)
def test_whatever_the_text_a_link_is_one_of_the_web(text: str) -> None:
    for url in (code_in(text), project_in(text), web_address(text)):
        assert url is None or web_address(url) == url


@pytest.mark.parametrize("part", ["project page ", "www.", "https://a.b.", "github.com/a/", "a.github.io", "\\_"])
def test_a_long_text_takes_no_long_time(part: str) -> None:
    import time

    started = time.perf_counter()
    code_in(part * 5000)
    project_in(part * 5000)
    assert time.perf_counter() - started < 2
