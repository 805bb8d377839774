"""Published examples: SM2 from GM/T 0003.5-2012 (the recommended curve), SM3 from GM/T 0004-2012 annex A."""

from jiban.standards.gm import key_encoding, signature_value
from jiban.standards.gm.sm2 import PrivateKey, PublicKey
from jiban.standards.gm.sm3 import sm3

SCALAR = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
X = bytes.fromhex("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020")
Y = bytes.fromhex("CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13")
Z = bytes.fromhex("B2E14C5C79C6DF5B85F4FE7ED8DB7A262B9DA7E07CCB0EA9F4747B8CCDA8A4F3")
E = bytes.fromhex("F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640")
R = bytes.fromhex("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3")
S = bytes.fromhex("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")
POINT = b"\x04" + X + Y


def test_the_private_key_of_the_standard_has_the_public_key_of_the_standard():
    key = PrivateKey.from_pkcs8(key_encoding.pkcs8(SCALAR, POINT))
    assert key.public_key.point == POINT


def test_z_and_e_are_those_of_the_standard():
    key = PublicKey.from_point(POINT)
    assert key.z() == Z
    assert key.digest(b"message digest") == E


def test_the_signature_of_the_standard_is_accepted():
    key = PublicKey.from_point(POINT)
    assert key.verify(b"message digest", signature_value.raw_to_der(R + S))
    assert not key.verify(b"message digesT", signature_value.raw_to_der(R + S))
    assert not key.verify_digest(E, signature_value.raw_to_der(S + R))


def test_sm3_gives_the_digests_of_the_standard():
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
