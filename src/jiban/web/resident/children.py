"""Children a resident acts for: asked for here, confirmed by the village, and begun and ended with one tap."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiban.people.actions import guardians
from jiban.people.actions.guardians import Child
from jiban.people.errors import InvalidDetailsError, PeopleError
from jiban.people.guardian_rules import Acting, acting, may_act
from jiban.people.models import Document, Guardianship, Relation, Resident
from jiban.web.plain_form import PlainForm
from jiban.web.visitors import ResidentRequest, resident_required
from jiban.web.widgets import IdentityNumberInput

from .own import own_page

OF_CHILDREN = (Document.HOUSEHOLD_REGISTER, Document.BIRTH_CERTIFICATE)
MOST_SHOWN = 30


class ChildForm(PlainForm):
    name = forms.CharField(
        label=gettext_lazy("Name of the child"),
        help_text=gettext_lazy("As in the household register"),
        widget=forms.TextInput({"autocomplete": "off", "maxlength": 50, "data-private": ""}),
    )
    identity_number = forms.CharField(
        label=gettext_lazy("Identity number of the child"),
        help_text=gettext_lazy("It stands in the household register"),
        widget=IdentityNumberInput,
    )
    relation = forms.ChoiceField(
        label=gettext_lazy("You are the child's"), choices=Relation.choices, widget=forms.RadioSelect
    )
    document = forms.ChoiceField(
        label=gettext_lazy("Which paper shows it?"),
        choices=[(one.value, one.label) for one in OF_CHILDREN],
        widget=forms.RadioSelect,
    )
    document_last_four = forms.CharField(
        label=gettext_lazy("Last four characters of its number"),
        help_text=gettext_lazy("So that the village finds the right paper. Nothing more of it is kept"),
        min_length=4,
        max_length=4,
        widget=forms.TextInput({"autocomplete": "off", "maxlength": "4"}),
    )


@dataclass(frozen=True, slots=True)
class Row:
    made: Guardianship
    tag: str
    colour: str
    note: str
    may_act: bool


@require_safe
@own_page
def children(request: ResidentRequest) -> HttpResponse:
    return show(request)


def show(request: ResidentRequest, *, refusal: PeopleError | None = None, status: int = 200) -> HttpResponse:
    found = request.resident.guardianships.select_related("child").order_by("-id")[:MOST_SHOWN]
    context = {"rows": [_row(made) for made in found], "asked": "asked" in request.GET, "refusal": refusal}
    return render(request, "resident/children.html", context, status=status)


def _row(made: Guardianship) -> Row:
    if made.refused_at is not None:
        return Row(made, _("Not confirmed"), "red", made.refused_because, may_act=False)
    if made.ended_at is not None:
        return Row(made, _("Ended"), "", "", may_act=False)
    if made.child is None:
        note = _("Go to the village's office with the paper, or wait for a call. Then you can apply for the child.")
        return Row(made, _("With the village"), "amber", note, may_act=False)
    day, agreed = timezone.localdate(), made.child_agreed_at is not None
    if may_act(made.child.birth, child_agreed=agreed, day=day):
        return Row(made, _("Confirmed"), "green", "", may_act=True)
    if acting(made.child.birth, day=day) is Acting.OVER:
        return Row(made, _("Of age"), "", _("Grown up: the child signs in alone."), may_act=False)
    note = _("14 or older: the child signs in alone, or agrees under “Me” that you go on.")
    return Row(made, _("Waits for the child"), "amber", note, may_act=False)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def new_child(request: ResidentRequest) -> HttpResponse:
    form, refusal, status = ChildForm(), None, 200
    if request.method == "POST":
        form, status = ChildForm(request.POST), 422
        if form.is_valid():
            try:
                guardians.ask(request.resident, Child(**form.cleaned_data), now=timezone.now())
            except InvalidDetailsError as wrong:
                for name, problem in wrong.problems.items():
                    form.add_error(name if name in form.fields else None, problem)
            except PeopleError as refused:
                refusal, status = refused, 409
            else:
                return redirect(reverse("resident:children") + "?asked=1")
    return render(request, "resident/child_new.html", {"form": form, "refusal": refusal}, status=status)


@require_POST
@own_page
def end(request: ResidentRequest, pk: int) -> HttpResponse:
    guardians.end(get_object_or_404(request.resident.guardianships, pk=pk), now=timezone.now())
    return redirect("resident:children")


@require_POST
@resident_required
def answer(request: ResidentRequest, pk: int) -> HttpResponse:
    """By the child, signed in itself: who acts for it cannot agree in its name."""
    made = get_object_or_404(Guardianship, pk=pk, child=request.resident)
    if request.resident.acting is None:
        if "agree" in request.POST:
            guardians.agree(made, by=request.resident, now=timezone.now())
        elif "end" in request.POST:
            guardians.end(made, now=timezone.now())
    return redirect("resident:me")


def guardians_to_answer(resident: Resident) -> Sequence[Guardianship]:
    """Who acts or wants to go on acting for this resident, who is old enough to say."""
    if resident.acting is not None or acting(resident.birth, day=timezone.localdate()) is not Acting.WITH_THE_CHILD:
        return ()
    return list(resident.guardians.filter(ended_at=None).exclude(confirmed_at=None).select_related("guardian"))
