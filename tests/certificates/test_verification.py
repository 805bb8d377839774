"""Every lie about a file has its own clear verdict."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from jiban.certificates import downloads, papers, publishing, revoking, trust
from jiban.certificates.cli import verify
from jiban.certificates.standing import BookStanding
from jiban.certificates.trust import ListedStanding
from jiban.certificates.verdicts import Code, Mark, Outcome
from jiban.certificates.verification import verify_file
from jiban.ledger import sequencer
from jiban.people.actions.appointing import end_term
from jiban.seals import actions as seal_actions
from jiban.seals.keyring import committee_signer, keyring
from jiban.standards.pki.testing_authority import TestAuthority
from tests import cast
from tests.stories.walk import issued_certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(authority):
    made = cast.village(authority)
    cast.items()
    return made


@pytest.fixture
def certificate(village):
    made = issued_certificate(village)
    sequencer.sequence(timezone.now(), holder="tests")
    return made


@pytest.fixture
def keys(authority, tmp_path, village):
    publishing.publish(tmp_path, authority, timezone.now())
    return trust.load(tmp_path)


def judge(data, keys, *, at=None, source=None):
    return verify_file(data, trust=keys, source=source or BookStanding(), now=at or timezone.now())


@pytest.fixture(params=["ofd", "pdf"])
def file(request, certificate):
    make = downloads.ofd_with_proof if request.param == "ofd" else downloads.pdf_with_proof
    return make(certificate)


def test_a_sealed_certificate_is_genuine_with_a_reason_for_each_question(file, keys):
    verdict = judge(file, keys)
    assert (verdict.code, verdict.outcome) == (Code.GENUINE, Outcome.GENUINE)
    marks = {finding.code: finding.mark for finding in verdict.findings}
    asked = {"intact", "sealed-by", "authority", "record", "log", "revoked", "validity"}
    assert {code for code, mark in marks.items() if mark == Mark.OK} >= asked
    assert marks["test"] == Mark.WARN


def test_a_stranger_sees_the_holder_masked_and_never_the_identity_number(file, keys, village):
    verdict = judge(file, keys)
    assert verdict.shown.holder != village.resident.name
    assert village.resident.identity_number not in repr(verdict)


def test_any_changed_byte_is_told(file, keys):
    for place in range(200, len(file) - 200, max(1, len(file) // 23)):
        changed = bytearray(file)
        changed[place] ^= 0x01
        verdict = judge(bytes(changed), keys)
        if bytes(changed) != file:
            assert verdict.outcome != Outcome.GENUINE or _harmless(file, place), (place, verdict.code)


def _harmless(file, place):
    """Padding of the signature's hole, and what an archive says of itself, say nothing about the certificate."""
    if file.startswith(b"%PDF"):
        return file[place : place + 1] == b"0"
    return any(place - start in said for start, said in _archive_headers(file))


def _archive_headers(file):
    """Where each header of the archive starts, and its bytes for versions, flags, times and attributes (APPNOTE 4.3)."""
    local, central = {*range(4, 8), *range(10, 14)}, {*range(4, 10), *range(12, 16), *range(34, 42)}
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        at = archive.start_dir
        for entry in archive.infolist():
            yield entry.header_offset, local
            yield at, central
            at += 46 + len(entry.filename.encode()) + len(entry.extra) + len(entry.comment)


def test_a_changed_word_is_altered(certificate, keys):
    ofd = rewritten(downloads.ofd_with_proof(certificate), "Doc_0/Pages/Page_0/Content.xml", "居住", "居佳")
    assert judge(ofd, keys).code == Code.ALTERED


def rewritten(ofd: bytes, name: str, old: str, new: str) -> bytes:
    return repacked(ofd, {name: lambda data: data.replace(old.encode(), new.encode())})


def repacked(ofd: bytes, changes, extra=()) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ofd)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            archive.writestr(name, changes[name](data) if name in changes else data)
        for name, data in extra:
            archive.writestr(name, data)
    return target.getvalue()


