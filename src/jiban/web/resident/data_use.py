"""My data in use: every look-up about me with its proof, and what I have agreed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiban.exchange import proofs, questions
from jiban.exchange.facts import Fact
from jiban.exchange.models import Consent, LookUp
from jiban.people.models import Resident
from jiban.web import data_words
from jiban.web.visitors import ResidentRequest, resident_required

from .files import as_download

PAGE = 20
MOST_CONSENTS = 50


@dataclass(frozen=True, slots=True)
class LookUpRow:
    look_up: LookUp
    title: str
    who: str


@dataclass(frozen=True, slots=True)
class ConsentRow:
    consent: Consent
    title: str
    purpose: str
    standing: str
    colour: str


@require_safe
@resident_required
def data_use(request: ResidentRequest) -> HttpResponse:
    facts = {fact.code: fact for fact in questions.catalogue()}
    before = request.GET.get("before", "")
    rows = questions.look_ups_of(request.resident)
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before[:18]))
    found = list(rows[: PAGE + 1])
    consents = list(questions.consents_of(request.resident)[:MOST_CONSENTS])
    context = {
        "look_ups": [look_up_row(one, facts) for one in found[:PAGE]],
        "consents": [consent_row(one, facts) for one in consents],
        "older_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "newer_url": "?" if before else "",
    }
    return render(request, "resident/data_use.html", context)


@require_safe
@resident_required
def look_up(request: ResidentRequest, pk: int) -> HttpResponse:
    found = of_resident(request.resident, pk)
    fact = questions.fact(found.fact)
    context: dict[str, Any] = {
        "look_up": found,
        "row": look_up_row(found, {found.fact: fact} if fact else {}),
        "purpose": data_words.purpose(fact, found.purpose),
        "fields": data_words.labels(fact, found.fields),
        "told": data_words.told(found, fact),
        "refusal": "" if found.is_answered else data_words.refusal(found),
        "is_pending": "pending" in request.GET and not found.is_forgotten,
    }
    return render(request, "resident/look_up.html", context)


@require_safe
@resident_required
def look_up_proof(request: ResidentRequest, pk: int, side: str) -> HttpResponse:
    """The file that anyone can check with the log's key: it holds the salt, so it is the resident's alone."""
    if side not in proofs.SIDES:
        raise Http404
    text = proofs.proof_file(of_resident(request.resident, pk), side)
    if text is None:
        return redirect(f"{reverse('resident:look-up', args=[pk])}?pending=1")
    return as_download(text.encode(), "application/json", f"look-up-{pk}-{side}.json")


def of_resident(resident: Resident, pk: int) -> LookUp:
    return get_object_or_404(questions.look_ups_of(resident).select_related("consent"), pk=pk)


def look_up_row(found: LookUp, facts: dict[str, Fact]) -> LookUpRow:
    who = found.receiver_name
    if found.post:
        who = _("%(office)s, %(post)s") % {"office": found.receiver_name, "post": found.post}
    return LookUpRow(found, data_words.title(facts.get(found.fact), found.fact), who)


def consent_row(consent: Consent, facts: dict[str, Fact]) -> ConsentRow:
    fact = facts.get(consent.fact)
    words, colour = standing_of(consent)
    title = data_words.title(fact, consent.fact)
    return ConsentRow(consent, title, data_words.purpose(fact, consent.purpose), words, colour)


def standing_of(consent: Consent) -> Sequence[str]:
    if consent.waits:
        return _("Waits for your answer"), "red"
    if consent.withdrawn_at is not None:
        return _("Withdrawn by you"), ""
    if consent.declined_at is not None:
        return _("You said no"), ""
    if consent.is_in_force(timezone.localdate()):
        return _("You agreed"), "green"
    return _("Over"), ""
