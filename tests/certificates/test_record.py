"""The canonical form of a record is that of RFC 8785, whichever encoder writes it."""

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from jiban.certificates.record import canonical

TEXT = st.text(st.characters(blacklist_categories=["Cs"])) | st.sampled_from(
    ['"\\/\b\f\n\r\t', "\x00\x1f\x7f\u2028", "㛃𬸪"]
)
PLAIN = TEXT | st.booleans() | st.none() | st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    PLAIN | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
)


@given(st.dictionaries(TEXT, VALUES, max_size=5))
def test_every_record_is_written_as_rfc_8785_asks(record):
    assert canonical(record) == rfc8785.dumps(record)
