"""A file of rules to be tried: the item's code, and its rules as they would stand in the item's file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from jiban.catalogue import schema
from jiban.catalogue.errors import DefinitionError
from jiban.catalogue.models import Item
from jiban.catalogue.rules.places import place_in
from jiban.catalogue.rules.rule import Problem, Rule, from_document

LONGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class RuleFile:
    item: str
    rules: Sequence[Rule]


def read_rule_file(text: str, source: str) -> RuleFile:
    """`item: CODE` and `rules: [...]`, against the item on offer. Raises DefinitionError with line and column."""
    document = _document(text, source)
    item = Item.objects.filter(code=document["item"], current=True).first()
    if item is None:
        raise DefinitionError(source, [f"no item {document['item']} is on offer"])

    def placed(problem: Problem) -> str:
        line, column = place_in(text, problem)
        return f"line {line}, column {column}: rule {problem.rule}: {problem.words}"

    changed = {**item.definition, "rules": document["rules"]}
    return RuleFile(item.code, [from_document(rule) for rule in schema.parse(changed, source, placed).rules])


def _document(text: str, source: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise DefinitionError(source, [f"the file is longer than {LONGEST} characters"])
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise DefinitionError(source, [_unreadable(error)]) from error
    if not isinstance(found, dict) or not isinstance(found.get("item"), str) or not found.get("rules"):
        raise DefinitionError(source, ["write item: CODE, and below it rules: with at least one rule"])
    return found


def _unreadable(error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return "this is no YAML"
    mark = error.problem_mark
    return f"line {mark.line + 1}, column {mark.column + 1}: {error.problem}"
