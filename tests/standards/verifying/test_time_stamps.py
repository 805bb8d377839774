"""Trusted time stamps: what they prove, and each lie about them."""

from datetime import datetime, timedelta
from functools import cache

import pytest

from jiban.standards.der import encode
from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki import oids
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.pki.timestamp_authority import TimestampAuthority
from jiban.standards.ses.seal import assemble_seal, seal_info_to_be_signed
from jiban.standards.ses.signature import assemble
from jiban.standards.verifying.policy import Policy
from jiban.standards.verifying.verify import verify_seal
from tests.standards.ses.scene import COMMITTEE, NOW, PROPERTY_INFO, certified, scene
from tests.standards.verifying.paper import NOBODY, Signing, entries_of, packed, sealed, told, trust, verified, wrong

LATER = NOW + timedelta(hours=1)


@cache
def ours() -> TimestampAuthority:
    return scene().authority.timestamp_authority("sm2")


def stamped_at(at: datetime, authority: TimestampAuthority | None = None):
    source = (authority or ours()).source(lambda: at)
    return lambda signature: source.stamp(sm3(signature), "sm3")


@pytest.mark.parametrize("kind", ["Seal", "Sign"])
def test_a_good_time_stamp_proves_the_time(kind):
    report = verified(sealed(Signing(kind=kind, stamp=stamped_at(LATER))), at=LATER)
    assert report.verdict == "genuine"
    assert "time-stamp-fits" in told(report, "ok")
    assert (report.signatures[0].signed_at, report.signatures[0].time_proved) == (LATER, True)


def test_a_stamp_on_another_signature_is_found():
    source = ours().source(lambda: NOW)
    assert wrong(sealed(stamp=lambda _: source.stamp(sm3(b"other"), "sm3"))) == ["time-stamp-other-value"]


def test_a_stamp_by_an_unknown_authority_is_found():
    stranger = TestAuthority.create(NOW).timestamp_authority("sm2")
    assert wrong(sealed(stamp=stamped_at(NOW, stranger))) == ["time-stamp-certificate-refused"]
    report = verified(sealed(stamp=stamped_at(NOW)), trust=NOBODY)
    assert "time-stamp-not-judged" in told(report, "unknown")


def test_a_changed_stamp_is_found():
    def changed(signature: bytes) -> bytes:
        token = bytearray(stamped_at(NOW)(signature))
        token[-1] ^= 1
        return bytes(token)

    assert wrong(sealed(stamp=changed)) == ["time-stamp-signature-wrong"]
    assert wrong(sealed(stamp=lambda _: b"token")) == ["time-stamp-malformed"]


def test_a_time_of_signing_after_its_stamp_is_a_lie():
    assert wrong(sealed(stamp=stamped_at(NOW - timedelta(hours=1)))) == ["signed-after-stamp"]


def test_a_stamp_from_the_future_is_found():
    assert wrong(sealed(stamp=stamped_at(LATER))) == ["time-stamp-from-the-future"]


def test_a_stamp_days_after_signing_is_noted():
    report = verified(sealed(stamp=stamped_at(NOW + timedelta(days=3))), at=NOW + timedelta(days=4))
    assert (report.verdict, "signed-long-before-stamp" in told(report, "warn")) == ("genuine", True)


def test_a_backdated_signature_is_judged_as_of_its_stamp():
    ended = certified(scene().authority, COMMITTEE, end=NOW + timedelta(days=1))
    seal = scene().seal_with(signer_certificates=[ended.certificate])
    late = NOW + timedelta(days=30)
    report = verified(sealed(seal=seal, signer=ended, stamp=stamped_at(late)), at=late)
    assert told(report) == ["signer-certificate-expired"]


def test_a_policy_may_ask_for_a_time_stamp():
    policy = Policy(needs_time_stamp=True)
    assert wrong(sealed(), policy=policy) == ["time-stamp-required"]
    assert wrong(sealed(stamp=stamped_at(NOW)), policy=policy) == []


def stamped_seal(stamp) -> bytes:
    maker = scene().authority.seal_maker()
    info = seal_info_to_be_signed(scene().info, version=5)
    signature = maker.sign_digest(maker.public_key.digest(info))
    return assemble_seal(
        info, maker_certificate=maker.certificate, signature=signature, version=5, time_stamp=stamp(signature)
    )


def test_the_stamp_on_a_seal_of_2025_is_checked_too():
    report = verified(sealed(version=5, seal=stamped_seal(stamped_at(NOW))))
    assert (report.verdict, "seal-time-stamp-fits" in told(report, "ok")) == ("genuine", True)
    assert wrong(sealed(version=5, seal=stamped_seal(lambda _: b"\1\2\3"))) == ["seal-time-stamp-malformed"]
    alone = verify_seal(stamped_seal(stamped_at(LATER)), trust=trust(), at=NOW)
    assert [one.code for one in alone.findings if one.severity == "fail"] == ["seal-time-stamp-from-the-future"]


def test_a_stamp_inside_a_signature_of_2014_is_read_and_not_relied_on():
    entries = entries_of(Signing(version=1, closes=True))
    xml = entries[PROPERTY_INFO.lstrip("/")]
    token = ours().source(lambda: NOW).stamp(sm3(xml), "sm3")
    committee = scene().committee
    tbs = encode.sequence(
        encode.integer(1),
        scene().seal_of_2014,
        encode.bit_string(token),
        encode.bit_string(sm3(xml)),
        encode.ia5_string(PROPERTY_INFO),
        encode.octet_string(committee.certificate),
        encode.oid(oids.SM2_WITH_SM3),
    )
    value = assemble(tbs, certificate=b"", signature=committee.private_key.sign(tbs), version=1)
    data = packed(entries | {"Doc_0/Signs/Sign_0/SignedValue.dat": value})
    assert wrong(data) == ["time-stamp-not-bound"]
    report = verified(data, profile="tolerant")
    assert (report.verdict, report.signatures[0].signed_at, report.signatures[0].time_proved) == ("genuine", NOW, False)
