"""What a resident told us the last time, fit to be checked at a glance instead of typed again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language

from jiban.cases.models import Case
from jiban.catalogue.definition import PURPOSE, PURPOSE_TEXT, RECEIVING_UNIT, ItemDefinition
from jiban.catalogue.forms import fitting_answers, form_class, initial_answers, summary
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


def same_again(resident: Resident, item: ItemDefinition, number: str) -> Remembered | None:
    """What was answered for an own application or certificate of this item; nothing if it is not one's own."""
    mine = Case.objects.filter(resident=resident, item__code=item.code, submitted_at__isnull=False)
    case = mine.filter(Q(number=number) | Q(certificate__number=number)).first()
    return _known(resident, item, fitting_answers(item, case.answers)) if case else None


def remembered_for(resident: Resident, item: ItemDefinition) -> Remembered:
    return _known(resident, item, initial_answers(item, resident.remembered.get(item.code, {})))


def _known(resident: Resident, item: ItemDefinition, answers: Mapping[str, str]) -> Remembered:
    form = form_class(item, remembered=answers)(data=dict(answers))
    is_complete = bool(answers) and form.is_valid()
    facts = {name: answer for name, answer in answers.items() if name not in ASKED_EACH_TIME}
    text = json.dumps([item.code, item.version, resident.pk, facts], sort_keys=True)
    return Remembered(item, answers, is_complete, keyed_hash("facts-shown", text)[:32])
