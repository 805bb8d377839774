"""Read a directory of items: one YAML file an item, and beside them the refuse list, life events and shared facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jiban.catalogue import documents as texts
from jiban.catalogue import entries, refusal, schema
from jiban.catalogue.definition import ItemDefinition
from jiban.catalogue.errors import DefinitionError
from jiban.catalogue.rules.places import in_file

SHIPPED = Path(__file__).parent / "items"
REFUSE_LIST = "refused.yaml"
ENTRIES = {"life-events.yaml", "shared-facts.yaml"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one directory holds: the documents as read, their checked values, the refuse list and entries if there are any."""

    documents: Mapping[str, Mapping[str, Any]]
    items: Mapping[str, ItemDefinition]
    refused: list[refusal.Refused] | None
    entries: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


def read_directory(directory: Path) -> Shelf:
    """Read and check every file. Raises DefinitionError with the mistakes of all files together."""
    problems: list[str] = []
    documents, items, refused = {}, {}, None
    ways_in: dict[str, Sequence[Mapping[str, Any]]] = {}
    paths = sorted(directory.glob("*.yaml"))
    if not paths:
        raise DefinitionError(directory.name, ["there is no .yaml file here"])
    for path in paths:
        try:
            document = texts.read_yaml(path)
            if path.name == REFUSE_LIST:
                refused = refusal.parse(document, path.name)
                continue
            if path.name in ENTRIES:
                ways_in |= entries.parse(document, path.name)
                continue
            item = schema.parse(document, path.name, in_file(path))
        except DefinitionError as error:
            problems += str(error).splitlines()
            continue
        if item.code in items:
            problems.append(f"{path.name}: item {item.code} stands in another file too")
        documents[item.code], items[item.code] = document, item
    if problems:
        raise DefinitionError(directory.name, problems)
    return Shelf(documents, items, refused, ways_in)
