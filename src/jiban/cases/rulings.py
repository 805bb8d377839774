"""Reads: what the rules have made of a case, and what they have approved that waits for a signature."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from jiban.catalogue.rules import receipts
from jiban.catalogue.rules.receipts import Given
from jiban.catalogue.rules.rule import from_document, in_force
from jiban.composing import composed_once
from jiban.people.models import Officer
from jiban.places.models import Committee

from .models import AuthorisationUse, Case, Ruling, RulingOutcome
from .ruling_jobs import asked, may_judge
from .workflow import OPEN_FOR_OFFICE


def ruling_of(case: Case) -> Ruling | None:
    """The newest about what stands in the case now. Where rules have nothing to look at, what they would say of that."""
    asked_at = asked(case)
    if asked_at is None or not case.item.definition.get("rules"):
        return None
    return _newest.first(case.pk, asked_at) or (None if may_judge(case) else _of_nothing(case, asked_at))


def _of_nothing(case: Case, asked_at: datetime) -> Ruling | None:
    """Not kept: nothing follows from it, and it comes out the same each time."""
    given = Given(timezone.localdate(asked_at), (), {name: str(answer) for name, answer in case.answers.items()})
    rules = [from_document(document) for document in case.item.read().rules]
    receipt = receipts.best(in_force(rules, given.today), given)
    if receipt is None:
        return None
    rule = receipt["rule"]
    return Ruling(
        case=case,
        asked_at=asked_at,
        at=asked_at,
        rule=rule["id"],
        rule_version=rule["version"],
        outcome=receipt["outcome"],
        receipt=receipt,
        digest=receipts.digest(receipt),
    )


@composed_once
def _newest(case: int, asked_at: datetime) -> QuerySet[Ruling]:
    return Ruling.objects.filter(case=case, asked_at=asked_at).order_by("-id")[:1]


def is_confirmed(case: Case) -> bool:
    return confirms(ruling_of(case))


def confirms(newest: Ruling | None) -> bool:
    return newest is not None and newest.outcome != RulingOutcome.NOTHING


def approved_waiting(officer: Officer, committees: Sequence[Committee], *, most: int) -> list[Case]:
    """Approved by rule under this officer's authorisations, all green still, and not signed yet; the oldest first."""
    # Revoked means at once: what waits goes back to a look of its own.
    uses = AuthorisationUse.objects.filter(
        authorisation__officer=officer, authorisation__committee__in=committees, authorisation__revoked_at=None
    )
    uses = uses.annotate(now_asked=Coalesce("case__corrected_at", "case__submitted_at"))
    uses = uses.filter(ruling__asked_at=F("now_asked"), case__state__in=OPEN_FOR_OFFICE, case__all_green=True)
    uses = uses.filter(case__paused_at=None).order_by("id")
    return [use.case for use in uses.select_related("case")[:most]]


def confirmed_among(cases: Sequence[Case]) -> set[int]:
    """Which of these the rules let pass, in one read; in none where no item has rules."""
    judged = {case.pk: asked(case) for case in cases if case.item.definition.get("rules")}
    if not judged:
        return set()
    newest = {case: outcome for case, asked_at, outcome in _outcomes(list(judged)) if judged[case] == asked_at}
    return {case for case, outcome in newest.items() if outcome != RulingOutcome.NOTHING}


@composed_once
def _outcomes(cases: Sequence[int]) -> QuerySet[Ruling, tuple[int, datetime, str]]:
    return Ruling.objects.filter(case__pk__in=cases).order_by("id").values_list("case", "asked_at", "outcome")
