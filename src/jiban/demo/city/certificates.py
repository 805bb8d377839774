"""The rows of certificates of the past, with a record as long as a real one's."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from jiban.certificates.models import CertificateState
from jiban.standards.codes import certificate_identifier

from .items import Asked
from .loading import Row
from .moments import CITY_TIME
from .people_of import Village

NAMED = (
    "id",
    "number",
    "identifier",
    "check_code",
    "item_code",
    "item_version",
    "title",
    "purpose",
    "receiving_unit",
    "holder_id",
    "committee_id",
    "record",
    "salt",
    "state",
    "approved_by_id",
    "signature_id",
    "seal_id",
    "granted_at",
    "sealed_at",
    "valid_from",
    "valid_until",
    "revoked_at",
    "revoked_by_id",
    "revoked_reason",
)
REVOKED_REASON = "持证人情况变化"
HANDLER = "村务专干"
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Names:
    number: str
    check_code: str
    serial: str


@dataclass(frozen=True, slots=True)
class Holder:
    key: int
    name: str
    identity_number: str


def certificate_row(
    key: int, names: Names, village: Village, asked: Asked, *, holder: Holder, state: CertificateState, at: datetime
) -> Row:
    identifier = certificate_identifier.compose(
        type_code=asked.type_code, issuer=village.credit_code, serial=names.serial
    )
    first = at.astimezone(CITY_TIME).date()
    until = first + timedelta(days=asked.validity_days - 1)
    revoked = state == CertificateState.REVOKED
    return (
        key,
        names.number,
        str(identifier),
        names.check_code,
        asked.item.code,
        asked.item.version,
        asked.item.title,
        asked.purpose,
        asked.receiving_unit,
        holder.key,
        village.committee,
        _record(
            names, str(identifier), village, asked, holder=holder, first=first.isoformat(), until=until.isoformat()
        ),
        key.to_bytes(16, "big"),
        state.value,
        village.reviewer,
        village.signature,
        village.seal,
        at,
        at + timedelta(seconds=2),
        first,
        until,
        at + timedelta(days=1) if revoked else None,
        village.reviewer if revoked else None,
        REVOKED_REASON if revoked else "",
    )


def _record(
    names: Names, identifier: str, village: Village, asked: Asked, *, holder: Holder, first: str, until: str
) -> str:
    item = asked.item
    text = f"兹有{holder.name}，居民身份证号码{holder.identity_number}，系我村居民，申请办理{item.title}，情况属实。"
    return _encode(
        {
            "version": 1,
            "identifier": identifier,
            "number": names.number,
            "checkCode": names.check_code,
            "checkUrl": f"{settings.SITE_URL}/v/{names.check_code}",
            "type": {"code": asked.type_code, "name": item.title, "item": item.code, "itemVersion": item.version},
            "holder": {"name": holder.name, "idType": "111", "idNumber": holder.identity_number},
            "issuer": {
                "name": village.name,
                "creditCode": village.credit_code,
                "division": village.division,
                "phone": village.phone,
            },
            "receivingUnit": asked.receiving_unit,
            "purpose": asked.purpose,
            "paragraphs": [text, "特此证明。"],
            "handler": HANDLER,
            "reviewer": village.reviewer_name,
            "issuedOn": first,
            "validFrom": first,
            "validUntil": until,
            "test": True,
        }
    )
