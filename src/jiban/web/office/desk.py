"""What an officer may do at the desk now: it follows from the posts held today, and from nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from jiban.people.errors import AuthorityError
from jiban.people.models import Officer, Post, PostKind, Term
from jiban.people.questions import check_post, posts_of
from jiban.places.models import Committee, Division
from jiban.web.visitors import OfficerRequest, officer_required

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Desk:
    officer: Officer
    posts: tuple[Post, ...]
    committees: tuple[Committee, ...]
    counties: tuple[Division, ...]
    reviewed: frozenset[int]

    def works_in(self, committee: Committee) -> bool:
        return committee in self.committees

    def reviews(self, committee: Committee) -> bool:
        """Only a reviewer signs, refuses and revokes."""
        return committee.pk in self.reviewed

    def oversees(self, committee: Committee) -> bool:
        """Does the officer administer the county the committee is in? Villages stand two steps below it."""
        township = committee.division.parent
        return township is not None and township.parent in self.counties

    @property
    def titles(self) -> str:
        return "、".join(dict.fromkeys(post.title for post in self.posts))

    @property
    def name(self) -> str:
        if self.committees:
            return _("%(village)s office") % {"village": self.committees[0].division.short_name}
        if self.counties:
            return _("%(county)s seal office") % {"county": self.counties[0].short_name}
        return _("Village office")

    @property
    def place(self) -> str:
        """The county and township above the village."""
        if not self.committees:
            return ""
        township = self.committees[0].division.parent
        county = township.parent if township is not None else None
        return "".join(step.short_name for step in (county, township) if step is not None)


class DeskRequest(OfficerRequest):
    """A request of an officer who holds at least one post now."""

    desk: Desk


View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]
OpenView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def desk_of(officer: Officer, now: datetime) -> Desk:
    posts = posts_of(officer, now)
    return Desk(
        officer=officer,
        posts=tuple(posts),
        committees=tuple({post.committee_id: post.committee for post in posts if post.committee}.values()),
        counties=tuple({post.county_id: post.county for post in posts if post.county}.values()),
        reviewed=frozenset(post.committee_id for post in posts if post.committee_id and post.kind == PostKind.REVIEWER),
    )


def at_desk(view: View[P]) -> OpenView[P]:
    """Let in officers who hold a post now; tell the others, and who has just lost one, in plain words."""

    @officer_required()
    @wraps(view)
    def guarded(request: OfficerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        desk = desk_of(request.officer, timezone.now())
        request.desk = desk  # type: ignore[attr-defined]
        try:
            if not desk.posts:
                return _no_post(request)
            return view(request, *args, **kwargs)  # type: ignore[arg-type]
        except AuthorityError as refusal:
            return _no_post(request, refusal)

    return guarded


def at_committee_desk(view: View[P]) -> OpenView[P]:
    """For pages about people: clerks and reviewers only. A county administrator has no business there."""

    @at_desk
    @wraps(view)
    def guarded(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.desk.committees:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def require_place(request: DeskRequest, committee: Committee) -> None:
    """Other villages' papers do not exist for this officer; who worked here until lately is told that the term ended."""
    if request.desk.works_in(committee):
        return
    kinds = Term.objects.filter(officer=request.officer, post__committee=committee).values_list("post__kind", flat=True)
    for kind in kinds:
        check_post(request.officer, kind, committee=committee, now=timezone.now())
    raise Http404


def show(
    request: DeskRequest, template: str, context: Mapping[str, Any], *, section: str = "", status: int = 200
) -> HttpResponse:
    """Draw a page of the desk."""
    about_desk = {"desk": request.desk, "section": section, "site_name": request.desk.name}
    return render(request, f"office/{template}", {**about_desk, **context}, status=status)


def _no_post(request: OfficerRequest, refusal: AuthorityError | None = None) -> HttpResponse:
    why = refusal or _what_ended(request.officer)
    return render(request, "office/no_post.html", {"refusal": why}, status=403)


def _what_ended(officer: Officer) -> AuthorityError | None:
    """The words about the newest term in a committee: it ended, or has not begun."""
    newest = officer.terms.filter(post__committee__isnull=False).select_related("post__committee").last()
    if newest is None or newest.post.committee is None:
        return None
    try:
        check_post(officer, newest.post.kind, committee=newest.post.committee, now=timezone.now())
    except AuthorityError as refusal:
        return refusal
    return None
