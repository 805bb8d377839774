"""The roots and issuing authorities of a test authority: made once; the roots' keys are then thrown away.

Each root leaves an empty list of revoked certificates for the whole of its life, since nobody can sign another.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from jiban.standards.der import encode
from jiban.standards.gm import curve
from jiban.standards.gm.key_encoding import ALGORITHM
from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki import p256
from jiban.standards.pki.crl_making import sign_crl
from jiban.standards.pki.issue import AUTHORITY, issue, issue_root, new_serial
from jiban.standards.pki.name import name
from jiban.standards.pki.signing import MessageSigner, P256MessageSigner, Sm2MessageSigner

ORGANIZATION = "即办测试认证机构"
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
MIN_SEED_BYTES = 16

# It begins before `now`, so that a demonstration can tell a history.
BACKDATED = timedelta(days=2 * 365)
ROOT_LIFE = timedelta(days=30 * 365)
AUTHORITY_LIFE = timedelta(days=20 * 365)


@dataclass(slots=True)
class Randomness:
    """Keys and serial numbers: by chance, or, for tests, always the same from a seed. A seed is as secret as the keys."""

    seed: bytes | None = None
    _serials: int = field(default=0, init=False)

    def sm2_key(self, label: str) -> PrivateKey:
        """A key; with a seed, that of the label."""
        if self.seed is None:
            return PrivateKey.generate()
        scalar = self._number(label, curve.ORDER - 1).to_bytes(32, "big")
        private = encode.sequence(encode.integer(1), encode.octet_string(scalar))
        return PrivateKey.from_pkcs8(encode.sequence(encode.integer(0), ALGORITHM, encode.octet_string(private)))

    def p256_key(self, label: str) -> ec.EllipticCurvePrivateKey:
        """A key; with a seed, that of the label."""
        if self.seed is None:
            return p256.generate_key()
        return ec.derive_private_key(self._number(label, P256_ORDER), ec.SECP256R1())

    def serial(self) -> int:
        """A serial number of 16 octets, each one another."""
        if self.seed is None:
            return new_serial()
        self._serials += 1
        return self._number(f"serial {self._serials}", 1 << 126) | 1 << 126

    def _number(self, label: str, limit: int) -> int:
        """From 1 to limit - 1; 64 octets are reduced, so that no number is likelier than another."""
        seed = len(self.seed or b"").to_bytes(4, "big") + (self.seed or b"") + label.encode()
        wide = sm3(b"\x00" + seed) + sm3(b"\x01" + seed)
        return int.from_bytes(wide, "big") % (limit - 1) + 1


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A root, the authority below it, and the root's list of revoked certificates. DER each."""

    root: bytes
    issuing: bytes
    root_crl: bytes


def sm2_hierarchy(issuing_key: PrivateKey, begin: datetime, randomness: Randomness) -> Hierarchy:
    """The SM2 hierarchy above the issuing key."""
    root_key = SoftwareSigner(randomness.sm2_key("sm2 root"), b"")
    root = issue_root(
        subject=name(organization=ORGANIZATION, common_name="即办测试根 SM2"),
        signer=root_key,
        serial=randomness.serial(),
        not_before=begin,
        not_after=begin + ROOT_LIFE,
    )
    issuing = issue(
        subject=name(organization=ORGANIZATION, common_name="即办测试签发 SM2"),
        spki=issuing_key.public_key.spki,
        issuer_certificate=root,
        issuer_signer=root_key,
        serial=randomness.serial(),
        not_before=begin,
        not_after=begin + AUTHORITY_LIFE,
        profile=AUTHORITY,
    )
    signer = Sm2MessageSigner(SoftwareSigner(root_key.private_key, root))
    return Hierarchy(root, issuing, _root_crl(signer, begin))


def p256_hierarchy(issuing_key: ec.EllipticCurvePrivateKey, begin: datetime, randomness: Randomness) -> Hierarchy:
    """The P-256 hierarchy above the issuing key."""
    root_key = randomness.p256_key("p256 root")
    root = p256.issue_root(
        subject=name(organization=ORGANIZATION, common_name="即办测试根 P-256"),
        key=root_key,
        serial=randomness.serial(),
        not_before=begin,
        not_after=begin + ROOT_LIFE,
    )
    issuing = p256.issue(
        subject=name(organization=ORGANIZATION, common_name="即办测试签发 P-256"),
        spki=p256.spki_of(issuing_key),
        issuer_certificate=root,
        issuer_key=root_key,
        serial=randomness.serial(),
        not_before=begin,
        not_after=begin + AUTHORITY_LIFE,
        profile=AUTHORITY,
    )
    return Hierarchy(root, issuing, _root_crl(P256MessageSigner(root_key, root), begin))


def _root_crl(signer: MessageSigner, begin: datetime) -> bytes:
    return sign_crl(signer, [], number=1, this_update=begin, next_update=begin + ROOT_LIFE)
