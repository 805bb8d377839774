"""Archives made to harm the reader are refused, each by its own name, before they cost memory."""

import contextlib
import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.standards.ofd.archive_limits import Limits
from jiban.standards.ofd.archive_reading import read_archive, unlisted_bytes
from jiban.standards.ofd.archive_writing import write_archive
from jiban.standards.ofd.errors import (
    BadXmlError,
    CorruptEntryError,
    DuplicateEntryError,
    EncryptedEntryError,
    MissingEntryError,
    NotOfdError,
    OfdError,
    TooLargeError,
    TruncatedError,
    UnsafePathError,
)
from jiban.standards.ofd.findings import Code
from jiban.standards.ofd.package import write
from jiban.standards.ofd.reader import open_ofd

from . import paper

NAMES = st.from_regex(r"[A-Za-z0-9_]{1,8}(/[A-Za-z0-9_]{1,8}){0,2}", fullmatch=True)
FILES = st.dictionaries(NAMES.map(str.lower), st.binary(max_size=9_000), max_size=6)


def zipped(*files, **options):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return file.getvalue()


@settings(max_examples=60)
@given(FILES)
def test_archives_of_both_writers_are_read_by_both_readers(files):
    ours = write_archive(files, dated=None)
    with zipfile.ZipFile(io.BytesIO(ours)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
    assert read_archive(ours) == read_archive(zipped(*files.items())) == files
    assert unlisted_bytes(ours) == 0


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_truncated_file_is_called_truncated(data):
    whole = write(paper.sealed())
    cut = data.draw(st.integers(4, len(whole) - 1))
    with pytest.raises(TruncatedError):
        open_ofd(whole[:cut])


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data):
    whole = bytearray(write(paper.sealed()))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(OfdError):
        open_ofd(bytes(whole))


@pytest.mark.parametrize("data", [b"", b"P", b"%PDF-1.7", b"\x00" * 100, b"<ofd/>", bytes(range(256))])
def test_something_else_is_no_ofd(data):
    with pytest.raises(NotOfdError):
        open_ofd(data)


def test_a_zip_of_other_things_is_no_ofd():
    with pytest.raises(NotOfdError):
        open_ofd(zipped(("word/document.xml", "<a/>")))
    with pytest.raises(NotOfdError):
        open_ofd(zipped())


def test_a_dense_bomb_is_refused_by_its_ratio():
    with pytest.raises(TooLargeError):
        open_ofd(zipped(("OFD.xml", b"\0" * 20_000_000)))


def test_a_large_total_is_refused():
    files = [(f"{number}.bin", b"x" * 60_000) for number in range(1_200)]
    with pytest.raises(TooLargeError):
        open_ofd(zipped(*files))


def test_many_entries_are_refused():
    with pytest.raises(TooLargeError):
        open_ofd(zipped(*((f"{number}", b"") for number in range(2_001))))


def test_limits_can_be_tightened():
    files = zipped(("OFD.xml", b"x" * 1_000), ("b", b"y"))
    for limits in (
        Limits(entries=1),
        Limits(total_bytes=1_000),
        Limits(entry_bytes=999),
        Limits(ratio=2, ratio_bytes=9),
    ):
        with pytest.raises(TooLargeError):
            read_archive(files, limits)
    assert len(read_archive(files, Limits())) == 2


def test_a_stream_longer_than_it_says_is_cut_off():
    bomb = bytearray(zipped(("OFD.xml", b"\0" * 60_000)))
    for at in (22, bomb.rindex(b"PK\1\2") + 24):
        bomb[at : at + 4] = struct.pack("<I", 10)
    with pytest.raises(CorruptEntryError):
        read_archive(bytes(bomb))


def test_overlapping_entries_are_refused():
    whole = bytearray(zipped(("a", b"first"), ("b", b"second")))
    start_of_second = whole.rindex(b"PK\1\2") + 42
    first = bytes(whole[whole.index(b"PK\1\2") + 42 : whole.index(b"PK\1\2") + 46])
    whole[start_of_second : start_of_second + 4] = first
    with pytest.raises((CorruptEntryError, DuplicateEntryError)):
        read_archive(bytes(whole))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["OFD.xml", "ofd.XML"])
def test_two_entries_of_one_name_are_refused(second):
    with pytest.raises(DuplicateEntryError):
        open_ofd(zipped(("OFD.xml", "<a/>"), (second, "<b/>")))


@pytest.mark.parametrize("name", ["../OFD.xml", "/OFD.xml", "a/../../b", "C:/x", "a//b", "./a", "..\\x", "a/\x00b"])
def test_names_that_leave_the_package_are_refused(name):
    harmless = "n" * len(name)
    data = zipped((harmless, b"x")).replace(harmless.encode(), name.encode())
    with pytest.raises(UnsafePathError):
        read_archive(data)


def test_encrypted_entries_are_refused():
    data = bytearray(zipped(("OFD.xml", b"<a/>")))
    data[6] |= 1
    with pytest.raises(EncryptedEntryError):
        open_ofd(bytes(data))
    data[6] ^= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    with pytest.raises(EncryptedEntryError):
        open_ofd(bytes(data))


def test_other_packing_methods_are_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("OFD.xml", b"<a/>" * 100)
    with pytest.raises(CorruptEntryError):
        open_ofd(file.getvalue())


def test_a_local_header_that_tells_another_name_is_refused():
    data = bytearray(zipped(("OFD.xml", b"<a/>")))
    data[30:33] = b"XXX"
    with pytest.raises(CorruptEntryError):
        open_ofd(bytes(data))


def test_hidden_bytes_are_pointed_out_and_appended_ones_refused():
    data = write(paper.sealed())
    with pytest.raises(TruncatedError):
        open_ofd(data + b"appended")
    hidden = b"PK" + b"\0" * 50
    moved = bytearray(hidden + data)
    end = moved.rindex(b"PK\5\6")
    (directory,) = struct.unpack_from("<I", moved, end + 16)
    struct.pack_into("<I", moved, end + 16, directory + len(hidden))
    at = directory + len(hidden)
    while moved[at : at + 4] == b"PK\1\2":
        (start,) = struct.unpack_from("<I", moved, at + 42)
        struct.pack_into("<I", moved, at + 42, start + len(hidden))
        at += 46 + struct.unpack_from("<H", moved, at + 28)[0]
    document = open_ofd(bytes(moved))
    assert [finding.code for finding in document.findings] == [Code.BYTES_OUTSIDE]


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><l>&c;</l>'
)
OUTSIDE = b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>'


@pytest.mark.parametrize(
    "xml",
    [
        LAUGHS,
        OUTSIDE,
        LAUGHS.decode().replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16"),
        b"",
        b"<a",
        b"\xff",
    ],
)
def test_entities_and_broken_xml_are_refused(xml):
    with pytest.raises(BadXmlError):
        open_ofd(zipped(("OFD.xml", xml)))


def test_a_deeply_nested_file_is_refused():
    with pytest.raises(BadXmlError):
        open_ofd(zipped(("OFD.xml", b"<a>" * 8_000 + b"</a>" * 8_000)))


def test_a_missing_document_is_named():
    entries = paper.composed().entries
    with pytest.raises(MissingEntryError, match=r"Document\.xml"):
        open_ofd(zipped(("OFD.xml", entries["OFD.xml"])))
    with pytest.raises(BadXmlError):
        open_ofd(zipped(("OFD.xml", "<ofd:OFD xmlns:ofd='x'/>")))
