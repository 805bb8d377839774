"""The first page: for a stranger what this is, for a resident what is going on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiban.cases import questions as cases
from jiban.cases.models import Case
from jiban.catalogue import questions as catalogue
from jiban.catalogue.models import Item
from jiban.exchange import consenting
from jiban.notices import questions as notices
from jiban.notices.models import Notice
from jiban.people.models import Resident
from jiban.places.models import Division

from .draft import Draft
from .items import in_words, offered_items
from .life import FEW_EVENTS, events_in_words
from .promises import hours
from .remembered import remembered_for
from .standing import standing, title
from .unit_refusals import is_refusal_news, refusal_news

FEW_ITEMS = 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    resident = cast("Resident | None", getattr(request, "resident", None))
    return _at_home(request, resident) if resident else _welcome(request)


def _welcome(request: HttpRequest) -> HttpResponse:
    offered = offered_items()
    few = [in_words(item) for item in offered[:FEW_ITEMS]]
    context = {"items": few, "more": len(offered) - len(few), "events": events_in_words()[:FEW_EVENTS]}
    return render(request, "resident/welcome.html", context)


def _at_home(request: HttpRequest, resident: Resident) -> HttpResponse:
    now = timezone.now()
    committee = getattr(resident.village, "committee", None)
    context = {
        "place": place_above(resident.village),
        "again": _again(resident),
        "news": _news(resident),
        "drafts": [(each, title(each), Draft.of_case(each)) for each in cases.drafts_of(resident)],
        "events": events_in_words()[:FEW_EVENTS],
        "open": [standing(case, now=now) for case in cases.open_cases(resident)],
        "committee": committee,
        "hours": hours(committee) if committee else [],
        "is_open_here": committee is not None,
    }
    return render(request, "resident/home.html", context)


def place_above(village: Division) -> str:
    """County and township, as a line under the name of the village."""
    township = village.parent
    county = township.parent if township else None
    return " ".join(step.short_name for step in (county, township) if step)


def _again(resident: Resident) -> dict[str, object] | None:
    """The card of a returning resident, if the item can still be asked for."""
    last = cases.last_issued(resident)
    if last is None:
        return None
    try:
        item = catalogue.item(last.item.code)
    except Item.DoesNotExist:
        return None
    definition = item.read()
    return {
        "code": item.code,
        "title": definition.title.in_language(get_language()),
        "is_quick": remembered_for(resident, definition).is_complete,
    }


@dataclass(frozen=True, slots=True)
class News:
    text: str
    url: str
    kind: str
    at: datetime


def _news(resident: Resident) -> Sequence[News]:
    unread = notices.unread(resident.pk)
    numbers = [notice.about for notice in unread]
    about = {
        case.number: case for case in Case.objects.filter(resident=resident, number__in=numbers).select_related("item")
    }
    return [
        _said(notice, about[notice.about]) if notice.about in about else News(*refusal_news(notice), notice.created_at)
        for notice in unread
        if notice.about in about or is_refusal_news(notice)
    ]


def _said(notice: Notice, case: Case) -> News:
    words, kind = {
        "certificate-ready": (_("%(title)s: the certificate is ready"), "ok"),
        "certificate-affected": (_("%(title)s: the seal on it was lost. You get a new one; nothing to do"), "warn"),
        "certificate-replaced": (_("%(title)s: a new version takes the place of the old one"), "ok"),
        "certificate-expiring": (_("%(title)s: it ends in a few days. Need it longer? Ask again"), "warn"),
        "draft-ending": (_("%(title)s: begun and not handed in. It is deleted soon; tap to go on"), "warn"),
        "correction-asked": (_("%(title)s: the village asks you to add something"), "warn"),
        "refused": (_("%(title)s: the village has answered"), "err"),
        consenting.ASKED: (_("%(title)s: may the village look something up? Please answer"), "warn"),
        "follow-up-answer": (_("%(title)s: is it put right now? Please answer"), "warn"),
    }.get(notice.code, (_("%(title)s: there is news"), ""))
    asks_consent = notice.code == consenting.ASKED
    url = reverse("resident:data-use") if asks_consent else reverse("resident:case", args=[case.number])
    return News(words % {"title": title(case)}, url, kind, notice.created_at)
