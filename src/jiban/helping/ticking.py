"""What the worker's clock does for helping: end tasks whose time is over, and delete what was typed in them."""

from datetime import datetime

from jiban.jobs.registry import every

from . import ending


@every(60, "end-help-tasks")
def end_help_tasks(now: datetime) -> None:
    ending.end_overdue(now)
