"""What a holder types: a copy for one use, a link for a while, a report that a unit refused the certificate."""

import re
import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jiban.catalogue.definition import Label
from jiban.certificates import copies, sharing
from jiban.certificates.copy_face import Notation
from jiban.certificates.models import AnnotatedCopy, Certificate, Share
from jiban.certificates.sharing import Wish
from jiban.certificates.unit_refusals import Said
from jiban.web.plain_form import PlainForm
from jiban.web.uploads import accepted, photo_of
from jiban.web.widgets import DateInput

KEY = re.compile(r"[\w-]{16,40}")
PHOTO = photo_of("refusal", Label(zh="照片", en="Photo"))


def new_key() -> str:
    """One a form that is shown: two taps on it count once."""
    return secrets.token_urlsafe(16)


def key_in(request: HttpRequest) -> str:
    typed = request.POST.get("key", "")
    return typed if KEY.fullmatch(typed) else new_key()


class CopyForm(PlainForm):
    receiving_unit = forms.CharField(
        label=gettext_lazy("Who is the copy for?"),
        help_text=gettext_lazy("Stands on the copy: nobody else shall accept it"),
        max_length=40,
    )
    purpose = forms.CharField(label=gettext_lazy("What for?"), max_length=30)
    last_day = forms.DateField(
        label=gettext_lazy("Last day of the copy"), input_formats=["%Y-%m-%d"], widget=DateInput()
    )

    def __init__(self, *args: Any, certificate: Certificate, **kwargs: Any) -> None:
        today = timezone.localdate()
        self.last_possible = copies.longest_day(certificate, today)
        usual = {
            "receiving_unit": certificate.receiving_unit[:40],
            "purpose": certificate.purpose[:30],
            "last_day": min(today + copies.USUAL, self.last_possible),
        }
        super().__init__(*args, **{**kwargs, "initial": {**usual, **(kwargs.get("initial") or {})}})
        days = {"min": today.isoformat(), "max": self.last_possible.isoformat()}
        self.fields["last_day"].widget.attrs.update(days)
        self.fields["last_day"].help_text = _("At the latest %(day)s") % {"day": self.last_possible.isoformat()}

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        if not timezone.localdate() <= day <= self.last_possible:
            message = _("Please choose a day from today to %(day)s") % {"day": self.last_possible.isoformat()}
            raise forms.ValidationError(message)
        return day

    def notation(self) -> Notation:
        said = self.cleaned_data
        return Notation(said["purpose"], said["receiving_unit"], said["last_day"])


class ShareForm(PlainForm):
    gives = forms.ChoiceField(label=gettext_lazy("What may they do?"), widget=forms.RadioSelect)
    minutes = forms.ChoiceField(label=gettext_lazy("How long does the link open?"), widget=forms.RadioSelect)
    most_openings = forms.ChoiceField(label=gettext_lazy("How often?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, copies_in_use: Sequence[AnnotatedCopy], **kwargs: Any) -> None:
        self.copies = {f"copy-{one.pk}": one for one in copies_in_use}
        usual = {"gives": Share.Gives.PICTURE.value, "minutes": "60", "most_openings": "3"}
        super().__init__(*args, **{**kwargs, "initial": usual})
        self._choose("gives", [
            (Share.Gives.PICTURE.value, _("Only look\nThe identity number is partly hidden")),
            *((name, _copy_words(one)) for name, one in self.copies.items()),
            (Share.Gives.FILE.value, _("Look, and download the certificate\nWith everything that is on it")),
        ])  # fmt: skip
        self._choose("minutes", [(str(minutes), _minutes_words(minutes)) for minutes in sharing.MINUTES])
        self._choose("most_openings", [(str(count), _times(count)) for count in sharing.OPENINGS])

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    def wish(self) -> Wish:
        said = self.cleaned_data
        copy = self.copies.get(said["gives"])
        gives = Share.Gives.COPY.value if copy else said["gives"]
        return Wish(int(said["minutes"]), int(said["most_openings"]), gives, copy)


def _copy_words(copy: AnnotatedCopy) -> str:
    words = _("Look, and download the copy for one use\nFor %(unit)s, until %(day)s")
    return words % {"unit": copy.receiving_unit, "day": copy.last_day.isoformat()}


def _minutes_words(minutes: int) -> str:
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if minutes < 24 * 60:
        return ngettext("%(count)d hour", "%(count)d hours", minutes // 60) % {"count": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def _times(count: int) -> str:
    return ngettext("%(count)d time", "%(count)d times", count) % {"count": count}


class UnitRefusalForm(PlainForm):
    unit = forms.CharField(
        label=gettext_lazy("Which unit did not accept it?"),
        help_text=gettext_lazy("Its full name, with the branch or the window if you know it"),
        max_length=60,
    )
    happened_on = forms.DateField(label=gettext_lazy("When?"), input_formats=["%Y-%m-%d"], widget=DateInput())
    said = forms.CharField(
        label=gettext_lazy("What did they say?"),
        help_text=gettext_lazy("In your words. The county reads it without your name: please leave names out"),
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
    )
    photo = forms.FileField(
        label=gettext_lazy("A photo, if you have one"),
        help_text=gettext_lazy(
            "For example of a notice at the window. The county sees it; where it was taken is removed"
        ),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png"}),
    )
    cleaned_photo: tuple[bytes, str] = (b"", "")

    def __init__(self, *args: Any, certificate: Certificate, **kwargs: Any) -> None:
        self.first_day, today = certificate.valid_from, timezone.localdate()
        usual = {"unit": certificate.receiving_unit[:60], "happened_on": today}
        super().__init__(*args, **{**kwargs, "initial": {**usual, **(kwargs.get("initial") or {})}})
        self.fields["happened_on"].widget.attrs.update({"min": self.first_day.isoformat(), "max": today.isoformat()})

    def clean_happened_on(self) -> date:
        day: date = self.cleaned_data["happened_on"]
        if not self.first_day <= day <= timezone.localdate():
            words = _("Please choose a day from the day of issue (%(day)s) to today")
            raise forms.ValidationError(words % {"day": date_format(self.first_day, "Y-m-d")})
        return day

    def clean_photo(self) -> None:
        """Kept as pixels alone: where and with what it was taken is gone."""
        upload = self.cleaned_data.get("photo")
        if not upload:
            return
        photo = accepted(upload, PHOTO)
        self.cleaned_photo = (photo.data, photo.media_type)

    def report(self) -> Said:
        said = self.cleaned_data
        return Said(said["unit"], said["happened_on"], said["said"], *self.cleaned_photo)
