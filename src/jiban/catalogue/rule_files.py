"""A file of rules to be tried: the item's code, and its rules as they would stand in the item's file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jiban.catalogue import documents, schema
from jiban.catalogue.errors import DefinitionError
from jiban.catalogue.models import Item
from jiban.catalogue.rules.places import in_text
from jiban.catalogue.rules.rule import Rule, from_document

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

    changed = {**item.definition, "rules": document["rules"]}
    return RuleFile(item.code, [from_document(rule) for rule in schema.parse(changed, source, in_text(text)).rules])


def _document(text: str, source: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise DefinitionError(source, [f"the file is longer than {LONGEST} characters"])
    found = documents.parse_yaml(text, source)
    if not isinstance(found, dict) or not isinstance(found.get("item"), str) or not found.get("rules"):
        raise DefinitionError(source, ["write item: CODE, and below it rules: with at least one rule"])
    return found
