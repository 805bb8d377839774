"""Make the vendored TrueType faces from the Noto Serif CJK collections of a system package.

Usage:  python tools/make_fonts.py [--source /usr/share/fonts/opentype/noto]

The Simplified Chinese face is taken out of the collection, cut down to the characters a certificate can need, and
its cubic outlines are turned into TrueType quadratics, which every OFD and PDF reader can draw. Equal input gives
equal bytes: time stamps are kept from the source.
"""

import argparse
import hashlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable

FONTS = Path(__file__).resolve().parent.parent / "src/jiban/standards/typeset/fonts"
PACKAGE = "fonts-noto-cjk"
SIMPLIFIED_CHINESE = "Noto Serif CJK SC"
OUTLINE_TOLERANCE_UNITS = 1.0  # of 1000 an em: 0.005 mm in a 5 mm character
HOW = "tools/make_fonts.py: cubic outlines to quadratic within 1 unit of 1000, no hinting, no layout tables"

ASCII = range(0x20, 0x7F)
SIGNS = (
    range(0xA0, 0x180),  # Latin-1 with the middle dot of minority names; pinyin letters
    range(0x2010, 0x2060),  # dashes, quotes, ellipsis, per mille
    range(0x2100, 0x2200),  # degrees, numero, Roman numerals, arrows
    range(0x2200, 0x2300),  # mathematical
    range(0x2460, 0x2500),  # enclosed numbers
    range(0x25A0, 0x2670),  # squares, circles, ballot boxes, stars
    range(0x3000, 0x3040),  # CJK punctuation, brackets
    range(0x3220, 0x3250),  # parenthesised ideographs
    range(0x3280, 0x3400),  # circled ideographs, units
    range(0xFE30, 0xFE50),  # compatibility forms
    range(0xFF00, 0xFFF0),  # full-width forms
)
IDEOGRAPHS = (
    range(0x3400, 0x4DC0),  # Extension A
    range(0x4E00, 0xA000),  # Unified Repertoire and Ordering
    range(0xF900, 0xFB00),  # twelve of them are unified ideographs
    range(0x20000, 0x33480),  # later extensions, as far as the face has them: rare characters of names
)


@dataclass(frozen=True)
class Recipe:
    style: str
    characters: frozenset[int]

    @property
    def file_name(self) -> str:
        return f"NotoSerifSC-{self.style}.ttf"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--source", type=Path, default=Path("/usr/share/fonts/opentype/noto"))
    source: Path = arguments.parse_args().source
    recipes = (
        Recipe("Regular", frozenset(codes(ASCII, *SIGNS, *IDEOGRAPHS))),
        Recipe("Bold", frozenset(codes(ASCII, *SIGNS)) | frozenset(gb2312_ideographs())),
    )
    FONTS.mkdir(exist_ok=True)
    for recipe in recipes:
        made = make_face(source / f"NotoSerifCJK-{recipe.style}.ttc", recipe)
        print(f"{made.name}: {made.stat().st_size:,} bytes")
    write_vendor_note(recipes)


def codes(*ranges: range) -> Iterator[int]:
    for block in ranges:
        yield from block


def gb2312_ideographs() -> Iterator[int]:
    """Rows 16 to 87 of GB 2312-1980: the 6,763 hanzi of both levels."""
    for row in range(16, 88):
        for cell in range(1, 95):
            try:
                yield ord(bytes((row + 0xA0, cell + 0xA0)).decode("gb2312"))
            except UnicodeDecodeError:
                continue  # the end of level 1 leaves five cells empty


def make_face(collection: Path, recipe: Recipe) -> Path:
    font = simplified_chinese_face(collection)
    keep_characters(font, recipe.characters)
    to_truetype(font)
    target = FONTS / recipe.file_name
    font.save(target, reorderTables=True)
    return target


def simplified_chinese_face(collection: Path) -> TTFont:
    for font in TTCollection(collection, lazy=True).fonts:
        if font["name"].getDebugName(1) == SIMPLIFIED_CHINESE:
            return font
    raise SystemExit(f"{collection} has no face named {SIMPLIFIED_CHINESE}")


def keep_characters(font: TTFont, characters: frozenset[int]) -> None:
    options = Options()
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.name_languages = [0x409]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def to_truetype(font: TTFont) -> None:
    font.recalcTimestamp = False
    order = font.getGlyphOrder()
    outlines = font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, OUTLINE_TOLERANCE_UNITS, reverse_direction=True))
        glyphs[name] = pen.glyph()
    glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, glyphs
    font["loca"], font["glyf"] = newTable("loca"), glyf
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"
    font["head"].glyphDataFormat = 0
    font["maxp"] = maximum_profile(len(order))
    font["post"].formatType = 3.0  # no glyph names
    # A reader moves an outline so that its left edge stands at the bearing: the two must agree.
    for glyph in glyphs.values():
        glyph.recalcBounds(glyf)
    font["hmtx"].metrics = {name: (font["hmtx"].metrics[name][0], getattr(glyphs[name], "xMin", 0)) for name in order}
    for record in font["name"].names:
        if record.nameID == 5:
            record.string = f"{record.toUnicode()}; subset with TrueType outlines"
    glyf.compile(font)


def maximum_profile(glyph_count: int) -> object:
    """A version 1.0 `maxp` for outlines without instructions; the compiler fills in points and contours."""
    table = newTable("maxp")
    table.tableVersion = 0x00010000
    table.numGlyphs = glyph_count
    table.maxZones = 1
    for field in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
    ):
        setattr(table, field, 0)
    return table


def write_vendor_note(recipes: tuple[Recipe, ...]) -> None:
    version = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", PACKAGE], check=True, capture_output=True, text=True
    ).stdout
    lines = ["# Written by tools/make_fonts.py; a test compares the hashes.", ""]
    for recipe in recipes:
        digest = hashlib.sha256((FONTS / recipe.file_name).read_bytes()).hexdigest()
        lines += [
            "[[font]]",
            f'file = "{recipe.file_name}"',
            f'name = "{SIMPLIFIED_CHINESE} {recipe.style}"',
            f'source = "Debian package {PACKAGE} {version}, NotoSerifCJK-{recipe.style}.ttc"',
            'upstream = "https://github.com/notofonts/noto-cjk"',
            'licence = "OFL-1.1"',
            'licence_file = "LICENSE.OFL.txt"',
            f'made_by = "{HOW} ({len(recipe.characters):,} code points asked for)"',
            f'sha256 = "{digest}"',
            "",
        ]
    (FONTS / "VENDOR.toml").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
