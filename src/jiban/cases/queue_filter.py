"""Which of the waiting cases an officer wants to see. Pure: from an address or a saved view, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from .workflow import State

CHOICES = {
    "only": ("all", "green", "look"),
    "state": ("", State.SUBMITTED, State.CHECKED, State.CORRECTING),
    "due": ("", "late", "soon"),
    "corrected": ("", "yes"),
    "mine": ("", "yes"),
}
LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Empty means: all. `village` is the code of a division; `mine` is what was handed to the officer as deputy."""

    only: str = "all"
    item: str = ""
    village: str = ""
    state: str = ""
    due: str = ""
    corrected: str = ""
    mine: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, Any]) -> Self:
        """From anything that was sent; nonsense counts as nothing."""
        read = {field.name: str(asked.get(field.name, "")) for field in fields(cls)}
        return cls(**{name: value for name, value in read.items() if value and _makes_sense(name, value)})

    @property
    def said(self) -> dict[str, str]:
        """What differs from the whole queue, for addresses and for saved views."""
        return {
            field.name: value
            for field in fields(self)
            if (value := str(getattr(self, field.name))) and value != field.default
        }


def _makes_sense(name: str, value: str) -> bool:
    if name in CHOICES:
        return value in CHOICES[name]
    return len(value) <= LONGEST_CODE and all(letter.isalnum() or letter in "-_" for letter in value)
