import gc
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.der import encode
from jiban.standards.gm import curve, key_encoding, signature_value
from jiban.standards.gm.errors import DigestLengthError, KeyFormatError, SignatureFormatError
from jiban.standards.gm.signer import Signer, SoftwareSigner
from jiban.standards.gm.sm2 import DEFAULT_USER_ID, PrivateKey, PublicKey

KEY = PrivateKey.generate()
PUBLIC = KEY.public_key
scalars = st.integers(1, curve.ORDER - 1)


def signature(r, s):
    return encode.sequence(encode.integer(r), encode.integer(s))


@given(st.binary(max_size=2000), st.binary(max_size=40))
def test_what_is_signed_verifies_under_the_same_user_id_only(message, user_id):
    made = KEY.sign(message, user_id)
    assert PUBLIC.verify(message, made, user_id)
    assert not PUBLIC.verify(message, made, user_id + b"1")
    assert not PUBLIC.verify(message + b"\x00", made, user_id)


@given(st.binary(min_size=1, max_size=200), st.integers(0), st.integers(0))
def test_a_changed_bit_of_message_or_signature_is_refused(message, one_bit, other_bit):
    made = KEY.sign(message)
    assert not PUBLIC.verify(message, with_bit_changed(made, one_bit))
    assert not PUBLIC.verify(with_bit_changed(message, other_bit), made)


def with_bit_changed(data, bit):
    changed = bytearray(data)
    changed[bit // 8 % len(data)] ^= 1 << bit % 8
    return bytes(changed)


def test_another_key_is_refused():
    assert not PrivateKey.generate().public_key.verify(b"message", KEY.sign(b"message"))


@pytest.mark.parametrize("lie", [0, -1, curve.ORDER, curve.ORDER + 1, 2**256, 2**300])
def test_numbers_outside_the_order_are_refused(lie):
    r, s = signature_value.read(KEY.sign(b"message"))
    for pair in ((lie, s), (r, lie), (r + curve.ORDER, s), (r, s + curve.ORDER), (lie, lie)):
        assert not PUBLIC.verify(b"message", signature(*pair))


@pytest.mark.parametrize(
    "mangle",
    [
        lambda _: b"",
        lambda good: good + b"\x00",
        lambda good: good[:-1],
        lambda good: b"\x31" + good[1:],
        lambda good: b"\x30\x81" + good[1:],
        lambda good: encode.sequence(*(encode.integer(n) for n in (*signature_value.read(good), 1))),
        lambda _: encode.sequence(b"\x02\x02\x00\x01", encode.integer(1)),
        signature_value.der_to_raw,
    ],
)
def test_a_signature_in_any_other_encoding_is_refused(mangle):
    assert not PUBLIC.verify(b"message", mangle(KEY.sign(b"message")))


@given(st.binary(max_size=80))
def test_any_bytes_as_a_signature_are_false_and_never_crash(data):
    assert PUBLIC.verify(b"message", data) is False


@given(scalars, scalars)
def test_raw_and_der_forms_lead_to_each_other(r, s):
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    der = signature_value.raw_to_der(raw)
    assert signature_value.der_to_raw(der) == raw
    assert signature_value.any_to_der(raw) == der
    assert signature_value.any_to_der(der) == der


@pytest.mark.parametrize("raw", [b"", b"\x01" * 63, b"\x01" * 65, bytes(64), b"\xff" * 64])
def test_what_is_no_raw_signature_is_refused(raw):
    with pytest.raises(SignatureFormatError):
        signature_value.raw_to_der(raw)
    with pytest.raises(SignatureFormatError):
        signature_value.any_to_der(raw)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_only_a_digest_of_32_bytes_is_signed_or_checked(size):
    with pytest.raises(DigestLengthError):
        KEY.sign_digest(bytes(size))
    with pytest.raises(DigestLengthError):
        PUBLIC.verify_digest(bytes(size), KEY.sign(b""))


def test_a_key_survives_its_encodings():
    again = PrivateKey.from_pkcs8(KEY.to_pkcs8())
    assert again.public_key == PUBLIC
    assert again.to_pkcs8() == KEY.to_pkcs8()
    assert PublicKey.from_spki(PUBLIC.spki) == PublicKey.from_point(PUBLIC.point) == PUBLIC
    assert hash(PublicKey.from_point(PUBLIC.point)) == hash(PUBLIC)
    assert PUBLIC.verify(b"message", again.sign(b"message"))


def test_points_off_the_curve_or_in_another_form_are_refused():
    point = PUBLIC.point
    compressed = bytes((2 + (point[64] & 1),)) + point[1:33]
    off_curve = point[:-1] + bytes((point[-1] ^ 1,))
    for lie in (b"", b"\x00", compressed, off_curve, b"\x04" + bytes(64), b"\x06" + point[1:], point + b"\x00"):
        with pytest.raises(KeyFormatError):
            PublicKey.from_point(lie)


def test_keys_of_other_kinds_are_refused():
    p256 = encode.sequence(encode.oid("1.2.840.10045.2.1"), encode.oid("1.2.840.10045.3.1.7"))
    with pytest.raises(KeyFormatError, match="not an SM2 key"):
        PublicKey.from_spki(encode.sequence(p256, encode.bit_string(PUBLIC.point)))
    for lie in (b"", b"\x30\x00", PUBLIC.spki, PUBLIC.spki + b"\x00", KEY.to_pkcs8()[:-1]):
        with pytest.raises(KeyFormatError):
            PrivateKey.from_pkcs8(lie)


def test_a_private_key_whose_halves_do_not_belong_together_is_refused():
    other = PrivateKey.generate().public_key.point
    scalar = KEY.to_pkcs8()[KEY.to_pkcs8().index(b"\x04\x20") + 2 :][:32]
    with pytest.raises(KeyFormatError):
        PrivateKey.from_pkcs8(key_encoding.pkcs8(scalar, other))
    for lie in (bytes(32), curve.ORDER.to_bytes(32, "big"), b"\xff" * 32):
        with pytest.raises(KeyFormatError):
            PrivateKey.from_pkcs8(key_encoding.pkcs8(lie, PUBLIC.point))


def test_a_key_does_not_show_its_secret():
    secret = KEY.to_pkcs8()[36:68].hex()
    assert secret not in repr(KEY)
    assert secret not in repr(SoftwareSigner(KEY, b""))


def test_a_message_in_pieces_has_the_same_digest():
    state = PUBLIC.digest_state()
    state.update(b"mess")
    state.update(b"age")
    assert state.digest() == PUBLIC.digest(b"message") == PUBLIC.digest(b"message", DEFAULT_USER_ID)


def test_a_user_id_longer_than_its_length_field_is_refused():
    assert len(PUBLIC.z(bytes(8191))) == 32
    with pytest.raises(KeyFormatError):
        PUBLIC.z(bytes(8192))


def test_many_threads_sign_and_verify_with_one_key():
    def sign_and_verify(number):
        message = number.to_bytes(4, "big")
        return PUBLIC.verify(message, KEY.sign(message, str(number).encode()), str(number).encode())

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(sign_and_verify, range(400)))


def test_keys_are_freed_while_others_live_on():
    for _ in range(50):
        short_lived = PrivateKey.generate().public_key
        assert not short_lived.verify(b"", KEY.sign(b""))
    gc.collect()
    assert PUBLIC.verify(b"", KEY.sign(b""))


def test_a_software_signer_is_a_signer():
    signer: Signer = SoftwareSigner(KEY, b"certificate")
    e = signer.public_key.digest(b"message")
    assert signer.public_key.verify_digest(e, signer.sign_digest(e))
    assert signer.certificate == b"certificate"
