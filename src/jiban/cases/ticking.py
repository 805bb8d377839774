"""What the worker's clock does for the promise: look at late cases, count what was answered."""

from datetime import datetime

from jiban.jobs.registry import every

from . import figures, watching


@every(5, "watch-the-promise")
def watch_the_promise(now: datetime) -> None:
    while watching.watch(now) >= watching.BATCH:
        pass


@every(5, "count-answers")
def count_answers(now: datetime) -> None:
    while figures.count_answers(now) >= figures.BATCH:
        pass
