"""What the item's rules have found, in words: each condition with its truth, each fact with its source and age."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from jiban.cases.models import Ruling, RulingOutcome
from jiban.catalogue.definition import Label

SIGNS = {"yes": "ok", "no": "no", "unknown": "uk"}


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """As parts/checks.html draws it."""

    state: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class FactRow:
    label: str
    words: str
    hash: str


@dataclass(frozen=True, slots=True)
class Receipt:
    outcome: str
    passed: bool
    rule: str
    version: int
    at: datetime
    conditions: Sequence[ReceiptRow]
    facts: Sequence[FactRow]
    digest: str


def receipt_of(found: Ruling | None) -> Receipt | None:
    if found is None:
        return None
    return Receipt(
        outcome=str(RulingOutcome(found.outcome).label),
        passed=found.outcome != RulingOutcome.NOTHING,
        rule=found.rule,
        version=found.rule_version,
        at=found.at,
        conditions=[_condition(one) for one in found.receipt["conditions"]],
        facts=[_fact(one) for one in found.receipt["facts"]],
        digest=found.digest,
    )


def _condition(told: Mapping[str, Any]) -> ReceiptRow:
    words = {"yes": "", "no": _("departments say otherwise"), "unknown": _("not confirmed")}
    return ReceiptRow(SIGNS[told["truth"]], _in_language(told, "say"), words[told["truth"]])


def _fact(told: Mapping[str, Any]) -> FactRow:
    label = _in_language(told, "label")
    if told["state"] == "missing":
        return FactRow(label, _("no department has answered"), "")
    age = ngettext("%(days)d day old", "%(days)d days old", told["age_days"]) % {"days": told["age_days"]}
    words = _("%(source)s, %(age)s") % {"source": told["source"], "age": age}
    if told["state"] == "too-old":
        words = _("%(words)s: too old") % {"words": words}
    return FactRow(label, words, told["hash"])


def _in_language(told: Mapping[str, Any], name: str) -> str:
    return Label(told[name], told[f"{name}_en"]).in_language(get_language())