def test_a_file_added_after_sealing_is_altered(certificate, keys):
    ofd = repacked(downloads.ofd_with_proof(certificate), {}, extra=[("Doc_0/Attachs/more.xml", b"<a/>")])
    assert judge(ofd, keys).code == Code.ALTERED


def test_an_exchanged_seal_is_told_as_such(certificate, keys, village, authority):
    other = seal_actions.register_signature(village.clerk, village.committee, by=village.clerk, now=timezone.now())
    cast.made(other, authority, village.county, timezone.now(), pin=cast.PIN)
    ofd = downloads.ofd_with_proof(certificate)
    ofd = repacked(ofd, {"Doc_0/Signs/Sign_1/Seal.esl": lambda _: bytes(other.seal_der)})
    assert judge(ofd, keys).code == Code.SEAL_SWAPPED


def test_a_seal_used_by_somebody_it_does_not_list_is_told(certificate, keys, village, authority):
    """Another committee's key under this committee's seal."""
    other = cast.made(
        seal_actions.register_committee_seal(cast.committee_of("990123100202"), by=village.clerk, now=timezone.now()),
        authority,
        village.county,
        timezone.now(),
    )
    stolen = papers.SealOnPaper(
        bytes(village.seal.seal_der), committee_signer(other.key_id, bytes(other.certificate_der))
    )
    assert judge(sealed_again(certificate, village, stolen), keys).code == Code.SEAL_SWAPPED


def sealed_again(certificate, village, seal, *, at=None) -> bytes:
    """The same certificate, sealed by the given means instead of the village's."""
    at = at or timezone.now()
    record = papers.record_from(certificate.record)
    signature = village.signature
    signer = keyring().sm2_signer(signature.key_id, certificate=bytes(signature.certificate_der), pin=cast.PIN)
    reviewer = papers.SealOnPaper(bytes(signature.seal_der), signer)
    draft = papers.compose_signed_draft(record, signature=reviewer, at=at)
    return papers.seal_draft(draft, record, seal=seal, at=at)


def own_seal(village) -> papers.SealOnPaper:
    seal = village.seal
    return papers.SealOnPaper(bytes(seal.seal_der), committee_signer(seal.key_id, bytes(seal.certificate_der)))


def test_a_draft_that_only_the_reviewer_signed_is_not_sealed(certificate, keys, village):
    signature = village.signature
    signer = keyring().sm2_signer(signature.key_id, certificate=bytes(signature.certificate_der), pin=cast.PIN)
    reviewer = papers.SealOnPaper(bytes(signature.seal_der), signer)
    record = papers.record_from(certificate.record)
    draft = papers.compose_signed_draft(record, signature=reviewer, at=timezone.now())
    assert judge(draft, keys).code == Code.NOT_SEALED


def test_signed_before_the_seal_became_valid(certificate, keys, village):
    early = village.seal.valid_from - timedelta(days=1)
    assert judge(sealed_again(certificate, village, own_seal(village), at=early), keys).code == (
        Code.OUTSIDE_SEAL_VALIDITY
    )


def test_signed_after_the_seal_had_expired(certificate, keys, village):
    late = village.seal.valid_until + timedelta(days=1)
    ofd = sealed_again(certificate, village, own_seal(village), at=late)
    assert judge(ofd, keys, at=late + timedelta(hours=1)).code == Code.OUTSIDE_SEAL_VALIDITY


def test_a_seal_from_an_authority_nobody_knows_cannot_be_judged(file, tmp_path):
    stranger = TestAuthority.create(datetime.now(UTC))
    publishing.publish(tmp_path, stranger, timezone.now())
    verdict = judge(file, trust.load(tmp_path))
    assert (verdict.code, verdict.outcome) == (Code.UNKNOWN_AUTHORITY, Outcome.CANNOT_TELL)


def test_a_revoked_certificate(file, keys, certificate, village):
    revoking.revoke(certificate, by=village.head, reason="已搬离本村", now=timezone.now())
    verdict = judge(file, keys)
    assert (verdict.code, verdict.outcome) == (Code.REVOKED, Outcome.NOT_GENUINE)


