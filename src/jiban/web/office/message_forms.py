"""What an administrator types as the words of a message. Whether it can be sent the room decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiban.notices.kinds import Text
from jiban.notices.models import Channel
from jiban.notices.texts import BODY_MOST, SUBJECT_MOST
from jiban.web.plain_form import PlainForm


class TextForm(PlainForm):
    subject = forms.CharField(
        label=_("Subject"), max_length=SUBJECT_MOST, widget=forms.TextInput({"autocomplete": "off"})
    )
    body = forms.CharField(label=_("Text"), max_length=max(BODY_MOST.values()), widget=forms.Textarea({"rows": 8}))
    # The version that was in force when the page was read.
    seen = forms.IntegerField(required=False, min_value=0, max_value=10**6, widget=forms.HiddenInput)

    def __init__(self, *args: Any, place: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if place.channel == Channel.SMS:
            del self.fields["subject"]
            self.fields["body"].widget.attrs["rows"] = 4

    @property
    def text(self) -> Text:
        return Text(self.cleaned_data["body"], self.cleaned_data.get("subject", ""))

    @property
    def version_seen(self) -> int:
        return self.cleaned_data.get("seen") or 0
