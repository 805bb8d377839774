"""Whatever is changed after sealing is noticed: byte by byte, file by file, name by name."""

import random
from dataclasses import replace

import pytest

from jiban.standards.ofd.archive_writing import write_archive
from jiban.standards.ofd.errors import CorruptEntryError, OfdError
from jiban.standards.ofd.findings import Code
from jiban.standards.ofd.package import SIGNATURES, write
from jiban.standards.ofd.reader import open_ofd

from . import paper

SEALED = paper.sealed()
VILLAGE = 1


def reopened(changed):
    """The sealed package with other files, as a clean archive: only the signature can tell."""
    return open_ofd(write_archive({**SEALED.entries, **changed}, dated=SEALED.created))


def flipped(data, at, bit):
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def covered_names():
    return sorted(open_ofd(write(SEALED)).signatures[VILLAGE].covered)


def test_every_flipped_bit_of_a_covered_file_is_reported():
    chance = random.Random(20261124)
    names = covered_names()
    assert len(names) > 10
    for turn in range(600):
        name = names[turn % len(names)]
        at = chance.randrange(len(SEALED.entries[name]))
        changed = flipped(SEALED.entries[name], at, chance.randrange(8))
        try:
            village = reopened({name: changed}).signatures[VILLAGE]
        except OfdError:
            continue  # so damaged that no reader can follow it
        except IndexError:
            continue  # the list of signatures no longer names the seal
        assert [finding.code for finding in village.findings if finding.entry == name] == [Code.DIGEST_MISMATCH], (
            name,
            at,
        )
        assert name not in village.covered
        assert not village.covers_everything


def test_every_flipped_bit_of_a_file_inside_the_archive_breaks_its_checksum():
    data = write(SEALED)
    chance = random.Random(7)
    start = data.index(SEALED.entries["Doc_0/Res/NotoSerifSC.ttf"])
    for _ in range(200):
        at = start + chance.randrange(len(SEALED.entries["Doc_0/Res/NotoSerifSC.ttf"]))
        with pytest.raises(CorruptEntryError):
            open_ofd(flipped(data, at, chance.randrange(8)))


@pytest.mark.parametrize("name", covered_names())
def test_a_covered_file_cannot_be_taken_out(name):
    entries = {kept: data for kept, data in SEALED.entries.items() if kept != name}
    try:
        document = open_ofd(write_archive(entries, dated=None))
    except OfdError:
        return
    village = document.signatures[VILLAGE]
    assert any(finding.code == Code.ENTRY_MISSING and name in finding.entry for finding in village.findings)
    assert not village.covers_everything


@pytest.mark.parametrize("name", ["Doc_0/Pages/Page_1/Content.xml", "readme.txt", "Doc_0/Attachs/second.txt"])
def test_a_file_that_is_slipped_in_is_listed_as_uncovered(name):
    village = reopened({name: b"<a/>"}).signatures[VILLAGE]
    assert village.uncovered == (name,)
    assert not village.covers_everything


def test_declaring_a_record_unsealed_afterwards_does_not_free_it():
    table = SEALED.entries["Doc_0/Attachs/Attachments.xml"].replace(b"record.json<", b"slipped.txt<")
    table = table.replace(b' Size="', b' Usage="unsealed" Size="')
    village = reopened({"Doc_0/Attachs/Attachments.xml": table, "Doc_0/Attachs/slipped.txt": b"x"}).signatures[VILLAGE]
    assert "Doc_0/Attachs/slipped.txt" in village.uncovered
    # With the table itself changed, even the declared proof is no longer excused.
    assert "Doc_0/Attachs/log-proof.txt" in village.uncovered
    assert [finding.code for finding in village.findings] == [Code.DIGEST_MISMATCH]


def test_dropping_the_seal_leaves_the_reviewer_and_shows_what_nobody_covers():
    entries = {name: data for name, data in SEALED.entries.items() if "Sign_1" not in name}
    entries[SIGNATURES] = paper.signed_once().entries[SIGNATURES]
    entries["Doc_0/extra.txt"] = b"slipped in"
    (reviewer,) = open_ofd(write_archive(entries, dated=None)).signatures
    assert set(reviewer.uncovered) == {SIGNATURES, "Doc_0/extra.txt"}


