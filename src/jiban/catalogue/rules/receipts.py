"""Apply a rule, and say so in a receipt that can be repeated years later. Pure; the salt of each fact is the caller's.

A receipt names the rule as written, each condition with its truth, and of each fact a salted hash, source and age: never
its value. The values stand in `Given`, which is kept apart and can be deleted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import rfc8785

from jiban.standards.gm.sm3 import sm3

from .judging import Seen, Truth, Value, every, truth_of
from .rule import STRENGTH, NeededFact, Outcome, Rule, from_document

# The version of the language: what an expression means never changes under one number.
LANGUAGE = 1
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Fact:
    """One confirmed fact: text, a whole number, or yes and no. `salt` is 32 hex digits."""

    name: str
    value: str | int | bool
    source: str
    as_of: date
    answer_id: str
    salt: str

    @property
    def hash(self) -> str:
        return hash_of({"name": self.name, "value": self.value}, self.salt)


@dataclass(frozen=True, slots=True)
class Given:
    """All that was looked at: enough to repeat the judgement."""

    today: date
    facts: tuple[Fact, ...]
    answers: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        facts = [{**asdict(fact), "as_of": fact.as_of.isoformat()} for fact in self.facts]
        return {"today": self.today.isoformat(), "facts": facts, "answers": dict(self.answers)}


def given_from(document: Mapping[str, Any]) -> Given:
    facts = tuple(Fact(**{**fact, "as_of": date.fromisoformat(fact["as_of"])}) for fact in document["facts"])
    return Given(date.fromisoformat(document["today"]), facts, document["answers"])


def hash_of(content: Mapping[str, Any], salt: str) -> str:
    """SM3 over a 16-byte salt and the content in canonical JSON (RFC 8785); 64 hex digits."""
    raw = bytes.fromhex(salt)
    if len(raw) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return sm3(raw + rfc8785.dumps(dict(content))).hex()


def apply(rule: Rule, given: Given) -> dict[str, Any]:
    """The receipt of one rule. Its outcome is the rule's if every condition holds, else `nothing`."""
    newest = {fact.name: fact for fact in sorted(given.facts, key=lambda fact: fact.as_of)}
    used = [(needed, newest.get(needed.origin)) for needed in rule.facts]
    facts: dict[str, Value] = {
        needed.name: fact.value for needed, fact in used if fact is not None and _fresh(needed, fact, given.today)
    }
    seen = Seen(given.today, facts, dict(given.answers))
    truths = [truth_of(condition.expression, seen) for condition in rule.conditions]
    holds = every([*truths, *(True if needed.name in facts else None for needed, _fact in used)])
    return {
        "language": LANGUAGE,
        "rule": dict(rule.document),
        "day": given.today.isoformat(),
        "outcome": str(rule.outcome if holds is True else Outcome.NOTHING),
        "conditions": [
            {"say": condition.say, "say_en": condition.say_en, "truth": _word(truth)}
            for condition, truth in zip(rule.conditions, truths, strict=True)
        ],
        "facts": [_told(needed, fact, given.today) for needed, fact in used],
    }


def best(rules: Sequence[Rule], given: Given) -> dict[str, Any] | None:
    """The receipt of the rule that may do most; of the first, if none may do anything."""
    receipts = [apply(rule, given) for rule in rules]
    return max(receipts, key=lambda receipt: STRENGTH[Outcome(receipt["outcome"])], default=None)


def replay(receipt: Mapping[str, Any], given: Given) -> dict[str, Any]:
    """The same rule over what is given, once more: equal to the receipt unless something was changed."""
    if receipt["language"] != LANGUAGE:
        raise ValueError(f"the language of this receipt is {receipt['language']}")
    return apply(from_document(receipt["rule"]), given)


def digest(receipt: Mapping[str, Any]) -> str:
    return sm3(rfc8785.dumps(dict(receipt))).hex()


def _fresh(needed: NeededFact, fact: Fact, today: date) -> bool:
    return 0 <= (today - fact.as_of).days <= needed.max_age_days


def _told(needed: NeededFact, fact: Fact | None, today: date) -> dict[str, Any]:
    told: dict[str, Any] = {"name": needed.name, "label": needed.label, "label_en": needed.label_en}
    if fact is None:
        return {**told, "state": "missing"}
    age = (today - fact.as_of).days
    state = "used" if _fresh(needed, fact, today) else "too-old"
    return {**told, "state": state, "hash": fact.hash, "source": fact.source, "age_days": age, "answer": fact.answer_id}


def _word(truth: Truth) -> str:
    return {True: "yes", False: "no", None: "unknown"}[truth]
