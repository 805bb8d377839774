"""What other programs say of a file written here."""

import json

import pytest
from asn1crypto import cms
from lxml import etree

from jiban.standards.pdf.attachments import Attachment
from jiban.standards.pdf.byte_range import container_in, find_room
from jiban.standards.pdf.cms import CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2
from jiban.standards.pdf.errors import PageError, PdfError, PictureError, RoomError
from jiban.standards.pdf.signer import SoftwarePdfSigner
from jiban.standards.pdf.writer import Stamp, compose_and_sign
from jiban.standards.typeset.errors import MissingGlyphError
from jiban.standards.typeset.faces import face
from jiban.standards.typeset.page import Line, Page, Path, Picture
from tests.standards.pdf.outside import say, words
from tests.standards.pdf.paper import (
    INFO,
    RECORD,
    RECORD_FILE,
    SEAL,
    SENTENCES,
    SIGNING,
    TITLE,
    certificate,
    line,
    page,
)


def test_pdfsig_calls_the_signature_valid_and_the_whole_document_signed(file):
    said = say("pdfsig", "-nocert", file)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Hash Algorithm: SHA-256" in said
    assert said.count("Signature #") == 1


def test_qpdf_finds_no_fault(file):
    assert "No syntax or stream encoding errors found" in say("qpdf", "--check", file)


def test_the_words_can_be_copied_in_their_order(file):
    assert words(file) == [TITLE, *SENTENCES]


def test_both_faces_are_embedded_subsets_that_map_back_to_unicode(file):
    _head, _rule, *fonts = say("pdffonts", file).splitlines()
    assert len(fonts) == 2
    for font in fonts:
        name, *kind = font.split()
        tag, plus, _family = name.partition("+")
        assert plus
        assert len(tag) == 6
        assert tag.isupper()
        assert kind[:6] == ["CID", "TrueType", "Identity-H", "yes", "yes", "yes"]


def test_two_pages_are_one_signed_file(signer, tmp_path):
    file = tmp_path / "two.pdf"
    file.write_bytes(certificate(signer, page("第一页的字"), page("第二页的字", title="附页")))
    assert words(file) == [TITLE, "第一页的字", "附页", "第二页的字"]
    assert "Pages:           2" in say("pdfinfo", file)
    assert "Signature is Valid." in say("pdfsig", "-nocert", file)
    assert "No syntax" in say("qpdf", "--check", file)


def test_the_seal_may_stand_on_the_last_page(signer, tmp_path):
    file = tmp_path / "two.pdf"
    seal = Stamp(1, SEAL.x_mm, SEAL.y_mm, SEAL.width_mm, SEAL.height_mm, SEAL.picture)
    file.write_bytes(compose_and_sign([page(), page("附页")], info=INFO, signer=signer, signing=SIGNING, stamps=[seal]))
    objects = _objects(file)
    (first, last) = (value for value in objects.values() if _type(value) == "/Page")
    assert "/Annots" not in first
    assert len(objects[f"obj:{last['/Annots']}"]) == 1
    assert "Signature is Valid." in say("pdfsig", "-nocert", file)


def test_the_field_lies_on_the_seal(file):
    (widget,) = [value for value in _objects(file).values() if _subtype(value) == "/Widget"]
    left, bottom, right, top = (edge * 25.4 / 72 for edge in widget["/Rect"])
    assert (left, 297 - top) == pytest.approx((SEAL.x_mm, SEAL.y_mm), abs=0.01)
    assert (right - left, top - bottom) == pytest.approx((SEAL.width_mm, SEAL.height_mm), abs=0.01)
    assert widget["/TU"] == "u:电子印章"


def test_without_a_stamp_the_field_is_invisible_and_the_signature_as_good(signer, tmp_path):
    file = tmp_path / "plain.pdf"
    file.write_bytes(compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING))
    (widget,) = [value for value in _objects(file).values() if _subtype(value) == "/Widget"]
    assert widget["/Rect"] == [0, 0, 0, 0]
    assert "Signature is Valid." in say("pdfsig", "-nocert", file)
    assert "No syntax" in say("qpdf", "--check", file)


def test_the_record_travels_inside(file, tmp_path):
    say("pdfdetach", "-saveall", "-o", tmp_path, file)
    assert json.loads((tmp_path / "record.json").read_bytes()) == RECORD
    (entry,) = [value for value in _objects(file).values() if _type(value) == "/Filespec"]
    assert entry["/AFRelationship"] == "/Source"
    (catalog,) = [value for value in _objects(file).values() if _type(value) == "/Catalog"]
    assert len(catalog["/AF"]) == 1


def test_several_attachments_keep_their_names(signer, tmp_path):
    file = tmp_path / "many.pdf"
    files = [Attachment(name, name.encode()) for name in ("乙.json", "record.json", "a (1).txt")]
    file.write_bytes(compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING, attachments=files))
    (tmp_path / "out").mkdir()
    say("pdfdetach", "-saveall", "-o", tmp_path / "out", file)
    assert {found.name: found.read_text() for found in (tmp_path / "out").iterdir()} == {
        f.file_name: f.file_name for f in files
    }
    assert "No syntax" in say("qpdf", "--check", file)


