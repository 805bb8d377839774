"""Sign a package in stages, so that the private key may be anywhere (GB/T 33190-2016 section 18; GB/T 38540-2020).

`begin` fixes what is signed and says its digest; whoever holds the key makes the signed value; `finish` puts it in.
A first signature (a reviewer's) leaves the list of signatures open for the next one; the last one (the seal) closes
the package: it covers every file but its own two and the attachments that are declared unsealed.
"""

import re
from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from jiban.standards.ofd.digest import SM2_WITH_SM3_OID, SM3_OID, sm3
from jiban.standards.ofd.errors import SigningOrderError
from jiban.standards.ofd.package import SIGNATURES, SIGNED_VALUE, Package
from jiban.standards.ofd.xml_text import DECLARATION, NAMESPACE, attribute, element_text, number

Kind = Literal["Seal", "Sign"]

_XMLNS = f'xmlns:ofd="{NAMESPACE}"'
_FOLDER = SIGNATURES.rsplit("/", 1)[0]
_BODY_END = re.compile(rb"</ofd:DocBody>")


@dataclass(frozen=True, slots=True)
class Provider:
    """The program that makes the signature."""

    name: str
    company: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where the picture of the seal stands on a page, in millimetres.

    clip   the part that is shown (x, y, width, height from the corner of the picture); None for all of it
    """

    page_index: int
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    clip: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """A signature that waits for its signed value.

    signature_xml   the exact bytes of Signature.xml
    property_info   absolute path of Signature.xml in the package, for TBS_Sign.propertyInfo
    data_hash       SM3 of `signature_xml`, 32 bytes, for TBS_Sign.dataHash
    """

    signature_xml: bytes
    property_info: str
    data_hash: bytes
    package: Package = field(repr=False)
    folder: str
    closes: bool


def begin(
    package: Package,
    *,
    provider: Provider,
    stamps: Sequence[Stamp],
    at: datetime,
    closes: bool,
    kind: Kind = "Seal",
    seal_esl: bytes | None = None,
    parameters: Mapping[str, str] | None = None,
) -> Pending:
    """Fix everything that the next signature says.

    at         aware moment of signing, written in UTC as YYYYMMDDHHMMSSZ
    closes     this signature also covers Signatures.xml: no further one can be added
    seal_esl   DER of the seal; written as Seal.esl and covered

    Raises SigningOrderError if an earlier signature closed the package, and ValueError for a naive `at`.
    """
    if package.closed:
        raise SigningOrderError("the package is closed by its seal")
    if at.tzinfo is None:
        raise ValueError("the moment of signing needs a time zone")
    folder = f"{_FOLDER}/Sign_{len(package.signatures)}"
    prepared = _prepare(package, folder, kind, seal_esl)
    left_out = {*package.unsealed, *(() if closes else (SIGNATURES,))}
    covered = {name: prepared.digest(name) for name in prepared.entries if name not in left_out}
    xml = _signature_xml(
        provider=provider,
        at=at,
        parameters=parameters or {},
        references=covered,
        stamps=[(package.page_ids[stamp.page_index], stamp) for stamp in stamps],
        seal=f"/{folder}/Seal.esl" if seal_esl is not None else None,
    ).encode()
    return Pending(xml, f"/{folder}/Signature.xml", sm3(xml), prepared, folder, closes)


def finish(pending: Pending, signed_value: bytes) -> Package:
    """The package with Signature.xml and SignedValue.dat of this signature."""
    return pending.package.with_entries(
        {f"{pending.folder}/Signature.xml": pending.signature_xml, f"{pending.folder}/{SIGNED_VALUE}": signed_value},
        closed=pending.closes,
    )


def _prepare(package: Package, folder: str, kind: Kind, seal_esl: bytes | None) -> Package:
    """Everything but Signature.xml and the value: the list of signatures, the way to it, the seal."""
    number_of = len(package.signatures) + 1
    signatures = (*package.signatures, (f"s{number_of:03d}", kind, f"{folder}/Signature.xml"))
    changed = {SIGNATURES: _signatures_xml(signatures).encode()}
    if not package.signatures:
        way = f"<ofd:Signatures>{SIGNATURES}</ofd:Signatures></ofd:DocBody>".encode()
        changed["OFD.xml"] = _BODY_END.sub(way, package.entries["OFD.xml"], count=1)
    if seal_esl is not None:
        changed[f"{folder}/Seal.esl"] = seal_esl
    return package.with_entries(changed, signatures=signatures)


def _signatures_xml(signatures: Sequence[tuple[str, str, str]]) -> str:
    listed = "".join(
        [
            f'<ofd:Signature ID="{signature_id}" Type="{kind}" BaseLoc="{path.removeprefix(_FOLDER + "/")}"/>'
            for signature_id, kind, path in signatures
        ]
    )
    return (
        f"{DECLARATION}<ofd:Signatures {_XMLNS}><ofd:MaxSignId>{signatures[-1][0]}</ofd:MaxSignId>"
        f"{listed}</ofd:Signatures>"
    )


def _signature_xml(
    *,
    provider: Provider,
    at: datetime,
    parameters: Mapping[str, str],
    references: Mapping[str, bytes],
    stamps: Sequence[tuple[int, Stamp]],
    seal: str | None,
) -> str:
    told = "".join(
        [
            f'<ofd:Parameter Name="{attribute(name)}">{element_text(text)}</ofd:Parameter>'
            for name, text in parameters.items()
        ]
    )
    listed = "".join(
        [
            f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>{b2a_base64(digest, newline=False).decode()}</ofd:CheckValue>'
            "</ofd:Reference>"
            for name, digest in references.items()
        ]
    )
    placed = "".join(
        [
            f'<ofd:StampAnnot ID="a{index}" PageRef="{page}" Boundary="{_box(stamp)}"{_clip(stamp)}/>'
            for index, (page, stamp) in enumerate(stamps, start=1)
        ]
    )
    return (
        f"{DECLARATION}<ofd:Signature {_XMLNS}><ofd:SignedInfo>"
        f'<ofd:Provider ProviderName="{attribute(provider.name)}" Company="{attribute(provider.company)}"'
        f' Version="{attribute(provider.version)}"/>'
        f"<ofd:SignatureMethod>{SM2_WITH_SM3_OID}</ofd:SignatureMethod>"
        f"<ofd:SignatureDateTime>{at.astimezone(UTC):%Y%m%d%H%M%SZ}</ofd:SignatureDateTime>"
        f"{f'<ofd:Parameters>{told}</ofd:Parameters>' if told else ''}"
        f'<ofd:References CheckMethod="{SM3_OID}">{listed}</ofd:References>{placed}'
        f"{f'<ofd:Seal><ofd:BaseLoc>{seal}</ofd:BaseLoc></ofd:Seal>' if seal else ''}"
        f"</ofd:SignedInfo><ofd:SignedValue>{SIGNED_VALUE}</ofd:SignedValue></ofd:Signature>"
    )


def _box(stamp: Stamp) -> str:
    return " ".join(map(number, (stamp.x_mm, stamp.y_mm, stamp.width_mm, stamp.height_mm)))


def _clip(stamp: Stamp) -> str:
    return "" if stamp.clip is None else f' Clip="{" ".join(map(number, stamp.clip))}"'
