"""Real objects for the addresses of helping: see `samples`."""

from datetime import timedelta

from django.utils import timezone

from jiban.helping.consent_rules import HelpState
from jiban.helping.models import HelpTask, HomeVisit
from tests.web.office.samples import sample


def _made(side, officer, **changed):
    now = timezone.now()
    words = {"authority": "presence", "opened_at": now, "ends_at": now + timedelta(minutes=30)}
    about = {"resident": side.resident, "item": side.waiting.item, "committee": side.committee}
    return HelpTask.objects.create(**{**words, **about, "officer": officer, **changed})


@sample("help-task")
def _task(side, officer):
    return {"pk": _made(side, officer).pk}


@sample("help-check")
def _check(side, _officer):
    return {"pk": _made(side, side.county, state=HelpState.AT_COUNTER, answers=side.waiting.answers).pk}


@sample("help-certificate")
def _certificate(side, officer):
    now = timezone.now()
    HelpTask.objects.filter(case=side.done).delete()
    done = {"state": HelpState.DONE, "case": side.done, "consented_at": now, "ended_at": now, "may_fetch": True}
    return {"pk": _made(side, officer, **done).pk}


@sample("help-picture")
def _picture(side, officer):
    now = timezone.now()
    HelpTask.objects.filter(case=side.waiting).delete()
    done = {"state": HelpState.DONE, "case": side.waiting, "consented_at": now, "ended_at": now, "mark": b"a mark"}
    return {"pk": _made(side, officer, **done).pk, "kind": "mark"}


@sample("home-visit")
def _home_visit(side, officer):
    words = {"name": side.resident.name, "place": "3组", "wanted_on": timezone.localdate(), "asked": "phone"}
    return {"pk": HomeVisit.objects.create(committee=side.committee, noted_by=officer, **words).pk}
