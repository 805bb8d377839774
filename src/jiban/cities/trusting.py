"""The list of cities is kept by operators: each act is one command, and nothing is ever deleted from it."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiban.standards.gm.errors import KeyFormatError
from jiban.standards.gm.sm2 import PublicKey

from . import envelopes, node, trust
from .errors import CityError
from .models import City, CityKey


class CardError(CityError):
    message = _("This is no card of a city. Ask the other city for the output of: jiban cities card")


class UnknownCityError(CityError):
    message = _("No such city is on the list. See: jiban cities list")


class UnknownKeyError(CityError):
    message = _("No such key is on the list. See: jiban cities list")


def own_card(name: str, name_en: str) -> str:
    """What another city needs to put us on its list. The fingerprint is compared by telephone."""
    card = {
        "code": node.own_code(),
        "key": base64.b64encode(node.own_key().spki).decode(),
        "name": name or node.own_name(),
        "name_en": name_en,
        "url": settings.SITE_URL,
        "v": envelopes.VERSION,
    }
    return json.dumps(card, ensure_ascii=False, indent=2, sort_keys=True)


@transaction.atomic
def trust_card(text: str, *, valid_from: date, valid_until: date, now: datetime) -> CityKey:
    """Put a city on the list, or add a key to one that stands there. The newest word about days counts. Raises CityError."""
    card, spki = _read(text)
    if card["code"] == node.own_code():
        raise CardError(_("This is our own card. Send it to the other city."))
    about = {"name": card["name"], "name_en": card["name_en"], "url": card["url"]}
    city, is_new = City.objects.get_or_create(
        code=card["code"], defaults={**about, "valid_from": valid_from, "valid_until": valid_until, "added_at": now}
    )
    if not is_new:
        City.objects.filter(pk=city.pk).update(**about, valid_from=valid_from, valid_until=valid_until)
    mark = trust.fingerprint(spki)
    key, _new = CityKey.objects.get_or_create(
        fingerprint=mark,
        defaults={"city": city, "spki": spki, "valid_from": valid_from, "valid_until": valid_until},
    )
    if key.city_id != city.pk or key.revoked_at is not None:
        raise CardError(_("This key was revoked, or belongs to another city."))
    CityKey.objects.filter(pk=key.pk).update(valid_from=valid_from, valid_until=valid_until)
    return key


def suspend(code: str, *, because: str, now: datetime) -> None:
    _change(code, suspended_at=now, suspended_because=because[:200])


def resume(code: str) -> None:
    """What waits is sent at once."""
    _change(code, suspended_at=None, suspended_because="", failures=0, rests_until=None)


def revoke_key(fingerprint: str, *, because: str, now: datetime) -> None:
    """From now on nothing signed by it is taken, whatever day it names."""
    mine = CityKey.objects.filter(fingerprint=fingerprint)
    if not mine.exists():
        raise UnknownKeyError
    mine.filter(revoked_at=None).update(revoked_at=now, revoked_because=because[:200])


def _change(code: str, **changes: Any) -> None:
    if not City.objects.filter(code=code).update(**changes):
        raise UnknownCityError


def _read(text: str) -> tuple[Mapping[str, str], bytes]:
    try:
        card = json.loads(text)
        spki = base64.b64decode(card["key"], validate=True)
        PublicKey.from_spki(spki)
        right = card["v"] == envelopes.VERSION and envelopes.CITY.fullmatch(card["code"])
        if not right or not all(isinstance(card[each], str) for each in ("name", "name_en", "url")):
            raise CardError
        scheme = urlsplit(card["url"]).scheme
    except (ValueError, KeyError, TypeError, binascii.Error, KeyFormatError) as error:
        raise CardError from error
    if scheme not in ({"https"} if settings.PRODUCTION else {"http", "https"}):
        raise CardError(_("The address must begin with https://"))
    return card, spki
