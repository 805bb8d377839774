"""What happened in the invented county before today, and what waits this morning: through the actions people use."""

from datetime import datetime, timedelta

from django.conf import settings

from jiban.certificates.publishing import publish
from jiban.seals.certifier import test_authority

from . import life
from .acting import approve, submit, work
from .county import County, prove_real_names
from .plans import plan

__all__ = ["fill", "work"]


def fill(county: County, *, now: datetime) -> None:
    earlier = now - timedelta(days=45)
    prove_real_names(county, earlier)
    first = plan()["residents"][0]
    case = submit(county, first, at=earlier)
    approve(county, case, at=earlier + timedelta(minutes=12))
    work(earlier + timedelta(minutes=13))
    lately = now - timedelta(days=3)
    prove_real_names(county, lately - timedelta(hours=1))
    case = submit(county, first, at=lately, code="villager-status")
    approve(county, case, at=lately + timedelta(minutes=9))
    work(lately + timedelta(minutes=10))
    prove_real_names(county, now - timedelta(hours=1))
    for place, row in enumerate(plan()["residents"][1:]):
        submit(county, row, at=now - timedelta(minutes=25 - 5 * place))
    life.fill(county, now=now)
    publish(settings.TRUST_DIR, test_authority(), now)
