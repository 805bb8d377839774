"""What was written can be taken up again, whatever it says."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.ofd.document import Attachment
from jiban.standards.ofd.errors import BadXmlError
from jiban.standards.ofd.package import write
from jiban.standards.ofd.resuming import resume
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
