"""Which function carries out which kind of job, and what the clock sets off. Rooms above register here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .models import Job

Handler = Callable[[Job, datetime], None]
Tick = Callable[[datetime], object]


@dataclass(frozen=True, slots=True)
class Clockwork:
    name: str
    every_seconds: float
    run: Tick


handlers: dict[str, Handler] = {}
clockworks: dict[str, Clockwork] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that carries out jobs of `kind`; it must call `finish` in its own transaction."""

    def register(handler: Handler) -> Handler:
        handlers[kind] = handler
        return handler

    return register


def every(seconds: float, name: str) -> Callable[[Tick], Tick]:
    """Register a function that every worker runs about every `seconds`; it must bear running twice at once."""

    def register(run: Tick) -> Tick:
        clockworks[name] = Clockwork(name, seconds, run)
        return run

    return register
