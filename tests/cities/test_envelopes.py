"""Envelopes by law and by lie: what was sealed can be read and proved; whatever is changed is not."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.cities import envelopes, trust
from jiban.cities.envelopes import Letter
from jiban.cities.errors import EnvelopeError
from jiban.cities.trust import TrustedCity, TrustedKey
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.keys.software import Sm2InMemory

NOW = datetime(2026, 11, 29, 1, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
KEY = PrivateKey.generate()
SPKI = KEY.public_key.spki
BODIES = st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers(-(2**50), 2**50) | st.booleans())


def letter(body, **changed):
    about = {
        "id": "0123456789abcdef", "sender": "990200", "receiver": "990100", "kind": "status", "thread": "KS2026-1",
        "sequence": 1, "issued": NOW, "expires": NOW + DAY, "body": envelopes.digest_of(body),
    }  # fmt: skip
    return Letter(**{**about, **changed})


def sealed(body=None, *, files=None, **changed):
    body = {"state": "checked"} if body is None else body
    return envelopes.seal(letter(body, **changed), body, files or {}, Sm2InMemory(KEY))


@given(BODIES)
def test_every_sealed_envelope_is_read_and_proved(body):
    body.pop("files", None)
    envelope = envelopes.read(sealed(body))
    envelopes.check(envelope, KEY.public_key)
    assert (envelope.body, envelope.letter) == (body, letter(body))


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("to", "990300"), ("from", "990300"), ("kind", "certificate"), ("sequence", 2), ("thread", "KS2026-2"),
        ("id", "another-id-of-it"), ("expires", (NOW + 9 * DAY).isoformat()), ("issued", (NOW - DAY).isoformat()),
    ],
)  # fmt: skip
def test_no_member_of_the_letter_can_be_changed(member, value):
    whole = json.loads(sealed())
    whole["letter"][member] = value
    assert refused(json.dumps(whole)) == "bad-signature"


def test_a_changed_body_is_told_from_a_wrong_signature():
    whole = json.loads(sealed())
    whole["body"]["state"] = "issued"
    assert refused(json.dumps(whole)) == "altered"


def test_files_travel_under_their_digests_and_none_may_be_changed_added_or_left_out():
    data = b"a paper"
    name = envelopes.digest(data)
    text = sealed({"files": [{"digest": name}]}, files={name: data})
    envelope = envelopes.read(text)
    envelopes.check(envelope, KEY.public_key)
    assert envelope.files == {name: data}
    for files in ({}, {name: "QQ=="}, {name: "YSBwYXBlcg==", envelopes.digest(b"x"): "eA=="}):
        assert refused(json.dumps({**json.loads(text), "files": files})) == "altered"


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "[" * 5000, '{"body": {}, "letter": 1}', '{"extra": 1}'])
def test_rubbish_is_unreadable(text):
    assert refused(text) == "unreadable"


@pytest.mark.parametrize(
    ("member", "value"),
    [("v", 2), ("id", "short"), ("from", "9902"), ("sequence", True), ("sequence", -1), ("kind", "money"),
     ("issued", "2026-11-29T01:00:00"), ("issued", "2026-11-29T01:00:00Z"), ("extra", 1)],
)  # fmt: skip
def test_a_letter_of_another_form_is_unreadable(member, value):
    whole = json.loads(sealed())
    whole["letter"][member] = value
    assert refused(json.dumps(whole)) == "unreadable"


@pytest.mark.parametrize(
    ("issued", "expires", "code"),
    [
        (NOW - DAY, NOW, "expired"),
        (NOW + timedelta(minutes=6), NOW + DAY, "not-yet"),
        (NOW, NOW + timedelta(days=31), "expired"),
    ],
)
def test_an_envelope_counts_between_its_moments_only(issued, expires, code):
    with pytest.raises(EnvelopeError, match=code):
        envelopes.check_moment(letter({}, issued=issued, expires=expires), NOW)


def city(*, key=None, suspended=False, until=TODAY + DAY):
    key = key or TrustedKey(SPKI, TODAY, TODAY + DAY)
    return TrustedCity("990200", TODAY - DAY, until, suspended, [key])


def test_a_city_of_the_list_is_believed_by_its_key():
    assert trust.judge(city(), SPKI, today=TODAY) == KEY.public_key


@pytest.mark.parametrize(
    ("found", "spki", "code"),
    [
        (None, SPKI, "unknown-city"),
        (city(suspended=True), SPKI, "suspended"),
        (city(until=TODAY - DAY), SPKI, "city-over"),
        (city(), PrivateKey.generate().public_key.spki, "unknown-key"),
        (city(key=TrustedKey(SPKI, TODAY, TODAY + DAY, revoked_at=NOW)), SPKI, "key-revoked"),
        (city(key=TrustedKey(SPKI, TODAY + DAY, TODAY + DAY)), SPKI, "key-over"),
        (city(key=TrustedKey(SPKI, TODAY - DAY, TODAY - DAY)), SPKI, "key-over"),
    ],
    ids=["unknown", "suspended", "city over", "key unknown", "key revoked", "key not yet", "key over"],
)
def test_whom_nobody_believes(found, spki, code):
    with pytest.raises(EnvelopeError, match=code):
        trust.judge(found, spki, today=TODAY)


def refused(text):
    with pytest.raises(EnvelopeError) as refusal:
        envelopes.check(envelopes.read(text), KEY.public_key)
    return refusal.value.code
