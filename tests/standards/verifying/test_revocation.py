"""Revocation by lists and by OCSP, from copies at hand, and what it means for a time that nobody proves."""

from datetime import timedelta
from functools import cache

import pytest

from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.ocsp import request as ocsp_request
from jiban.standards.pki.revoked import Revocation
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.verifying.policy import Policy
from tests.standards.ses.scene import NOW, scene
from tests.standards.verifying.paper import Signing, sealed, told, verified, wrong
from tests.standards.verifying.test_time_stamps import ours, stamped_at

DAY = timedelta(days=1)
CHECKED = NOW + 30 * DAY
SERIAL = parsed(scene().committee.certificate).serial
MAKER = parsed(scene().authority.seal_maker().certificate).serial


def lists(*revoked: Revocation, at=CHECKED, authority: TestAuthority | None = None) -> list[bytes]:
    """The issuing authority's own list, and the root's."""
    authority = authority or scene().authority
    issuing = authority.issue_crl(revoked, number=7, this_update=at - DAY, next_update=at + DAY)
    return [issuing, authority.root_crl("sm2")]


@cache
def closed() -> bytes:
    return sealed()


def test_nobody_asked_is_said():
    report = verified(closed())
    assert report.verdict == "genuine"
    assert {"signer-revocation-not-asked", "maker-revocation-not-asked"} < set(told(report, "warn"))
    assert wrong(closed(), policy=Policy(needs_revocation=True)) == [
        "maker-revocation-needed",
        "signer-revocation-needed",
    ]


def test_who_is_on_no_list_is_not_revoked():
    report = verified(closed(), at=CHECKED, crls=lists())
    assert report.verdict == "genuine"
    assert {"signer-not-revoked", "maker-not-revoked"} < set(told(report, "ok"))


def test_a_signer_revoked_before_signing_is_found():
    revoked = lists(Revocation(SERIAL, NOW - DAY, "keyCompromise"))
    for profile in ("strict", "tolerant"):
        report = verified(closed(), at=CHECKED, crls=revoked, profile=profile)
        assert (report.verdict, told(report)) == ("not-genuine", ["signer-revoked"])
    assert report.first.params == {"revoked_at": NOW - DAY, "reason": "keyCompromise"}


def test_a_maker_revoked_before_signing_is_found():
    assert wrong(closed(), at=CHECKED, crls=lists(Revocation(MAKER, NOW - DAY))) == ["maker-revoked"]


def test_a_signer_of_data_revoked_before_signing_is_found():
    assert wrong(sealed(Signing(kind="Sign")), at=CHECKED, crls=lists(Revocation(SERIAL, NOW - DAY))) == [
        "signer-revoked"
    ]


def test_revoked_after_a_time_that_nobody_proves_cannot_be_told():
    later = lists(Revocation(SERIAL, NOW + DAY, "keyCompromise"))
    report = verified(closed(), at=CHECKED, crls=later)
    assert (report.verdict, told(report)) == ("cannot-tell", ["signer-revoked-later"])
    assert verified(closed(), at=CHECKED, crls=later, profile="tolerant").verdict == "genuine"


def test_revoked_after_a_time_that_a_stamp_proves_still_serves():
    later = lists(Revocation(SERIAL, NOW + DAY, "keyCompromise"))
    assert verified(sealed(stamp=stamped_at(NOW)), at=CHECKED, crls=later).verdict == "genuine"


def test_an_outdated_list_tells_only_of_what_a_stamp_proves():
    old = lists(at=NOW + 2 * DAY)
    assert wrong(closed(), at=CHECKED, crls=old) == ["maker-revocation-unknown", "signer-revocation-unknown"]
    assert wrong(sealed(stamp=stamped_at(NOW)), at=CHECKED, crls=old) == []


def test_a_list_by_somebody_else_tells_nothing():
    foreign = lists(Revocation(SERIAL, NOW - DAY), authority=TestAuthority.create(NOW))
    report = verified(closed(), at=CHECKED, crls=foreign)
    assert (report.verdict, told(report)[0]) == ("cannot-tell", "maker-revocation-unknown")
    broken = lists(Revocation(SERIAL, NOW - DAY))
    broken[0] = broken[0][:-1] + bytes([broken[0][-1] ^ 1])
    report = verified(closed(), at=CHECKED, crls=broken)
    said = next(one for one in report.signatures[0].findings if one.code == "signer-revocation-unknown")
    assert "crl-signature" in said.params["detail"]


def answers(*revoked: Revocation, at=CHECKED) -> list[bytes]:
    authority = scene().authority
    issuing = parsed(authority.certificates.sm2_issuing)
    responder = authority.ocsp_responder("sm2", revoked)
    asked = [scene().committee.certificate, authority.seal_maker().certificate]
    return [
        responder.respond(ocsp_request(parsed(certificate), issuing, hash_name="sm3"), at=at) for certificate in asked
    ]


def test_ocsp_answers_serve_as_well_as_lists():
    rest = [scene().authority.root_crl("sm2")]
    good = verified(closed(), at=CHECKED, ocsp=answers(), crls=rest)
    assert (good.verdict, "signer-not-revoked" in told(good, "ok")) == ("genuine", True)
    bad = verified(closed(), at=CHECKED, ocsp=answers(Revocation(SERIAL, NOW - DAY)), crls=rest)
    assert (bad.verdict, told(bad)) == ("not-genuine", ["signer-revoked"])


@pytest.mark.parametrize("reason", ["keyCompromise", "unspecified"])
def test_a_time_stamp_by_a_lost_key_proves_nothing(reason):
    serial = parsed(ours().certificate).serial
    revoked = lists(Revocation(serial, NOW + 5 * DAY, reason))
    assert wrong(sealed(stamp=stamped_at(NOW)), at=CHECKED, crls=revoked) == ["time-stamp-certificate-refused"]


def test_a_time_stamp_by_an_authority_that_ended_later_still_proves():
    serial = parsed(ours().certificate).serial
    ended = lists(Revocation(serial, NOW + 5 * DAY, "cessationOfOperation"))
    assert wrong(sealed(stamp=stamped_at(NOW)), at=CHECKED, crls=ended) == []
