"""A small certification authority whose every part a test can bend."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.pki.chain import check_chain
from jiban.standards.pki.issue import AUTHORITY, ROOT, SIGNING, Profile, issue, issue_root, new_serial
from jiban.standards.pki.name import name

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
KEYS = [PrivateKey.generate() for _ in range(5)]  # making keys is slow, and their number is all that matters


@dataclass
class Validity:
    not_before: datetime = NOW - YEAR
    not_after: datetime = NOW + YEAR


def root(key=KEYS[0], *, common_name="测试根", profile=ROOT, validity=None):
    validity = validity or Validity()
    certificate = issue_root(
        subject=name(common_name=common_name),
        signer=SoftwareSigner(key, b""),
        serial=new_serial(),
        not_before=validity.not_before,
        not_after=validity.not_after,
        profile=profile,
    )
    return SoftwareSigner(key, certificate)


def under(issuer, key, *, common_name="测试", profile=SIGNING, validity=None):
    validity = validity or Validity()
    certificate = issue(
        subject=name(common_name=common_name),
        spki=key.public_key.spki,
        issuer_certificate=issuer.certificate,
        issuer_signer=issuer,
        serial=new_serial(),
        not_before=validity.not_before,
        not_after=validity.not_after,
        profile=profile,
    )
    return SoftwareSigner(key, certificate)


def authority_under(issuer, key, *, common_name="测试签发", profile=AUTHORITY, validity=None):
    return under(issuer, key, common_name=common_name, profile=profile, validity=validity)


def check(leaf, *intermediates, trusted, at=NOW, purpose="seal"):
    return check_chain(
        leaf.certificate,
        intermediates=[holder.certificate for holder in intermediates],
        roots=[trusted.certificate],
        at=at,
        purpose=purpose,
    )


def signing_profile(*usages, **more):
    return Profile(key_usage=frozenset(usages), **more)
