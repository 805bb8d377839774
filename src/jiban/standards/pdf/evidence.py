"""Evidence beside the signatures: certificates, OCSP responses and CRLs in a document security store, so that they can be
judged when nobody answers any more (PAdES B-LT, ETSI EN 319 142-1 clause 5.4; ISO 32000-2 clause 12.8.4.3).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from jiban.standards.pdf.byte_range import Room, rooms
from jiban.standards.pdf.errors import NotOursError
from jiban.standards.pdf.objects import array, deflated_stream, reference
from jiban.standards.pdf.revision import Revision, with_entry


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a later reader needs to judge the signers and their time-stamp authorities; DER each.

    certificates     every certificate between a signer and a root, and those of OCSP responders
    ocsp_responses   complete OCSPResponse values (RFC 6960)
    crls             complete CertificateList values (RFC 5280)
    """

    certificates: Sequence[bytes] = ()
    ocsp_responses: Sequence[bytes] = ()
    crls: Sequence[bytes] = ()


def add_evidence(pdf: bytes, evidence: Evidence) -> bytes:
    """The same file with one more update that holds the evidence, also under the name of each signature (VRI).

    Raises NotOursError for a file not written here or with evidence already, NoSignatureError for broken byte ranges.
    """
    revision = Revision.newest(pdf)
    catalog = revision.content(revision.catalog)
    if b"/DSS " in catalog:
        raise NotOursError("the file has its evidence already")
    body = revision.update()
    certificates, responses, lists = (
        array([reference(body.add(deflated_stream(b"", der))) for der in dict.fromkeys(ders)])
        for ders in (evidence.certificates, evidence.ocsp_responses, evidence.crls)
    )
    related = reference(body.add(b"<</Type/VRI/Cert%s/OCSP%s/CRL%s>>" % (certificates, responses, lists)))
    by_signature = b"".join(b"/%s %s" % (related_name(pdf, room), related) for room in rooms(pdf).values())
    store = body.add(b"<</Type/DSS/Certs%s/OCSPs%s/CRLs%s/VRI<<%s>>>>" % (certificates, responses, lists, by_signature))
    body.put(revision.catalog, with_entry(catalog, b"DSS", store))
    revision.close(body)
    return bytes(body.data)


def related_name(pdf: bytes, room: Room) -> bytes:
    """The name under which evidence for one signature stands: the SHA-1, in capitals, of its Contents as written,
    padding included (5.4.2.2). It finds the signature, it protects nothing.
    """
    written = pdf[room.start + 1 : room.end - 1]
    return hashlib.sha1(written, usedforsecurity=False).hexdigest().upper().encode("ascii")
