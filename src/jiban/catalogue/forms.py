"""The form of an item, built from its definition. Works without scripts; answers come out as JSON text.

The pledge is not here: it belongs to the act of submitting.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiban.catalogue import answers as reading
from jiban.catalogue.definition import PURPOSE, PURPOSE_TEXT, RECEIVING_UNIT, Answers, Field, ItemDefinition, Label
from jiban.catalogue.errors import DefinitionError
from jiban.catalogue.wording import PURPOSE_LABEL, facts_of, paragraphs, purpose_text, summary

__all__ = [
    "ItemForm",
    "facts_of",
    "fitting_answers",
    "form_class",
    "initial_answers",
    "paragraphs",
    "purpose_text",
    "remembered_answers",
    "sample",
    "summary",
]

INPUT_TYPES = {"month": "month", "date": "date", "mobile": "tel"}
INPUT_MODES = {"number": "decimal", "mobile": "tel"}
LENGTH_LIMITED = {"text", "long_text", "address", "person_name"}
PURPOSE_WORDS = Field(
    name=PURPOSE_TEXT,
    label=Label("具体用途", "The other purpose"),
    kind="text",
    required=False,
    hint=Label("选了“其他用途”才填", "Only for another purpose"),
    example="申请公租房",
    max_length=30,
    choices=(),
    remembered=True,
    autocomplete="off",
    needed_when=None,
)


class AnswerField(forms.CharField):
    """A typed answer. `example` is for the page to show; errors say what is wrong and how to put it right."""

    def __init__(self, question: Field) -> None:
        self.question = question
        self.example = question.example
        language = get_language()
        super().__init__(
            required=question.required,
            label=question.label.in_language(language),
            help_text=question.hint.in_language(language),
            widget=_widget(question),
            strip=False,
        )

    def clean(self, value: Any) -> str:
        text = reading.tidy(str(value or ""), lines=self.question.kind == "long_text")
        if not text:
            if self.required:
                raise self.missing()
            return ""
        try:
            return reading.read(text, self.question, timezone.localdate())
        except reading.AdviceError as advice:
            raise ValidationError(_advised(str(self.label), str(advice), self.example), code="advice") from advice

    def missing(self) -> ValidationError:
        return ValidationError(_advised(str(self.label), _("please fill this in"), self.example), code="required")


class ChoiceAnswerField(forms.ChoiceField):
    """One of the item's choices."""

    def __init__(self, label: str, options: list[tuple[str, str]], *, required: bool, hint: str = "") -> None:
        self.example = ""
        super().__init__(
            label=label,
            choices=options,
            required=required,
            help_text=hint,
            widget=forms.RadioSelect,
            initial=options[0][0] if len(options) == 1 else None,
        )

    def clean(self, value: Any) -> str:
        try:
            return str(super().clean(value))
        except ValidationError as error:
            raise self.missing() from error

    def missing(self) -> ValidationError:
        return ValidationError(_advised(str(self.label), _("please choose one"), ""), code="required")


