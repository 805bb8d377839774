from datetime import timedelta

import pytest

from jiban.standards.der import encode
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.crl import RevocationList, check_not_revoked, sign_crl
from jiban.standards.pki.crl_scope import Scope
from jiban.standards.pki.errors import CrlFormatError, CrlScopeError
from jiban.standards.pki.general_names import GeneralName
from jiban.standards.pki.issue import OCSP_SIGNING, Profile, extension
from jiban.standards.pki.links import LinkMemory
from jiban.standards.pki.ocsp import request
from jiban.standards.pki.ocsp_responder import OcspResponder
from jiban.standards.pki.revocation import PROBLEMS, RevocationPolicy, check_revocation
from jiban.standards.pki.revoked import Revocation
from jiban.standards.pki.signing import Sm2MessageSigner
from tests.standards.pki.hierarchy import KEYS, NOW, authority_under, check, root, signing_profile, under

DAY = timedelta(days=1)
ROOT_CA = root()
ISSUING_CA = authority_under(ROOT_CA, KEYS[1])
SEAL = under(ISSUING_CA, KEYS[2])
CHAIN = check(SEAL, ISSUING_CA, trusted=ROOT_CA)
SEAL_SERIAL = CHAIN[0].serial


def listed(*revoked, by=ISSUING_CA, at=NOW, lifetime=DAY, **more):
    return sign_crl(Sm2MessageSigner(by), revoked, number=1, this_update=at, next_update=at + lifetime, **more)


def answered(status="good", *, at=NOW, profile=OCSP_SIGNING):
    delegate = under(ISSUING_CA, KEYS[3], common_name="测试应答", profile=profile)
    made = OcspResponder(Sm2MessageSigner(delegate), issuer=ISSUING_CA.certificate, status=lambda _: status)
    return made.respond(request(CHAIN[0], CHAIN[1], hash_name="sm3"), at=at)


ROOT_LIST = listed(by=ROOT_CA)


def facts(*, crls=(ROOT_LIST,), ocsp=(), at=NOW, chain=CHAIN, **more):
    return check_revocation(chain, crls=crls, ocsp_responses=ocsp, at=at, **more)


def test_every_certificate_below_the_root_has_a_fact():
    found = facts(crls=[ROOT_LIST, listed()])
    assert [(fact.certificate, fact.status, fact.source, fact.as_of) for fact in found] == [
        (CHAIN[0], "good", "crl", NOW),
        (CHAIN[1], "good", "crl", NOW),
    ]
    assert all(fact.acceptable for fact in found)


def test_an_answer_serves_as_well_as_a_list_and_the_newer_one_tells():
    leaf, _ = facts(ocsp=[answered()])
    assert (leaf.status, leaf.source) == ("good", "ocsp")
    leaf, _ = facts(crls=[ROOT_LIST, listed()], ocsp=[answered(at=NOW - timedelta(hours=1))])
    assert (leaf.source, leaf.as_of) == ("crl", NOW)


@pytest.mark.parametrize("source", ["crl", "ocsp"])
def test_a_revocation_outweighs_whatever_else_is_said(source):
    revocation = Revocation(SEAL_SERIAL, NOW - DAY, "keyCompromise")
    crls = [ROOT_LIST, listed(revocation) if source == "crl" else listed()]
    ocsp = [answered() if source == "crl" else answered(revocation)]
    leaf, authority = facts(crls=crls, ocsp=ocsp)
    assert (leaf.status, leaf.source, leaf.reason, leaf.acceptable) == ("revoked", source, "keyCompromise", False)
    assert leaf.revoked_at == NOW - DAY
    assert authority.acceptable


def test_a_revoked_authority_is_found_too():
    _, authority = facts(crls=[listed(Revocation(CHAIN[1].serial, NOW, "cACompromise"), by=ROOT_CA), listed()])
    assert (authority.status, authority.acceptable) == ("revoked", False)


def test_what_was_revoked_later_was_good_then_and_is_said_to_be_revoked_now():
    later = listed(Revocation(SEAL_SERIAL, NOW + DAY, "superseded"), at=NOW + DAY)
    leaf, _ = facts(crls=[ROOT_LIST, later], at=NOW, now=NOW + DAY)
    assert (leaf.status, leaf.revoked_at, leaf.reason) == ("good", NOW + DAY, "superseded")


