"""What can be asked for here, what each item takes, and who helps with what the village must not issue."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from jiban.catalogue import avoiding, questions
from jiban.catalogue.definition import ItemDefinition
from jiban.catalogue.forms import sample
from jiban.catalogue.models import Item
from jiban.catalogue.refusal import Refused
from jiban.cities.questions import cities
from jiban.exchange import questions as sharing
from jiban.web import data_words
from jiban.web.papers import paper_words
from jiban.web.visitors import RESIDENT_SIGN_IN, send_to

from . import counting, searching
from .promises import promise_for
from .searching import matching

ASKED_MOST = ("residence", "school-residence", "household-economy")


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:40]
    offered = offered_items()
    kinds = questions.refused_kinds()
    meant = not_for_the_village(asked, kinds)
    if meant is not None:
        counting.told(request, avoiding.of_refused(meant.code))
    # Beside "you need not get this" only what is called alike, not what merely mentions it.
    found = matching(offered, asked, by_title=meant is not None) if asked else offered
    context = {
        "asked": asked,
        "items": [in_words(each) for each in found or offered],
        "nothing_found": bool(asked) and not found,
        "refused_kinds": [refused_in_words(kind) for kind in kinds],
        "refused": refused_in_words(meant) if meant else None,
        "elsewhere": searching.in_words(searching.found_elsewhere(asked)),
        "has_cities": cities(timezone.localdate()).exists(),
    }
    return render(request, "resident/items.html", context)


def offered_items() -> list[ItemDefinition]:
    """What people ask for most comes first."""
    offered = [each.read() for each in questions.offered()]
    return sorted(offered, key=lambda item: ASKED_MOST.index(item.code) if item.code in ASKED_MOST else len(ASKED_MOST))


def not_for_the_village(asked: str, kinds: Sequence[Refused]) -> Refused | None:
    """The kind that is meant, by its own words or by a part of its title."""
    if len(asked) < 2:
        return None
    part = asked.casefold()
    titled = (kind for kind in kinds if part in kind.title.zh or part in kind.title.en.casefold())
    return questions.refused_like(asked) or next(titled, None)


@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    try:
        found = questions.item(code)
    except Item.DoesNotExist:
        return not_offered(request)
    definition = found.read()
    resident = getattr(request, "resident", None)
    committee = getattr(resident.village, "committee", None) if resident else None
    minutes = definition.promise_minutes
    context = {
        "item": in_words(definition),
        "definition": definition,
        "papers": [paper_words(paper, definition) for paper in definition.papers],
        "promise": promise_for(committee, minutes=minutes, now=timezone.now()) if committee else "",
        "sample": sample(definition),
        "is_online": is_online(definition),
        **shared_data(code),
        "shared_facts": [fact.title.in_language(get_language()) for fact in questions.shared_facts(code)],
    }
    return render(request, "resident/item.html", context)


def shared_data(code: str) -> dict[str, Any]:
    """What is looked up instead of being asked for, and the purposes for which nobody needs the certificate."""
    return {
        "known_facts": [(data_words.title(one, one.code), one.consent) for one in sharing.known_for(code)],
        "sparing": [
            (one.code, data_words.title(one, one.code), data_words.purpose(one, one.spares[1]))
            for one in sharing.sparing(code)
            if one.spares
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def refused(request: HttpRequest, code: str) -> HttpResponse:
    kind = next((each for each in questions.refused_kinds() if each.code == code), None)
    if kind is None:
        raise Http404
    if request.method == "POST":
        if not getattr(request, "resident", None):
            return send_to(RESIDENT_SIGN_IN, request)
        counting.spared(request, avoiding.of_refused(code))
        return redirect(f"{request.path}?enough=1")
    counting.told(request, avoiding.of_refused(code))
    context = {"refused": refused_in_words(kind), "is_enough": "enough" in request.GET}
    return render(request, "resident/refused.html", context)


def not_offered(request: HttpRequest) -> HttpResponse:
    """The item was taken down, or never was: say what to do instead."""
    return render(request, "resident/not_offered.html", status=404)


def is_online(definition: ItemDefinition) -> bool:
    """False for what can be had in person only."""
    return definition.handling == "online"


def in_words(definition: ItemDefinition) -> dict[str, str]:
    """The item in the reader's language."""
    language = get_language()
    names = ("title", "summary", "audience", "fee")
    return {"code": definition.code} | {name: getattr(definition, name).in_language(language) for name in names}


def refused_in_words(kind: Refused) -> dict[str, str]:
    language = get_language()
    return {
        "code": kind.code,
        "title": kind.title.in_language(language),
        "instead": kind.instead.in_language(language),
        "basis": kind.basis,
    }
