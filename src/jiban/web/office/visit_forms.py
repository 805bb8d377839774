"""What is written down about a visit: by who asks for it, and by who made it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiban.cases.models import Finding
from jiban.cases.visits import LONGEST_PLACE, LONGEST_QUESTION, LONGEST_WORDS, Photo
from jiban.catalogue.definition import Label
from jiban.people.models import Officer
from jiban.web.plain_form import PlainForm
from jiban.web.uploads import accepted, photo_of

PHOTO = photo_of("visit", Label(zh="照片", en="Photo"))
MINUTES = "%Y-%m-%dT%H:%M"
USUAL_TIME = timedelta(days=1)


class MinutesInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=MINUTES)


def _tomorrow() -> datetime:
    return timezone.localtime() + USUAL_TIME


class AskForm(PlainForm):
    question = forms.CharField(
        label=_("What is to be found out"),
        help_text=_("One question, for example: does the family live in this house?"),
        max_length=LONGEST_QUESTION,
    )
    assigned_to = forms.ChoiceField(label=_("Who goes"))
    due_at = forms.DateTimeField(label=_("By when"), input_formats=[MINUTES], widget=MinutesInput, initial=_tomorrow)

    def __init__(self, *args: Any, people: Sequence[Officer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assigned_to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(one.pk), one.name) for one in people]


class ReportForm(PlainForm):
    """Filled in at the door, with a thumb."""

    finding = forms.ChoiceField(label=_("What I found"), choices=Finding.choices, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Where I was"),
        help_text=_("Group and house number, as you stand before it"),
        max_length=LONGEST_PLACE,
        widget=forms.TextInput({"data-kept": ""}),
    )
    words = forms.CharField(
        label=_("In words"), max_length=LONGEST_WORDS, required=False, widget=forms.Textarea({"rows": 3})
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    cleaned_photo: Photo | None = None

    def clean_photo(self) -> None:
        """Kept as pixels alone: where and with what it was taken is gone."""
        upload = self.cleaned_data.get("photo")
        if not upload:
            return
        photo = accepted(upload, PHOTO)
        self.cleaned_photo = Photo(photo.data, photo.media_type)