def test_a_revoked_certificate_is_found_offline_in_the_published_list(file, certificate, village, authority, tmp_path):
    revoking.revoke(certificate, by=village.head, reason="已搬离本村", now=timezone.now())
    publishing.publish(tmp_path, authority, timezone.now())
    keys = trust.load(tmp_path)
    assert judge(file, keys, source=trust.load_listed(tmp_path, keys)).code == Code.REVOKED


def test_without_any_list_the_reader_is_told_that_revocation_is_unknown(file, keys):
    verdict = judge(file, keys, source=ListedStanding(None))
    assert verdict.code == Code.GENUINE
    assert any(finding.code == "revoked" and finding.mark == Mark.WARN for finding in verdict.findings)


def test_an_expired_certificate(file, keys):
    verdict = judge(file, keys, at=timezone.now() + timedelta(days=31))
    assert (verdict.code, verdict.outcome) == (Code.EXPIRED, Outcome.NOT_GENUINE)


def test_a_certificate_outlives_the_office_of_its_reviewer(file, keys, village):
    """Authority is asked for the moment of signing, not for today."""
    end_term(village.head_term, because="换届", now=timezone.now())
    seal_actions.revoke(village.seal, by=village.county, reason="换发新章", now=timezone.now())
    assert judge(file, keys).code == Code.GENUINE


def test_a_signature_without_the_post_at_that_time_is_told(file, keys, village, certificate):
    village.head_term.ended_at = certificate.granted_at - timedelta(days=1)
    village.head_term.save()
    assert judge(file, keys).code == Code.NO_AUTHORITY


def test_a_proof_of_another_certificate_does_not_fit(certificate, keys, village):
    other = issued_certificate(village, key="second")
    sequencer.sequence(timezone.now(), holder="tests")
    wrong = papers_with_proof(certificate, downloads.proof_text(other))
    assert judge(wrong, keys).code == Code.LOG_PROOF_WRONG


def papers_with_proof(certificate, proof: str) -> bytes:
    from jiban.standards.ofd.resuming import replace_unsealed

    return replace_unsealed(bytes(certificate.paper.ofd), papers.PROOF_FILE, proof.encode())


def test_a_truncated_file(file, keys):
    verdict = judge(file[: len(file) * 2 // 3], keys)
    assert (verdict.code, verdict.outcome) == (Code.TRUNCATED, Outcome.CANNOT_TELL)


def test_a_zip_bomb_is_refused_unopened(keys):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", b" " * 200_000_000)
    verdict = judge(target.getvalue(), keys)
    assert (verdict.code, verdict.outcome) == (Code.TOO_LARGE, Outcome.CANNOT_TELL)


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n", b"PK\x05\x06" + b"\0" * 18])
def test_something_else_is_not_a_certificate(data, keys):
    assert judge(data, keys).outcome == Outcome.CANNOT_TELL


def test_the_command_line_says_the_same_offline(file, keys, authority, tmp_path):
    path, folder = tmp_path / "file", tmp_path / "keys"
    path.write_bytes(file)
    publishing.publish(folder, authority, timezone.now())
    result = CliRunner().invoke(verify, [str(path), "--trust", str(folder), "--json"])
    said = json.loads(result.output)
    assert (result.exit_code, said["outcome"]) == (0, "genuine")
    late = (timezone.localdate() + timedelta(days=40)).isoformat()
    assert CliRunner().invoke(verify, [str(path), "--trust", str(folder), "--at", late]).exit_code == 1
    path.write_bytes(file[:1000])
    assert CliRunner().invoke(verify, [str(path), "--trust", str(folder)]).exit_code == 2


def test_the_command_line_asks_for_its_keys(file, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(file)
    result = CliRunner().invoke(verify, [str(path), "--trust", str(tmp_path / "none")])
    assert result.exit_code == 2
    assert "--trust" in result.output