class ItemForm(forms.Form):
    """The questions of one item; made by `form_class`."""

    item: ClassVar[ItemDefinition]
    remembered: ClassVar[Answers]
    use_required_attribute = True

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        for question in self.item.fields:
            field = self.fields[question.name]
            if not isinstance(field, AnswerField | ChoiceAnswerField):
                continue
            if cleaned.get(question.name) == "" and question.is_needed(cleaned):
                self.add_error(question.name, field.missing())
        if PURPOSE in cleaned:
            self._clean_purpose(cleaned)
        return cleaned

    def answers(self) -> dict[str, str]:
        """The answers to keep; only of a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def _clean_purpose(self, cleaned: dict[str, Any]) -> None:
        purpose = self.item.purpose(cleaned[PURPOSE])
        words = self.fields.get(PURPOSE_TEXT)
        if not purpose.free:
            cleaned[PURPOSE_TEXT] = ""
        elif isinstance(words, AnswerField) and cleaned.get(PURPOSE_TEXT) == "":
            self.add_error(PURPOSE_TEXT, words.missing())
        self._clean_receiving_unit(cleaned, purpose.default_receiving_unit)

    def _clean_receiving_unit(self, cleaned: dict[str, Any], usual: str) -> None:
        unit = cleaned.get(RECEIVING_UNIT)
        # The unit of last time, left standing when another purpose is chosen, would make the certificate useless.
        changed = self.remembered.get(PURPOSE) not in {None, cleaned[PURPOSE]}
        is_stale = changed and unit == self.remembered.get(RECEIVING_UNIT)
        if usual and (unit == "" or is_stale):
            cleaned[RECEIVING_UNIT] = usual
        elif unit == "":
            field = self.fields[RECEIVING_UNIT]
            if isinstance(field, AnswerField):
                self.add_error(RECEIVING_UNIT, field.missing())


def form_class(item: ItemDefinition, *, remembered: Answers | None = None) -> type[ItemForm]:
    """A form class in the active language, prefilled with what was remembered from the last time."""
    language = get_language()
    options = [(purpose.code, purpose.label.in_language(language)) for purpose in item.purposes]
    fields: dict[str, forms.Field] = {
        PURPOSE: ChoiceAnswerField(PURPOSE_LABEL.in_language(language), options, required=True)
    }
    if any(purpose.free for purpose in item.purposes):
        fields[PURPOSE_TEXT] = AnswerField(PURPOSE_WORDS)
    fields |= {question.name: _field(question) for question in item.fields}
    fields[RECEIVING_UNIT] = AnswerField(_receiving_unit(item))
    initial = initial_answers(item, remembered or {})
    for name, field in fields.items():
        field.initial = initial.get(name, field.initial)
    return type("ItemForm", (ItemForm,), {**fields, "item": item, "remembered": initial})


def initial_answers(item: ItemDefinition, remembered: Answers) -> dict[str, str]:
    """What of the remembered answers still fits this version of the item."""
    kept = {question.name for question in item.fields if question.remembered}
    fitting = fitting_answers(item, remembered)
    return {name: text for name, text in fitting.items() if name in {PURPOSE, PURPOSE_TEXT, RECEIVING_UNIT, *kept}}


def fitting_answers(item: ItemDefinition, remembered: Answers) -> dict[str, str]:
    """What of earlier answers this version of the item can still take."""
    fitting: dict[str, str] = {}
    if remembered.get(PURPOSE) in {purpose.code for purpose in item.purposes}:
        names = (PURPOSE, PURPOSE_TEXT, RECEIVING_UNIT)
        fitting |= {name: remembered[name] for name in names if remembered.get(name)}
    for question in item.fields:
        answer = remembered.get(question.name)
        if not answer:
            continue
        try:
            fitting[question.name] = str(_field(question).clean(answer))
        except ValidationError:
            continue
    return fitting


def remembered_answers(item: ItemDefinition, answers: Answers) -> dict[str, str]:
    """What to keep for the next time: the purpose, the receiving unit, and the fields marked so."""
    names = {PURPOSE, PURPOSE_TEXT, RECEIVING_UNIT} | {each.name for each in item.fields if each.remembered}
    return {name: answer for name, answer in answers.items() if name in names}


def sample(item: ItemDefinition, **chosen: str) -> list[str]:
    """The item's paragraphs with its own example values, for a preview. Raises DefinitionError if they do not fit."""
    with translation.override("zh-hans"):
        form = form_class(item)(data=example_answers(item) | chosen)
        if not form.is_valid():
            raise DefinitionError(
                item.code, [str(message) for messages in form.errors.values() for message in messages]
            )
        facts = facts_of(item, form.answers(), **SAMPLE_HOLDER)
    return paragraphs(item, facts)


SAMPLE_HOLDER: Mapping[str, str] = {
    "holder_name": "王秀兰",
    "holder_sex": "女",
    "holder_id_number": "990000196003150028",
    "village": "正定镇塔元庄村",
    "committee": "正定镇塔元庄村民委员会",
}


def example_answers(item: ItemDefinition) -> dict[str, str]:
    """The answers a person would type who follows every example and takes each first choice."""
    answers = {each.name: each.choices[0].code if each.choices else each.example for each in item.fields}
    unit = item.receiving_unit_example or item.purposes[0].default_receiving_unit
    return answers | {PURPOSE: item.purposes[0].code, RECEIVING_UNIT: unit}


def _field(question: Field) -> AnswerField | ChoiceAnswerField:
    if question.kind != "choice":
        return AnswerField(question)
    language = get_language()
    options = [(choice.code, choice.label.in_language(language)) for choice in question.choices]
    hint = question.hint.in_language(language)
    return ChoiceAnswerField(question.label.in_language(language), options, required=question.required, hint=hint)


def _receiving_unit(item: ItemDefinition) -> Field:
    has_usual = any(purpose.default_receiving_unit for purpose in item.purposes)
    return Field(
        name=RECEIVING_UNIT,
        label=item.receiving_unit_label,
        kind="text",
        # An empty one is filled from the purpose where it has a usual one; the form's `clean` asks for it otherwise.
        required=False,
        hint=Label("写全称；不填就按用途写", "The full name; if empty, the usual one for the purpose")
        if has_usual
        else Label("写全称", "The full name"),
        example=item.receiving_unit_example,
        max_length=50,
        choices=(),
        remembered=True,
        autocomplete="off",
        needed_when=None,
    )


def _widget(question: Field) -> forms.Widget:
    attributes: dict[str, Any] = {"autocomplete": question.autocomplete}
    if question.kind in INPUT_MODES:
        whole = question.kind == "number" and not question.checks.get("decimals")
        attributes["inputmode"] = "numeric" if whole else INPUT_MODES[question.kind]
    if question.kind in LENGTH_LIMITED:
        attributes["maxlength"] = question.max_length
    if question.kind == "identity_number":
        attributes |= {"autocapitalize": "characters", "spellcheck": "false"}
    if question.kind == "long_text":
        return forms.Textarea({**attributes, "rows": 4})
    widget = forms.TextInput(attributes)
    widget.input_type = INPUT_TYPES.get(question.kind, "text")
    return widget


def _advised(label: str, advice: str, example: str) -> str:
    if example:
        values = {"label": label, "advice": advice, "example": example}
        return _("%(label)s: %(advice)s, for example %(example)s") % values
    return _("%(label)s: %(advice)s") % {"label": label, "advice": advice}
