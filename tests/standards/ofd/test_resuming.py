"""What was written can be taken up again, whatever it says."""

from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.ofd.archive_reading import read_archive
from jiban.standards.ofd.archive_rereading import read_written
from jiban.standards.ofd.digest import sm3
from jiban.standards.ofd.document import Attachment
from jiban.standards.ofd.errors import AlteredError, BadXmlError
from jiban.standards.ofd.package import write
from jiban.standards.ofd.resuming import check_unaltered, resume
from jiban.standards.ofd.writer import compose

from . import paper
from .test_writing import FILE_NAMES, INFOS, NOTES

LIKE_MARKUP = st.sampled_from(
    [
        ' Usage="unsealed"><ofd:FileLoc>x</ofd:FileLoc>',
        "<ofd:CreationDate>2001-01-01</ofd:CreationDate>",
        '<ofd:Page ID="7" />',
        '<ofd:Reference FileRef="/Doc_0/Signs/Signatures.xml">',
    ]
)
ATTACHED = st.builds(
    Attachment, name=NOTES | LIKE_MARKUP, file_name=FILE_NAMES, data=st.binary(max_size=6_000), sealed=st.booleans()
)


PAGES = [paper.page(), paper.page()]


@given(INFOS, st.lists(ATTACHED, max_size=3, unique_by=lambda one: one.file_name.casefold()), LIKE_MARKUP)
def test_a_package_comes_back_as_it_was(info, attachments, markup):
    package = compose(PAGES, replace(info, title=info.title + markup, custom={"custom": markup}), attachments)
    for stage in (package, paper.signed_once(package), paper.sealed(package)):
        assert resume(write(stage)) == stage


def test_a_file_of_another_writer_is_not_taken_up():
    package = paper.composed()
    other = package.with_entries({"OFD.xml": package.entries["OFD.xml"].partition(b"\n")[2]})
    with pytest.raises(BadXmlError):
        resume(write(other))


@given(st.integers(0), st.integers(1, 255))
def test_what_is_read_quickly_is_what_the_careful_reader_reads_or_is_not_read(place, flip):
    written = bytearray(write(paper.sealed()))
    assert read_written(bytes(written)) == read_archive(bytes(written))
    written[place % len(written)] ^= flip
    quickly = read_written(bytes(written))
    if quickly is not None:  # a day, which nobody signs, may be another
        assert quickly == read_archive(bytes(written))


def test_bytes_in_front_between_or_behind_are_not_read_quickly():
    written = write(paper.sealed())
    second = written.index(b"PK\3\4", 4)
    for other in (b"\0" + written, written[:second] + b"\0" + written[second:], written + b"\0", written[:-1], b""):
        assert read_written(other) is None


def test_packed_entries_are_left_to_the_careful_reader():
    package = paper.composed().with_entries({"Doc_0/long.xml": b"<long/>" * 9_000})
    assert read_written(write(package)) is None
    assert read_archive(write(package)) == package.entries


@pytest.mark.parametrize("name", ["Doc_0/Pages/Page_0/Content.xml", "Doc_0/Signs/Sign_0/Seal.esl", "OFD.xml"])
def test_a_file_that_changed_between_two_signatures_is_noticed(name):
    package = resume(write(with_data_hash(paper.signed_once())))
    check_unaltered(package)
    altered = package.with_entries({name: package.entries[name] + b" "})
    with pytest.raises(AlteredError, match=name):
        check_unaltered(altered)


def test_digests_that_were_changed_along_with_a_file_are_not_what_was_signed():
    package = with_data_hash(paper.signed_once())
    name, path = "Doc_0/Attachs/record.json", "Doc_0/Signs/Sign_0/Signature.xml"
    forged = b64encode(sm3(b"{}"))
    signature_xml = package.entries[path].replace(b64encode(package.digest(name)), forged)
    with pytest.raises(AlteredError, match=r"Signature\.xml"):
        check_unaltered(package.with_entries({name: b"{}", path: signature_xml}))


def test_a_file_that_was_added_between_two_signatures_is_noticed():
    package = with_data_hash(paper.signed_once())
    with pytest.raises(AlteredError, match=r"Doc_0/more\.xml"):
        check_unaltered(package.with_entries({"Doc_0/more.xml": b""}))


def with_data_hash(package):
    """The sample's signed value is nobody's; a true one holds the digest of its Signature.xml."""
    return package.with_entries(
        {"Doc_0/Signs/Sign_0/SignedValue.dat": package.digest("Doc_0/Signs/Sign_0/Signature.xml")}
    )
