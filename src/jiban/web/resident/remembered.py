"""What a resident told us the last time, fit to be checked at a glance instead of typed again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from jiban.catalogue.definition import PURPOSE, PURPOSE_TEXT, RECEIVING_UNIT, ItemDefinition
from jiban.catalogue.forms import form_class, initial_answers, summary
from jiban.catalogue.wording import Row
from jiban.people.encryption import keyed_hash
from jiban.people.models import Resident

ASKED_EACH_TIME = (PURPOSE, PURPOSE_TEXT, RECEIVING_UNIT)


@dataclass(frozen=True, slots=True)
class Remembered:
    """`is_complete`: nothing but the purpose is left to ask. `digest` tells whether what was shown still holds."""

    item: ItemDefinition
    answers: Mapping[str, str]
    is_complete: bool
    digest: str

    def rows(self) -> list[Row]:
        facts = summary(self.item, self.answers, get_language())
        return [row for row in facts if row.name not in ASKED_EACH_TIME]

    def hides(self, names: Iterable[str]) -> bool:
        """True if one of these fields is not on the short page."""
        return any(name in {question.name for question in self.item.fields} for name in names)


def remembered_for(resident: Resident, item: ItemDefinition) -> Remembered:
    answers = initial_answers(item, resident.remembered.get(item.code, {}))
    form = form_class(item, remembered=answers)(data=answers)
    is_complete = bool(answers) and form.is_valid()
    facts = {name: answer for name, answer in answers.items() if name not in ASKED_EACH_TIME}
    text = json.dumps([item.code, item.version, resident.pk, facts], sort_keys=True)
    return Remembered(item, answers, is_complete, keyed_hash("facts-shown", text)[:32])
