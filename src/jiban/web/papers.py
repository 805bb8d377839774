"""The papers an item asks for: what they are and when they are needed, in words."""

from dataclasses import dataclass

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from jiban.catalogue.definition import Condition, ItemDefinition, Paper

KINDS = {"jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class PaperWords:
    label: str
    hint: str
    any_of: tuple[str, ...]
    when: str
    required: bool


def paper_words(paper: Paper, item: ItemDefinition) -> PaperWords:
    language = get_language()
    return PaperWords(
        label=paper.label.in_language(language),
        hint=paper.hint.in_language(language),
        any_of=tuple(kind.in_language(language) for kind in paper.any_of),
        when=needed_when(paper.needed_when, item),
        required=paper.required,
    )


def needed_when(condition: Condition | None, item: ItemDefinition) -> str:
    """The condition as a sentence: needed if "The home is": rented, lent to me."""
    if condition is None:
        return ""
    language, field = get_language(), item.field(condition.field)
    labels = [choice.label.in_language(language) for choice in field.choices if choice.code in condition.values]
    if not labels:
        return ""
    answers = pgettext("between the parts of a list", ", ").join(labels)
    return _("Needed if “%(question)s” is: %(answers)s") % {
        "question": field.label.in_language(language),
        "answers": answers,
    }


def hint_for(paper: Paper, item: ItemDefinition) -> str:
    """All that stands under the label of an upload."""
    words = paper_words(paper, item)
    any_of = pgettext("between the parts of a list", ", ").join(words.any_of)
    return " ".join(part for part in (any_of, words.hint, words.when) if part)


def accepted_kinds(paper: Paper) -> str:
    """For the file chooser of the browser."""
    return ",".join(KINDS[kind] for kind in paper.formats)
