"""What is typed about posts, deputies and absences."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiban.people.actions.signing_in import plain_username
from jiban.people.models import Deputation, Officer
from jiban.web.plain_form import PlainForm
from jiban.web.widgets import DateInput

PLAIN_TEXT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class OfficerField(forms.CharField):
    """A user name; becomes the officer whose account is open."""

    def __init__(self, **wishes: Any) -> None:
        super().__init__(max_length=50, widget=forms.TextInput(PLAIN_TEXT), **wishes)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        found = Officer.objects.filter(username=plain_username(typed), is_active=True).first() if typed else None
        if typed and found is None:
            raise forms.ValidationError(
                _("There is no open account of this user name. New officers are invited first.")
            )
        return found


class AppointmentForm(PlainForm):
    kind = forms.ChoiceField(label=_("Kind of post"))
    title = forms.CharField(
        label=_("Title"),
        help_text=_("As it stands on certificates, for example 村委会主任"),
        max_length=50,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    officer = OfficerField(label=_("User name"))
    starts_on = forms.DateField(label=_("First day of the term"), initial=timezone.localdate, widget=DateInput)
    ends_on = forms.DateField(label=_("Last day of the term"), required=False, widget=DateInput)
    appointed_by = forms.CharField(
        label=_("Appointed by"),
        help_text=_("On what it rests, for example: the villagers' election of 12 May 2024"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **wishes: Any) -> None:
        super().__init__(*args, **wishes)
        self.fields["kind"].choices = [("", _("Please choose")), *kinds]  # type: ignore[attr-defined]


class BecauseForm(PlainForm):
    because = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))


class ConfirmationForm(PlainForm):
    """Nothing to type."""


class DeputyForm(PlainForm):
    officer = OfficerField(
        label=_("User name of the deputy"),
        help_text=_("The deputy signs with an own account and an own signature, never with the holder's"),
    )
    active_when = forms.ChoiceField(
        label=_("Acts"),
        choices=Deputation.ActiveWhen.choices,
        initial=Deputation.ActiveWhen.ABSENT,
        widget=forms.RadioSelect,
    )
    starts_on = forms.DateField(label=_("First day"), initial=timezone.localdate, widget=DateInput)
    ends_on = forms.DateField(
        label=_("Last day"), help_text=_("Left empty: until ended"), required=False, widget=DateInput
    )
    items = forms.MultipleChoiceField(
        label=_("Only for these items"),
        help_text=_("None ticked: for all items"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    because = forms.CharField(
        label=_("Reason"),
        help_text=_("For example: training in the county town, or leave"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    appointed_by = forms.CharField(
        label=_("Appointed by"),
        help_text=_("For example: meeting of the committee, 3 March 2026"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, items: list[tuple[str, str]], **wishes: Any) -> None:
        super().__init__(*args, **wishes)
        if items:
            self.fields["items"].choices = items  # type: ignore[attr-defined]
        else:
            del self.fields["items"]


class AbsenceForm(PlainForm):
    first_day = forms.DateField(
        label=_("First day away"),
        help_text=_("Today: from this moment on"),
        initial=timezone.localdate,
        widget=DateInput,
    )
    last_day = forms.DateField(
        label=_("Last day away"), help_text=_("Left empty: until back"), required=False, widget=DateInput
    )
    because = forms.CharField(
        label=_("Reason"),
        help_text=_("For example: training in the county town, or leave. No illness, nothing private"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class ChangeForm(PlainForm):
    posts = forms.MultipleChoiceField(label=_("Posts that change hands"), widget=forms.CheckboxSelectMultiple)
    successor = OfficerField(label=_("User name of the successor"))
    on = forms.DateField(
        label=_("Takes effect on"),
        help_text=_("Today: from the moment of your confirmation; a later day: from its beginning"),
        initial=timezone.localdate,
        widget=DateInput,
    )
    ends_on = forms.DateField(label=_("Last day of the new term"), required=False, widget=DateInput)
    appointed_by = forms.CharField(
        label=_("Appointed by"),
        help_text=_("On what it rests, for example: the villagers' election of 12 May 2024"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    because = forms.CharField(
        label=_("Why the old term ends"),
        help_text=_("For example: not elected again"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **wishes: Any) -> None:
        super().__init__(*args, **wishes)
        self.fields["posts"].choices = posts  # type: ignore[attr-defined]
        self.fields["posts"].initial = [key for key, _words in posts]


class ProposalForm(PlainForm):
    text = forms.CharField(
        label=_("What do you propose?"),
        help_text=_("For example: name a deputy for the clerk, who is on leave. The county decides"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )


class AnswerForm(PlainForm):
    text = forms.CharField(label=_("What was done, or why not?"), max_length=300, widget=forms.Textarea({"rows": 3}))
