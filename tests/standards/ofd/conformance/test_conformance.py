"""The published page tells what the code does today."""

from tests.standards.ofd.conformance.everything import everything
from tests.standards.ofd.conformance.page import PAGE, page
from tests.standards.ofd.conformance.seal_fields import what_tells
from tests.standards.ofd.reading.foreign import read


def test_a_file_with_everything_is_read_without_a_finding():
    assert read(everything()).findings == ()


def test_a_change_in_any_field_of_a_signature_is_refused():
    assert [field for field, codes in what_tells().items() if not codes] == []


def test_the_page_says_what_is_so():
    assert PAGE.read_text("utf-8") == page(), "make it again: python -m tests.standards.ofd.conformance.page"
