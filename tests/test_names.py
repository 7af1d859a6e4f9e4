import pytest

from generator.names import same_author


@pytest.mark.parametrize(
    ("followed", "author"),
    [
        ("Kaiming He", "Kaiming He"),
        ("Kaiming He", "K. He"),
        ("K. He", "Kaiming He"),
        ("He, Kaiming", "kaiming he"),
        ("Jürgen Schmidhuber", "Jurgen Schmidhuber"),
        ("Søren Łukasz", "Soren Lukasz"),
        ("Jia-Bin Huang", "Jiabin Huang"),
        ("Jia-Bin Huang", "J.-B. Huang"),
        ("John Smith", "John A. Smith"),
        ("Laurens van der Maaten", "L. van der Maaten"),
        ("Madonna", "Madonna"),
    ],
)
def test_one_person_written_two_ways(followed: str, author: str) -> None:
    assert same_author(followed, author)


@pytest.mark.parametrize(
    ("followed", "author"),
    [
        ("Kaiming He", "Kun He"),
        ("Kaiming He", "Kaiming Ho"),
        ("Jian Sun", "Jia Sun"),
        ("He", "Kaiming He"),
        ("", "Kaiming He"),
        ("John B. Smith", "John A. Smith"),
    ],
)
def test_two_persons(followed: str, author: str) -> None:
    assert not same_author(followed, author)
