"""A rule of an item: which facts it needs and how old they may be, and the conditions that must all hold.

Example, as it stands in an item's file:

    rules:
      - id: lives-here
        version: 1
        valid_from: "2026-12-01"
        outcome: pre-check
        facts:
          - {name: registered_here, label: 户籍在本村, label_en: Registered in this village, max_age_days: 30}
        conditions:
          - {say: 户籍在本村, say_en: Registered in this village, is: registered_here}
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from .errors import RuleTextError
from .expressions import Expression, Name, Said, walk
from .reading import TODAY, read


class Outcome(StrEnum):
    """What a rule may do when all its conditions hold. `nothing` when they do not."""

    NOTHING = "nothing"
    PRE_CHECK = "pre-check"
    APPROVE = "approve"


STRENGTH = {Outcome.NOTHING: 0, Outcome.PRE_CHECK: 1, Outcome.APPROVE: 2}


@dataclass(frozen=True, slots=True)
class NeededFact:
    name: str
    label: str
    label_en: str
    max_age_days: int
    # Its name in the data catalogue, fact and field, if that is another: lives-here-since.since
    origin: str


@dataclass(frozen=True, slots=True)
class RuleCondition:
    say: str
    say_en: str
    text: str

    @property
    def expression(self) -> Expression:
        return read(self.text)


@dataclass(frozen=True, slots=True)
class Rule:
    """`document` is the rule as written: what a receipt keeps, so that it can be replayed whatever became of the file."""

    code: str
    version: int
    valid_from: date
    outcome: Outcome
    facts: tuple[NeededFact, ...]
    conditions: tuple[RuleCondition, ...]
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` leads to the expression in the item's document; line and column count within it, from 1."""

    path: tuple[str | int, ...]
    rule: str
    line: int
    column: int
    words: str

    @property
    def in_words(self) -> str:
        steps = ".".join(map(str, self.path))
        return f"{steps}, line {self.line}, column {self.column}: rule {self.rule}: {self.words}"


def from_document(document: Mapping[str, Any]) -> Rule:
    """A rule whose document keeps the schema. Its expressions are read when they are asked for."""
    return Rule(
        code=document["id"],
        version=document["version"],
        valid_from=date.fromisoformat(document["valid_from"]),
        outcome=Outcome(document["outcome"]),
        facts=tuple(
            NeededFact(
                fact["name"], fact["label"], fact["label_en"], fact["max_age_days"], fact.get("from", fact["name"])
            )
            for fact in document["facts"]
        ),
        conditions=tuple(
            RuleCondition(condition["say"], condition["say_en"], condition["is"])
            for condition in document["conditions"]
        ),
        document=document,
    )


def in_force(rules: Sequence[Rule], day: date) -> list[Rule]:
    """Of each rule the highest version that is valid on this day."""
    newest: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda rule: rule.version):
        if rule.valid_from <= day:
            newest[rule.code] = rule
    return list(newest.values())


def problems(documents: Sequence[Mapping[str, Any]], answers: Collection[str]) -> Iterator[Problem]:
    """What is wrong in these rules of one item, whose answers have these names."""
    seen: set[tuple[str, int]] = set()
    for place, document in enumerate(documents):
        name = f"{document['id']} v{document['version']}"
        where = ("rules", place)
        if (document["id"], document["version"]) in seen:
            yield Problem(where, name, 1, 1, "stands twice")
        seen.add((document["id"], document["version"]))
        try:
            date.fromisoformat(document["valid_from"])
        except ValueError:
            yield Problem((*where, "valid_from"), name, 1, 1, "valid_from is no day, for example 2026-12-01")
        facts = [fact["name"] for fact in document["facts"]]
        if len(set(facts)) != len(facts) or TODAY in facts:
            yield Problem((*where, "facts"), name, 1, 1, "each fact has a name of its own, and none is called today")
        for number, condition in enumerate(document["conditions"]):
            path = (*where, "conditions", number, "is")
            yield from _wrong(condition["is"], path, name, facts, answers)


def _wrong(
    text: str, path: tuple[str | int, ...], rule: str, facts: Collection[str], answers: Collection[str]
) -> Iterator[Problem]:
    try:
        found = read(text)
    except RuleTextError as error:
        yield Problem(path, rule, error.line, error.column, error.words)
        return
    for part in walk(found):
        if isinstance(part, Name) and part.name != TODAY and part.name not in facts:
            words = f"{part.name} is no fact of this rule; name it under facts, or write said({part.name})"
            yield Problem(path, rule, part.line, part.column, words)
        if isinstance(part, Said) and part.name not in answers:
            yield Problem(path, rule, part.line, part.column, f"the item has no answer {part.name}")
