"""The canonical record of a certificate: everything it says, once. OFD and PDF are renderings of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import rfc8785

from .statements import Statement

RECORD_VERSION = 1
IDENTITY_CARD = "111"  # GB/T 36903: code of the kind of holder code, citizen identity number


@dataclass(frozen=True, slots=True)
class Numbers:
    """The names of one certificate: for people, for machines, for the checker."""

    number: str
    identifier: str
    check_code: str
    check_url: str


@dataclass(frozen=True, slots=True)
class Holder:
    name: str
    identity_number: str


@dataclass(frozen=True, slots=True)
class Issuer:
    name: str
    credit_code: str
    division: str
    phone: str


def build(
    statement: Statement,
    *,
    numbers: Numbers,
    holder: Holder,
    issuer: Issuer,
    reviewer: str,
    valid_from: date,
    valid_until: date,
    test: bool,
) -> dict[str, Any]:
    return {
        "version": RECORD_VERSION,
        "identifier": numbers.identifier,
        "number": numbers.number,
        "checkCode": numbers.check_code,
        "checkUrl": numbers.check_url,
        "type": {
            "code": statement.type_code,
            "name": statement.title,
            "item": statement.item_code,
            "itemVersion": statement.item_version,
        },
        "holder": {"name": holder.name, "idType": IDENTITY_CARD, "idNumber": holder.identity_number},
        "issuer": {
            "name": issuer.name,
            "creditCode": issuer.credit_code,
            "division": issuer.division,
            "phone": issuer.phone,
        },
        "receivingUnit": statement.receiving_unit,
        "purpose": statement.purpose,
        "paragraphs": list(statement.paragraphs),
        "handler": statement.handler,
        "reviewer": reviewer,
        "issuedOn": valid_from.isoformat(),
        "validFrom": valid_from.isoformat(),
        "validUntil": valid_until.isoformat(),
        "test": test,
    }


def canonical(record: Mapping[str, Any]) -> bytes:
    return rfc8785.dumps(dict(record))


def metadata(record: Mapping[str, Any]) -> dict[str, str]:
    """GB/T 36903 elements for the OFD's CustomDatas, under the short names in use."""
    return {
        "ZZLXDM": record["type"]["code"],
        "ZZMC": record["type"]["name"],
        "ZZBH": record["number"],
        "ZZBS": record["identifier"],
        "ZZBFJG": record["issuer"]["name"],
        "ZZBFJGDM": record["issuer"]["creditCode"],
        "ZZBFRQ": record["issuedOn"],
        "CZZT": record["holder"]["name"],
        "CZZTDM": record["holder"]["idNumber"],
        "CZZTDMLX": "公民身份号码",
        "CZZTDMLXDM": record["holder"]["idType"],
        "ZZYXQQSRQ": record["validFrom"],
        "ZZYXQJZRQ": record["validUntil"],
        "ZZQZR": record["reviewer"],
        "ZZQZMC": record["issuer"]["name"],
    }
