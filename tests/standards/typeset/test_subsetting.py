"""A subset is a font as others understand fonts: checksums, outlines and measures are those of the whole."""

import io

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from jiban.standards.typeset.faces import face

FACES = ["serif", "serif-bold"]
COMMON = "兹证明居住于年月日0123456789（），。AJ-"


@pytest.fixture(scope="module", params=FACES)
def whole(request):
    setting = face(request.param)
    with TTFont(io.BytesIO(setting.data), lazy=True) as font:
        yield setting, font, font.getBestCmap(), font.getGlyphSet()


def drawn(glyphs, name):
    pen = RecordingPen()
    glyphs[name].draw(pen)
    return pen.value


@settings(max_examples=40)
@given(st.text(st.sampled_from(COMMON), max_size=30))
def test_every_checksum_is_right_and_every_outline_the_one_of_the_whole_font(whole, text):
    setting, font, names, glyphs = whole
    text = "".join(char for char in text if setting.has(char))
    with TTFont(io.BytesIO(setting.subset(text).data), checkChecksums=2) as subset:
        own_names, own_glyphs = subset.getBestCmap(), subset.getGlyphSet()
        assert set(own_names) == set(map(ord, text))
        for char in map(ord, text):
            assert drawn(own_glyphs, own_names[char]) == drawn(glyphs, names[char])
            assert subset["hmtx"][own_names[char]] == font["hmtx"][names[char]]


def test_the_sum_of_the_whole_file_is_the_one_that_the_format_fixes():
    data = face("serif").subset(COMMON).data
    assert len(data) % 4 == 0
    assert sum(int.from_bytes(data[at : at + 4]) for at in range(0, len(data), 4)) % 2**32 == 0xB1B0AFBA


def test_characters_beyond_the_basic_plane_are_found_in_a_second_table():
    setting = face("serif")
    beyond = next(chr(code) for code in range(0x20000, 0x2A6D6) if setting.has(chr(code)))
    with TTFont(io.BytesIO(setting.subset(f"居{beyond}").data), checkChecksums=2) as subset:
        assert {table.format for table in subset["cmap"].tables} == {4, 12}
        assert set(subset.getBestCmap()) == {ord("居"), ord(beyond)}


def test_a_large_subset_states_long_offsets():
    text = "".join(chr(code) for code in range(0x4E00, 0x5600) if face("serif").has(chr(code)))
    with TTFont(io.BytesIO(face("serif").subset(text).data), checkChecksums=2) as subset:
        assert subset["head"].indexToLocFormat == 1
        assert len(subset.getBestCmap()) == len(text)


def test_another_font_engine_measures_and_draws_it():
    font = ImageFont.truetype(io.BytesIO(face("serif").subset("居住").data), 100)
    assert font.getlength("居住") == 200
    assert font.getmask("居").getbbox() is not None
