"""What the invented residents ask for: the shipped items with their example answers, some more often than others."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiban.catalogue.definition import RECEIVING_UNIT
from jiban.catalogue.forms import example_answers, form_class
from jiban.catalogue.models import Item
from jiban.catalogue.questions import offered

OFTEN: Mapping[str, int] = {"residence": 40, "school-residence": 25, "villager-status": 15, "household-economy": 10}
SELDOM = 3


@dataclass(frozen=True, slots=True)
class Asked:
    item: Item
    answers: str
    """As JSON text."""
    purpose: str
    receiving_unit: str
    type_code: str
    minutes: int
    validity_days: int


def asked_for() -> tuple[Sequence[Asked], Sequence[int]]:
    """The items with how often each is asked for, out of their sum."""
    found = [_asked(item) for item in offered()]
    return found, [OFTEN.get(asked.item.code, SELDOM) for asked in found]


def _asked(item: Item) -> Asked:
    definition = item.read()
    form = form_class(definition)(data=example_answers(definition))
    if not form.is_valid():
        raise ValueError(f"the examples of {item.code} do not pass its own form")
    answers = form.answers()
    purpose = next((each.label.zh for each in definition.purposes if each.code == answers.get("purpose")), "")
    return Asked(
        item,
        json.dumps(answers, ensure_ascii=False),
        purpose,
        str(answers.get(RECEIVING_UNIT, "")),
        definition.type_code,
        definition.promise_minutes,
        definition.validity_days,
    )
