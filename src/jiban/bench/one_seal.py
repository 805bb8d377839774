"""A certificate's page with one seal on it: what other programs measure when they count sealed pages."""

from datetime import date, datetime
from functools import partial
from typing import Any

from jiban.certificates.layout import FORM_WORDS, lay_out
from jiban.certificates.papers import SealOnPaper
from jiban.standards.ofd.composing.signatories import Signatory, sign_in_order
from jiban.standards.ofd.document import DocInfo
from jiban.standards.ofd.package import write
from jiban.standards.ofd.signing import Pending, Provider, Stamp
from jiban.standards.ofd.writer import compose
from jiban.standards.ses import signature as ses

from .sample import Village


def seal(village: Village, record: dict[str, Any], now: datetime) -> bytes:
    """Laid out, composed and sealed at once."""
    sheet = lay_out(record)
    info = DocInfo(
        title=record["type"]["name"], doc_id="0" * 32, author="", creator="Jiban", created=date(2026, 11, 24)
    )
    words = {"serif": FORM_WORDS + village.standing_words, "serif-bold": record["type"]["name"]}
    package = compose(sheet.pages, info, [], standing_words=words)
    place = sheet.seal_place
    stamp = Stamp(place.page_index, place.x_mm, place.y_mm, place.width_mm, place.height_mm)
    one = Signatory(partial(_signed_value, village.seal, now), village.seal.seal_der, [stamp])
    return write(sign_in_order(package, [one], provider=Provider("Jiban"), at=now))


def _signed_value(seal: SealOnPaper, now: datetime, pending: Pending) -> bytes:
    return ses.sign(
        seal.seal_der, at=now, data_hash=pending.data_hash, property_info=pending.property_info, signer=seal.signer
    )
