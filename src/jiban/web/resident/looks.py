"""Who looked at my data: which office and post, when, at what, and why; and how often my links were opened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiban.cases.journal import VIEWED_IDENTITY
from jiban.cases.models import JournalLine
from jiban.certificates import sight
from jiban.certificates.models import DataView, ShareOpening
from jiban.people.models import Resident, Term
from jiban.web.visitors import ResidentRequest, resident_required

PAGE = 30
What = DataView.What


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the page. `who`: office and post, no name; `url` leads to what was looked at."""

    at: datetime
    who: str
    what: str
    why: str
    about: str
    url: str
    icon_name: str


@require_safe
@resident_required
def looks(request: ResidentRequest) -> HttpResponse:
    before = _moment(request.GET.get("before", ""))
    found = sorted(_all(request.resident, before), key=lambda look: look.at, reverse=True)
    more = len(found) > PAGE
    context = {
        "looks": found[:PAGE],
        "older_url": f"?{urlencode({'before': found[PAGE - 1].at.isoformat()})}" if more else "",
        "newer_url": "?" if before else "",
    }
    return render(request, "resident/looks.html", context)


def _all(resident: Resident, before: datetime | None) -> Iterable[Look]:
    """Of each source one more than the page holds: whatever is newest is among them."""
    most = PAGE + 1
    yield from map(_viewed, sight.looks_at(resident, before=before, most=most))
    yield from map(_opened, sight.openings_of(resident, before=before, most=most))
    yield from _identity_looks(resident, before, most)


def _viewed(view: DataView) -> Look:
    about_certificate = view.what == What.CERTIFICATE
    about_report = view.what in {What.REFUSAL, What.PHOTO}
    if about_certificate:
        url, why = reverse("resident:certificate", args=[view.about]), _("To look after a certificate that it issued")
    elif about_report:
        url, why = reverse("resident:unit-refusal", args=[view.about]), _("To answer your report")
    else:
        url, why = reverse("resident:case", args=[view.about]), _("To work on your application")
    about = "" if about_report else view.about
    return Look(view.at, _who(view.office, view.post), view.get_what_display(), why, about, url, "eye")


def _opened(opening: ShareOpening) -> Look:
    certificate = opening.share.certificate
    what = _("opened your link and took the file") if opening.downloaded_at else _("opened your link")
    url = reverse("resident:certificate", args=[certificate.number])
    who, why = _("Somebody with your link"), _("You made the link; who opens it is not asked")
    return Look(opening.at, who, what, why, certificate.number, url, "share")


def _identity_looks(resident: Resident, before: datetime | None, most: int) -> Sequence[Look]:
    lines = JournalLine.objects.filter(case__resident=resident, action=VIEWED_IDENTITY)
    if before is not None:
        lines = lines.filter(at__lt=before)
    found = list(lines.select_related("case__committee").order_by("-at", "-pk")[:most])
    titles = _titles(found)
    return [
        Look(
            line.at,
            _who(line.case.committee.name, titles.get(line.pk, "")),
            _("opened your whole identity number"),
            _("To work on your application"),
            line.case.number,
            reverse("resident:case", args=[line.case.number]),
            "eye",
        )
        for line in found
    ]


def _titles(lines: Sequence[JournalLine]) -> dict[int, str]:
    """The post in that committee whose term had begun last when the officer looked."""
    officers, committees = {line.officer_id for line in lines}, {line.case.committee_id for line in lines}
    terms = Term.objects.filter(officer__in=officers, post__committee__in=committees).select_related("post")
    ordered = list(terms.order_by("starts_on", "pk"))
    return {
        line.pk: term.post.title
        for line in lines
        for term in ordered
        if term.officer_id == line.officer_id
        and term.post.committee_id == line.case.committee_id
        and term.starts_on <= line.at.date()
    }


def _who(office: str, post: str) -> str:
    return _("%(office)s, %(post)s") % {"office": office, "post": post} if post else office


def _moment(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
