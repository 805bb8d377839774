"""Small sealed files, honest by default; every part can be replaced by a lie. The list of files is written by hand, so that
what foreign writers do can be done too."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass, field, replace
from functools import cache

from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.gm.sm3 import sm3
from jiban.standards.ofd.archive_writing import write_archive
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.pki.trust_list import TrustEntry, TrustList
from jiban.standards.ses.signature import sign
from jiban.standards.ses.signed_data_making import sign_data
from jiban.standards.verifying.report import Report
from jiban.standards.verifying.verify import verify_ofd
from tests.standards.ses.scene import NOW, scene

SM3 = "1.2.156.10197.1.401"
SM2_WITH_SM3 = "1.2.156.10197.1.501"
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
LIST = "Doc_0/Signs/Signatures.xml"
PAGE = "Doc_0/Pages/Page_0/Content.xml"
FIRST, SECOND = "Doc_0/Signs/Sign_0/Signature.xml", "Doc_0/Signs/Sign_1/Signature.xml"
DIGESTS = {SM3: sm3, "SM3": sm3} | {
    oid: lambda data, name=name: hashlib.new(name, data).digest()
    for oid, name in (("2.16.840.1.101.3.4.2.1", "sha256"), ("MD5", "md5"), ("SHA1", "sha1"))
}


@dataclass(frozen=True)
class Signing:
    """How one signature is made. `covers` None: everything but its own two files and the list of signatures."""

    kind: str = "Seal"
    listed_kind: str | None = None
    version: int = 4
    seal: bytes | None = None
    esl: bytes | bool | None = True
    signer: SoftwareSigner | None = None
    covers: tuple[str, ...] | None = None
    closes: bool = False
    method: str | None = SM3
    signature_method: str = SM2_WITH_SM3
    written_time: str = "2026-11-24 18:00:00"
    at: object = NOW
    stamps: tuple[tuple[str, str], ...] = (("1", "130 180 42 42"),)
    base: str = ""
    property_info: str | None = None
    more_references: tuple[tuple[str, str], ...] = ()
    more_xml: str = ""
    stamp: object = None
    with_attributes: bool = True
    repeat: str = ""
    changes: dict = field(default_factory=dict)


def document() -> dict[str, bytes]:
    return {
        "OFD.xml": (
            f'<ofd:OFD {NAMESPACE} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>'
            "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
            f"<ofd:Signatures>{LIST}</ofd:Signatures></ofd:DocBody></ofd:OFD>"
        ).encode(),
        "Doc_0/Document.xml": (
            f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID></ofd:CommonData>"
            '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
        ).encode(),
        PAGE: f"<ofd:Page {NAMESPACE}><ofd:Content/></ofd:Page>".encode(),
    }


def list_of(signings) -> bytes:
    rows = "".join(
        f'<ofd:Signature ID="s{number:03d}"'
        + (f' Type="{one.listed_kind or one.kind}"' if one.listed_kind != "" else "")
        + (f' Relative="{one.base}"' if one.base else "")
        + f' BaseLoc="Sign_{number - 1}/Signature.xml"/>'
        for number, one in enumerate(signings, start=1)
    )
    return f"<ofd:Signatures {NAMESPACE}>{rows}</ofd:Signatures>".encode()


def entries_of(*signings: Signing, entries: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """All files of a package with these signatures, one after another; a later one covers the earlier ones."""
    made = dict(document() if entries is None else entries)
    made[LIST] = list_of(signings)
    for number, signing in enumerate(signings):
        add_signature(made, signing, f"Doc_0/Signs/Sign_{number}")
    return made


def add_signature(made: dict[str, bytes], signing: Signing, folder: str) -> None:
    seal = signing.seal or (scene().seal_of_2014 if signing.version == 1 else scene().seal)
    named = signing.kind == "Seal" and signing.esl is not None
    if named:
        made[f"{folder}/Seal.esl"] = seal if signing.esl is True else signing.esl
    made.update(signing.changes)
    xml = signature_xml(made, signing, folder, named=named)
    path = f"{folder}/Signature.xml"
    made[path] = xml
    signer = signing.signer or scene().committee
    if signing.kind == "Sign":
        at = signing.at if signing.with_attributes else None
        sent = scene().authority.sm2_intermediates
        made[f"{folder}/SignedValue.dat"] = sign_data(xml, signer=signer, at=at, certificates=sent, stamp=signing.stamp)
    else:
        made[f"{folder}/SignedValue.dat"] = sign(
            seal,
            at=signing.at,
            data_hash=sm3(xml),
            property_info=signing.property_info or f"/{path}",
            signer=signer,
            version=signing.version,
            stamp=signing.stamp,
        )


def signature_xml(made: dict[str, bytes], signing: Signing, folder: str, *, named: bool) -> bytes:
    covers = signing.covers
    if covers is None:
        covers = tuple(name for name in made if signing.closes or name != LIST)
    digest = DIGESTS.get(signing.method, sm3)
    pairs = [(f"/{name}", b64encode(digest(made[name])).decode()) for name in covers]
    rows = "".join(
        f'<ofd:Reference FileRef="{location}"><ofd:CheckValue>{value}</ofd:CheckValue></ofd:Reference>'
        for location, value in (*pairs, *signing.more_references)
    )
    method = "" if signing.method is None else f' CheckMethod="{signing.method}"'
    placed = "".join(
        f'<ofd:StampAnnot ID="{number}" PageRef="{page}" Boundary="{box}"/>'
        for number, (page, box) in enumerate(signing.stamps if signing.kind == "Seal" else ())
    )
    references = f"<ofd:References{method}>{rows}</ofd:References>"
    stated = f"<ofd:SignatureMethod>{signing.signature_method}</ofd:SignatureMethod>"
    seal = f"<ofd:Seal><ofd:BaseLoc>/{folder}/Seal.esl</ofd:BaseLoc></ofd:Seal>" if named else ""
    return (
        f'<ofd:Signature {NAMESPACE}><ofd:SignedInfo><ofd:Provider ProviderName="T"/>'
        f"{stated if signing.signature_method else ''}"
        f"<ofd:SignatureDateTime>{signing.written_time}</ofd:SignatureDateTime>"
        f"{references}{placed}{seal}{signing.more_xml}</ofd:SignedInfo>"
        f"<ofd:SignedValue>SignedValue.dat</ofd:SignedValue>{signing.repeat}</ofd:Signature>"
    ).encode()


def packed(entries: dict[str, bytes]) -> bytes:
    return write_archive(entries, dated=None)


def sealed(*signings: Signing, **changes) -> bytes:
    """An honest file closed by one seal, or as told."""
    chosen = signings or (Signing(closes=True),)
    return packed(entries_of(*(replace(one, **changes) for one in chosen)))


@cache
def trust() -> TrustList:
    return trusting(scene().authority)


def trusting(authority: TestAuthority, *more: TrustEntry) -> TrustList:
    entries = (
        TrustEntry("root", authority.sm2_root),
        *(TrustEntry("intermediate", one) for one in authority.sm2_intermediates),
        TrustEntry("seal-maker", authority.seal_maker().certificate),
        *more,
    )
    return TrustList("样例", 1, NOW, entries)


NOBODY = TrustList("", 0, NOW, ())


def verified(data: bytes, **changes) -> Report:
    return verify_ofd(data, **({"trust": trust(), "at": NOW} | changes))


def told(report: Report, *severities: str) -> list[str]:
    """Codes of what was found, those of the package first."""
    wanted = severities or ("fail", "unknown")
    return [finding.code for finding in report.findings if finding.severity in wanted]


def wrong(data: bytes, **changes) -> list[str]:
    return told(verified(data, **changes))
