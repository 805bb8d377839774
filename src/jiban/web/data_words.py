"""Shared data in the reader's words, for both doors."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext

from jiban.cases.known_facts import CONSENT_ASKED, LOOKED_UP
from jiban.cases.models import JournalLine
from jiban.exchange import errors, questions
from jiban.exchange.facts import Fact, Level, Value
from jiban.exchange.models import LookUp

LEVELS = {
    Level.UNCONDITIONAL: (gettext_lazy("Shared without conditions"), "green"),
    Level.CONDITIONAL: (gettext_lazy("Shared on conditions"), "amber"),
    Level.NOT_SHARED: (gettext_lazy("Not shared"), "red"),
}


@dataclass(frozen=True, slots=True)
class FactRow:
    """One field with its value; without a value where only the field is named."""

    label: str
    value: str


def title(fact: Fact | None, code: str) -> str:
    return fact.title.in_language(get_language()) if fact else code


def purpose(fact: Fact | None, code: str) -> str:
    uses = fact.uses if fact else ()
    return next((use.label.in_language(get_language()) for use in uses if use.purpose == code), code)


def labels(fact: Fact | None, names: list[str]) -> list[str]:
    language = get_language()
    found = {field.name: field.label.in_language(language) for field in fact.fields} if fact else {}
    return [found.get(name, name) for name in names]


def noted(line: JournalLine) -> str:
    """The fact that a line of a case is about; empty for any other line."""
    return title(questions.fact(line.reason), line.reason) if line.action in {LOOKED_UP, CONSENT_ASKED} else ""


def told(look_up: LookUp, fact: Fact | None) -> list[FactRow]:
    """What the department answered, field by field."""
    values = questions.values_of(look_up)
    names = list(values)
    return [FactRow(label, _value(values[name])) for name, label in zip(names, labels(fact, names), strict=True)]


def refusal(look_up: LookUp) -> str:
    return errors.words(look_up.outcome)


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return pgettext("shared fact", "yes") if value else pgettext("shared fact", "no")
    try:
        if len(value) == len("2009-03"):
            return date_format(date.fromisoformat(f"{value}-01"), "YEAR_MONTH_FORMAT")
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    except ValueError:
        return value
