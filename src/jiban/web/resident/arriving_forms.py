"""The forms of signing in. What can be right is decided by the room of people."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiban.people.details import read_details
from jiban.people.errors import InvalidDetailsError
from jiban.places.models import Division
from jiban.places.questions import full_name
from jiban.web.plain_form import PlainForm
from jiban.web.widgets import IdentityNumberInput, MobileInput, OneTimeCodeInput


class DetailsForm(PlainForm):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("As on your identity card"),
        widget=forms.TextInput({"autocomplete": "name", "maxlength": 50}),
    )
    identity_number = forms.CharField(
        label=_("Identity number"), help_text=_("18 characters; the last may be X"), widget=IdentityNumberInput
    )
    mobile = forms.CharField(
        label=_("Mobile number"), help_text=_("11 digits; the code goes there"), widget=MobileInput
    )
    shared = forms.BooleanField(label=_("Other people use this device too"), required=False)

    def clean(self) -> dict[str, Any]:
        typed = {name: str(self.data.get(name, "")) for name in ("name", "identity_number", "mobile")}
        try:
            read_details(**typed, today=timezone.localdate())
        except InvalidDetailsError as refusal:
            for name, problem in refusal.problems.items():
                if name not in self.errors:
                    self.add_error(name, problem)
        return self.cleaned_data


class CodeForm(PlainForm):
    code = forms.CharField(label=_("Six-digit code"), widget=OneTimeCodeInput)


class VillageForm(PlainForm):
    """One of the villages that were found, and where in it the person lives."""

    village = forms.ChoiceField(label=_("Which one is yours?"), widget=forms.RadioSelect)
    address = forms.CharField(
        label=_("Where in the village do you live?"),
        help_text=_("Group and house number"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )

    def __init__(self, *args: Any, found: Sequence[tuple[Division, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(village.code, _village_label(village, is_open=is_open)) for village, is_open in found]
        village_field = self.fields["village"]
        assert isinstance(village_field, forms.ChoiceField)  # noqa: S101 - declared above
        village_field.choices = choices
        if len(choices) == 1:
            village_field.initial = choices[0][0]


def _village_label(village: Division, *, is_open: bool) -> str:
    above = full_name(village).removesuffix(village.short_name)
    if is_open:
        return f"{village.short_name}\n{above}"
    not_open = str(_("not open here yet"))
    return f"{village.short_name}\n{above} {not_open}"
