"""Cities tell each other what they offer, and for which villages: public data, sent again when it has changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiban.catalogue import schema
from jiban.catalogue.errors import DefinitionError
from jiban.catalogue.questions import offered
from jiban.places import pinyin
from jiban.places.models import Division

from . import envelopes, sending, trust
from .envelopes import Envelope
from .errors import EnvelopeError
from .models import City, CityItem, CityVillage

# Of no use to another city, or not meant for it.
KEPT_TO_OURSELVES = ("reviewer_notes", "rules")


def own_offer() -> dict[str, Any]:
    items = [
        {name: value for name, value in each.definition.items() if name not in KEPT_TO_OURSELVES}
        for each in offered()
        if each.read().handling == "online"
    ]
    here = Division.objects.filter(level=Division.Level.VILLAGE, closed_on=None, committee__isnull=False)
    villages = [
        {"code": each.code, "name": each.short_name, "path": _path(each)}
        for each in here.select_related("parent__parent").order_by("code")
    ]
    return {"items": items, "villages": villages}


def offer_all(now: datetime) -> int:
    """To every city of the list that has not heard of it yet."""
    body = own_offer()
    digest = envelopes.digest_of(body)
    return sum(_offer(city, body, digest, now) for city in City.objects.exclude(offered=digest))


@transaction.atomic
def _offer(city: City, body: Mapping[str, Any], digest: str, now: datetime) -> bool:
    try:
        trust.check_city(city.read(), today=timezone.localdate(now))
    except EnvelopeError:
        return False
    if not City.objects.filter(pk=city.pk, offered=city.offered).update(offered=digest):
        return False
    # A thread of its own: should one offer be refused, the next is not held up by it.
    sending.put(city, "items", f"offer-{digest[4:20]}", body, now=now)
    return True


def take(city: City, envelope: Envelope, _now: datetime) -> None:
    """The whole of what the city offers takes the place of what it offered. An item we cannot read is left out."""
    issued = envelope.letter.issued
    if city.offer_issued_at is not None and issued < city.offer_issued_at:
        return
    documents = {each["code"]: each for each in map(_readable, envelope.body["items"]) if each}
    CityItem.objects.filter(city=city).delete()
    CityItem.objects.bulk_create(
        CityItem(city=city, code=code, version=each["version"], document=each) for code, each in documents.items()
    )
    villages = {each["code"]: each for each in envelope.body["villages"]}
    CityVillage.objects.filter(city=city).delete()
    CityVillage.objects.bulk_create((_village(city, each) for each in villages.values()), batch_size=500)
    City.objects.filter(pk=city.pk).update(offer_issued_at=issued)


def _readable(document: dict[str, Any]) -> dict[str, Any] | None:
    try:
        schema.parse(document)
    except DefinitionError:
        return None
    return document


def _village(city: City, told: Mapping[str, str]) -> CityVillage:
    spelt, initials = pinyin.spell(told["name"])
    return CityVillage(city=city, **told, pinyin=spelt[:400], initials=initials[:100])


def _path(village: Division) -> str:
    township = village.parent
    county = township.parent if township is not None else None
    return "".join(step.short_name for step in (county, township) if step is not None)
