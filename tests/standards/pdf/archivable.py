"""Rules of ISO 19005-2 and -3 (level B) as far as a program without a renderer can look: over the objects as qpdf reads
them. Written from the standards' clauses, apart from the writer. It certifies nothing.
"""

import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from lxml import etree

from tests.standards.pdf.outside import say

Value = Any
PRINT, INVISIBLE, HIDDEN, NO_VIEW, TOGGLE_NO_VIEW = 4, 1, 2, 32, 256
ALLOWED_FILTERS = {"/FlateDecode", "/DCTDecode"}
BLEND_MODES = {"/Normal", "/Compatible"}


class Objects:
    """Every object of a file: dictionaries and arrays by reference, and the decoded bytes of streams."""

    def __init__(self, file: Path) -> None:
        self.data = file.read_bytes()
        head, held = json.loads(
            say("qpdf", "--json=2", "--json-key=qpdf", "--json-stream-data=inline", "--decode-level=generalized", file)
        )["qpdf"]
        self.version = head["pdfversion"]
        self.trailer = held.pop("trailer")["value"]
        self._held = held

    def __iter__(self) -> Iterator[Value]:
        for one in self._held.values():
            yield one["stream"]["dict"] if "stream" in one else one["value"]

    def streams(self) -> Iterator[dict[str, Value]]:
        """The dictionaries of all streams."""
        return (one["stream"]["dict"] for one in self._held.values() if "stream" in one)

    def at(self, value: Value) -> Value:
        """What a value refers to, if it refers."""
        if isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value):
            one = self._held[f"obj:{value}"]
            return one["stream"]["dict"] if "stream" in one else one["value"]
        return value

    def bytes_of(self, reference: str) -> bytes:
        """The decoded content of a stream."""
        from base64 import b64decode

        return b64decode(self._held[f"obj:{reference}"]["stream"]["data"])

    def every(self, value: Value = None) -> Iterator[dict[str, Value]]:
        """All dictionaries, also those inside others."""
        for one in self if value is None else [value]:
            if isinstance(one, dict):
                yield one
            for inner in one.values() if isinstance(one, dict) else one if isinstance(one, list) else ():
                yield from self.every(inner) if isinstance(inner, dict | list) else ()

    def of(self, key: str, name: str) -> list[dict[str, Value]]:
        """The dictionaries in which `key` is `name`."""
        return [one for one in self.every() if one.get(key) == name]

    @property
    def catalog(self) -> dict[str, Value]:
        """The document catalog."""
        root: dict[str, Value] = self.at(self.trailer["/Root"])
        return root


def the_file_begins_and_ends_as_it_must(o: Objects) -> None:  # 6.1.2, 6.1.3
    first, second = o.data.split(b"\n")[:2]
    assert re.fullmatch(rb"%PDF-1\.[0-7]", first)
    assert second.startswith(b"%")
    assert len([byte for byte in second[1:5] if byte > 127]) == 4
    assert re.search(rb"startxref\n\d+\n%%EOF\n?\Z", o.data)
    assert len(o.trailer["/ID"]) == 2
    assert "/Encrypt" not in o.trailer


def streams_are_whole_and_here(o: Objects) -> None:  # 6.1.7
    for stream in o.streams():
        assert not {"/F", "/FFilter", "/FDecodeParms"} & set(stream)
        filters = stream.get("/Filter", [])
        assert set([filters] if isinstance(filters, str) else filters) <= ALLOWED_FILTERS


def limits_are_kept(o: Objects) -> None:  # 6.1.13
    assert len(list(o)) <= 8_388_607
    for one in o.every():
        for key, value in one.items():
            assert len(key.encode()) <= 127
            if isinstance(value, str) and value.startswith("b:"):
                assert len(value) // 2 <= 32_767


