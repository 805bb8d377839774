"""The walk of one application without a browser, for tests that need its end."""

from django.utils import timezone

from jiban.cases import actions, deciding
from jiban.cases.actions import Request
from jiban.catalogue.questions import item as offered_item
from jiban.certificates.models import Certificate
from jiban.jobs.worker import Worker
from tests import cast

ANSWERS = {
    "purpose": "school",
    "receiving_unit": "新安镇中心小学",
    "address": "2组16号",
    "since": "2009-03",
    "tenure": "own",
    "registered_here": "yes",
}


def submitted_case(village, *, key="k1", **changed):
    request = Request(item=offered_item("residence"), key=key, answers={**ANSWERS, **changed})
    return actions.submit(village.resident, request, now=timezone.now())


def work() -> None:
    worker = Worker()
    while worker.run_once():
        pass


def issued_certificate(village, *, key="k1") -> Certificate:
    case = submitted_case(village, key=key)
    deciding.approve(case, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())
    work()
    case.refresh_from_db()
    return Certificate.objects.select_related("paper").get(pk=case.certificate_id)
