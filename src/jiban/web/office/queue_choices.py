"""What the queue can be narrowed down to, as selects of one form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiban.cases.queue_filter import QueueFilter
from jiban.cases.workflow import State
from jiban.catalogue.models import Item
from jiban.composing import composed_once
from jiban.places.models import Committee


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    label: str
    options: Sequence[Option]


def choices_of(wanted: QueueFilter, committees: Sequence[Committee]) -> list[Choice]:
    found = [
        _choice("item", _("Certificate"), wanted.item, _items()),
        _choice("state", _("State"), wanted.state, _states()),
        _choice("due", _("Promise"), wanted.due, _due()),
        _choice("corrected", _("Correction"), wanted.corrected, [("yes", _("with a correction"))]),
        _choice("mine", _("For me"), wanted.mine, [("yes", _("handed to me as deputy"))]),
    ]
    if len(committees) > 1:
        villages = [(committee.division.code, committee.division.short_name) for committee in committees]
        found.insert(1, _choice("village", _("Village"), wanted.village, villages))
    return found


def _choice(name: str, label: str, chosen: str, options: Iterable[tuple[str, str]]) -> Choice:
    every = [("", _("All")), *options]
    return Choice(name, label, [Option(value, words, value == chosen) for value, words in every])


def _items() -> list[tuple[str, str]]:
    """The catalogue is short; titles stand in its rows."""
    english = get_language() == "en"
    return [(code, title_en if english and title_en else title) for code, title, title_en in _titles()]


@composed_once
def _titles() -> QuerySet[Item, tuple[str, str, str]]:
    return Item.objects.filter(current=True).order_by("title").values_list("code", "title", "title_en")


def _states() -> list[tuple[str, str]]:
    return [
        (State.SUBMITTED, _("To be checked")),
        (State.CHECKED, _("Checked, awaiting signature")),
        (State.CORRECTING, _("Waiting for the resident")),
    ]


def _due() -> list[tuple[str, str]]:
    return [("soon", _("Almost due")), ("late", _("Overdue"))]
