"""What is happening to you: the certificates that help then, those you do not need, and who else to go to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from jiban.catalogue import questions
from jiban.catalogue.entries import LifeEvent
from jiban.catalogue.models import LifeEvent as Kept

from .items import in_words, refused_in_words

FEW_EVENTS = 4


@require_safe
def life_event(request: HttpRequest, code: str) -> HttpResponse:
    try:
        event = questions.life_event(code)
    except Kept.DoesNotExist as error:
        raise Http404 from error
    language = get_language()
    offered = {item.code: item.read() for item in questions.offered()}
    kinds = {kind.code: kind for kind in questions.refused_kinds()}
    context = {
        "event": event_in_words(event),
        "certificates": [
            {**in_words(offered[each.item]), "why": each.why.in_language(language)}
            for each in event.certificates
            if each.item in offered
        ],
        "not_needed": [refused_in_words(kinds[each]) for each in event.not_needed if each in kinds],
        "elsewhere": [
            (each.title.in_language(language), each.office.in_language(language)) for each in event.elsewhere
        ],
        "others": [each for each in events_in_words() if each["code"] != code],
    }
    return render(request, "resident/life_event.html", context)


def events_in_words() -> list[dict[str, str]]:
    return [event_in_words(event) for event in questions.life_events()]


def event_in_words(event: LifeEvent) -> dict[str, str]:
    language = get_language()
    words = {"title": event.title.in_language(language), "summary": event.summary.in_language(language)}
    return {"code": event.code, "icon": event.icon, **words}
