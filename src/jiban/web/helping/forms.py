"""What a helper types. Nothing of it is offered to the browser to keep."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jiban.catalogue import questions
from jiban.catalogue.definition import Label
from jiban.helping.consent_rules import Authority
from jiban.helping.models import AUTHORITY_WORDS, HelpTask, Kin
from jiban.helping.opening import Ground
from jiban.people.actions.counter import LEVELS
from jiban.web.application_form import PLEDGE, ApplicationForm, application_form
from jiban.web.plain_form import PlainForm
from jiban.web.uploads import accepted, photo_of
from jiban.web.widgets import IdentityNumberInput, OneTimeCodeInput

NOT_KEPT = {"autocomplete": "off", "data-private": ""}
LETTER = photo_of("letter", Label(zh="委托书", en="Letter"))


class OpenForm(PlainForm):
    """Who is helped with what. A relative says how they are related; an officer which paper they looked at."""

    item = forms.ChoiceField(label=_("What is asked for"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name of the resident"),
        help_text=_("As on the identity card"),
        max_length=50,
        widget=forms.TextInput(NOT_KEPT),
    )
    identity_number = forms.CharField(label=_("Identity number of the resident"), widget=IdentityNumberInput)
    authority = forms.ChoiceField(label=_("On whose authority do you type?"), widget=forms.RadioSelect)
    kin = forms.ChoiceField(
        label=_("How are you related?"), choices=[("", "—"), *Kin.choices], required=False, widget=forms.Select
    )
    letter = forms.FileField(
        label=_("Photo of the signed letter"),
        help_text=_("Only if you were sent with a letter"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    cleaned_letter: tuple[bytes, str] = (b"", "")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language()
        offered = [each.read() for each in questions.offered()]
        _choices(
            self.fields["item"], [(each.code, each.title.in_language(language)) for each in offered if _online(each)]
        )
        _choices(self.fields["authority"], [(each.value, words) for each, words in AUTHORITY_WORDS.items()])

    def clean_letter(self) -> None:
        """Kept as pixels alone: where and with what it was taken is gone."""
        upload = self.cleaned_data.get("letter")
        if not upload:
            return
        photo = accepted(upload, LETTER)
        self.cleaned_letter = (photo.data, photo.media_type)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("authority") == Authority.LETTER and not self.cleaned_letter[0] and "letter" not in self.errors:
            self.add_error("letter", _("Add a photo of the signed letter."))
        if not cleaned.get("kin") and cleaned.get("authority") == Authority.RELATION and "kin" not in self.errors:
            self.add_error("kin", _("Choose how you are related."))
        return cleaned

    def ground(self) -> Ground:
        said = self.cleaned_data
        return Ground(said["authority"], said.get("kin", ""), *self.cleaned_letter)


class DeskForm(OpenForm):
    document = forms.ChoiceField(
        label=_("Which paper did you look at?"),
        choices=[(paper.value, paper.label) for paper in LEVELS],
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("Address in the village"),
        help_text=_("For who was never here before"),
        required=False,
        max_length=80,
        widget=forms.TextInput(NOT_KEPT),
    )
    field_order = ["item", "name", "identity_number", "document", "authority", "kin", "letter", "address"]


class RelativeForm(OpenForm):
    field_order = ["item", "name", "identity_number", "kin", "authority", "letter"]
    kin = forms.ChoiceField(label=_("How are you related?"), choices=[("", "—"), *Kin.choices], widget=forms.Select)


class ConsentForm(PlainForm):
    """The code that came to the resident's phone."""

    code = forms.CharField(label=_("Six-digit code"), widget=OneTimeCodeInput({"autocomplete": "off"}))


class AskedForm(PlainForm):
    """By the second officer, who has the person in front of them."""

    document = forms.ChoiceField(
        label=_("Which paper did you look at?"),
        choices=[(paper.value, paper.label) for paper in LEVELS],
        widget=forms.RadioSelect,
    )
    agrees = forms.BooleanField(label=_("I asked the resident alone, and the resident said yes to all of it"))


def facts_form(task: HelpTask, data: Any = None, files: Any = None) -> ApplicationForm:
    """The item's questions, with nothing filled in but what was typed in this task."""
    at_hand = frozenset(task.papers.values_list("name", flat=True))
    form_type = application_form(task.item.read(), remembered={}, at_hand=at_hand)
    form = form_type(data, files) if data is not None else form_type(initial=task.answers)
    del form.fields[PLEDGE]
    for field in form.fields.values():
        field.widget.attrs.update(NOT_KEPT)
    return form


def _choices(field: forms.Field, choices: Sequence[tuple[str, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
    field.choices = list(choices)


def _online(definition: Any) -> bool:
    return bool(definition.handling == "online")
