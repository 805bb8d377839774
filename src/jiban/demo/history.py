"""What happened in the invented county before today, and what waits this morning: through the actions people use."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from jiban.cases import actions, deciding
from jiban.cases.actions import Request
from jiban.cases.models import Case
from jiban.catalogue.forms import example_answers, form_class
from jiban.catalogue.questions import item
from jiban.certificates.publishing import publish
from jiban.jobs.worker import Worker
from jiban.seals.certifier import test_authority

from .county import County, plan, prove_real_names


def fill(county: County, *, now: datetime) -> None:
    earlier = now - timedelta(days=45)
    prove_real_names(county, earlier)
    first = plan()["residents"][0]
    case = _submit(county, first, at=earlier)
    _approve(county, case, at=earlier + timedelta(minutes=12))
    work(earlier + timedelta(minutes=13))
    lately = now - timedelta(days=3)
    prove_real_names(county, lately - timedelta(hours=1))
    case = _submit(county, first, at=lately, code="villager-status")
    _approve(county, case, at=lately + timedelta(minutes=9))
    work(lately + timedelta(minutes=10))
    prove_real_names(county, now - timedelta(hours=1))
    for place, row in enumerate(plan()["residents"][1:]):
        _submit(county, row, at=now - timedelta(minutes=25 - 5 * place))
    publish(settings.TRUST_DIR, test_authority(), now)


def _submit(county: County, row: dict[str, Any], *, at: datetime, code: str = "residence") -> Case:
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


def _approve(county: County, case: Case, *, at: datetime) -> None:
    head = next(row for row in plan()["officers"] if row["username"] == "head")
    deciding.check(case, by=county.officers["clerk"], now=at)
    deciding.approve(case, by=county.officers["head"], pin=head["pin"], read_at=at, now=at)


def work(at: datetime) -> None:
    """Carry out what is waiting, as of that moment."""
    worker = Worker(clock=lambda: at)
    while worker.run_once():
        pass
