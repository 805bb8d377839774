"""What is typed about rules: a standing authorisation, why it ends, and rules to be tried."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiban.places.models import Committee
from jiban.web.plain_form import PlainForm
from jiban.web.widgets import DateInput, MonthInput, OneTimeCodeInput

from .forms import PinInput


class FreshCodeInput(OneTimeCodeInput):
    """A code counts once: after a refusal the next one is typed."""

    def format_value(self, value: Any) -> None:  # noqa: ARG002 - Django's signature
        return None


class AuthorisationForm(PlainForm):
    committee = forms.ChoiceField(label=_("Committee"), widget=forms.RadioSelect)
    item = forms.ChoiceField(label=_("Item"), widget=forms.RadioSelect)
    from_day = forms.DateField(label=_("First day"), initial=timezone.localdate, widget=DateInput)
    until_day = forms.DateField(
        label=_("Last day"), help_text=_("At most one year ahead. It ends earlier with your term."), widget=DateInput
    )
    a_day = forms.IntegerField(
        label=_("At most so many a day"),
        help_text=_("Between 1 and 200, for example 20"),
        initial=20,
        widget=forms.TextInput({"inputmode": "numeric", "maxlength": "3", "autocomplete": "off"}),
    )
    pin = forms.CharField(label=_("Signing PIN"), max_length=20, widget=PinInput())
    code = forms.CharField(
        label=_("Six-digit code"),
        help_text=_("From your authenticator app"),
        max_length=10,
        widget=FreshCodeInput(),
    )

    def __init__(self, data: Any = None, *, committees: Sequence[Committee], items: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        choices = [(str(committee.pk), committee.name) for committee in committees]
        for name, offered in (("committee", choices), ("item", list(items))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = offered
            if len(offered) == 1:
                field.initial = offered[0][0]


class BecauseForm(PlainForm):
    because = forms.CharField(
        label=_("Why does it end?"),
        help_text=_("For example: a rule let something pass that it should not"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class TrialForm(PlainForm):
    month = forms.DateField(
        label=_("Month"),
        input_formats=["%Y-%m"],
        widget=MonthInput(),
        help_text=_("Cases handed in then, for example 2026-10"),
    )
    rules = forms.CharField(
        label=_("Rules to try"),
        help_text=_("As in an item's file: item: CODE, then rules:. Left empty: the rules that are in force."),
        required=False,
        max_length=65536,
        strip=False,
        widget=forms.Textarea({"rows": 10, "spellcheck": "false", "autocomplete": "off", "wrap": "off"}),
    )
