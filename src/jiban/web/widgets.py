"""Inputs that bring up the right keyboard, offer the right autofill, and keep private things out of drafts."""

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MonthInput(forms.DateInput):
    """A month, written 2009-03. The form's field must accept "%Y-%m" among its input formats."""

    input_type = "month"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"placeholder": "2009-03", "pattern": r"\d{4}-\d{2}"} | (attrs or {}), format="%Y-%m")


class MobileInput(forms.TextInput):
    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "tel-national", "maxlength": "11"} | (attrs or {}))


class OneTimeCodeInput(forms.TextInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "6", "data-private": ""}
        super().__init__(usual | (attrs or {}))


class IdentityNumberInput(forms.TextInput):
    """Never kept in a draft and never offered by autofill: phones are shared in families."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"autocomplete": "off", "autocapitalize": "characters", "maxlength": "18", "data-private": ""}
        super().__init__(usual | (attrs or {}))
