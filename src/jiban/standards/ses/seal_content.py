"""Seals as values: what a new one shall say, and what a found one says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from jiban.standards.ses.dialect import Deviation
from jiban.standards.ses.extensions import Extension
from jiban.standards.ses.signer_list import ListKind, SignerList

VERSION_OF_2014 = 1
VERSION = 4
VERSION_OF_2025 = 5
VERSIONS = (VERSION_OF_2014, VERSION, VERSION_OF_2025)
"""GM/T 0031-2014, GB/T 38540-2020, GM/T 0031-2025."""

HEADER_ID = "ES"
MAX_SEAL_BYTES = 4 * 1024 * 1024


class SealKind(IntEnum):
    """SES_ESPropertyInfo.type. Seals of others may carry other numbers."""

    ORGANISATION = 1
    PERSON = 2


@dataclass(frozen=True, slots=True)
class SealInfo:
    """What a new seal shall say.

    seal_id               esID, ASCII, unique for the vendor
    picture               PNG
    width_mm, height_mm   size on paper, whole millimetres
    signer_certificates   DER of every certificate that may seal with it, at least one
    valid_from, valid_to  first and last second of its validity, aware
    vendor                Vid, ASCII, who issued the structure
    list_kind             whether the certificates themselves or their SM3 digests are listed; version 1 has no digests
    """

    seal_id: str
    name: str
    kind: SealKind
    picture: bytes = field(repr=False)
    width_mm: int
    height_mm: int
    signer_certificates: Sequence[bytes] = field(repr=False)
    created: datetime
    valid_from: datetime
    valid_to: datetime
    vendor: str
    list_kind: ListKind = ListKind.CERTIFICATES


@dataclass(frozen=True, slots=True)
class SealPicture:
    """SES_ESPictrueInfo. `format` as written by the maker: "PNG", "png", "ofd" and others are in use."""

    format: str
    data: bytes = field(repr=False)
    width_mm: int
    height_mm: int


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as found in a file. Nothing in it is checked against a signature: see `verify`.

    der                 the whole SESeal, as stored
    info_der            SES_SealInfo as stored
    signed_part         what the maker signed: SES_SealInfo, or for version 1 a SEQUENCE of it, certificate and method
    version             1, 4 or 5
    maker_certificate   DER of the certificate of who made the seal
    method              object identifier of the maker's signature method
    signature           the maker's signature as stored: DER SEQUENCE{r, s} or 64 bytes r || s
    time_stamp          version 5 only
    deviations          what a tolerant reading forgave
    """

    der: bytes = field(repr=False)
    info_der: bytes = field(repr=False)
    signed_part: bytes = field(repr=False)
    version: int
    vendor: str
    seal_id: str
    kind: int
    name: str
    signers: SignerList
    created: datetime
    valid_from: datetime
    valid_to: datetime
    picture: SealPicture
    extensions: tuple[Extension, ...]
    maker_certificate: bytes = field(repr=False)
    method: str
    signature: bytes = field(repr=False)
    time_stamp: bytes | None = field(default=None, repr=False)
    deviations: tuple[Deviation, ...] = ()

    def is_valid_at(self, moment: datetime) -> bool:
        """Whether the aware `moment` lies in the validity, the whole last second included."""
        return self.valid_from <= moment.replace(microsecond=0) <= self.valid_to
