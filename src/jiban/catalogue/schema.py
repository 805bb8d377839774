"""The door for item files: what came through `parse` keeps item.schema.json and the checks below."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jiban.catalogue import documents
from jiban.catalogue.definition import (
    COMMON_SLOTS,
    PURPOSE,
    RECEIVING_UNIT,
    RESERVED_NAMES,
    SLOT,
    ItemDefinition,
    from_checked,
)
from jiban.catalogue.errors import DefinitionError
from jiban.catalogue.rules.rule import Problem, problems
from jiban.standards.codes import credit_code
from jiban.standards.codes.errors import CodeError

_SCHEMA = documents.schema(Path(__file__).with_name("item.schema.json"))


def parse(
    document: Any, source: str = "item", place: Callable[[Problem], str] = lambda problem: problem.in_words
) -> ItemDefinition:
    """Check an item's document and give its values. Raises DefinitionError with every mistake found.

    source   how mistakes name the document, usually its file name
    place    tells a mistake in a rule with its line and column in the file
    """
    if faults := documents.faults(_SCHEMA, document):
        raise DefinitionError(source, faults)
    item = from_checked(document)
    if found := [*_contradictions(item), *map(place, wrong_rules(item))]:
        raise DefinitionError(source, found)
    return item


def wrong_rules(item: ItemDefinition) -> Iterator[Problem]:
    answers = {each.name for each in item.fields} | {PURPOSE, RECEIVING_UNIT}
    return problems(item.rules, answers)


def _contradictions(item: ItemDefinition) -> Iterator[str]:
    """What a schema cannot see."""
    names = [each.name for each in item.fields]
    for kind, values in (
        ("field", names),
        ("purpose", [purpose.code for purpose in item.purposes]),
        ("paper", [paper.code for paper in item.papers]),
    ):
        yield from (f"{kind} {name} stands twice" for name, times in Counter(values).items() if times > 1)
    yield from (f"field {name} has a name kept for the form itself" for name in names if name in RESERVED_NAMES)
    for each in item.fields:
        if bool(each.choices) != (each.kind == "choice"):
            yield f"field {each.name}: choices belong to the kind choice, and to it alone"
    try:
        credit_code.parse(item.type_code[:18])
    except CodeError as error:
        yield f"type_code: {error}"
    yield from _wrong_conditions(item)
    yield from _wrong_slots(item)


def _wrong_conditions(item: ItemDefinition) -> Iterator[str]:
    known = {each.name: {choice.code for choice in each.choices} for each in item.fields}
    conditions = [
        *(each.needed_when for each in item.fields),
        *(paper.needed_when for paper in item.papers),
        *(paragraph.when for paragraph in item.text),
    ]
    for condition in filter(None, conditions):
        if condition.field not in known:
            yield f"a condition names the unknown field {condition.field}"
        elif unknown := set(condition.values) - known[condition.field]:
            yield f"a condition on {condition.field} names unknown choices: {', '.join(sorted(unknown))}"


def _wrong_slots(item: ItemDefinition) -> Iterator[str]:
    known = COMMON_SLOTS | {each.name for each in item.fields}
    for paragraph in item.text:
        for slot in SLOT.findall(paragraph.text):
            if slot not in known:
                yield f"the text has a slot for the unknown value {slot}"
        if set("{}") & set(SLOT.sub("", paragraph.text)):
            yield f"the text has a brace that is no slot: {paragraph.text[:40]}"
    if "{" in item.closing or "}" in item.closing:
        yield "the closing line takes no slots"
