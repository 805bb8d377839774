"""Which function carries out which kind of job, and what the clock sets off. Rooms above register here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from .models import Job

Handler = Callable[[Job, datetime], None]
GroupHandler = Callable[[Sequence[Job], datetime], None]
Tick = Callable[[datetime], object]


@dataclass(frozen=True, slots=True)
class Clockwork:
    name: str
    every_seconds: float
    run: Tick


handlers: dict[str, Handler] = {}
group_handlers: dict[str, GroupHandler] = {}
clockworks: dict[str, Clockwork] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that carries out jobs of `kind`; it must call `finish` in its own transaction."""

    def register(handler: Handler) -> Handler:
        handlers[kind] = handler
        return handler

    return register


def handles_together(kind: str) -> Callable[[GroupHandler], GroupHandler]:
    """Register the function that carries out several jobs of `kind` in one transaction, which also finishes them.

    If it fails, whatever it did must be undone: then it is called again for each job alone.
    """

    def register(handler: GroupHandler) -> GroupHandler:
        group_handlers[kind] = handler
        handlers[kind] = lambda job, now: handler([job], now)
        return handler

    return register


def every(seconds: float, name: str) -> Callable[[Tick], Tick]:
    """Register a function that every worker runs about every `seconds`; it must bear running twice at once."""

    def register(run: Tick) -> Tick:
        clockworks[name] = Clockwork(name, seconds, run)
        return run

    return register
