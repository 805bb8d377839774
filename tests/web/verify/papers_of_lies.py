"""Files that are not what they seem, made with the same keys."""

import io
import zipfile
from datetime import timedelta

from django.utils import timezone

from jiban.certificates import downloads, papers
from jiban.certificates.layout import lay_out
from jiban.seals.keyring import committee_signer, keyring
from jiban.standards.ofd.document import DocInfo
from jiban.standards.ofd.package import write
from jiban.standards.ofd.resuming import replace_unsealed
from jiban.standards.ofd.writer import compose
from tests import cast


def with_a_changed_word(ofd: bytes) -> bytes:
    return _repacked(ofd, "Doc_0/Pages/Page_0/Content.xml", lambda data: data.replace("居住".encode(), "居佳".encode()))


def with_another_seal(ofd: bytes, village) -> bytes:
    return _repacked(ofd, "Doc_0/Signs/Sign_1/Seal.esl", lambda _: bytes(village.signature.seal_der))


def with_a_wrong_proof(certificate, other) -> bytes:
    return replace_unsealed(
        bytes(certificate.paper.ofd), papers.PROOF_FILE, (downloads.proof_text(other) or "").encode()
    )


def never_signed(certificate) -> bytes:
    record = papers.record_from(certificate.record)
    info = DocInfo(title="居住证明", doc_id="0" * 32, created=timezone.localdate(), author="", creator="")
    return write(compose(lay_out(record).pages, info, []))


def only_signed_by_the_reviewer(certificate, village) -> bytes:
    return _draft(papers.record_from(certificate.record), village, timezone.now())


def sealed(record, village, *, at=None) -> bytes:
    """Any record under the village's own seal, as a true certificate with that content would be."""
    at = at or timezone.now()
    seal = papers.SealOnPaper(
        bytes(village.seal.seal_der), committee_signer(village.seal.key_id, bytes(village.seal.certificate_der))
    )
    return papers.seal_draft(_draft(record, village, at), record, seal=seal, at=at)


def sealed_for_days(certificate, village, first: int, last: int) -> bytes:
    """The same certificate, valid from and until so many days from today."""
    today = timezone.localdate()
    dates = {
        "issuedOn": (today + timedelta(days=first)).isoformat(),
        "validFrom": (today + timedelta(days=first)).isoformat(),
        "validUntil": (today + timedelta(days=last)).isoformat(),
    }
    return sealed({**papers.record_from(certificate.record), **dates}, village)


def zip_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", b" " * 200_000_000)
    return target.getvalue()


def _draft(record, village, at) -> bytes:
    signature = village.signature
    signer = keyring().sm2_signer(signature.key_id, certificate=bytes(signature.certificate_der), pin=cast.PIN)
    return papers.compose_signed_draft(record, signature=papers.SealOnPaper(bytes(signature.seal_der), signer), at=at)


def _repacked(ofd: bytes, changed: str, change) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ofd)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            archive.writestr(name, change(data) if name == changed else data)
    return target.getvalue()
