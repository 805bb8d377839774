"""What the worker's clock does for the promise: look at late cases, count what was answered."""

from collections.abc import Callable
from datetime import datetime

from jiban.jobs.registry import every

from . import figures, watching

# So many batches in one go: after an outage of a whole city there are thousands, and certificates must be sealed between.
MOST_BATCHES = 3


@every(5, "watch-the-promise")
def watch_the_promise(now: datetime) -> None:
    _in_batches(watching.watch, watching.BATCH, now)


@every(5, "count-answers")
def count_answers(now: datetime) -> None:
    _in_batches(figures.count_answers, figures.BATCH, now)


def _in_batches(work: Callable[[datetime], int], full: int, now: datetime) -> None:
    for _ in range(MOST_BATCHES):
        if work(now) < full:
            return