def signature_xml(change):
    name = f"Doc_0/Signs/Sign_{VILLAGE}/Signature.xml"
    return reopened({name: change(SEALED.entries[name])}).signatures[VILLAGE]


@pytest.mark.parametrize("method", [b'CheckMethod="MD5"', b'CheckMethod="SHA1"', b'CheckMethod=""', b""])
def test_weak_and_missing_digests_are_refused(method):
    village = signature_xml(lambda xml: xml.replace(b'CheckMethod="1.2.156.10197.1.401"', method))
    assert [finding.code for finding in village.findings] == [Code.CHECK_METHOD_REFUSED]
    assert village.covered == frozenset()
    assert not village.covers_everything


def test_the_name_of_the_digest_is_accepted_in_place_of_its_number():
    assert signature_xml(lambda xml: xml.replace(b"1.2.156.10197.1.401", b"SM3")).covers_everything


def test_a_file_may_be_named_once_only():
    def doubled(xml):
        start, end = xml.index(b"<ofd:Reference "), xml.index(b"</ofd:Reference>") + len(b"</ofd:Reference>")
        return xml[:end] + xml[start:end] + xml[end:]

    village = signature_xml(doubled)
    assert [finding.code for finding in village.findings] == [Code.REFERENCE_REPEATED]
    assert "OFD.xml" not in village.covered


@pytest.mark.parametrize("value", [b"", b"AAAA", b"????", b"\xe4\xb8\xad"])
def test_a_check_value_must_be_the_base64_of_a_digest(value):
    def spoiled(xml):
        start = xml.index(b"<ofd:CheckValue>") + len(b"<ofd:CheckValue>")
        return xml[:start] + value + xml[xml.index(b"</ofd:CheckValue>") :]

    assert [finding.code for finding in signature_xml(spoiled).findings] == [Code.CHECK_VALUE_BAD]


@pytest.mark.parametrize("box", [b'PageRef="99"', b'PageRef="x"'])
def test_a_stamp_must_stand_on_a_page_of_the_document(box):
    village = signature_xml(lambda xml: xml.replace(b'PageRef="4"', box))
    assert [finding.code for finding in village.findings] == [Code.STAMP_BAD]
    assert village.stamps == ()


def test_a_signature_without_its_value_or_its_seal_file_says_so():
    for name in ("SignedValue.dat", "Seal.esl"):
        entries = {kept: data for kept, data in SEALED.entries.items() if kept != f"Doc_0/Signs/Sign_1/{name}"}
        village = open_ofd(write_archive(entries, dated=None)).signatures[VILLAGE]
        assert Code.ENTRY_MISSING in {finding.code for finding in village.findings}
    assert village.seal_esl is None


def test_a_broken_page_is_a_finding_and_the_rest_is_still_read():
    document = reopened({"Doc_0/Pages/Page_0/Content.xml": b"<broken"})
    assert [finding.code for finding in document.findings] == [Code.XML_BAD]
    assert document.page_texts == ("",)
    assert document.info.title == paper.TITLE
    assert document.signatures[VILLAGE].findings[0].code == Code.DIGEST_MISMATCH


def test_a_second_document_in_the_package_is_pointed_out():
    start = SEALED.entries["OFD.xml"]
    body = start[start.index(b"<ofd:DocBody>") : start.index(b"</ofd:OFD>")]
    document = reopened({"OFD.xml": start.replace(b"</ofd:OFD>", body + b"</ofd:OFD>")})
    assert Code.SEVERAL_DOCUMENTS in {finding.code for finding in document.findings}


def test_a_changed_package_value_does_not_reuse_old_digests():
    package = paper.composed()
    package.digest("OFD.xml")
    changed = package.with_entries({"OFD.xml": b"<other/>"})
    assert changed.digest("OFD.xml") != package.digest("OFD.xml")
    assert replace(package).digest("OFD.xml") == package.digest("OFD.xml")
