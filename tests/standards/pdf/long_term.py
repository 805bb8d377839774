"""A certificate on its way to B-LTA, each state kept: drafted by a reviewer, sealed, provided with evidence, stamped."""

from dataclasses import dataclass, replace
from datetime import timedelta

from jiban.standards.der import encode, parse
from jiban.standards.pdf.byte_range import container_in, rooms
from jiban.standards.pdf.cms import SIGNATURE_TIME_STAMP, attribute
from jiban.standards.pdf.countersigning import countersign
from jiban.standards.pdf.document_timestamp import add_document_timestamp
from jiban.standards.pdf.evidence import Evidence, add_evidence
from jiban.standards.pdf.fields import AwaitedField, Box
from jiban.standards.pdf.signature import Signing
from jiban.standards.pdf.signer import SoftwarePdfSigner
from jiban.standards.pdf.writer import Stamp, compose_and_sign
from tests.standards.pdf.authority import REVIEWER, Authority
from tests.standards.pdf.paper import INFO, ISSUED, RECORD_FILE, SEAL, SIGNING, page, seal_picture
from tests.standards.pdf.timestamps import OutsideTimestamps, token_certificates

REVIEWED, SEALED = ISSUED, ISSUED + timedelta(minutes=10)
GATHERED, ARCHIVED = SEALED + timedelta(hours=1), SEALED + timedelta(hours=2)
REVIEWING = Signing(at=REVIEWED, signer_name=REVIEWER, field_name="Review", description="审核签名")
SEALING = replace(SIGNING, at=SEALED)
SEAL_FIELD = AwaitedField("Seal", Box(SEAL.page_index, SEAL.x_mm, SEAL.y_mm, SEAL.width_mm, SEAL.height_mm), "电子印章")
REVIEW_STAMP = Stamp(0, 30, 190, 20, 20, seal_picture(200))


@dataclass(frozen=True)
class Cast:
    """Who takes part, all below one root."""

    authority: Authority
    reviewer: SoftwarePdfSigner
    committee: SoftwarePdfSigner

    @classmethod
    def of(cls, authority: Authority) -> "Cast":
        return cls(authority, authority.signer(name=REVIEWER), authority.signer())

    def drafted(self, timestamps: OutsideTimestamps | None = None) -> bytes:
        """With the reviewer's signature, waiting for the seal."""
        return compose_and_sign(
            [page()],
            info=INFO,
            signer=self.reviewer,
            signing=REVIEWING,
            stamps=[REVIEW_STAMP],
            attachments=[RECORD_FILE],
            awaited=[SEAL_FIELD],
            timestamps=timestamps,
        )

    def sealed(self) -> bytes:
        """Both signatures, B-T."""
        reviewed = self.drafted(self.authority.timestamps(REVIEWED))
        stamps = self.authority.timestamps(SEALED)
        return countersign(reviewed, signer=self.committee, signing=SEALING, picture=seal_picture(), timestamps=stamps)

    def evidence(self, pdf: bytes) -> Evidence:
        """All about the signers and the time-stamp authorities of a file."""
        carried = {certificate for token in tokens(pdf) for certificate in token_certificates(token)}
        stamping = sorted(carried - {self.authority.issuing})
        people = [self.reviewer.certificate, self.committee.certificate]
        return self.authority.evidence(*people, *stamping, at=GATHERED)

    def with_evidence(self, pdf: bytes) -> bytes:
        """B-LT."""
        return add_evidence(pdf, self.evidence(pdf))

    def archived(self, pdf: bytes) -> bytes:
        """B-LTA."""
        return add_document_timestamp(pdf, self.authority.timestamps(ARCHIVED))


def tokens(pdf: bytes) -> list[bytes]:
    """The time-stamp tokens beside the signatures."""
    containers = [parse(container_in(pdf, room)) for room in rooms(pdf).values()]
    unsigned = [container[1][0].children[-1][0][-1].children for container in containers]
    return [one[1][0].raw for some in unsigned for one in some if one[0].oid() == SIGNATURE_TIME_STAMP]


def exchange_token(pdf: bytes, token: bytes) -> bytes:
    """The file with another token beside its one signature: the hole is covered by nothing."""
    ((_end, room),) = rooms(pdf).items()
    content_info = parse(container_in(pdf, room))
    signed_data = content_info[1][0]
    signer_info = signed_data.children[-1][0]
    unsigned = encode.implicit(1, encode.set_of(attribute(SIGNATURE_TIME_STAMP, token)))
    signer_infos = encode.set_of(encode.sequence(*(part.raw for part in signer_info.children[:-1]), unsigned))
    rest = (part.raw for part in signed_data.children[:-1])
    container = encode.sequence(content_info[0].raw, encode.explicit(0, encode.sequence(*rest, signer_infos)))
    written = container.hex().encode().ljust(2 * room.size_bytes, b"0")
    return pdf[: room.start + 1] + written + pdf[room.end - 1 :]
