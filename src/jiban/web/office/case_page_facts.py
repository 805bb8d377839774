"""What the state already knows, on the page of a case: what was found, and which button stands there."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiban.cases import known_facts
from jiban.cases.models import Case
from jiban.exchange import questions
from jiban.exchange.facts import Fact
from jiban.exchange.models import Consent, LookUp
from jiban.web import data_words


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact beside the form. `ask` and `look`: which button stands there."""

    code: str
    title: str
    department: str
    words: str
    told: list[data_words.FactRow]
    source: str
    as_of: date | None
    ask: bool
    look: bool


def known(case: Case, *, now: datetime) -> dict[str, Any]:
    """What stands on the page of a case."""
    facts = questions.known_for(case.item.code)
    if not facts:
        return {"known_facts": [], "facts_key": ""}
    consents, found = questions.of_case(case.number, case.committee_id)
    is_open = case.state in known_facts.OPEN
    rows = [_known(fact, consents.get(fact.code), found.get(fact.code), is_open, now) for fact in facts]
    return {"known_facts": rows, "facts_key": get_random_string(16)}


def _known(fact: Fact, consent: Consent | None, found: LookUp | None, is_open: bool, now: datetime) -> KnownFact:  # noqa: FBT001
    answered = found is not None and found.is_answered
    may = not fact.consent or (consent is not None and consent.is_in_force(timezone.localdate(now)))
    return KnownFact(
        code=fact.code,
        title=data_words.title(fact, fact.code),
        department=fact.department_name.in_language(get_language()),
        words="" if answered else _words(fact, consent, found, may=may),
        told=data_words.told(found, fact) if found is not None else [],
        source=found.source if found is not None else "",
        as_of=found.as_of if found is not None else None,
        ask=is_open and fact.consent and consent is None,
        look=is_open and may and not answered,
    )


def _words(fact: Fact, consent: Consent | None, found: LookUp | None, *, may: bool) -> str:
    if fact.consent and consent is None:
        return _("Needs the resident's consent, given on the phone.")
    if consent is not None and consent.waits:
        return _("The resident was asked and has not answered yet. The case can go on without it.")
    if consent is not None and not may:
        return _("The resident did not agree, or does no longer. Go by the papers.")
    return data_words.refusal(found) if found is not None else ""
