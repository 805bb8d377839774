"""What officers type about seals: what one looks like, and that one was lost."""

import base64
import binascii
from datetime import datetime

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from jiban.seals.actions import COMMITTEE_SEAL_MM, SIGNATURE_MM, Specimen
from jiban.seals.errors import SpecimenEmptyError, SpecimenTooLargeError
from jiban.seals.models import Compromise, SealKind, SpecimenSource
from jiban.seals.specimens import MAX_BYTES, clean
from jiban.web.plain_form import PlainForm

from .forms import PinInput

DATA_URL = "data:image/png;base64,"


class SpecimenForm(PlainForm):
    """Without a choice the picture is drawn from the name: that needs neither camera nor pointer."""

    source = forms.ChoiceField(
        label=_("What it looks like"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (SpecimenSource.TYPED.value, _("Draw it from the name")),
            (SpecimenSource.PHOTO.value, _("Take a photo of it, on white paper")),
            (SpecimenSource.DRAWN.value, _("Draw it here with pen or finger")),
        ],
        initial=SpecimenSource.TYPED.value,
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    drawing = forms.CharField(required=False, max_length=2_000_000, widget=forms.HiddenInput({"data-drawing": ""}))

    def specimen(self, kind: SealKind) -> Specimen | None:
        """None: from the name. Raises SpecimenError for a picture that cannot be used."""
        source = self.cleaned_data["source"] or SpecimenSource.TYPED
        if source == SpecimenSource.TYPED:
            return None
        is_seal = kind == SealKind.COMMITTEE
        width_mm, height_mm = (COMMITTEE_SEAL_MM, COMMITTEE_SEAL_MM) if is_seal else SIGNATURE_MM
        data = self._photo() if source == SpecimenSource.PHOTO else self._drawing()
        picture = clean(data, width_mm=width_mm, height_mm=height_mm, is_seal=is_seal)
        return Specimen(picture, SpecimenSource(source))

    def _photo(self) -> bytes:
        photo: UploadedFile[bytes] | None = self.cleaned_data["photo"]
        if photo is None:
            raise SpecimenEmptyError
        if (photo.size or 0) > MAX_BYTES:
            # Of what is longer than any page takes nothing is left to read.
            raise SpecimenTooLargeError
        data: bytes = photo.read()
        return data

    def _drawing(self) -> bytes:
        text = self.cleaned_data["drawing"]
        try:
            return base64.b64decode(text.removeprefix(DATA_URL), validate=True) if text else b""
        except binascii.Error:
            return b""


class ReportForm(PlainForm):
    what = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            (Compromise.What.LOST.value, _("It is lost")),
            (Compromise.What.COMPROMISED.value, _("It is or may be in wrong hands")),
        ],
        widget=forms.RadioSelect,
    )
    since = forms.DateTimeField(
        label=_("Since when can it no longer be relied on"),
        help_text=_("If you do not know exactly, the last moment at which it was surely in safe hands."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Give day and time, such as 2026-11-24 09:30.")},
    )
    because = forms.CharField(label=_("What is known about it"), max_length=200, widget=forms.Textarea({"rows": "3"}))
    sure = forms.BooleanField(
        label=_("I know that nothing can be sealed with it from now on, and that this cannot be undone.")
    )

    @property
    def moment(self) -> datetime:
        found: datetime = self.cleaned_data["since"]
        return found


class SigningForm(PlainForm):
    pin = forms.CharField(label=_("Signing PIN"), max_length=12, widget=PinInput)