def test_a_revocation_counts_from_an_old_list_too():
    old = listed(Revocation(SEAL_SERIAL, NOW - 30 * DAY), at=NOW - 30 * DAY)
    leaf, _ = facts(crls=[ROOT_LIST, old])
    assert leaf.status == "revoked"


def test_a_hold_that_was_lifted_counts_no_longer():
    hold = listed(Revocation(SEAL_SERIAL, NOW - 3 * DAY, "certificateHold"), at=NOW - 3 * DAY)
    assert facts(crls=[ROOT_LIST, hold])[0].status == "revoked"
    assert facts(crls=[ROOT_LIST, hold, listed()])[0].status == "good"


def test_without_evidence_nothing_is_known():
    leaf, authority = facts(crls=[])
    assert (leaf.status, leaf.problems, leaf.acceptable) == ("unknown", ("no-evidence",), False)
    assert authority.problems == ("no-evidence",)


@pytest.mark.parametrize(
    ("require", "accepted"), [("all", (False, False)), ("leaf", (False, True)), ("none", (True, True))]
)
def test_the_policy_says_for_whom_evidence_is_needed(require, accepted):
    found = facts(crls=[], policy=RevocationPolicy(require=require))
    assert tuple(fact.acceptable for fact in found) == accepted


@pytest.mark.parametrize("source", ["crl", "ocsp"])
def test_old_evidence_counts_only_if_it_is_kept_beside_a_document_and_made_after_the_moment(source):
    then = NOW - 100 * DAY
    evidence = {"crls": [listed(at=NOW - 50 * DAY)]} if source == "crl" else {"ocsp": [answered(at=NOW - 50 * DAY)]}
    kept = RevocationPolicy(require="leaf", evidence="after-the-moment")
    leaf = facts(**evidence, at=then, now=NOW)[0]
    assert (leaf.status, leaf.problems) == ("unknown", (f"{source}-outdated",))
    assert facts(**evidence, at=then, now=NOW, policy=kept)[0].status == "good"
    before = facts(**evidence, at=NOW - 10 * DAY, now=NOW, policy=kept)[0]
    assert before.status == "unknown"


def test_evidence_from_the_future_is_none():
    assert facts(crls=[listed(at=NOW + DAY)])[0].problems == ("crl-outdated",)


def test_evidence_that_cannot_be_relied_on_is_named():
    wrong_key = authority_under(ROOT_CA, KEYS[4])
    unnamed = answered(
        profile=Profile(OCSP_SIGNING.key_usage, extended_key_usage=(oids.EMAIL_PROTECTION, oids.OCSP_SIGNING))
    )
    for evidence, problem in (
        ({"crls": [b"nonsense"]}, "crl-unreadable"),
        ({"crls": [listed(by=wrong_key)]}, "crl-signature"),
        ({"crls": [listed(scope=Scope(only_authorities=True))]}, "crl-scope"),
        ({"ocsp": [b"nonsense"]}, "ocsp-unreadable"),
        ({"ocsp": [b"\x30\x03\x0a\x01\x06"]}, "ocsp-refused"),
        ({"ocsp": [answered("unknown")]}, "ocsp-unknown"),
        ({"ocsp": [unnamed]}, "ocsp-responder-unchecked"),
    ):
        leaf = facts(**evidence)[0]
        assert (leaf.status, leaf.problems) == ("unknown", (problem,))
        assert problem in PROBLEMS


def test_a_responder_without_the_mark_counts_once_it_is_looked_up_itself():
    plain = answered(profile=Profile(OCSP_SIGNING.key_usage, extended_key_usage=OCSP_SIGNING.extended_key_usage))
    policy = RevocationPolicy(require="leaf")
    assert facts(ocsp=[plain], policy=policy)[0].status == "unknown"
    leaf = facts(crls=[listed(lifetime=2 * DAY)], ocsp=[plain], policy=policy)[0]
    assert (leaf.status, "ocsp-responder-unchecked" in leaf.problems) == ("good", False)


