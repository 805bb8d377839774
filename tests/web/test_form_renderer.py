"""Inputs written without a template are, letter for letter, those of Django's templates."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from jiban.web.form_renderer import FormRenderer

CHOICES = [("a", "甲"), ('"b"', "<乙>"), (3, mark_safe("<b>丙</b>"))]
VALUES = [None, "", "正定", '"><script>', 0, 12, mark_safe("a&amp;b"), True, False]
ATTRIBUTES = [
    {},
    {"id": "x", "class": "input wide", "required": True, "disabled": False, "maxlength": 12},
    {"data-words": '"<&>', "aria-describedby": mark_safe("a &amp; b")},
]
KINDS = [
    forms.TextInput,
    forms.NumberInput,
    forms.EmailInput,
    forms.HiddenInput,
    forms.PasswordInput,
    forms.CheckboxInput,
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("attrs", ATTRIBUTES)
def test_an_input_is_written_as_django_writes_it(kind, value, attrs):
    ours, theirs = (kind().render("name", value, attrs, renderer=each()) for each in (FormRenderer, DjangoTemplates))
    assert ours == theirs
    assert hasattr(ours, "__html__")


@pytest.mark.parametrize("kind", [forms.RadioSelect, forms.CheckboxSelectMultiple])
@pytest.mark.parametrize("attrs", ATTRIBUTES)
def test_the_options_of_a_choice_are_written_as_django_writes_them(kind, attrs):
    def written(renderer):
        class Form(forms.Form):
            default_renderer = renderer
            choice = forms.ChoiceField(choices=CHOICES, widget=kind(attrs=attrs))

        return [option.tag(wrap_label) for option in Form({"choice": "3"})["choice"] for wrap_label in (False, True)]

    assert written(FormRenderer) == written(DjangoTemplates)
