"""The words of a certificate: the item's text with its slots filled. Pure; always in Chinese, as it is printed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jiban.catalogue.definition import (
    PURPOSE,
    PURPOSE_TEXT,
    RECEIVING_UNIT,
    SLOT,
    Answers,
    Field,
    ItemDefinition,
    Label,
    Paragraph,
    Purpose,
)
from jiban.catalogue.errors import MissingFactError

PURPOSE_LABEL = Label("证明用来做什么", "What is it for")
_SENTENCE_END = "。．.；;，,、 "


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a page that shows answers. `name` is the question's, `kind` as in the item's file."""

    name: str
    label: str
    value: str
    kind: str


def paragraphs(item: ItemDefinition, facts: Mapping[str, str]) -> list[str]:
    """The paragraphs to print, the closing line last. Raises MissingFactError naming an empty slot.

    Every slot is replaced once: braces inside a fact stay braces.
    """
    shown = [part for part in item.text if _is_shown(part, item, facts)]
    return [*(_filled(part.text, facts) for part in shown), item.closing]


def facts_of(
    item: ItemDefinition,
    answers: Answers,
    *,
    holder_name: str,
    holder_sex: str,
    holder_id_number: str,
    village: str,
    committee: str,
) -> dict[str, str]:
    """All that the text may name: the holder (sex as 男 or 女), the place, and the answers as printed."""
    facts = {each.name: printed(each, answers[each.name]) for each in item.fields if answers.get(each.name)}
    return facts | {
        "holder_name": holder_name,
        "holder_sex": holder_sex,
        "holder_id_number": holder_id_number,
        "village": village,
        "committee": committee,
        "validity_days": str(item.validity_days),
        PURPOSE: purpose_text(item, answers),
        RECEIVING_UNIT: answers.get(RECEIVING_UNIT, ""),
    }


def standing_words(item: ItemDefinition) -> str:
    """What papers of this item say whoever asks: the text around its slots, and the words to choose from."""
    choices = [choice.label.zh for field in item.fields for choice in field.choices]
    purposes = [purpose.label.zh + purpose.default_receiving_unit for purpose in item.purposes]
    text = [SLOT.sub("", part.text) for part in item.text]
    return "".join([item.title.zh, *text, item.closing, *choices, *purposes])


def purpose_text(item: ItemDefinition, answers: Answers, language: str | None = None) -> str:
    """The purpose in words: the person's own for a free one."""
    purpose = _purpose(item, answers)
    if purpose is None:
        return ""
    return answers.get(PURPOSE_TEXT, "") if purpose.free else purpose.label.in_language(language)


def printed(field: Field, answer: str, language: str | None = None) -> str:
    """An answer as people read it: 2009-03 as 2009年3月, a choice by its label."""
    if field.kind == "choice":
        return next((choice.label.in_language(language) for choice in field.choices if choice.code == answer), "")
    if field.kind == "long_text":
        return " ".join(answer.split()).rstrip(_SENTENCE_END)
    if (language or "").startswith("en"):
        return answer
    if field.kind == "date":
        day = date.fromisoformat(answer)
        return f"{day.year}年{day.month}月{day.day}日"
    if field.kind == "month":
        day = date.fromisoformat(f"{answer}-01")
        return f"{day.year}年{day.month}月"
    return answer


def summary(item: ItemDefinition, answers: Answers, language: str | None = None) -> list[Row]:
    """The questions that were answered, in the order of the form, for pages to check and to review."""
    rows = [Row(PURPOSE, PURPOSE_LABEL.in_language(language), purpose_text(item, answers, language), "choice")]
    rows += [
        Row(each.name, each.label.in_language(language), printed(each, answers[each.name], language), each.kind)
        for each in item.fields
        if answers.get(each.name)
    ]
    unit_label = item.receiving_unit_label.in_language(language)
    rows.append(Row(RECEIVING_UNIT, unit_label, answers.get(RECEIVING_UNIT, ""), "text"))
    return rows


def _purpose(item: ItemDefinition, answers: Answers) -> Purpose | None:
    return next((purpose for purpose in item.purposes if purpose.code == answers.get(PURPOSE)), None)


def _is_shown(part: Paragraph, item: ItemDefinition, facts: Mapping[str, str]) -> bool:
    if part.when is None:
        return True
    fact = facts.get(part.when.field, "")
    if not part.when.values:
        return bool(fact)
    choices = item.field(part.when.field).choices
    return fact in {choice.label.zh for choice in choices if choice.code in part.when.values}


def _filled(text: str, facts: Mapping[str, str]) -> str:
    def fact(slot: re.Match[str]) -> str:
        value = facts.get(slot[1], "")
        if not value.strip():
            raise MissingFactError(slot[1])
        return value

    return SLOT.sub(fact, text)
