"""A time-stamp authority made of asn1crypto's values alone (RFC 3161), so that ours are read by others and theirs by ours."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

POLICY = "1.3.6.1.4.1.99999.2.1"


class OutsideTimestamps:
    """Stamps whatever it is given with one and the same time.

    stamps_instead   a digest that the token is for, whatever was asked: how an answer to somebody else looks
    """

    def __init__(
        self,
        key: ec.EllipticCurvePrivateKey,
        certificate: bytes,
        *,
        chain: Sequence[bytes],
        at: datetime,
        stamps_instead: bytes | None = None,
    ) -> None:
        self._key = key
        self.certificate = certificate
        self._chain = chain
        self._at = at
        self._instead = stamps_instead

    def stamp(self, imprint: bytes, hash_name: str) -> bytes:
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": POLICY,
                "message_imprint": {
                    "hash_algorithm": {"algorithm": hash_name},
                    "hashed_message": self._instead or imprint,
                },
                "serial_number": int.from_bytes(imprint[:8], "big"),
                "gen_time": self._at.astimezone(UTC),
            }
        ).dump()
        attributes = self._attributes(info)
        signer = x509.Certificate.load(self.certificate)
        signer_info = {
            "version": "v1",
            "sid": {"issuer_and_serial_number": {"issuer": signer.issuer, "serial_number": signer.serial_number}},
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": self._key.sign(attributes.dump(), ec.ECDSA(SHA256(), deterministic_signing=True)),
        }
        content = {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
            "certificates": [x509.Certificate.load(der) for der in (self.certificate, *self._chain)],
            "signer_infos": [signer_info],
        }
        return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(content)}).dump())

    def _attributes(self, info: bytes) -> cms.CMSAttributes:
        certificate_hash = hashlib.sha256(self.certificate).digest()
        bound = {
            "certs": [{"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "cert_hash": certificate_hash}]
        }
        return cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [hashlib.sha256(info).digest()]},
                {"type": "signing_certificate_v2", "values": [bound]},
            ]
        )


def token_certificates(token: bytes) -> list[bytes]:
    """The certificates that a token carries, DER."""
    return [found.chosen.dump() for found in cms.ContentInfo.load(token)["content"]["certificates"]]
