"""A village committee with a seal, a seal maker, an authority above both, and a document to seal."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property

from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.ses.findings import Finding
from jiban.standards.ses.seal import SealInfo, SealKind, make_seal
from jiban.standards.ses.signature import sign
from jiban.standards.ses.verify import Trust, verify_signature

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
COMMITTEE = "新安镇赵家庄村村民委员会"
CREDIT_CODE = "54990000MEA000001X"
PROPERTY_INFO = "/Doc_0/Signs/Sign_0/Signature.xml"
SIGNATURE_XML = b'<?xml version="1.0" encoding="UTF-8"?><ofd:Signature/>'
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Scene:
    authority: TestAuthority
    committee: SoftwareSigner
    stranger: SoftwareSigner
    info: SealInfo
    seal: bytes = field(repr=False)

    @property
    def trust(self) -> Trust:
        return Trust(
            roots=[self.authority.sm2_root],
            intermediates=self.authority.sm2_intermediates,
            makers=[self.authority.seal_maker().certificate],
        )

    @cached_property
    def seal_of_2014(self) -> bytes:
        return make_seal(self.info, self.authority.seal_maker(), version=1)

    @cached_property
    def seal_of_2025(self) -> bytes:
        return make_seal(self.info, self.authority.seal_maker(), version=5)

    def seal_with(self, **changes) -> bytes:
        return make_seal(replace(self.info, **changes), self.authority.seal_maker())

    def sealed(self, seal=None, *, at=NOW, xml=SIGNATURE_XML, path=PROPERTY_INFO, signer=None) -> bytes:
        """SignedValue.dat; every part can be replaced by a wrong one."""
        seal = seal or self.seal
        return sign(seal, at=at, data_hash=sm3(xml), property_info=path, signer=signer or self.committee)

    def findings(self, signed_value: bytes, **changes) -> list[Finding]:
        known = {"signature_xml": SIGNATURE_XML, "expected_property_info": PROPERTY_INFO, "trust": self.trust}
        return verify_signature(signed_value, **(known | changes))


def certified(authority: TestAuthority, committee: str, *, begin=NOW - YEAR, end=NOW + YEAR) -> SoftwareSigner:
    key = PrivateKey.generate()
    certificate = authority.issue_committee(
        committee, CREDIT_CODE, key.public_key.spki, not_before=begin, not_after=end
    )
    return SoftwareSigner(key, certificate)


@cache
def scene() -> Scene:
    authority = TestAuthority.create(NOW)
    committee = certified(authority, COMMITTEE)
    info = SealInfo(
        seal_id="130123-0001",
        name=COMMITTEE,
        kind=SealKind.ORGANISATION,
        picture=PICTURE,
        width_mm=42,
        height_mm=42,
        signer_certificates=[committee.certificate],
        created=NOW - YEAR,
        valid_from=NOW - YEAR,
        valid_to=NOW + YEAR,
        vendor="JIBAN-TEST",
    )
    seal = make_seal(info, authority.seal_maker())
    return Scene(authority, committee, certified(authority, "邻村村民委员会"), info, seal)


def codes(findings: list[Finding], *severities: str) -> list[str]:
    return [finding.code for finding in findings if finding.severity in severities]
