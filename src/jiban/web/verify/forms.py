"""The two ways in besides the QR code: a file, or the code typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jiban.web.plain_form import PlainForm

from . import check_codes

MISTYPED = _(
    "A check code has 16 letters and digits. Please compare it with the line below the text of the certificate, "
    "for example: 7K2M 9QXD 4A1B 8ZTN"
)


class FileForm(PlainForm):
    file = forms.FileField(
        label=_("File of the certificate (OFD or PDF)"),
        help_text=_("The file is checked at once and not kept."),
        allow_empty_file=True,
        error_messages={"required": _("Please choose the file first"), "invalid": _("Please choose the file first")},
    )

    def data_of_file(self) -> bytes:
        data: bytes = self.cleaned_data["file"].read()
        return data


class CodeForm(PlainForm):
    code = forms.CharField(
        label=_("Check code"),
        help_text=_("16 letters and digits beside the QR code. Blanks and small letters do not matter."),
        error_messages={"required": _("Please type the check code"), "max_length": MISTYPED},
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code"}
        ),
    )

    def clean_code(self) -> str:
        code = check_codes.read(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(MISTYPED)
        return code
