"""What departments share, as values: the data catalogue. Pure: no database, no clock."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from jiban.catalogue import documents
from jiban.catalogue.definition import Label, label

from .errors import FactFileError, SourceAnswerError

_SCHEMA = documents.schema(Path(__file__).with_name("facts.schema.json"))
LONGEST_TEXT = 200
YES, NO = {"1", "true", "yes", "y", "是"}, {"0", "false", "no", "n", "否"}
# The receiver that stands for the committee at which a case was handed in.
VILLAGE = "village"
# The purpose of a committee that checks an application.
APPLICATION = "application"

Value = bool | str


class Level(StrEnum):
    """How the law lets a fact be shared: 无条件共享, 有条件共享, 不予共享."""

    UNCONDITIONAL = "unconditional"
    CONDITIONAL = "conditional"
    NOT_SHARED = "not-shared"


@dataclass(frozen=True, slots=True)
class FactField:
    name: str
    label: Label
    kind: str

    def read(self, raw: object) -> Value:
        """A value as a department's system gives it. Raises SourceAnswerError."""
        text = "" if raw is None else str(raw).strip()
        if self.kind == "yes-no":
            if text.lower() not in YES | NO:
                raise SourceAnswerError
            return text.lower() in YES
        if not text or len(text) > LONGEST_TEXT:
            raise SourceAnswerError
        if self.kind in {"month", "date"}:
            _check_day(f"{text}-01" if self.kind == "month" else text)
        return text


@dataclass(frozen=True, slots=True)
class Use:
    """For what a fact may be used, by which law, and by whom."""

    purpose: str
    label: Label
    basis: str
    receivers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    code: str
    title: Label
    department: str
    department_name: Label
    level: Level
    reason: Label
    consent: bool
    fresh_days: int
    connector: str
    items: tuple[str, ...]
    # The certificate that nobody needs once the fact is shared: item and purpose.
    spares: tuple[str, str] | None
    fields: tuple[FactField, ...]
    uses: tuple[Use, ...]

    def use_for(self, purpose: str, receiver: str) -> Use | None:
        return next((use for use in self.uses if use.purpose == purpose and receiver in use.receivers), None)

    def field_named(self, name: str) -> FactField | None:
        return next((field for field in self.fields if field.name == name), None)


def parse(document: Any, source: str) -> Sequence[Mapping[str, Any]]:
    """Check a file of the catalogue and give its entries. Raises FactFileError with every mistake found."""
    problems = [f"{source}: {fault}" for fault in documents.faults(_SCHEMA, document)]
    if not problems:
        problems = [f"{source}: {problem}" for problem in _contradictions(document["facts"])]
    if problems:
        raise FactFileError(*problems)
    entries: Sequence[Mapping[str, Any]] = document["facts"]
    return entries


def fact(entry: Mapping[str, Any]) -> Fact:
    spares = entry.get("spares")
    return Fact(
        code=entry["code"],
        title=label(entry, "title"),
        department=entry["department"],
        department_name=label(entry, "department_name"),
        level=Level(entry["level"]),
        reason=label(entry, "reason"),
        consent=entry["consent"],
        fresh_days=entry.get("fresh_days", 0),
        connector=entry.get("connector", ""),
        items=tuple(entry.get("items", ())),
        spares=(spares["item"], spares["purpose"]) if spares else None,
        fields=tuple(FactField(each["name"], label(each, "label"), each["kind"]) for each in entry["fields"]),
        uses=tuple(
            Use(each["purpose"], label(each, "label"), each["basis"], tuple(each["receivers"]))
            for each in entry["uses"]
        ),
    )


def _contradictions(entries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What a schema cannot see."""
    codes = Counter(entry["code"] for entry in entries)
    yield from (f"{code} stands twice" for code, times in codes.items() if times > 1)
    for one in map(fact, entries):
        if one.level == Level.NOT_SHARED:
            if not (one.reason.zh and one.reason.en):
                yield f"{one.code}: say why it is not shared, in both languages: reason and reason_en"
            if one.uses or one.connector:
                yield f"{one.code}: what is not shared has no uses and no connector"
            continue
        if not (one.uses and one.connector and one.fresh_days):
            yield f"{one.code}: what is shared has uses, a connector and fresh_days"
        if one.spares and not any(use.purpose == one.spares[1] for use in one.uses):
            yield f"{one.code}: it spares a certificate for a purpose that it is not shared for"


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise SourceAnswerError from error
