"""The forms of an application to another city: the person at the window, and the home city's own questions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiban.cities.applying import Person
from jiban.people.actions.counter import LEVELS
from jiban.people.models import MOBILE
from jiban.web.application_form import PLEDGE, ApplicationForm, application_form
from jiban.web.plain_form import PlainForm
from jiban.web.widgets import IdentityNumberInput, MobileInput

NOT_KEPT = {"autocomplete": "off", "data-private": ""}


class PersonForm(PlainForm):
    """Read from the paper in the clerk's hand. Its fields are prefixed: an item may ask for an address too."""

    prefix = "person"
    name = forms.CharField(
        label=_("Name"), help_text=_("As on the paper in your hand"), max_length=50, widget=forms.TextInput(NOT_KEPT)
    )
    identity_number = forms.CharField(label=_("Identity number"), widget=IdentityNumberInput)
    document = forms.ChoiceField(
        label=_("Which paper did you look at?"),
        choices=[(paper.value, paper.label) for paper in LEVELS],
        widget=forms.RadioSelect,
    )
    mobile = forms.CharField(
        label=_("Mobile number"),
        help_text=_("So that the home village can call. It is not kept there as the person's number."),
        required=False,
        validators=[MOBILE],
        widget=MobileInput(NOT_KEPT),
    )
    address = forms.CharField(
        label=_("Address in the home village"), required=False, max_length=80, widget=forms.TextInput(NOT_KEPT)
    )
    is_present = forms.BooleanField(
        label=_("The person stands before me, asks for this, and has read it or heard it read")
    )

    def person(self) -> Person:
        said = self.cleaned_data
        return Person(said["name"], said["identity_number"], said["document"], said["mobile"], said["address"])


def facts_form(
    definition: Any,
    data: Any = None,
    files: Any = None,
    *,
    at_window: bool,
    initial: Mapping[str, str] | None = None,
    at_hand: frozenset[str] = frozenset(),
) -> ApplicationForm:
    """The home city's questions. At a window the clerk's own tick stands for the statement of the person."""
    form_type = application_form(definition, remembered={}, at_hand=at_hand)
    form = form_type(data, files) if data is not None else form_type(initial=dict(initial or {}))
    if at_window:
        del form.fields[PLEDGE]
        for field in form.fields.values():
            field.widget.attrs.update(NOT_KEPT)
    return form
