from generator.rank.phrases import key
from generator.rank.terms import chinese, is_counted, meanings, rarity, share, tasks


def test_a_name_means_itself_its_other_names_what_belongs_to_it_and_what_lies_near() -> None:
    found = meanings("superresolution")
    assert found["superresolution"] == found["SR"] == "same"
    assert found["upscaling"] == "kinds"
    assert found["image enhancement"] == found["photo enhancement"] == "near"
    assert meanings("quasar hunting") == {"quasar hunting": "same"}


def test_a_chinese_name_is_no_phrase_itself() -> None:
    assert "去噪" not in meanings("去噪")
    assert meanings("去噪")["denoising"] == "same"
    assert meanings("养蜂") == {}


def test_a_chinese_name_of_two_things_means_both() -> None:
    assert {"image restoration", "inpainting"} <= {phrase for phrase, relation in meanings("图像修复").items() if relation == "same"}


def test_the_longest_chinese_name_is_taken_and_each_place_once() -> None:
    assert list(chinese("我想看图像去噪，还有去噪")) == ["图像去噪", "去噪"]


def test_every_task_is_a_term_of_the_table() -> None:
    for name, names in tasks().items():
        assert names[0] == name
        assert len(meanings(name)) > 1
        assert key(name)


def test_rare_words_are_rarer_and_a_row_is_as_rare_as_its_rarest_pair() -> None:
    assert rarity(["image"]) < rarity(["diffusion"]) < rarity(["deraining"])
    assert rarity(["diffusion", "model"]) > rarity(["diffusion"])
    assert rarity(["diffusion", "model", "quasar"]) == rarity(["quasar"])
    assert rarity([]) > 0


def test_what_is_not_counted_is_rarer_than_all_that_is() -> None:
    assert is_counted("diffusion") and is_counted("diffusion model") and not is_counted("quasar")
    assert 0 < share("quasar") < share("diffusion") < 1
