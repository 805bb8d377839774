"""An item as values: what its file says. Pure; knows no database. `schema.parse` checks a file and gives these."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]
Answers: TypeAlias = Mapping[str, str]

SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
PURPOSE, PURPOSE_TEXT, RECEIVING_UNIT = "purpose", "purpose_text", "receiving_unit"
# Slots of every text, filled from the holder, the place and the common questions.
COMMON_SLOTS = frozenset(
    {"holder_name", "holder_sex", "holder_id_number", "village", "committee", "validity_days", PURPOSE, RECEIVING_UNIT}
)
RESERVED_NAMES = COMMON_SLOTS | {PURPOSE_TEXT, "pledge", "item", "papers", "key"}

LONGEST_ANSWER = {"long_text": 200, "address": 80, "person_name": 50, "number": 12}


@dataclass(frozen=True, slots=True)
class Label:
    zh: str
    en: str = ""

    def in_language(self, language: str | None) -> str:
        return self.en if (language or "").startswith("en") and self.en else self.zh

    def __bool__(self) -> bool:
        return bool(self.zh)


RECEIVING_UNIT_LABEL = Label("交给哪个单位", "To be given to")


@dataclass(frozen=True, slots=True)
class Condition:
    """True if the answer to `field` is one of `values`; without values, if there is an answer at all."""

    field: str
    values: tuple[str, ...] = ()

    def holds(self, answers: Answers) -> bool:
        answer = answers.get(self.field, "")
        return answer in self.values if self.values else bool(answer)


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: Label


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the item. `checks` as in the schema; `needed_when` makes it required for some answers."""

    name: str
    label: Label
    kind: str
    required: bool
    hint: Label
    example: str
    max_length: int
    choices: tuple[Choice, ...]
    remembered: bool
    autocomplete: str
    needed_when: Condition | None
    checks: Json = field(default_factory=dict)

    def is_needed(self, answers: Answers) -> bool:
        return self.required or (self.needed_when is not None and self.needed_when.holds(answers))


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the certificate is for; `free` asks the person to say it in words."""

    code: str
    label: Label
    default_receiving_unit: str
    free: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper to upload; any one of `any_of` will do."""

    code: str
    label: Label
    hint: Label
    required: bool
    needed_when: Condition | None
    any_of: tuple[Label, ...]
    formats: tuple[str, ...]
    max_bytes: int

    def is_needed(self, answers: Answers) -> bool:
        return self.required or (self.needed_when is not None and self.needed_when.holds(answers))


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class LegalBasis:
    law: str
    article: str


@dataclass(frozen=True, slots=True)
class Reception:
    """May another city receive applications for this item? If not, why not."""

    allowed: bool = True
    because: Label = field(default_factory=lambda: Label(""))


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """One version of an item, whole."""

    code: str
    version: int
    title: Label
    summary: Label
    audience: Label
    defining_authority: str
    type_code: str
    legal_basis: tuple[LegalBasis, ...]
    local_basis_note: str
    purposes: tuple[Purpose, ...]
    receiving_unit_label: Label
    receiving_unit_example: str
    fields: tuple[Field, ...]
    papers: tuple[Paper, ...]
    promise_minutes: int
    validity_days: int
    text: tuple[Paragraph, ...]
    closing: str
    fee: Label
    sealed_by: str
    two_person: bool
    handling: str
    reviewer_notes: tuple[str, ...]
    # As written: read by `rules.rule.from_document` where they are applied, not on every page.
    rules: tuple[Json, ...] = ()
    reception: Reception = field(default_factory=Reception)

    @property
    def is_received_elsewhere(self) -> bool:
        return self.reception.allowed and self.handling == "online"

    def purpose(self, code: str) -> Purpose:
        return next(purpose for purpose in self.purposes if purpose.code == code)

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)

    def paper(self, code: str) -> Paper:
        return next(paper for paper in self.papers if paper.code == code)

    def papers_needed(self, answers: Answers) -> list[Paper]:
        return [paper for paper in self.papers if paper.is_needed(answers)]


def from_checked(document: Json) -> ItemDefinition:
    """The values of a document that `schema.parse` has accepted before: quick, for every page that shows an item."""
    unit = document.get("receiving_unit", {})
    return ItemDefinition(
        code=document["code"],
        version=document["version"],
        title=label(document, "title"),
        summary=label(document, "summary"),
        audience=label(document, "audience"),
        defining_authority=document["defining_authority"],
        type_code=document["type_code"],
        legal_basis=tuple(LegalBasis(**basis) for basis in document.get("legal_basis", ())),
        local_basis_note=document.get("local_basis_note", ""),
        purposes=tuple(map(_purpose, document["purposes"])),
        receiving_unit_label=label(unit, "label") or RECEIVING_UNIT_LABEL,
        receiving_unit_example=unit.get("example", ""),
        fields=tuple(map(_field, document["fields"])),
        papers=tuple(map(_paper, document.get("papers", ()))),
        promise_minutes=document["promise_minutes"],
        validity_days=document["validity_days"],
        text=tuple(map(_paragraph, document["text"])),
        closing=document["closing"],
        fee=label(document, "fee"),
        sealed_by=document["sealed_by"],
        two_person=document["two_person"],
        handling=document["handling"],
        reviewer_notes=tuple(document.get("reviewer_notes", ())),
        rules=tuple(document.get("rules", ())),
        reception=_reception(document.get("reception")),
    )


def label(document: Json, name: str) -> Label:
    return Label(document.get(name, ""), document.get(f"{name}_en", ""))


def _condition(document: Json | None) -> Condition | None:
    return Condition(document["field"], tuple(document.get("is", ()))) if document else None


def _reception(document: Json | None) -> Reception:
    return Reception(document["allowed"], label(document, "because")) if document is not None else Reception()


def _purpose(document: Json) -> Purpose:
    return Purpose(
        code=document["code"],
        label=label(document, "label"),
        default_receiving_unit=document.get("default_receiving_unit", ""),
        free=document.get("free", False),
    )


def _field(document: Json) -> Field:
    return Field(
        name=document["name"],
        label=label(document, "label"),
        kind=document["kind"],
        required=document["required"],
        hint=label(document, "hint"),
        example=document.get("example", ""),
        max_length=document.get("max_length", LONGEST_ANSWER.get(document["kind"], 60)),
        choices=tuple(Choice(choice["code"], label(choice, "label")) for choice in document.get("choices", ())),
        remembered=document.get("remembered", False),
        autocomplete=document.get("autocomplete", "off"),
        needed_when=_condition(document.get("needed_when")),
        checks=document.get("checks", {}),
    )


def _paper(document: Json) -> Paper:
    return Paper(
        code=document["code"],
        label=label(document, "label"),
        hint=label(document, "hint"),
        required=document["required"],
        needed_when=_condition(document.get("needed_when")),
        any_of=tuple(label(kind, "label") for kind in document.get("required_any_of", ())),
        formats=tuple(document["formats"]),
        max_bytes=document["max_bytes"],
    )


def _paragraph(entry: str | Json) -> Paragraph:
    return Paragraph(entry) if isinstance(entry, str) else Paragraph(entry["text"], _condition(entry["when"]))
