"""Agreeing that an office looks a fact up: asked for by the village, or offered instead of a certificate."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from jiban.exchange import consenting, questions
from jiban.exchange.connected import connected
from jiban.exchange.errors import ExchangeError
from jiban.exchange.facts import Fact
from jiban.exchange.models import Consent
from jiban.web import data_words
from jiban.web.plain_form import PlainForm
from jiban.web.visitors import ResidentRequest, resident_required

from . import typed
from .data_use import consent_row
from .holding_forms import key_in, new_key
from .spared import receivers as receivers_of

USUAL_DAYS = "30"


def _spans() -> list[tuple[str, str]]:
    return [(str(days), ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in consenting.DAYS]


class PeriodForm(PlainForm):
    days = forms.TypedChoiceField(
        label=gettext_lazy("For how long?"), coerce=int, choices=_spans, widget=forms.RadioSelect, initial=USUAL_DAYS
    )


class OfferForm(PeriodForm):
    receiver = forms.ChoiceField(label=gettext_lazy("Who may ask"), widget=forms.RadioSelect)
    field_order = ("receiver", "days")

    def __init__(self, *args: Any, receivers: Mapping[str, str], **kwargs: Any) -> None:
        only = next(iter(receivers)) if len(receivers) == 1 else None
        super().__init__(*args, initial={"receiver": only, "days": USUAL_DAYS}, **kwargs)
        field = self.fields["receiver"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(receivers.items())


@require_http_methods(["GET", "HEAD", "POST"])
@resident_required
def consent(request: ResidentRequest, number: str) -> HttpResponse:
    found = get_object_or_404(Consent, resident=request.resident, number=number)
    form = PeriodForm(request.POST if request.POST.get("act") == "give" else None)
    refusal, now = None, timezone.now()
    if request.method == "POST":
        try:
            match request.POST.get("act"):
                case "give" if form.is_valid():
                    consenting.give(found, days=form.cleaned_data["days"], now=now)
                case "give":
                    return _show(request, found, form, status=422)
                case "decline":
                    consenting.decline(found, now=now)
                case "withdraw":
                    consenting.withdraw(found, now=now)
        except ExchangeError as refused:
            refusal = refused
            found.refresh_from_db()
        else:
            return redirect("resident:consent", number)
    return _show(request, found, form, refusal=refusal, status=409 if refusal else 200)


def _show(
    request: ResidentRequest,
    found: Consent,
    form: PeriodForm,
    *,
    refusal: ExchangeError | None = None,
    status: int = 200,
) -> HttpResponse:
    fact = questions.fact(found.fact)
    context = {
        "row": consent_row(found, {found.fact: fact} if fact else {}),
        "consent": found,
        "form": form,
        "department": fact.department_name.in_language(request.LANGUAGE_CODE) if fact else "",
        "fields": data_words.labels(fact, found.fields),
        "is_in_force": found.is_in_force(timezone.localdate()),
        "refusal": refusal,
    }
    return render(request, "resident/consent.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@resident_required
def consent_new(request: ResidentRequest, code: str) -> HttpResponse:
    """Instead of a certificate: a department looks the fact up, and gets a number that the resident hands over."""
    fact = questions.fact(code)
    if fact is None or fact.spares is None:
        raise Http404
    purpose = fact.spares[1]
    receivers = receivers_of(fact, purpose, request.LANGUAGE_CODE)
    if request.method != "POST":
        return _show_new(request, fact, purpose, OfferForm(receivers=receivers), key=new_key())
    form, key = OfferForm(request.POST, receivers=receivers), key_in(request)
    if not form.is_valid():
        return _show_new(request, fact, purpose, form, key=key, status=422)
    receiver = form.cleaned_data["receiver"]
    made = consenting.offer(
        request.resident,
        fact,
        purpose=purpose,
        receiver=receiver,
        receiver_name=connected().departments[receiver].name.zh,
        days=form.cleaned_data["days"],
        key=key,
        now=timezone.now(),
    )
    return redirect("resident:consent", made.number)


def _show_new(
    request: ResidentRequest, fact: Fact, purpose: str, form: OfferForm, *, key: str, status: int = 200
) -> HttpResponse:
    context = {
        "title": data_words.title(fact, fact.code),
        "purpose": data_words.purpose(fact, purpose),
        "basis": next(use.basis for use in fact.uses if use.purpose == purpose),
        "department": fact.department_name.in_language(request.LANGUAGE_CODE),
        "fields": data_words.labels(fact, [field.name for field in fact.fields]),
        "form": form,
        "key": key,
        "owner": typed.owner_mark(request.resident, request.path),
        "back": reverse("resident:item", args=[fact.spares[0]]) if fact.spares else "",
    }
    return render(request, "resident/consent_new.html", context, status=status)
