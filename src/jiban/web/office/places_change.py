"""An administrator enters what an authority decided about a place: a new name, a merger, a split, an end, a beginning."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jiban.people.questions import ADMINISTRATORS
from jiban.places import questions, reorganising
from jiban.places.errors import ChangeRefusedError
from jiban.places.models import Division
from jiban.places.reorganising import Decision, NewPlace
from jiban.web.plain_form import PlainForm
from jiban.web.widgets import DateInput

from .desk import Desk, DeskRequest, show
from .permissions import open_to
from .places import may_change, place_or_404


class ChangeForm(PlainForm):
    at = forms.DateField(label=_("First day of the change"), widget=DateInput)
    basis = forms.CharField(label=_("Decision it rests on"), help_text=_("Authority, document number"), max_length=300)


class RenameForm(ChangeForm):
    name = forms.CharField(label=_("New name in full"), max_length=100)
    field_order = ["name"]


class MergeForm(ChangeForm):
    into = forms.CharField(
        label=_("Code of the place it becomes part of"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ["into"]


class MergeNewForm(ChangeForm):
    others = forms.CharField(
        label=_("Codes of the other places that end"),
        help_text=_("One a line; this place ends with them"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("Code of the new place"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name in full"), max_length=100)
    field_order = ["others", "code", "name"]


class OpenForm(ChangeForm):
    code = forms.CharField(
        label=_("Code of the new place"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name in full"), max_length=100)
    field_order = ["code", "name"]


class SplitForm(ChangeForm):
    parts = forms.CharField(
        label=_("The new places"),
        help_text=_("One a line: its code and its name, then the codes of the places that go under it, if any"),
        max_length=5000,
        widget=forms.Textarea({"rows": 5}),
    )
    remains = forms.BooleanField(label=_("The old place goes on beside them"), required=False)
    field_order = ["parts", "remains"]


def _rename(place: Division, form: forms.Form, decision: Decision, _desk: Desk) -> Division:
    return reorganising.rename(place, form.cleaned_data["name"], decision)


def _merge(place: Division, form: forms.Form, decision: Decision, desk: Desk) -> Division:
    return reorganising.merge([place], _own(form.cleaned_data["into"], desk), decision)


def _merge_new(place: Division, form: forms.Form, decision: Decision, desk: Desk) -> Division:
    others = [_own(code, desk) for code in form.cleaned_data["others"].split()]
    into = NewPlace(form.cleaned_data["code"], form.cleaned_data["name"])
    return reorganising.merge([place, *others], into, decision)


def _split(place: Division, form: forms.Form, decision: Decision, _desk: Desk) -> Division:
    parts = []
    for line in form.cleaned_data["parts"].splitlines():
        code, *rest = line.split()[:1000] or [""]
        if not code:
            continue
        name, *children = rest or [""]
        parts.append(NewPlace(code, name, [_named(child) for child in children]))
    reorganising.split(place, parts, decision, remains=form.cleaned_data["remains"])
    return place


def _close(place: Division, _form: forms.Form, decision: Decision, _desk: Desk) -> Division:
    return reorganising.close(place, decision)


def _open(place: Division, form: forms.Form, decision: Decision, _desk: Desk) -> Division:
    return reorganising.open_place(NewPlace(form.cleaned_data["code"], form.cleaned_data["name"]), place, decision)


Act = Callable[[Division, forms.Form, Decision, Desk], Division]
ENDS = _("This cannot be taken back. The committee's seal and posts are ended on their own pages.")
CHANGES: dict[str, tuple[Any, type[ChangeForm], Act, Any]] = {
    "rename": (_("New name"), RenameForm, _rename, ""),
    "merge": (_("Merge into another"), MergeForm, _merge, ENDS),
    "merge-new": (_("Merge into a new place"), MergeNewForm, _merge_new, ENDS),
    "split": (_("Split"), SplitForm, _split, ENDS),
    "close": (_("Close the place"), ChangeForm, _close, ENDS),
    "open": (_("New place below"), OpenForm, _open, ""),
}


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*ADMINISTRATORS)
def change(request: DeskRequest, code: str, kind: str) -> HttpResponse:
    place = place_or_404(code)
    if kind not in CHANGES:
        raise Http404
    is_allowed = request.desk.reaches(place, *ADMINISTRATORS) if kind == "open" else may_change(request.desk, place)
    if not is_allowed:
        raise PermissionDenied
    words, form_class, act, warning = CHANGES[kind]
    form = form_class(request.POST or None)
    context = {"place": place, "words": words, "form": form, "warning": warning}
    if request.method != "POST" or not form.is_valid():
        return show(request, "place_change.html", context, section="places", status=422 if form.errors else 200)
    said = form.cleaned_data
    decision = Decision(at=said["at"], basis=said["basis"], by=request.officer.username, now=timezone.now())
    try:
        result = act(place, form, decision, request.desk)
    except ChangeRefusedError as refusal:
        return show(request, "place_change.html", {**context, "refusal": refusal}, section="places", status=409)
    return redirect("office:place", result.code)


def _own(code: str, desk: Desk) -> Division:
    """A place this administrator may change, or that is closed already: the act says so then."""
    found = _named(code)
    if found.closed_on is None and not may_change(desk, found):
        raise ChangeRefusedError(_("%(place)s is outside of your area") % {"place": found.short_name})
    return found


def _named(code: str) -> Division:
    try:
        return questions.division(code)
    except Division.DoesNotExist as error:
        raise ChangeRefusedError(_("No place has the code %(code)s.") % {"code": code}) from error
