"""A code put together from earlier ones is the code that segno draws."""

import segno
from hypothesis import given
from hypothesis import strategies as st

from jiban.certificates import qr_codes
from jiban.certificates.numbers import new_check_code
from jiban.certificates.qr_codes import qr_modules

ASCII = st.text(st.characters(max_codepoint=0x7F), min_size=1, max_size=80)


def drawn(text):
    code = segno.make(text, error="m", boost_error=False, mask=4, micro=False, mode="byte")
    return tuple(map(bytes, code.matrix))


@given(st.one_of(ASCII, st.text("01AZ/:.", min_size=5, max_size=5), st.just("石家庄市")))
def test_every_text_has_the_code_that_segno_draws(text):
    assert qr_modules(text) == drawn(text)


def test_addresses_of_many_certificates_need_few_drawings():
    addresses = [f"https://jiban.example/v/{new_check_code()}" for _ in range(400)]
    qr_codes._drawn_texts.cache_clear()
    assert [qr_modules(address) for address in addresses] == list(map(drawn, addresses))
    kept = qr_codes._drawn_texts(len(addresses[0]))._known
    assert len(kept) <= 16 * 7 + 1
