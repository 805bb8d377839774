"""Signatures that can still be judged when nobody answers any more: B-T, B-LT, B-LTA, and what speaks against them."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from jiban.standards.pdf.byte_range import rooms
from jiban.standards.pdf.cms import SHA256
from jiban.standards.pdf.document_timestamp import add_document_timestamp
from jiban.standards.pdf.errors import FieldError, NotOursError, PdfError, SignatureFormError, TimestampError
from jiban.standards.pdf.evidence import Evidence, add_evidence, related_name
from jiban.standards.pdf.report import Code, Level
from jiban.standards.pdf.timestamping import stamped_imprint
from jiban.standards.pdf.unsigned_attributes import LOG_PROOF_OID, add_unsigned_attribute, read_unsigned_attribute
from jiban.standards.pdf.verify import verify_pdf
from jiban.standards.pdf.writer import compose_and_sign
from jiban.standards.pki.timestamps import check_token, parse_token
from tests.standards.pdf.authority import COMMITTEE, IN_FORCE_UNTIL, REVIEWER, Authority
from tests.standards.pdf.long_term import ARCHIVED, GATHERED, REVIEWED, SEALED, Cast, exchange_token, tokens
from tests.standards.pdf.outside import say
from tests.standards.pdf.paper import INFO, ISSUED, SIGNING, page

LATER = ARCHIVED + timedelta(days=1)
AFTER_ALL_HAS_EXPIRED = IN_FORCE_UNTIL + timedelta(days=300)


@pytest.fixture(scope="module")
def cast(authority):
    return Cast.of(authority)


@pytest.fixture(scope="module")
def stamped(cast):
    return cast.sealed()


@pytest.fixture(scope="module")
def provided(cast, stamped):
    return cast.with_evidence(stamped)


@pytest.fixture(scope="module")
def archived(cast, provided):
    return cast.archived(provided)


@pytest.fixture
def check(authority):
    return lambda data, at=LATER, **more: verify_pdf(data, roots=[authority.root], at=at, **more)


def codes(report):
    return [finding.code for finding in report.findings]


def test_both_signatures_are_told_with_their_times(check, stamped):
    report = check(stamped)
    assert report.genuine
    assert codes(report) == [
        Code.COVERS_WHOLE_FILE,
        Code.ONLY_ALLOWED_CHANGES,
        Code.INTACT,
        Code.TRUSTED,
        Code.TIME_STAMPED,
    ]
    review, seal = report.signatures
    assert (review.signer_name, review.stamped_at, review.level, review.allows) == (REVIEWER, REVIEWED, Level.B_T, 2)
    assert (seal.signer_name, seal.stamped_at, seal.level, seal.allows) == (COMMITTEE, SEALED, Level.B_T, None)
    assert report.signer_name == COMMITTEE


@pytest.mark.parametrize(("state", "level"), [("stamped", "B-T"), ("provided", "B-LT"), ("archived", "B-LTA")])
def test_each_state_has_its_level(check, request, state, level):
    report = check(request.getfixturevalue(state))
    assert report.genuine
    assert {str(signature.level) for signature in report.signatures} == {level}


@pytest.mark.parametrize("state", ["stamped", "provided", "archived"])
def test_other_programs_find_every_state_valid(request, tmp_path, state):
    file = tmp_path / "paper.pdf"
    file.write_bytes(request.getfixturevalue(state))
    assert "No syntax or stream encoding errors found" in say("qpdf", "--check", file)
    said = say("pdfsig", "-nocert", file) if state != "archived" else ""
    assert said.count("Signature is Valid.") == (2 if said else 0)


def test_pyhanko_judges_from_the_evidence_alone(archived, authority):
    """Its own policy about changes, its own reading of the store, and no answer taken for granted."""
    reader = PdfFileReader(BytesIO(archived))
    roots = {"trust_roots": [x509.Certificate.load(authority.root)], "allow_fetching": False}
    store = DocumentSecurityStore.read_dss(reader)
    assert len(list(store.load_certs())) == 6
    asked = {**roots, "revocation_mode": "require", "retroactive_revinfo": True}
    for embedded in reader.embedded_regular_signatures:
        context = store.as_validation_context({**asked, "moment": SEALED})
        status = validate_pdf_signature(embedded, context)
        assert status.bottom_line
        assert status.timestamp_validity.trusted
    (stamp,) = reader.embedded_timestamp_signatures
    status = validate_pdf_timestamp(stamp, ValidationContext(**roots, moment=LATER))
    assert (status.valid, status.intact, status.trusted) == (True, True, True)


def test_every_signature_finds_its_evidence_by_name(provided):
    store = DocumentSecurityStore.read_dss(PdfFileReader(BytesIO(provided)))
    assert {name.lstrip("/") for name in store.vri_entries} == {
        related_name(provided, room).decode() for room in rooms(provided).values()
    }


def test_the_time_stamp_authority_of_this_project_stamps_too(check, authority, signer):
    at = ISSUED + timedelta(seconds=7)
    source = authority.local_timestamps(at)
    data = compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING, timestamps=source)
    archived = add_document_timestamp(data, source)
    report = check(archived)
    assert report.genuine
    assert report.has(Code.DOCUMENT_TIME_STAMPED)
    assert (report.level, report.signatures[0].stamped_at) == (Level.B_T, at)


def test_ours_and_the_outside_token_are_read_alike(authority, stamped):
    for token in tokens(stamped):
        read = parse_token(token)
        assert stamped_imprint(token) == (SHA256, read.imprint)
        assert check_token(read, imprint=read.imprint, roots=[authority.root])


def test_a_time_stamp_outlives_the_certificate_of_the_signer(check, authority, signer):
    soon = authority.signer(until=ISSUED + timedelta(days=10))
    sign = {"info": INFO, "signer": soon, "signing": SIGNING}
    plain = compose_and_sign([page()], **sign)
    stamped = compose_and_sign([page()], **sign, timestamps=authority.timestamps(ISSUED))
    month_later = ISSUED + timedelta(days=30)
    assert check(plain, month_later).has(Code.CERTIFICATE_EXPIRED)
    assert check(stamped, month_later).genuine


def test_a_stamp_over_the_file_outlives_the_first_time_stamp_authority(check, authority, signer):
    soon = authority.timestamps(ISSUED, until=ISSUED + timedelta(days=10))
    data = compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING, timestamps=soon)
    month_later = ISSUED + timedelta(days=30)
    assert check(data, month_later).has(Code.TIME_STAMP_UNKNOWN_AUTHORITY)
    renewed = add_document_timestamp(data, authority.timestamps(ISSUED + timedelta(days=5)))
    assert Code.TIME_STAMPED in codes(check(renewed, month_later))


def test_when_every_certificate_has_expired_a_new_stamp_is_missing(check, archived):
    report = check(archived, AFTER_ALL_HAS_EXPIRED)
    assert report.has(Code.DOCUMENT_TIME_STAMP_UNKNOWN_AUTHORITY)
    assert report.has(Code.CERTIFICATE_EXPIRED)
    assert not report.genuine


def test_the_time_stamp_of_another_file_proves_nothing(check, authority, signer):
    instead = authority.timestamps(ISSUED, stamps_instead=bytes(32))
    with pytest.raises(TimestampError):
        compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING, timestamps=instead)


def test_a_time_stamp_moved_from_another_signature_is_wrong(check, authority, signer):
    first, second = (
        compose_and_sign(
            [page()], info=INFO, signer=signer, signing=replace(SIGNING, at=at), timestamps=authority.timestamps(ISSUED)
        )
        for at in (ISSUED, ISSUED - timedelta(days=1))
    )
    moved = exchange_token(second, tokens(first)[0])
    assert check(second).level is Level.B_T
    report = check(moved)
    assert codes(report) == [Code.COVERS_WHOLE_FILE, Code.INTACT, Code.TRUSTED, Code.TIME_STAMP_WRONG]
    assert not report.genuine


@pytest.mark.parametrize("answer", [b"", b"\x30\x00", bytes(100)])
def test_an_answer_that_is_no_token_is_refused(signer, answer):
    class Mute:
        def stamp(self, _imprint, _hash_name):
            return answer

    with pytest.raises(TimestampError):
        compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING, timestamps=Mute())


def test_a_forged_token_for_this_signature_is_wrong(check, authority, signer):
    class Forger:
        def stamp(self, imprint, hash_name):
            token = bytearray(authority.timestamps(ISSUED).stamp(imprint, hash_name))
            token[-1] ^= 1
            return bytes(token)

    data = compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING, timestamps=Forger())
    report = check(data)
    assert report.has(Code.TIME_STAMP_WRONG)
    assert not report.genuine
    assert report.level is Level.B_B


def test_a_stranger_s_time_stamp_proves_no_time_and_spoils_nothing(check, signer):
    stranger = Authority().timestamps(ISSUED)
    report = check(compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING, timestamps=stranger))
    assert report.genuine
    assert report.has(Code.TIME_STAMP_UNKNOWN_AUTHORITY)
    assert (report.level, report.signatures[0].stamped_at) == (Level.B_B, None)


def test_whom_to_trust_for_time_is_asked_apart(check, signer):
    stranger = Authority()
    sign = {"info": INFO, "signer": signer, "signing": SIGNING}
    data = compose_and_sign([page()], **sign, timestamps=stranger.timestamps(ISSUED))
    assert check(data, timestamp_roots=[stranger.root]).level is Level.B_T
    assert check(data, timestamp_roots=[]).level is Level.B_B


def test_a_claimed_time_after_the_stamp_is_wrong(check, authority, signer):
    early = authority.timestamps(ISSUED - timedelta(hours=1))
    report = check(compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING, timestamps=early))
    assert report.has(Code.CLAIMED_TIME_WRONG)
    assert not report.genuine


def test_evidence_that_says_nothing_of_an_authority_is_incomplete(check, cast, stamped):
    whole = cast.evidence(stamped)
    for lacking in (replace(whole, crls=()), replace(whole, ocsp_responses=whole.ocsp_responses[1:]), Evidence()):
        report = check(add_evidence(stamped, lacking))
        assert report.genuine
        assert report.has(Code.EVIDENCE_INCOMPLETE)
        assert Level.B_T in {signature.level for signature in report.signatures}


def test_what_the_asker_knows_is_no_evidence_in_the_file(check, cast, stamped):
    whole = cast.evidence(stamped)
    report = check(stamped, crls=whole.crls, ocsp_responses=whole.ocsp_responses)
    assert report.genuine
    assert report.level is Level.B_T


@pytest.mark.parametrize("told_by", ["answer", "list"])
@pytest.mark.parametrize("lacking", [False, True])
def test_a_revocation_before_the_stamp_is_found_wherever_it_stands(check, cast, stamped, told_by, lacking):
    authority, whole = cast.authority, cast.evidence(stamped)
    before = SEALED - timedelta(minutes=1)
    committee = cast.committee.certificate
    if told_by == "answer":
        revoked = replace(whole, ocsp_responses=[authority.ocsp_response(committee, at=GATHERED, revoked_at=before)])
    else:
        revoked = replace(whole, ocsp_responses=(), crls=[authority.crl(at=GATHERED, revoked=[(committee, before)])])
    if lacking:
        revoked = replace(revoked, crls=[] if told_by == "answer" else revoked.crls)
    report = check(add_evidence(stamped, revoked))
    assert report.has(Code.CERTIFICATE_REVOKED)
    assert not report.genuine


def test_a_revocation_after_the_stamp_does_not_count(check, cast, stamped):
    after = SEALED + timedelta(minutes=1)
    whole = cast.evidence(stamped)
    answers = [cast.authority.ocsp_response(cast.committee.certificate, at=GATHERED, revoked_at=after)]
    report = check(add_evidence(stamped, replace(whole, ocsp_responses=[*answers, *whole.ocsp_responses[:1]])))
    assert report.genuine


def test_without_a_stamp_every_revocation_counts(check, authority, signer):
    data = compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING)
    answer = authority.ocsp_response(signer.certificate, at=ISSUED, revoked_at=ISSUED + timedelta(hours=1))
    assert check(data).genuine
    assert check(data, ocsp_responses=[answer]).has(Code.CERTIFICATE_REVOKED)


def test_a_revoked_issuing_authority_is_found_too(check, authority, signer):
    data = compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING)
    listed = authority.root_crl(at=ISSUED, revoked=[(authority.issuing, ISSUED - timedelta(days=1))])
    assert check(data, crls=[listed]).has(Code.CERTIFICATE_REVOKED)


def test_revocations_that_cannot_be_read_are_refused(check, stamped):
    with pytest.raises(PdfError):
        check(stamped, crls=[b"no list"])
    with pytest.raises(PdfError):
        check(stamped, ocsp_responses=[b"\x30\x00"])


def test_a_proof_goes_beside_the_signature_even_after_evidence(check, provided):
    proved = add_unsigned_attribute(provided, LOG_PROOF_OID, b"proof")
    assert len(proved) == len(provided)
    assert read_unsigned_attribute(proved, LOG_PROOF_OID) == b"proof"
    report = check(proved)
    assert report.genuine
    assert (report.level, report.log_proof) == (Level.B_LT, b"proof")
    test_every_signature_finds_its_evidence_by_name(proved)


def test_nothing_is_put_beside_a_stamp_over_the_file(archived):
    with pytest.raises(SignatureFormError):
        add_unsigned_attribute(archived, LOG_PROOF_OID, b"proof")


def test_evidence_comes_once_and_a_field_name_too(authority, provided, archived):
    with pytest.raises(NotOursError):
        add_evidence(provided, Evidence())
    with pytest.raises(FieldError):
        add_document_timestamp(archived, authority.timestamps(ARCHIVED))


def test_a_second_stamp_over_the_file_renews_the_first(check, authority, archived):
    renewed = add_document_timestamp(archived, authority.timestamps(LATER), field_name="Timestamp2")
    report = check(renewed, LATER + timedelta(days=1))
    assert report.genuine
    assert report.level is Level.B_LTA
