"""A certificate's page with one seal on it: what other programs measure when they count sealed pages."""

from datetime import date, datetime
from typing import Any

from jiban.certificates.layout import FORM_WORDS, lay_out
from jiban.standards.ofd import signing
from jiban.standards.ofd.document import DocInfo
from jiban.standards.ofd.package import write
from jiban.standards.ofd.writer import compose
from jiban.standards.ses import signature as ses

from .sample import Village


def seal(village: Village, record: dict[str, Any], now: datetime) -> bytes:
    """Laid out, composed and sealed at once."""
    sheet, signer = lay_out(record), village.seal.signer
    info = DocInfo(
        title=record["type"]["name"], doc_id="0" * 32, author="", creator="Jiban", created=date(2026, 11, 24)
    )
    words = {"serif": FORM_WORDS + village.standing_words, "serif-bold": record["type"]["name"]}
    package = compose(sheet.pages, info, [], standing_words=words)
    place = sheet.seal_place
    stamp = signing.Stamp(place.page_index, place.x_mm, place.y_mm, place.width_mm, place.height_mm)
    seal_der = village.seal.seal_der
    provider = signing.Provider("Jiban")
    pending = signing.begin(package, provider=provider, stamps=[stamp], at=now, closes=True, seal_esl=seal_der)
    value = ses.sign(seal_der, at=now, data_hash=pending.data_hash, property_info=pending.property_info, signer=signer)
    return write(signing.finish(pending, value))
