"""What the demo's people do, through the actions people use."""

from datetime import datetime
from typing import Any

from jiban.cases import actions, deciding
from jiban.cases.actions import Request
from jiban.cases.models import Case
from jiban.catalogue.forms import example_answers, form_class
from jiban.catalogue.questions import item
from jiban.jobs.worker import Worker

from .county import County
from .plans import plan


def submit(county: County, row: dict[str, Any], *, at: datetime, code: str = "residence") -> Case:
    resident = county.residents[row["name"]]
    asked = item(code)
    own = {**plan()["answers"], "address": row["address"], "since": row["since"]}
    typed = {**example_answers(asked.read()), **(own if code == "residence" else {})}
    form = form_class(asked.read())(data=typed)
    if not form.is_valid():
        raise ValueError(f"the examples of {code} do not pass its own form")
    answers = form.answers()
    request = Request(item=asked, key=f"demo-{resident.pk}-{at:%Y%m%d}", answers=answers)
    return actions.submit(resident, request, now=at)


def approve(county: County, case: Case, *, at: datetime) -> None:
    head = next(row for row in plan()["officers"] if row["username"] == "head")
    deciding.check(case, by=county.officers["clerk"], now=at)
    deciding.approve(case, by=county.officers["head"], pin=head["pin"], read_at=at, now=at)


def work(at: datetime) -> None:
    """Carry out what is waiting, as of that moment."""
    worker = Worker(clock=lambda: at)
    while worker.run_once():
        pass
