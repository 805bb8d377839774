"""What is written down at each step of a follow-up."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from jiban.feedback.following import LONGEST_WORDS, Evidence
from jiban.web.plain_form import PlainForm
from jiban.web.uploads import accepted

from .visit_forms import PHOTO

READ_BY_RESIDENT = _("The resident reads this.")
REACHED = {"yes": _("Reached, and spoken with"), "no": _("Nobody answered")}
PASSED = {"yes": _("Yes, it is put right"), "no": _("No, not yet")}


def _words(label: str | Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=READ_BY_RESIDENT,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 3, "data-kept": ""}),
    )


class StepForm(PlainForm):
    """Several stand on one page: each has ids of its own."""

    name: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, auto_id=f"id_{self.name}_%s")


class CallForm(StepForm):
    name = "call"
    reached = forms.ChoiceField(label=_("The call"), choices=list(REACHED.items()), widget=forms.RadioSelect)
    words = _words(_("What was said"))
    village_may_know = forms.BooleanField(
        label=_("The resident agrees that the village is told who it is about"), required=False
    )


class ExtendForm(StepForm):
    name = "extension"
    words = _words(_("Why it takes longer"))


class PhotoForm(StepForm):
    """A photo is kept as pixels alone: where and with what it was taken is gone."""

    cleaned_photo: tuple[bytes, str] = (b"", "")

    def clean_photo(self) -> None:
        upload = self.cleaned_data.get("photo")
        if not upload:
            return
        photo = accepted(upload, PHOTO)
        self.cleaned_photo = (photo.data, photo.media_type)

    def evidence(self) -> Evidence:
        return Evidence(self.cleaned_data["words"], *self.cleaned_photo)


def _photo() -> forms.FileField:
    return forms.FileField(label=_("Photo"), required=False, widget=forms.FileInput({"accept": "image/jpeg,image/png"}))


class FixForm(PhotoForm):
    name = "fix"
    words = _words(_("What was done"))
    photo = _photo()


class CheckForm(PhotoForm):
    name = "check"
    passed = forms.ChoiceField(label=_("Is it put right?"), choices=list(PASSED.items()), widget=forms.RadioSelect)
    words = _words(_("How you know"))
    photo = _photo()


class NumberForm(StepForm):
    name = "number"
    calling = forms.BooleanField(label=_("I call about this rating now. The resident is told that I saw the number."))