def permissions_are_those_of_signatures(o: Objects) -> None:  # 6.1.12
    assert set(o.catalog.get("/Perms", {})) <= {"/DocMDP", "/UR3"}
    for reference in o.of("/Type", "/SigRef"):
        assert not {"/DigestLocation", "/DigestMethod", "/DigestValue"} & set(reference)


def colour_has_a_meaning(o: Objects) -> None:  # 6.2.3, 6.2.4
    (intent,) = o.catalog["/OutputIntents"]
    intent = o.at(intent)
    assert intent["/S"] == "/GTS_PDFA1"
    assert o.at(intent["/DestOutputProfile"])["/N"] == 3
    profile = o.bytes_of(intent["/DestOutputProfile"])
    assert (profile[12:16], profile[16:20], profile[36:40]) == (b"mntr", b"RGB ", b"acsp")
    assert profile[8] < 5
    for image in o.of("/Subtype", "/Image"):
        assert image["/ColorSpace"] in {"/DeviceRGB", "/DeviceGray"}


def pictures_and_forms_hide_nothing(o: Objects) -> None:  # 6.2.8, 6.2.9
    for image in o.of("/Subtype", "/Image"):
        assert not {"/Alternates", "/OPI"} & set(image)
        assert not image.get("/Interpolate", False)
        assert image["/BitsPerComponent"] in {1, 2, 4, 8, 16}
    for form in o.of("/Subtype", "/Form"):
        assert not {"/OPI", "/PS", "/Ref", "/Subtype2"} & set(form)
    assert not o.of("/Subtype", "/PS")


def states_are_plain(o: Objects) -> None:  # 6.2.5, 6.2.10
    for resources in o.every():
        for state in map(o.at, o.at(resources.get("/ExtGState", {})).values()):
            assert not {"/TR", "/TR2", "/HTP"} & set(state)
            assert state.get("/BM", "/Normal") in BLEND_MODES
            assert 0 <= state.get("/ca", 1) <= 1
            assert 0 <= state.get("/CA", 1) <= 1


def every_glyph_is_in_the_file(o: Objects) -> None:  # 6.2.11
    fonts = o.of("/Subtype", "/Type0")
    assert {font["/Subtype"] for font in o.of("/Type", "/Font")} <= {"/Type0", "/CIDFontType2"}
    for font in fonts:
        assert font["/Encoding"] == "/Identity-H"
        (descendant,) = (o.at(one) for one in font["/DescendantFonts"])
        assert descendant["/CIDSystemInfo"]["/Ordering"] == "u:Identity"
        assert re.fullmatch(r"/[A-Z]{6}\+.+", font["/BaseFont"])
        assert font["/BaseFont"] == descendant["/BaseFont"]
        descriptor = o.at(descendant["/FontDescriptor"])
        assert descriptor["/FontName"] == font["/BaseFont"]
        assert descendant["/CIDToGIDMap"] == "/Identity" or descendant["/CIDToGIDMap"].endswith(" R")
        program = TTFont(BytesIO(o.bytes_of(descriptor["/FontFile2"])))
        _widths_agree(o, descendant, program)
        assert font["/ToUnicode"]


def _widths_agree(o: Objects, font: dict[str, Value], program: TTFont) -> None:  # 6.2.11.5: by one thousandth at most
    scale, names = 1000 / program["head"].unitsPerEm, program.getGlyphOrder()
    table = font["/CIDToGIDMap"]
    mapped = None if table == "/Identity" else o.bytes_of(table)
    widths = o.at(font["/W"])
    for start, row in zip(widths[::2], widths[1::2], strict=True):
        for place, width in enumerate(row):
            code = start + place
            glyph = code if mapped is None else int.from_bytes(mapped[2 * code : 2 * code + 2], "big")
            assert abs(program["hmtx"][names[glyph]][0] * scale - width) <= 1


