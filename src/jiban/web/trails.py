"""What templates draw of an application's way: the steps of parts/steps.html and the trail of parts/trail.html."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Happening:
    text: str
    at: datetime
    note: str = ""
    photo_url: str = ""
