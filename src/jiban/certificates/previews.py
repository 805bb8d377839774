"""Pictures for the screen: what would be sealed, and what was."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from jiban.people.models import Officer, Resident
from jiban.places.models import Committee
from jiban.seals.certifier import PAPERS_ARE_TESTS
from jiban.standards.typeset.svg import Overlay, data_address, render_svg

from . import papers, record
from .layout import Sheet, StampPlace, lay_out
from .masked import masked_record
from .models import Certificate
from .statements import Statement


def statement_svg(statement: Statement, *, holder: Resident, committee: Committee, reviewer: Officer) -> str:
    """The paper as it will be, without seal and signature: number and code come with the approval."""
    today = timezone.localdate()
    data = record.build(
        statement,
        numbers=record.Numbers("（批准后编号）", "", "0" * 16, f"{settings.SITE_URL}/v/{'0' * 16}"),
        holder=record.Holder(holder.name, holder.identity_number),
        issuer=record.Issuer(committee.name, committee.credit_code, committee.division.code, committee.phone),
        reviewer=reviewer.name,
        valid_from=today,
        valid_until=today + timedelta(days=statement.validity_days - 1),
        test=PAPERS_ARE_TESTS,
    )
    return render_svg(lay_out(data).pages, title=statement.title)


def certificate_svg(certificate: Certificate) -> str:
    """The sealed paper as OFD and PDF show it."""
    sheet = lay_out(papers.record_from(certificate.record))
    return render_svg(sheet.pages, stamps=_stamps(sheet, certificate), title=certificate.title)


def masked_svg(certificate: Certificate) -> str:
    """The same for a stranger: identity numbers partly hidden."""
    sheet = lay_out(masked_record(papers.record_from(certificate.record)))
    return render_svg(sheet.pages, stamps=_stamps(sheet, certificate), title=certificate.title)


def _stamps(sheet: Sheet, certificate: Certificate) -> list[Overlay]:
    stamps = [_stamp(sheet.signature_place, bytes(certificate.signature.picture))]
    if certificate.seal is not None:
        stamps.append(_stamp(sheet.seal_place, bytes(certificate.seal.picture)))
    return stamps


def _stamp(place: StampPlace, picture: bytes) -> Overlay:
    return Overlay(place.page_index, place.x_mm, place.y_mm, place.width_mm, place.height_mm, data_address(picture))
