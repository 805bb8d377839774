"""No flipped byte goes unreported: of any entry, and of the archive around them."""

from collections import Counter

from tests.standards.verifying.mutations import flipped_archives, flipped_entries, originals, unnoticed
from tests.standards.verifying.paper import packed, verified

FLIPS = 500


def test_the_files_are_genuine_before_anything_is_flipped():
    assert [verified(packed(entries)).verdict for entries in originals()] == ["genuine"] * 5


def test_no_flipped_byte_of_an_entry_goes_unreported():
    codes: Counter[str] = Counter()
    assert unnoticed(flipped_entries(FLIPS, seed=3), codes) == []
    assert {"digest-differs", "document-signature-wrong", "data-hash-differs"} < set(codes)


def test_no_flipped_byte_of_the_archive_goes_unreported():
    assert unnoticed(flipped_archives(FLIPS, seed=4), Counter()) == []
