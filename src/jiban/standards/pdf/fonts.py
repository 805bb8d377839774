"""A subset face as a composite font (ISO 32000-1 clauses 9.7, 9.8, 9.10): drawn by glyph, read back as text."""

import hashlib
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from jiban.standards.pdf.objects import Body, array, deflated_stream, name, number, reference, stream
from jiban.standards.typeset.faces import Face, Subset

_TO_UNICODE = """/CIDInit/ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
/CMapName/Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000><FFFF>
endcodespacerange
{mappings}
endcmap
CMapName currentdict/CMap defineresource pop
end
end"""
_MAPPINGS_PER_BLOCK = 100
_SYMBOLIC, _SERIF = 4, 2
_DEFAULT_WIDTH = 1000  # an ideograph fills the em
_REGULAR_STEM, _BOLD_STEM = 80, 140  # thousandths of the em, for viewers that imitate the face


@dataclass(frozen=True, slots=True)
class EmbeddedFace:
    """A face in the file: its resource name and its font object.

    shown   character -> its two-byte code in hexadecimal, its width in thousandths of the em
    """

    resource: str
    font: int
    shown: Mapping[str, tuple[str, float]]


def embed(body: Body, face: Face, *, resource: str, text: str) -> EmbeddedFace:
    """Write the glyphs of `face` that `text` needs as a Type0 font with Identity-H codes.

    Raises typeset's MissingGlyphError when a character has no glyph.
    """
    characters = "".join(sorted(set(text)))
    subset = face.subset(characters)
    codes = _codes(characters, subset.glyph_of)
    widths = {character: subset.advance_of[character] * 1000 / face.units_per_em for character in characters}
    base_font = name(f"{_tag(subset.data)}+{face.postscript_name}")
    descriptor = _descriptor(body, face, base_font=base_font, subset=subset)
    cid_font = body.add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont%s"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW %d/W%s%s/FontDescriptor %s>>"
        % (
            base_font,
            _DEFAULT_WIDTH,
            _width_array(codes, widths),
            _glyph_map(body, codes, subset.glyph_of),
            reference(descriptor),
        )
    )
    to_unicode = body.add(deflated_stream(b"", _to_unicode(codes)))
    font = body.add(
        b"<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>"
        % (base_font, reference(cid_font), reference(to_unicode))
    )
    return EmbeddedFace(resource, font, {c: (f"{codes[c]:04X}", widths[c]) for c in characters})


def _codes(characters: str, glyph_of: Mapping[str, int]) -> dict[str, int]:
    """A code for each character: its glyph's number, or a free one when another character has taken that glyph.

    Two characters may share one glyph (a radical and the ideograph of the same shape);
    with one code for both, copied text would change one into the other.
    """
    if len(set(glyph_of.values())) == len(glyph_of):
        return dict(glyph_of)
    codes: dict[str, int] = {}
    taken: set[int] = set()
    free = max(glyph_of.values(), default=0) + 1
    for character in characters:
        code = glyph_of[character]
        if code in taken:
            code, free = free, free + 1
        taken.add(code)
        codes[character] = code
    return codes


def _glyph_map(body: Body, codes: Mapping[str, int], glyph_of: Mapping[str, int]) -> bytes:
    if codes == glyph_of:
        return b"/CIDToGIDMap/Identity"
    glyphs = [0] * (max(codes.values()) + 1)
    for character, code in codes.items():
        glyphs[code] = glyph_of[character]
    table = struct.pack(f">{len(glyphs)}H", *glyphs)
    return b"/CIDToGIDMap " + reference(body.add(deflated_stream(b"", table)))


def _descriptor(body: Body, face: Face, *, base_font: bytes, subset: Subset) -> int:
    def scaled(measure: int) -> bytes:
        return number(measure * 1000 / face.units_per_em).encode("ascii")

    # Stored: to deflate outlines takes a sixth of the time of the whole file and saves a seventh of its size.
    font_file = body.add(stream(b"/Length1 %d" % len(subset.data), subset.data))
    return body.add(
        b"<</Type/FontDescriptor/FontName%s/Flags %d/FontBBox%s/ItalicAngle 0/Ascent %s/Descent %s/CapHeight %s"
        b"/StemV %d/FontFile2 %s>>"
        % (
            base_font,
            _SYMBOLIC | _SERIF,
            array(map(scaled, face.bounding_box)),
            scaled(face.ascent),
            scaled(face.descent),
            scaled(face.cap_height),
            _BOLD_STEM if "bold" in face.name else _REGULAR_STEM,
            reference(font_file),
        )
    )


def _width_array(codes: Mapping[str, int], widths: Mapping[str, float]) -> bytes:
    """The W array (9.7.4.3) of the widths that are not DW, each stretch of neighbouring codes once."""
    parts: list[str] = []
    previous = -2
    others = [character for character, width in widths.items() if width != _DEFAULT_WIDTH]
    for code, width in sorted((codes[character], widths[character]) for character in others):
        if code != previous + 1:
            parts.append(f"{']' if parts else ''}{code}[")
        else:
            parts.append(" ")
        parts.append(number(width))
        previous = code
    return f"[{''.join(parts)}{']' if parts else ''}]".encode("ascii")


def _to_unicode(codes: Mapping[str, int]) -> bytes:
    rows = [f"<{code:04X}><{_utf_16(character)}>" for character, code in sorted(codes.items(), key=itemgetter(1))]
    blocks = [_block(rows[start : start + _MAPPINGS_PER_BLOCK]) for start in range(0, len(rows), _MAPPINGS_PER_BLOCK)]
    return _TO_UNICODE.format(mappings="\n".join(blocks)).encode("ascii")


@lru_cache(maxsize=4096)
def _utf_16(character: str) -> str:
    return character.encode("utf-16-be").hex().upper()


def _block(rows: Sequence[str]) -> str:
    return "\n".join([f"{len(rows)} beginbfchar", *rows, "endbfchar"])


def _tag(font_file: bytes) -> str:
    """Six capitals that name this subset (9.6.4), the same for the same glyphs."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(font_file).digest()[:6])
