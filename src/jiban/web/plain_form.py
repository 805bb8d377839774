"""A form that says what is missing the way people speak."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

FILL_IN = _("Please fill this in")
CHOOSE = _("Please choose one")
TICK = _("Please tick this first")
ATTACH = _("Please add a photo or file")


class PlainForm(forms.Form):
    """Every form of the pages starts from here, so that no browser or framework words reach a villager."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.data, QueryDict):
            self.data = with_plain_line_ends(self.data)
        for field in self.fields.values():
            # A message given with the field itself is better than ours.
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = missing(field)


def with_plain_line_ends(data: QueryDict) -> QueryDict:
    """A browser counts the end of a line once and sends it as two: counted like that, a full text would be too long."""
    plain = data.copy()
    for name, values in data.lists():
        plain.setlist(name, [value.replace("\r\n", "\n") for value in values])
    return plain


def missing(field: forms.Field) -> Any:
    """Return the words for a field left empty."""
    if isinstance(field, forms.FileField):
        return ATTACH
    if isinstance(field, forms.BooleanField):
        return TICK
    if isinstance(field, forms.ChoiceField):
        return CHOOSE
    return FILL_IN
