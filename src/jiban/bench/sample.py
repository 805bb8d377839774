"""Invented records and keys to make papers from, without a database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from jiban.catalogue import files
from jiban.catalogue.definition import ItemDefinition
from jiban.catalogue.wording import facts_of, paragraphs, standing_words
from jiban.certificates import numbers, record
from jiban.certificates.papers import SealOnPaper
from jiban.certificates.statements import Statement
from jiban.standards.codes import credit_code, identity_number
from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.pdf.signer import PdfSigner, SoftwarePdfSigner
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.pki.trust_list import TrustList
from jiban.standards.ses.picture import seal_picture, signature_picture
from jiban.standards.ses.seal import SealInfo, SealKind, make_seal

COMMITTEE, VILLAGE, REVIEWER = "新安镇赵家庄村村民委员会", "新安镇赵家庄村", "赵建国"
FAMILY_NAMES, GIVEN_NAMES = "王李张陈刘赵周吴郑孙", ("秀兰", "树林", "桂芬", "志强", "春梅", "建军", "玉珍", "海燕")
VALID_DAYS = 365


@dataclass(frozen=True, slots=True)
class Village:
    """A committee and its reviewer with everything that signs."""

    reviewer: SealOnPaper
    seal: SealOnPaper
    reviewer_picture: bytes
    seal_picture: bytes
    pdf_signer: PdfSigner
    standing_words: str
    trust: TrustList


def village(now: datetime) -> Village:
    authority = TestAuthority.create(now)
    until = now + timedelta(days=VALID_DAYS)
    pictures = seal_picture(COMMITTEE), signature_picture(REVIEWER)
    seal_key, reviewer_key, pdf_key = (
        PrivateKey.generate(),
        PrivateKey.generate(),
        ec.generate_private_key(ec.SECP256R1()),
    )
    code = str(credit_code.make(division="990123", organisation="TE100201"))
    seal_certificate = authority.issue_committee(
        COMMITTEE, code, seal_key.public_key.spki, not_before=now, not_after=until
    )
    reviewer_certificate = authority.issue_officer(
        REVIEWER, reviewer_key.public_key.spki, not_before=now, not_after=until
    )
    pdf_spki = pdf_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pdf_certificate = authority.issue_pdf_signer(COMMITTEE, pdf_spki, not_before=now, not_after=until)
    kinds = (SealKind.ORGANISATION, SealKind.PERSON)
    seals = [
        make_seal(_seal_info(kind, picture, certificate, now), authority.seal_maker())
        for kind, picture, certificate in zip(kinds, pictures, (seal_certificate, reviewer_certificate), strict=True)
    ]
    return Village(
        reviewer=SealOnPaper(seals[1], SoftwareSigner(reviewer_key, reviewer_certificate)),
        seal=SealOnPaper(seals[0], SoftwareSigner(seal_key, seal_certificate)),
        reviewer_picture=pictures[1],
        seal_picture=pictures[0],
        pdf_signer=SoftwarePdfSigner(pdf_key, pdf_certificate, authority.p256_intermediates),
        standing_words=standing_words(_item()),
        trust=authority.trust_list(now),
    )


def _seal_info(kind: SealKind, picture: bytes, certificate: bytes, now: datetime) -> SealInfo:
    committee = kind == SealKind.ORGANISATION
    return SealInfo(
        seal_id=f"99012310020120260101{kind:04d}",
        name=COMMITTEE if committee else REVIEWER,
        kind=kind,
        picture=picture,
        width_mm=42 if committee else 30,
        height_mm=42 if committee else 12,
        signer_certificates=(certificate,),
        created=now,
        valid_from=now,
        valid_to=now + timedelta(days=VALID_DAYS),
        vendor="Jiban",
    )


def _item() -> ItemDefinition:
    return files.read_directory(files.SHIPPED).items["residence"]


def records(now: datetime) -> Iterator[dict[str, Any]]:
    """One record after the other, no two alike, so that nothing kept from the last paper makes the next one cheap."""
    item = _item()
    today = timezone.localdate(now)
    for place in count():
        yield _record(item, place, now=now, today=today)


def _record(item: ItemDefinition, place: int, *, now: datetime, today: date) -> dict[str, Any]:
    holder = holder_name(place)
    number = str(
        identity_number.make(birth=date(1950 + place % 50, 1 + place % 12, 1 + place % 28), sequence=place % 1000)
    )
    issuer_code = str(credit_code.make(division="990123", organisation="TE100201"))
    check_code = numbers.new_check_code()
    return record.build(
        _statement(item, place, holder=holder, number=number),
        numbers=record.Numbers(
            numbers.new_number(now),
            numbers.new_identifier(type_code=item.type_code, issuer_code=issuer_code, version=1),
            check_code,
            f"https://jiban.example/v/{check_code}",
        ),
        holder=record.Holder(holder, number),
        issuer=record.Issuer(COMMITTEE, issuer_code, "990123100201", "0311-00000001"),
        reviewer=REVIEWER,
        valid_from=today,
        valid_until=today + timedelta(days=item.validity_days - 1),
        test=True,
    )


def holder_name(place: int) -> str:
    return FAMILY_NAMES[place % 10] + GIVEN_NAMES[place // 10 % 8]


def answers_of(place: int) -> dict[str, str]:
    """What the applicant of that place writes in the form of the residence certificate."""
    return {
        "purpose": "school",
        "receiving_unit": f"样例县第{place % 40 + 1}中心小学",
        "address": f"{place % 9 + 1}组{place % 90 + 1}号",
        "since": f"{1980 + place % 40}-{place % 12 + 1:02d}",
        "tenure": "own",
        "registered_here": "yes",
    }


def _statement(item: ItemDefinition, place: int, *, holder: str, number: str) -> Statement:
    answers = answers_of(place)
    sex = "男" if int(number[16]) % 2 else "女"
    facts = facts_of(
        item,
        answers,
        holder_name=holder,
        holder_sex=sex,
        holder_id_number=number,
        village=VILLAGE,
        committee=COMMITTEE,
    )
    return Statement(
        item_code=item.code,
        item_version=1,
        type_code=item.type_code,
        title=item.title.zh,
        paragraphs=tuple(paragraphs(item, facts)),
        purpose=facts["purpose"],
        receiving_unit=facts["receiving_unit"],
        validity_days=item.validity_days,
        handler="赵小梅",
    )
