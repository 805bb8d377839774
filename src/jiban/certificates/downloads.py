"""What the holder downloads: the sealed files with the newest log proof put into its declared place."""

from jiban.cosigning import questions as cosigning
from jiban.ledger import questions as ledger
from jiban.standards.ofd.resuming import replace_unsealed
from jiban.standards.pdf.unsigned_attributes import LOG_PROOF_OID, add_unsigned_attribute

from .errors import NotSealedYetError
from .models import Certificate
from .papers import PROOF_FILE


def ofd_with_proof(certificate: Certificate) -> bytes:
    """The OFD. Before the sequencer's next round it says that the proof is pending. Raises NotSealedYetError."""
    ofd, proof = _sealed(bytes(certificate.paper.ofd)), proof_text(certificate)
    return replace_unsealed(ofd, PROOF_FILE, proof.encode("utf-8")) if proof else ofd


def pdf_with_proof(certificate: Certificate) -> bytes:
    """The PDF; the proof is an unsigned attribute of its signature. Raises NotSealedYetError."""
    pdf, proof = _sealed(bytes(certificate.paper.pdf)), proof_text(certificate)
    return add_unsigned_attribute(pdf, LOG_PROOF_OID, proof.encode("utf-8")) if proof else pdf


def proof_text(certificate: Certificate) -> str | None:
    """The inclusion proof with the salt that opens the commitment, cosigned if it is yet; None while the line still waits for its place.

    Only for the holder: whoever has the salt and guesses the record can recognise the entry.
    """
    line = ledger.find_line(certificate.issue_key)
    proof = cosigning.proof_of(line, extra=bytes(certificate.salt)) if line else None
    return proof.text if proof else None


def is_cosigned(certificate: Certificate) -> bool:
    """Whether a file that is downloaded now shows enough witnesses."""
    line = ledger.find_line(certificate.issue_key)
    return line is not None and cosigning.is_cosigned(line)


def _sealed(data: bytes) -> bytes:
    if not data:
        raise NotSealedYetError
    return data
