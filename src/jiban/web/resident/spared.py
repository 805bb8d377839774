"""Certificates that nobody needs because a department may look the fact up, with the resident's consent."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language

from jiban.exchange import questions
from jiban.exchange.connected import connected
from jiban.exchange.facts import VILLAGE, Fact
from jiban.web import data_words


@dataclass(frozen=True, slots=True)
class Offer:
    """`url`: where the resident agrees and gets a number to hand over."""

    code: str
    title: str
    purpose: str
    url: str


def offers(item: str, *, purpose: str = "") -> Sequence[Offer]:
    """Of departments that are connected here; for one purpose, if it is known."""
    language = get_language() or ""
    return [
        Offer(fact.code, data_words.title(fact, fact.code), data_words.purpose(fact, fact.spares[1]), _url(fact))
        for fact in questions.sparing(item)
        if fact.spares and purpose in {"", fact.spares[1]} and receivers(fact, fact.spares[1], language)
    ]


def receivers(fact: Fact, purpose: str, language: str) -> dict[str, str]:
    """Departments that may ask for this purpose and are connected here."""
    may = {receiver for use in fact.uses if use.purpose == purpose for receiver in use.receivers} - {VILLAGE}
    known = connected().departments
    return {code: known[code].name.in_language(language) for code in sorted(may & set(known))}


def _url(fact: Fact) -> str:
    return reverse("resident:consent-new", args=[fact.code])