def annotations_print_and_look_the_same(o: Objects) -> None:  # 6.3
    for annotation in o.of("/Type", "/Annot"):
        assert annotation["/Subtype"] in {"/Widget", "/Link"}
        assert annotation["/F"] & PRINT
        assert not annotation["/F"] & (INVISIBLE | HIDDEN | NO_VIEW | TOGGLE_NO_VIEW)
        assert not {"/A", "/AA"} & set(annotation)
        left, bottom, right, top = annotation["/Rect"]
        if (left, bottom) != (right, top):
            assert set(annotation["/AP"]) == {"/N"}


def the_form_is_drawn_already(o: Objects) -> None:  # 6.4.1
    form = o.at(o.catalog["/AcroForm"])
    assert not form.get("/NeedAppearances", False)
    assert "/XFA" not in form
    assert "/NeedsRendering" not in o.catalog


def every_signature_covers_a_whole_revision(o: Objects) -> None:  # 6.4.3
    for kind in ("/Sig", "/DocTimeStamp"):
        for signature in (one for one in o.of("/Type", kind) if "/ByteRange" in one):
            begin, start, end, rest = signature["/ByteRange"]
            assert begin == 0
            assert o.data[start : start + 1] + o.data[end - 1 : end] == b"<>"
            assert o.data[: end + rest].endswith(b"%%EOF\n")


def nothing_happens_by_itself(o: Objects) -> None:  # 6.5
    assert not {"/AA", "/OpenAction", "/Requirements", "/OCProperties"} & set(o.catalog)
    assert not [one for one in o.every() if "/JS" in one or one.get("/S") in {"/JavaScript", "/Launch", "/URI"}]
    assert not {"/JavaScript", "/AlternatePresentations"} & set(o.at(o.catalog.get("/Names", {})))


def metadata_name_the_part(o: Objects) -> None:  # 6.6.2, 6.6.3, 6.6.4
    stream = o.at(o.catalog["/Metadata"])
    assert (stream["/Type"], stream["/Subtype"]) == ("/Metadata", "/XML")
    assert "/Filter" not in stream
    packet = o.bytes_of(o.catalog["/Metadata"])
    first_line = packet.split(b"\n")[0]
    assert b"bytes=" not in first_line
    assert b"encoding=" not in first_line
    said = {one.tag.split("}")[1]: "".join(one.itertext()).strip() for one in etree.fromstring(packet).iter("{*}*")}
    info = o.at(o.trailer["/Info"])
    assert said["conformance"] == "B"
    assert said["title"] == info["/Title"].removeprefix("u:")
    assert said["creator"] == info["/Author"].removeprefix("u:")
    assert said["Producer"] == info["/Producer"].removeprefix("u:")
    assert said["part"] == ("3" if "/AF" in o.catalog else "2")


def files_inside_say_what_they_are(o: Objects) -> None:  # ISO 19005-3 6.8
    named = o.at(o.at(o.catalog.get("/Names", {})).get("/EmbeddedFiles", {})).get("/Names", [])
    associated = o.catalog.get("/AF", [])
    assert sorted(named[1::2]) == sorted(associated)
    for reference in associated:
        file = o.at(reference)
        assert file["/F"] == file["/UF"]
        assert file["/AFRelationship"] in {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}
        embedded = o.at(file["/EF"]["/F"])
        assert re.fullmatch(r"/[a-z]+/[a-z0-9.+-]+", embedded["/Subtype"])
        assert embedded["/Params"]["/ModDate"]


RULES: list[Callable[[Objects], None]] = [
    the_file_begins_and_ends_as_it_must,
    streams_are_whole_and_here,
    limits_are_kept,
    permissions_are_those_of_signatures,
    colour_has_a_meaning,
    pictures_and_forms_hide_nothing,
    states_are_plain,
    every_glyph_is_in_the_file,
    annotations_print_and_look_the_same,
    the_form_is_drawn_already,
    every_signature_covers_a_whole_revision,
    nothing_happens_by_itself,
    metadata_name_the_part,
    files_inside_say_what_they_are,
]
