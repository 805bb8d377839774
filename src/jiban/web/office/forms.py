"""What officers type. The rooms decide; these forms only see that something is there."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiban.web.plain_form import PlainForm
from jiban.web.widgets import OneTimeCodeInput

BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class PinInput(forms.PasswordInput):
    """Never echoed, never offered by the browser, never in a draft."""

    def __init__(self) -> None:
        usual = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "12", "data-private": ""}
        super().__init__(usual, render_value=False)


class PasswordForm(PlainForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=50,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class CodeForm(PlainForm):
    """Six digits of the authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=OneTimeCodeInput({"maxlength": "20", "inputmode": "text", "autocapitalize": "none"}),
    )


class NewCodeForm(PlainForm):
    code = forms.CharField(label=_("Six-digit code"), max_length=10, widget=OneTimeCodeInput)


class MomentField(forms.Field):
    """A moment the page itself wrote down, to the microsecond; one that cannot be read is before all others."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            return BEFORE_ALL
        return moment if moment.tzinfo else BEFORE_ALL


def _moment() -> str:
    return timezone.now().isoformat()


class PinForm(PlainForm):
    pin = forms.CharField(label=_("Signing PIN"), max_length=20, widget=PinInput())
    # When the reviewer was shown what is to be signed.
    read_at = MomentField(initial=_moment, required=False)


class NewPinForm(PlainForm):
    """A reviewer chooses the PIN of the new signature, in person."""

    pin = forms.CharField(
        label=_("New signing PIN"), help_text=_("6 to 12 digits; only you may know them"), widget=PinInput()
    )
    again = forms.CharField(label=_("The same PIN again"), widget=PinInput())

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("pin") and given.get("again") and given["pin"] != given["again"]:
            self.add_error("again", _("The two are not the same. Please type the PIN twice."))
        return given


class CorrectionForm(PlainForm):
    what = forms.CharField(
        label=_("What is missing?"),
        help_text=_("Name everything at once: it can be asked for only once. The resident reads these words."),
        max_length=500,
        widget=forms.Textarea({"rows": 5}),
    )


class RefusalForm(PlainForm):
    reason = forms.CharField(
        label=_("Why not?"),
        help_text=_("In words the resident understands"),
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
    )
    alternative = forms.CharField(
        label=_("Which office can help instead?"),
        help_text=_("With address or telephone if you know it"),
        max_length=200,
        widget=forms.TextInput({"list": "offices", "autocomplete": "off"}),
    )


class RevocationForm(PlainForm):
    reason = forms.CharField(
        label=_("Why is it revoked?"),
        help_text=_("The holder reads these words"),
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
    )
    sure = forms.BooleanField(label=_("I know that this cannot be undone"))


class ReasonForm(PlainForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))


class FinalReasonForm(ReasonForm):
    sure = forms.BooleanField(label=_("I know that this cannot be undone"))


class CurrentPasswordForm(PlainForm):
    password = forms.CharField(
        label=_("Your present password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class NewPasswordForm(CurrentPasswordForm):
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters; several words are easiest to remember"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("The two are not the same. Please type the new password twice."))
        return given