def test_lists_read_beforehand_and_good_signatures_are_not_read_and_checked_again():
    memory = LinkMemory()
    crls = [RevocationList.parse(ROOT_LIST), RevocationList.parse(listed())]
    assert all(fact.acceptable for fact in facts(crls=crls, memory=memory))
    assert len(memory) == 2
    assert all(fact.acceptable for fact in facts(crls=crls, memory=memory))
    assert len(memory) == 2


# lists for a part of the certificates (RFC 5280 section 5.2.5)

POINT = GeneralName("uri", text="http://crl.example/1")


def seal_with_point(uri):
    name = encode.implicit(6, encode.ia5_string(uri))
    point = encode.sequence(encode.sequence(encode.explicit(0, encode.explicit(0, name))))
    more = (extension(oids.CRL_DISTRIBUTION_POINTS, point),)
    return parsed(under(ISSUING_CA, KEYS[2], profile=signing_profile("digitalSignature", more=more)).certificate)


def ask(crl, certificate=CHAIN[0]):
    check_not_revoked(certificate, crl=RevocationList.parse(crl), issuer=CHAIN[1], at=NOW, now=NOW)


def test_a_list_for_end_entities_is_for_a_seal_and_one_for_authorities_is_not():
    ask(listed(scope=Scope(only_users=True)))
    with pytest.raises(CrlScopeError):
        ask(listed(scope=Scope(only_authorities=True)))


def test_a_list_for_a_point_is_for_certificates_that_name_it():
    crl = listed(scope=Scope(points=(POINT,)))
    assert RevocationList.parse(crl).scope.points == (POINT,)
    ask(crl, seal_with_point(POINT.text))
    for other in (seal_with_point("http://crl.example/2"), CHAIN[0]):
        with pytest.raises(CrlScopeError):
            ask(crl, other)


class _Raw(Scope):
    """A scope written as no list of ours would be."""

    def __init__(self, der):
        object.__setattr__(self, "der", der)

    def to_der(self):
        return self.der

    def __eq__(self, other):
        return self is other

    __hash__ = object.__hash__


@pytest.mark.parametrize(
    ("der", "text"),
    [
        (encode.sequence(encode.implicit(4, encode.boolean(True))), "indirect"),
        (encode.sequence(encode.implicit(5, encode.boolean(True))), "attribute"),
        (encode.sequence(encode.implicit(3, encode.named_bits(1))), "some reasons"),
        (encode.sequence(encode.explicit(0, encode.implicit(1, encode.set_of()))), "relative"),
    ],
)
def test_lists_that_are_not_handled_are_refused_by_name(der, text):
    with pytest.raises(CrlScopeError, match=text):
        RevocationList.parse(listed(scope=_Raw(der)))


def test_a_delta_list_and_a_line_about_another_issuer_are_refused_by_name():
    whole = listed(Revocation(5, NOW, "superseded"))
    delta = whole.replace(encode.oid(oids.CRL_NUMBER), encode.oid(oids.DELTA_CRL_INDICATOR))
    with pytest.raises(CrlScopeError, match="delta"):
        RevocationList.parse(delta)
    indirect = whole.replace(encode.oid(oids.CRL_REASON), encode.oid(oids.CERTIFICATE_ISSUER))
    with pytest.raises(CrlScopeError, match="indirect"):
        RevocationList.parse(indirect)


def test_a_list_that_does_not_say_when_the_next_one_comes_is_refused():
    tbs = RevocationList.parse(listed(lifetime=2 * DAY)).tbs
    times = encode.utc_time(NOW) + encode.utc_time(NOW + 2 * DAY)
    inside = tbs[4:] if tbs[1] == 0x82 else tbs[3:]
    shorter = encode.sequence(inside.replace(times, encode.utc_time(NOW)))
    algorithm = encode.sequence(encode.oid(oids.SM2_WITH_SM3))
    with pytest.raises(CrlFormatError, match="next one"):
        RevocationList.parse(encode.sequence(shorter, algorithm, encode.bit_string(KEYS[1].sign(shorter))))
