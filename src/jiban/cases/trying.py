"""Try rules on the cases of a month that is over, beside what people decided: before they go live. Counts only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from jiban.catalogue.rules import receipts
from jiban.catalogue.rules.rule import Outcome, Rule, in_force

from .models import Case
from .ruling import given_of, rules_of
from .ruling_jobs import asked
from .workflow import State

MOST_CASES = 5000
DECIDED = (State.APPROVED, State.ISSUED, State.REFUSED)


@dataclass(slots=True)
class Tried:
    """What rules would have done with the decided cases of a month."""

    cases: int = 0
    # With at least one fact confirmed by a department; without one, no rule can pass.
    with_facts: int = 0
    approve: int = 0
    pre_check: int = 0
    nothing: int = 0
    # The rule would have let pass what people refused.
    differ: int = 0
    is_full: bool = field(default=False)

    def count(self, outcome: Outcome, *, refused: bool, has_facts: bool) -> None:
        self.cases += 1
        self.with_facts += has_facts
        self.approve += outcome == Outcome.APPROVE
        self.pre_check += outcome == Outcome.PRE_CHECK
        self.nothing += outcome == Outcome.NOTHING
        self.differ += refused and outcome != Outcome.NOTHING


def try_rules(
    item: str, rules: Sequence[Rule] | None, *, month: date, where: Q | None = None, most: int = MOST_CASES
) -> Tried:
    """Each decided case, on the day it was handed in. Without `rules`, those of the version it was made of.

    where   a condition on the case, to stay in one county
    """
    tried = Tried()
    for case in _cases(item, month, where or Q(), most + 1):
        if tried.cases == most:
            tried.is_full = True
            break
        outcome, has_facts = _outcome(case, rules)
        tried.count(outcome, refused=case.state == State.REFUSED, has_facts=has_facts)
    return tried


def _outcome(case: Case, rules: Sequence[Rule] | None) -> tuple[Outcome, bool]:
    given = given_of(case, today=timezone.localdate(asked(case) or case.created_at))
    # A new rule is tried as if it had been valid: the point is to see it before it is.
    applied = list(rules) if rules is not None else in_force(rules_of(case.item.read().rules), given.today)
    receipt = receipts.best(applied, given)
    return Outcome(receipt["outcome"]) if receipt else Outcome.NOTHING, bool(given.facts)


def _cases(item: str, month: date, where: Q, most: int) -> Iterator[Case]:
    begins, ends = month_of(month)
    found = Case.objects.filter(
        where, item__code=item, state__in=DECIDED, submitted_at__gte=begins, submitted_at__lt=ends
    )
    yield from found.select_related("item").order_by("id")[:most].iterator(200)


def month_of(month: date) -> tuple[datetime, datetime]:
    first = month.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return (
        timezone.make_aware(datetime.combine(first, time.min)),
        timezone.make_aware(datetime.combine(following, time.min)),
    )
