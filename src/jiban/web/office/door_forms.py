"""What officers type at the doors: invitations, security keys, office accounts."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiban.people.models import MOBILE, PostKind, WayBack
from jiban.web.plain_form import PlainForm
from jiban.web.widgets import DateInput, MobileInput

from .forms import CurrentPasswordForm

PLAIN_TEXT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class PasskeyNameForm(PlainForm):
    name = forms.CharField(
        label=_("What do you call it?"),
        help_text=_("So that you know it again, for example: blue key, office computer"),
        max_length=50,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class NewPasskeyForm(CurrentPasswordForm, PasskeyNameForm):
    # Filled in by the script, once the key was touched.
    answer = forms.CharField(widget=forms.HiddenInput, error_messages={"required": _("The key was not touched yet.")})

    field_order = ("password", "name", "answer")


class ChosenPasswordForm(PlainForm):
    """A password for the first time."""

    new = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 10 characters; several words are easiest to remember"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("The two are not the same. Please type the password twice."))
        return given


class InvitationForm(PlainForm):
    """One officer for one post. Which place it is decides who may invite for it."""

    name = forms.CharField(label=_("Name"), max_length=50, widget=forms.TextInput({"autocomplete": "off"}))
    username = forms.CharField(
        label=_("User name"),
        help_text=_("Left empty, it is made of the name in pinyin"),
        max_length=50,
        required=False,
        widget=forms.TextInput(PLAIN_TEXT),
    )
    mobile = forms.CharField(
        label=_("Mobile number"), required=False, validators=[MOBILE], widget=MobileInput({"autocomplete": "off"})
    )
    place = forms.CharField(
        label=_("Committee or division"),
        help_text=_("The 12 digits of the village, township or county, or the committee's credit code"),
        max_length=18,
        widget=forms.TextInput(PLAIN_TEXT),
    )
    kind = forms.ChoiceField(label=_("Kind of post"))
    title = forms.CharField(
        label=_("Title"),
        help_text=_("As it stands on certificates, for example 村委会主任"),
        max_length=50,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    starts_on = forms.DateField(label=_("First day of the term"), initial=timezone.localdate, widget=DateInput)
    ends_on = forms.DateField(label=_("Last day of the term"), required=False, widget=DateInput)
    appointed_by = forms.CharField(
        label=_("Appointed by"),
        help_text=_("On what it rests, for example: the villagers' election of 12 May 2024"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, kinds: Collection[str], **wishes: Any) -> None:
        super().__init__(*args, **wishes)
        offered = [(kind.value, kind.label) for kind in PostKind if kind in kinds]
        self.fields["kind"].choices = [("", _("Please choose")), *offered]  # type: ignore[attr-defined]


class ManyForm(PlainForm):
    """A table of officers, as a file or pasted; what was pasted or read stays on the page."""

    appointed_by = forms.CharField(
        label=_("Appointed by"),
        help_text=_("On what it rests, for example: the villagers' election of 12 May 2024"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("Table as a CSV or XLSX file"), required=False, widget=forms.FileInput({"accept": ".csv,.xlsx"})
    )
    table = forms.CharField(
        label=_("or the table itself"),
        required=False,
        strip=False,
        max_length=1_000_000,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false", "data-private": ""}),
    )


class WayBackForm(PlainForm):
    lost = forms.ChoiceField(
        label=_("What was lost"),
        help_text=_("What is still there is asked for: so the link alone opens as little as possible"),
        choices=WayBack.Lost.choices,
        widget=forms.RadioSelect,
    )
    because = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "And how you know that it is the officer who asks, for example: came in person with the identity card"
        ),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class SubjectForm(PlainForm):
    """An administrator writes down which office account is whose."""

    username = forms.CharField(label=_("User name"), max_length=50, widget=forms.TextInput(PLAIN_TEXT))
    subject = forms.CharField(
        label=_("Account number at the office sign-in"),
        help_text=_("The provider calls it subject (sub); ask whoever runs it"),
        max_length=255,
        widget=forms.TextInput(PLAIN_TEXT),
    )
