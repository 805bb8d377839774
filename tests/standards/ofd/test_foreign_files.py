"""Files of other writers differ in namespace, prefix, case and paths; they are read all the same."""

import re

import pytest

from jiban.standards.ofd.archive_writing import write_archive
from jiban.standards.ofd.errors import UnsafePathError
from jiban.standards.ofd.findings import Code
from jiban.standards.ofd.locations import Locations, resolve
from jiban.standards.ofd.reader import open_ofd

from . import paper

# The change is made before signing, so that the digests are those of the changed files.
ENTRIES = dict(paper.composed().entries)


def opened(entries):
    return open_ofd(write_archive(entries, dated=None))


def rewritten(change):
    return {name: change(data) if name.endswith(".xml") else data for name, data in ENTRIES.items()}


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(b"http://www.ofdspec.org/2016", b"http://www.ofdspec.org"),
        lambda xml: xml.replace(b"ofd:", b"").replace(b"xmlns:ofd", b"xmlns"),
        lambda xml: re.sub(rb"(</?)ofd:", rb"\1x:", xml).replace(b"xmlns:ofd", b"xmlns:x"),
        lambda xml: re.sub(rb"(</?)ofd:", rb"\1", xml),
    ],
    ids=["older namespace", "default namespace", "other prefix", "no namespace"],
)
def test_the_namespace_does_not_matter(change):
    document = opened(rewritten(change))
    assert document.info == paper.INFO
    assert paper.TITLE in document.page_texts[0]
    assert [one.file_name for one in document.attachments] == ["record.json", "log-proof.txt"]
    assert document.findings == ()


def test_absolute_paths_and_paths_upward_are_followed():
    document = ENTRIES["Doc_0/Document.xml"]
    document = document.replace(b'BaseLoc="Pages', b'BaseLoc="/Doc_0/Pages')
    document = document.replace(b">Attachs/", b">./Res/../Attachs/")
    read = opened({**ENTRIES, "Doc_0/Document.xml": document})
    assert paper.TITLE in read.page_texts[0]
    assert len(read.attachments) == 2
    assert read.findings == ()


def test_names_that_differ_in_case_are_found():
    entries = {name.replace("Pages", "PAGES").replace("Attachs", "attachs"): data for name, data in ENTRIES.items()}
    read = opened(entries)
    assert paper.TITLE in read.page_texts[0]
    assert read.attachment("record.json").data == paper.RECORD.data


def test_a_document_without_attachments_or_signatures_is_read():
    entries = {name: data for name, data in ENTRIES.items() if "Attachs" not in name}
    entries["Doc_0/Document.xml"] = re.sub(
        rb"<ofd:Attachments>.*</ofd:Attachments>", b"", entries["Doc_0/Document.xml"]
    )
    read = opened(entries)
    assert read.attachments == read.signatures == read.findings == ()


def test_an_attachment_that_is_not_there_is_a_finding():
    entries = {name: data for name, data in ENTRIES.items() if not name.endswith("record.json")}
    read = opened(entries)
    assert [finding.code for finding in read.findings] == [Code.ENTRY_MISSING]
    assert [one.file_name for one in read.attachments] == ["log-proof.txt"]


@pytest.mark.parametrize(("told", "day"), [("2026-11-24T10:00:00", "2026-11-24"), ("2026年", None), ("", None)])
def test_a_creation_date_may_carry_a_time_or_be_unreadable(told, day):
    start = ENTRIES["OFD.xml"].decode().replace(">2026-11-24<", f">{told}<").encode()
    created = opened({**ENTRIES, "OFD.xml": start}).info.created
    assert (created.isoformat() if created else None) == day


def test_locations_are_resolved_against_the_file_that_names_them():
    assert resolve("/Doc_0/a.xml", seen_from="x/y.xml") == "Doc_0/a.xml"
    assert resolve("a.xml", seen_from="Doc_0/Signs/Signatures.xml") == "Doc_0/Signs/a.xml"
    assert resolve("../Pages/./a.xml", seen_from="Doc_0/Signs/s.xml") == "Doc_0/Pages/a.xml"
    assert Locations(["Doc_0/Tpls/a"]).find("TPLS/A", seen_from="Doc_0/Document.xml") == "Doc_0/Tpls/a"
    assert Locations(["a"]).find("b") is None
    with pytest.raises(UnsafePathError):
        resolve("../../a", seen_from="Doc_0/a.xml")
