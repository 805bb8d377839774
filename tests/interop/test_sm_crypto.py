"""SM2 and SM3 of the JavaScript package sm-crypto agree with ours: what one signs, the other verifies."""

import pytest

from jiban.standards.gm import sm3
from jiban.standards.gm.sm2 import DEFAULT_USER_ID, PrivateKey, PublicKey
from tests.interop.node_process import conversation

MESSAGES = ["", "abc", "新安镇赵家庄村村民委员会", "样章" * 5000]


@pytest.fixture(scope="module")
def sm_crypto():
    with conversation("sm.mjs") as ask:
        yield ask


@pytest.mark.parametrize("text", MESSAGES, ids=len)
def test_both_take_the_same_digest(sm_crypto, text):
    assert sm_crypto("digest", message=text.encode().hex())["digest"] == sm3.sm3(text.encode()).hex()


@pytest.mark.parametrize("text", MESSAGES, ids=len)
@pytest.mark.parametrize("user_id", [DEFAULT_USER_ID, b"jiban"])
def test_what_we_sign_it_verifies_and_a_changed_word_it_refuses(sm_crypto, text, user_id):
    key, message = PrivateKey.generate(), text.encode()
    said = {
        "signature": key.sign(message, user_id=user_id).hex(),
        "publicKey": key.public_key.point.hex(),
        "userId": user_id.decode(),
    }
    assert sm_crypto("verify", message=message.hex(), **said)["good"] is True
    assert sm_crypto("verify", message=(message + b".").hex(), **said)["good"] is False


@pytest.mark.parametrize("text", MESSAGES, ids=len)
@pytest.mark.parametrize("user_id", [DEFAULT_USER_ID, b"jiban"])
def test_what_it_signs_we_verify_and_a_changed_word_we_refuse(sm_crypto, text, user_id):
    pair, message = sm_crypto("key"), text.encode()
    signed = sm_crypto("sign", message=message.hex(), userId=user_id.decode(), **pair)
    signature, key = bytes.fromhex(signed["signature"]), PublicKey.from_point(bytes.fromhex(pair["publicKey"]))
    assert key.verify(message, signature, user_id=user_id)
    assert not key.verify(message + b".", signature, user_id=user_id)
