"""Faces measure and subset as an independent font library reads them."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.standards.typeset.errors import MissingGlyphError, UnknownFaceError
from jiban.standards.typeset.faces import face

GB2312 = [bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
HANZI = st.sampled_from([char for char in GB2312 if char])
TEXTS = st.text(
    st.one_of(HANZI, st.characters(min_codepoint=0x20, max_codepoint=0x7E), st.sampled_from("，。（）《》·"))
)
NAMES = st.sampled_from(["serif", "serif-bold"])


@settings(max_examples=60, deadline=None)
@given(NAMES, TEXTS)
def test_a_subset_holds_exactly_the_characters_and_numbers_them_as_it_says(name, text):
    subset = face(name).subset(text)
    with TTFont(io.BytesIO(subset.data)) as font:
        names = font.getBestCmap() or {}
        assert {chr(code) for code in names} == set(text)
        assert {char: font.getGlyphID(names[ord(char)]) for char in set(text)} == subset.glyph_of
        assert {char: font["hmtx"][names[ord(char)]][0] for char in set(text)} == subset.advance_of
        assert font["maxp"].numGlyphs == len(set(subset.glyph_of.values())) + 1


@given(TEXTS)
@settings(deadline=None)
def test_equal_characters_give_equal_bytes(text):
    assert face("serif").subset(text).data == face("serif").subset(text[::-1] + text).data


def test_the_regular_face_has_all_of_gb2312_and_rare_characters_of_names():
    assert face("serif").missing("".join(GB2312)) == ""
    assert face("serif").missing("㛃㬎䶮䲟𬸪𬍛𫖯𬱖𬀩𬶏") == ""
    assert face("serif-bold").missing("".join(GB2312)) == ""


def test_a_missing_glyph_is_refused_by_name():
    with pytest.raises(MissingGlyphError) as refusal:
        face("serif").subset("安😀居😀\U000f0000")
    assert refusal.value.characters == "😀\U000f0000"
    assert "U+1F600" in str(refusal.value)
    assert face("serif").missing("安😀") == "😀"
    assert not face("serif").has("😀")
    with pytest.raises(MissingGlyphError):
        face("serif").advance("😀")
    with pytest.raises(MissingGlyphError):
        face("serif").outline("😀")


def test_an_unknown_face_is_refused():
    with pytest.raises(UnknownFaceError):
        face("comic")


def test_an_outline_stays_inside_the_em_square_and_is_closed():
    steps = face("serif").outline("居")
    assert [operator for operator, _ in steps].count("M") == [operator for operator, _ in steps].count("C") > 1
    points = [value for _, values in steps for value in values]
    assert min(points) > -200
    assert max(points) < 1100


def test_a_space_has_an_advance_and_no_outline():
    assert face("serif").outline(" ") == ()
    assert face("serif").advance("\u3000") == face("serif").units_per_em


def test_threads_may_share_a_face():
    texts = ["".join(GB2312[start : start + 40]) for start in range(0, 2000, 40)]
    alone = [face("serif").subset(text).data for text in texts]
    face("serif")._subset_of.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: face("serif").subset(text).data, texts))
    assert together == alone
