"""You may not need this: which office knows the fact itself, or must issue the paper; and how often that was enough."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from jiban.cases import actions
from jiban.cases.errors import CaseError
from jiban.cases.models import Case
from jiban.cases.workflow import State
from jiban.catalogue import avoiding, questions
from jiban.catalogue.definition import PURPOSE
from jiban.catalogue.entries import SharedFact
from jiban.catalogue.models import Item
from jiban.people.models import Resident
from jiban.web.visitors import RESIDENT_SIGN_IN, send_to

from . import counting, spared
from .items import in_words, not_offered
from .spared import Offer


@require_http_methods(["GET", "HEAD", "POST"])
def instead(request: HttpRequest, code: str) -> HttpResponse:
    try:
        item = questions.item(code)
    except Item.DoesNotExist:
        return not_offered(request)
    resident = getattr(request, "resident", None)
    draft = _draft(resident, code, (request.POST or request.GET).get("draft", ""))
    purpose = draft.answers.get(PURPOSE, "") if draft else ""
    facts, offers = questions.shared_facts(code, purpose=purpose), spared.offers(code, purpose=purpose)
    if not facts and not offers:
        return redirect("resident:draft", draft.number) if draft else redirect("resident:item", code)
    if request.method == "POST":
        if not resident:
            return send_to(RESIDENT_SIGN_IN, request)
        return _enough(request, facts, draft) if facts else redirect(request.path)
    for fact in facts:
        counting.told(request, avoiding.of_shared(fact.code))
    for offer in offers:
        counting.told(request, avoiding.of_exchanged(offer.code))
    return _show(request, item, facts, offers, draft)


def _draft(resident: Resident | None, code: str, number: str) -> Case | None:
    if not (resident and number):
        return None
    return Case.objects.filter(resident=resident, state=State.DRAFT, item__code=code, number=number).first()


def _enough(request: HttpRequest, facts: list[SharedFact], draft: Case | None) -> HttpResponse:
    """The resident needs no certificate. What was begun is thrown away; it was one answer."""
    chosen = next((fact for fact in facts if fact.code == request.POST.get("fact")), facts[0])
    counting.spared(request, avoiding.of_shared(chosen.code))
    if draft is not None:
        try:
            actions.withdraw(draft, now=timezone.now())
        except CaseError:
            return redirect("resident:case", draft.number)
    return redirect(f"{reverse('resident:instead', args=[chosen.item])}?enough={chosen.code}")


def _show(
    request: HttpRequest, item: Item, facts: list[SharedFact], offers: Sequence[Offer], draft: Case | None
) -> HttpResponse:
    enough = request.GET.get("enough", "")
    context = {
        "item": in_words(item.read()),
        "facts": [fact_in_words(fact) for fact in facts if not enough or fact.code == enough] or facts,
        "offers": offers if not enough else (),
        "draft": draft,
        "is_enough": bool(enough),
        "go_on_url": reverse("resident:draft", args=[draft.number])
        if draft
        else reverse("resident:apply", args=[item.code]),
    }
    return render(request, "resident/instead.html", context)


def fact_in_words(fact: SharedFact) -> dict[str, str]:
    language = get_language()
    return {"code": fact.code} | {
        name: getattr(fact, name).in_language(language) for name in ("title", "instead", "office")
    }
