"""Ways in, as values: what is happening to a person, and facts that another office can look up itself. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiban.catalogue import documents
from jiban.catalogue.definition import Label, label
from jiban.catalogue.errors import DefinitionError

_SCHEMA = documents.schema(Path(__file__).with_name("entries.schema.json"))
EVENTS, FACTS = "life_events", "shared_facts"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A certificate that may be of use then, and why."""

    item: str
    why: Label


@dataclass(frozen=True, slots=True)
class Elsewhere:
    title: Label
    office: Label


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """What people say when they come. `not_needed` names kinds of the refuse list."""

    code: str
    icon: str
    title: Label
    summary: Label
    certificates: tuple[Wanted, ...]
    not_needed: tuple[str, ...]
    elsewhere: tuple[Elsewhere, ...]


@dataclass(frozen=True, slots=True)
class SharedFact:
    """Why an item may not be needed for some purposes, and which office knows the fact itself."""

    code: str
    item: str
    purposes: tuple[str, ...]
    title: Label
    instead: Label
    office: Label

    def concerns(self, item: str, purpose: str = "") -> bool:
        """Without a purpose: for any of them."""
        return self.item == item and (not self.purposes or not purpose or purpose in self.purposes)


def parse(document: Any, source: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Check a file of entries and give its lists. Raises DefinitionError with every mistake found."""
    problems = documents.faults(_SCHEMA, document)
    if not problems:
        for entries in document.values():
            codes = [entry["code"] for entry in entries]
            problems += [f"{code} stands twice" for code in sorted({code for code in codes if codes.count(code) > 1})]
    if problems:
        raise DefinitionError(source, problems)
    checked: Mapping[str, Sequence[Mapping[str, Any]]] = document
    return checked


def life_event(entry: Mapping[str, Any]) -> LifeEvent:
    return LifeEvent(
        code=entry["code"],
        icon=entry["icon"],
        title=label(entry, "title"),
        summary=label(entry, "summary"),
        certificates=tuple(Wanted(each["item"], label(each, "why")) for each in entry["certificates"]),
        not_needed=tuple(entry["not_needed"]),
        elsewhere=tuple(Elsewhere(label(each, "title"), label(each, "office")) for each in entry["elsewhere"]),
    )


def shared_fact(entry: Mapping[str, Any]) -> SharedFact:
    return SharedFact(
        code=entry["code"],
        item=entry["item"],
        purposes=tuple(entry["purposes"]),
        title=label(entry, "title"),
        instead=label(entry, "instead"),
        office=label(entry, "office"),
    )
