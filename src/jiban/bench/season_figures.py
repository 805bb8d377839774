"""What the programs of a school-season morning tell each other. No framework: the load program knows none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HOUR_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Village:
    code: str
    head_session: str
    resident_sessions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Morning:
    villages: Sequence[Village]
    item: str
    answers: Mapping[str, str]
    pin: str


def read(told: Mapping[str, Any]) -> Morning:
    villages = [Village(**village) for village in told["villages"]]
    return Morning(villages, told["item"], told["answers"], told["pin"])
