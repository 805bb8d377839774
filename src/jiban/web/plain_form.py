"""A form that says what is missing the way people speak."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FILL_IN = _("Please fill this in")
CHOOSE = _("Please choose one")
TICK = _("Please tick this first")
ATTACH = _("Please add a photo or file")


class PlainForm(forms.Form):
    """Every form of the pages starts from here, so that no browser or framework words reach a villager."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # A message given with the field itself is better than ours.
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = missing(field)


def missing(field: forms.Field) -> Any:
    """Return the words for a field left empty."""
    if isinstance(field, forms.FileField):
        return ATTACH
    if isinstance(field, forms.BooleanField):
        return TICK
    if isinstance(field, forms.ChoiceField):
        return CHOOSE
    return FILL_IN