def test_title_language_and_dates_are_said_the_same_twice(file):
    said = say("pdfinfo", file)
    assert f"Title:           {INFO.title}" in said
    assert f"Author:          {INFO.author}" in said
    packet = etree.fromstring(say("pdfinfo", "-meta", file).encode())
    spoken = {element.tag.split("}")[1]: "".join(element.itertext()).strip() for element in packet.iter("{*}*")}
    assert spoken["title"] == INFO.title
    assert spoken["creator"] == INFO.author
    assert spoken["CreateDate"] == spoken["ModifyDate"] == "2026-11-24T09:30:00+08:00"
    assert (spoken["part"], spoken["conformance"]) == ("3", "B")
    (catalog,) = [value for value in _objects(file).values() if _type(value) == "/Catalog"]
    assert catalog["/Lang"] == "u:zh-Hans"
    assert catalog["/ViewerPreferences"] == {"/DisplayDocTitle": True}
    assert [intent["/S"] for intent in catalog["/OutputIntents"]] == ["/GTS_PDFA1"]


def test_a_file_with_nothing_attached_follows_part_two(signer, tmp_path):
    file = tmp_path / "plain.pdf"
    file.write_bytes(compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING))
    assert "<pdfaid:part>2</pdfaid:part>" in say("pdfinfo", "-meta", file)


def test_the_same_values_give_the_same_bytes(signer, signed):
    assert certificate(signer) == signed


def test_other_words_give_another_file_identifier(signer, signed):
    assert signed.split(b"/ID[")[1][:40] != certificate(signer, page("别的字")).split(b"/ID[")[1][:40]


def test_the_container_is_pades_baseline_b(signed, authority, signer):
    content = cms.ContentInfo.load(container_in(signed, find_room(signed)), strict=True)["content"]
    (info,) = content["signer_infos"]
    attributes = {attribute["type"].dotted for attribute in info["signed_attrs"]}
    assert attributes == {CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2}
    assert info["signature_algorithm"]["algorithm"].native == "sha256_ecdsa"
    assert content["encap_content_info"]["content"].native is None
    carried = {found.chosen.dump() for found in content["certificates"]}
    assert carried == {signer.certificate, authority.issuing}
    assert authority.root not in carried


def test_look_alike_characters_stay_what_they_were(signer, tmp_path):
    file = tmp_path / "radicals.pdf"
    file.write_bytes(certificate(signer, page("㖈䎛，䎛㖈", title="…⋯")))
    assert face("serif").subset("㖈䎛").glyph_of["㖈"] == face("serif").subset("㖈䎛").glyph_of["䎛"]
    assert words(file) == ["…⋯", "㖈䎛，䎛㖈"]
    assert "No syntax" in say("qpdf", "--check", file)


def test_a_character_without_a_glyph_is_refused(signer):
    with pytest.raises(MissingGlyphError):
        certificate(signer, Page(items=(Line("\U0010fffd", 20, 20, 5, "serif", ()),)))


@pytest.mark.parametrize("place", [-1, 1])
def test_a_stamp_needs_its_page(signer, place):
    stamp = Stamp(place, 10, 10, 20, 20, SEAL.picture)
    with pytest.raises(PageError):
        compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING, stamps=[stamp])


def test_a_file_needs_a_page(signer):
    with pytest.raises(PageError):
        compose_and_sign([], info=INFO, signer=signer, signing=SIGNING)


def test_two_attachments_cannot_share_a_name(signer):
    with pytest.raises(PageError):
        compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING, attachments=[RECORD_FILE, RECORD_FILE])


@pytest.mark.parametrize(
    "item",
    [
        Path((("L", (1, 1)),)),
        Path((("M", (1, 1)), ("L", (1,)))),
        Path((("M", (1, 1)), ("X", (1, 1)))),
        Line("两字", 10, 10, 5, "serif", (5.0, 5.0)),
    ],
)
def test_a_value_that_cannot_be_drawn_is_refused(signer, item):
    with pytest.raises(PageError):
        certificate(signer, Page(items=(item,)))


@pytest.mark.parametrize("data", [b"", b"GIF89a", SEAL.picture[:200], b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0nothing"])
def test_a_broken_picture_is_refused(signer, data):
    with pytest.raises(PictureError):
        certificate(signer, Page(items=(Picture(data, 10, 10, 10, 10),)))


def test_a_signature_too_large_for_its_room_is_refused(signer):
    class Wordy:
        certificate = signer.certificate
        chain = ()

        def sign_digest(self, _sha256_digest):
            return bytes(9000)

    with pytest.raises(RoomError):
        certificate(Wordy())


def test_a_certificate_of_another_key_is_refused(authority, signer):
    other = authority.signer()
    with pytest.raises(PdfError):
        SoftwarePdfSigner(signer._private_key, other.certificate)


def test_an_empty_line_and_an_unpainted_path_leave_no_mark(signer, tmp_path):
    file = tmp_path / "empty.pdf"
    nothing = (Line("", 10, 10, 5, "serif", ()), Path((("M", (1, 1)), ("L", (2, 2))), fill=None), line("字", 30, 30, 5))
    file.write_bytes(certificate(signer, Page(items=nothing)))
    assert words(file) == ["字"]


def _objects(file):
    """Every object of the file as qpdf reads it."""
    _head, objects = json.loads(say("qpdf", "--json=2", "--json-key=qpdf", file))["qpdf"]
    return {
        name: held.get("value", held.get("stream", {}).get("dict"))
        for name, held in objects.items()
        if name != "trailer"
    }


def _type(value):
    return value.get("/Type") if isinstance(value, dict) else None


def _subtype(value):
    return value.get("/Subtype") if isinstance(value, dict) else None
