"""A certificate says what it is in Chinese, as sealed. Pages say it to who reads English in the words of its item."""

from django.utils.translation import get_language

from jiban.catalogue.models import Item
from jiban.certificates.models import Certificate

# Versions of items never change: what was read once holds. (item, words in Chinese) -> in English.
_known: dict[tuple[str, str], str] = {}


def title(certificate: Certificate) -> str:
    if not _in_english():
        return certificate.title
    key = (certificate.item_code, certificate.title)
    if key not in _known:
        _read(certificate.item_code)
    return _known.get(key) or certificate.title


def purpose(certificate: Certificate) -> str:
    """What a resident wrote stays as it was written."""
    title(certificate)
    return (_in_english() and _known.get((certificate.item_code, certificate.purpose))) or certificate.purpose


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


def _read(code: str) -> None:
    for item in Item.objects.filter(code=code):
        _known[code, item.title] = item.title_en
        for each in item.read().purposes:
            if not each.free:
                _known[code, each.label.zh] = each.label.en
