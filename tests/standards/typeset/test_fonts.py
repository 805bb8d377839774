"""The vendored font files are those that VENDOR.toml names, and carry their licence."""

import hashlib
import struct
import tomllib
from importlib import resources

import pytest
from fontTools.ttLib import TTFont

from jiban.standards.typeset.faces import face

FONTS = resources.files("jiban.standards.typeset").joinpath("fonts")
# numberOfContours and xMin, the first fields of a glyph.
GLYPH_HEADER = struct.Struct(">2h")
VENDORED = tomllib.loads(FONTS.joinpath("VENDOR.toml").read_text(encoding="utf-8"))["font"]


@pytest.mark.parametrize("font", VENDORED, ids=lambda font: font["file"])
def test_a_font_file_has_the_recorded_hash(font):
    assert hashlib.sha256(FONTS.joinpath(font["file"]).read_bytes()).hexdigest() == font["sha256"]


def test_every_font_file_is_recorded():
    shipped = {entry.name for entry in FONTS.iterdir() if entry.name.endswith((".ttf", ".otf"))}
    assert shipped == {font["file"] for font in VENDORED}


@pytest.mark.parametrize("font", VENDORED, ids=lambda font: font["file"])
def test_a_font_file_may_be_embedded_and_names_its_licence(font):
    with FONTS.joinpath(font["file"]).open("rb") as file, TTFont(file) as opened:
        assert opened["OS/2"].fsType == 0
        assert "SIL Open Font License" in opened["name"].getDebugName(13)
        assert opened.sfntVersion == "\x00\x01\x00\x00"
        assert not {"GSUB", "GPOS", "CFF ", "fpgm"} & set(opened.keys())
    assert FONTS.joinpath(font["licence_file"]).is_file()


@pytest.mark.parametrize("font", VENDORED, ids=lambda font: font["file"])
def test_every_outline_stands_where_its_bearing_says(font):
    # Readers move an outline so that its left edge stands at the bearing; a wrong one shifts brackets by half an em.
    with FONTS.joinpath(font["file"]).open("rb") as file, TTFont(file) as opened:
        outlines, places, metrics = opened.reader["glyf"], opened["loca"], opened["hmtx"].metrics
        for number, name in enumerate(opened.getGlyphOrder()):
            is_empty = places[number] == places[number + 1]
            contours, left = (0, 0) if is_empty else GLYPH_HEADER.unpack_from(outlines, places[number])
            assert contours >= 0, "composite glyphs are not expected"
            assert metrics[name][1] == left


def test_brackets_keep_to_their_half_of_the_em():
    for name in ("serif", "serif-bold"):
        assert min(x for _, values in face(name).outline("（") for x in values[::2]) > 500
        assert max(x for _, values in face(name).outline("）") for x in values[::2]) < 500
