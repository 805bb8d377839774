"""What stands on the page of a case beside the case itself: notes, visits, and what else the person asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiban.cases import notes, same_person, visits
from jiban.cases.models import Case, Finding, Visit
from jiban.cities.questions import reception_of
from jiban.helping.questions import help_of
from jiban.web.templatetags.jiban import moment

from .case_page_facts import known
from .desk import Desk

SIGNS = {Finding.CONFIRMED: "ok", Finding.DIFFERENT: "no", Finding.NOBODY: "wn"}


@dataclass(frozen=True, slots=True)
class VisitRow:
    """As parts/checks.html draws it, with the photo."""

    state: str
    text: str
    note: str
    photo_url: str


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another case of the same person. Without an address where it lies in a village that is not the officer's."""

    number: str
    title: str
    at: datetime | None
    certificate: str
    url: str


def beside(case: Case, *, desk: Desk, now: datetime) -> dict[str, Any]:
    open_twice, issued_lately = same_person.others_of(case, now)
    return {
        **known(case, now=now),
        "notes": notes.notes_of(case),
        "help_task": help_of.first(case.pk),
        "reception": reception_of(case),
        "visits": [_visit_row(visit) for visit in visits.visits_of(case)],
        "open_twice": [_other(other, desk) for other in open_twice],
        "issued_lately": [_other(other, desk) for other in issued_lately],
    }


def _visit_row(visit: Visit) -> VisitRow:
    officer, question = visit.assigned_to.name, visit.question
    if visit.done_at is None:
        words = _("%(officer)s goes there by %(at)s") % {"officer": officer, "at": moment(visit.due_at)}
        return VisitRow("uk", question, words, "")
    found = str(Finding(visit.finding).label)
    parts = [officer, moment(visit.done_at), visit.place, visit.words]
    photo = reverse("office:visit-photo", args=[visit.pk]) if visit.photo_type else ""
    return VisitRow(SIGNS[Finding(visit.finding)], f"{question} {found}", " · ".join(filter(None, parts)), photo)


def _other(case: Case, desk: Desk) -> OtherCase:
    title = case.item.title_en if get_language() == "en" else ""
    return OtherCase(
        number=case.number,
        title=title or case.item.title,
        at=case.decided_at or case.submitted_at,
        certificate=case.certificate.number if case.certificate is not None else "",
        url=reverse("office:case", args=[case.number]) if desk.works_in(case.committee) else "",
    )
