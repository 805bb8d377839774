"""Inputs of forms written without a template: a form has a dozen, and Django loads three templates for each."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

FOLDER = "django/forms/widgets/"
ALIKE = ("text", "number", "email", "hidden", "password", "checkbox", "radio_option", "checkbox_option")
# Django's templates of these all lead to one, input.html.
INPUTS = {f"{FOLDER}{name}.html" for name in (*ALIKE, "input", "input_option")}


class FormRenderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        widget = context.get("widget", {})
        if template_name in INPUTS and not widget.get("wrap_label"):
            return _input(widget)
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    """As django/forms/widgets/input.html."""
    attributes = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        attributes["value"] = widget["value"]
    written = "".join(_attribute(name, value) for name, value in [*attributes.items(), *widget["attrs"].items()])
    return mark_safe(f"<input{written}>")  # noqa: S308 - each part is escaped


def _attribute(name: str, value: Any) -> str:
    if value is False:
        return ""
    if value is True:
        return f" {conditional_escape(name)}"
    return f' {conditional_escape(name)}="{conditional_escape(value)}"'
