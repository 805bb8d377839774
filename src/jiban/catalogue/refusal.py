"""The refuse list as values, and the rule that finds an item on it. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiban.catalogue import documents
from jiban.catalogue.definition import Label, label
from jiban.catalogue.errors import DefinitionError

_SCHEMA = documents.schema(Path(__file__).with_name("refused.schema.json"))
_BETWEEN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Refused:
    """A kind of certificate that must not be issued; `words` give it away in a title."""

    code: str
    title: Label
    words: tuple[str, ...]
    instead: Label
    basis: str


def parse(document: Any, source: str = "refused") -> list[Refused]:
    """Read the refuse list. Raises DefinitionError with every mistake found."""
    if faults := documents.faults(_SCHEMA, document):
        raise DefinitionError(source, faults)
    kinds = [
        Refused(
            code=entry["code"],
            title=label(entry, "title"),
            words=tuple(entry["words"]),
            instead=label(entry, "instead"),
            basis=entry["basis"],
        )
        for entry in document["refused"]
    ]
    codes = [kind.code for kind in kinds]
    repeated = sorted({code for code in codes if codes.count(code) > 1})
    if repeated:
        raise DefinitionError(source, [f"{code} stands twice" for code in repeated])
    return kinds


def refused_as(code: str, title: Label, kinds: Sequence[Refused]) -> Refused | None:
    """The refused kind this item is, by its code, its titles or a word of its title; None if it is none.

    Blanks, punctuation and full-width letters do not hide a word.
    """
    plain, plain_en = _plain(title.zh), _plain(title.en)
    for kind in kinds:
        by_word = any(_plain(word) in plain for word in (kind.title.zh, *kind.words))
        if code == kind.code or by_word or (plain_en and plain_en == _plain(kind.title.en)):
            return kind
    return None


def _plain(text: str) -> str:
    return _BETWEEN_WORDS.sub("", unicodedata.normalize("NFKC", text)).casefold()
