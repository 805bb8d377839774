"""What an officer may do at the desk now: it follows from the posts held or stood in for today, and nothing else."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from jiban.people.errors import AuthorityError
from jiban.people.models import Officer, Post, PostKind, Term
from jiban.people.questions import ADMINISTRATORS, check_post, deputed_posts, posts_of
from jiban.places.models import Committee, Division
from jiban.web.visitors import OfficerRequest, officer_required

P = ParamSpec("P")
# Who works with people and their papers. A grid worker sees the visits alone.
WITH_PEOPLE = (PostKind.CLERK, PostKind.REVIEWER, PostKind.HEAD)
EVERY_KIND = tuple(PostKind)


@dataclass(frozen=True, slots=True)
class Desk:
    officer: Officer
    # Held, and those in which the officer stands in for the holder now.
    posts: tuple[Post, ...]
    deputed: tuple[Post, ...] = ()

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(post.kind for post in self.posts)

    @property
    def committees(self) -> tuple[Committee, ...]:
        """Where the officer works with people and their papers. For a grid worker ask `committees_as`."""
        return self.committees_as(*WITH_PEOPLE)

    def committees_as(self, *kinds: str) -> tuple[Committee, ...]:
        found = {post.committee_id: post.committee for post in self.posts if post.committee and post.kind in kinds}
        return tuple(found.values())

    @property
    def divisions(self) -> tuple[Division, ...]:
        """What the officer supervises, administers or audits."""
        return self.divisions_as(*EVERY_KIND)

    def divisions_as(self, *kinds: str) -> tuple[Division, ...]:
        found = {post.division_id: post.division for post in self.posts if post.division and post.kind in kinds}
        return tuple(found.values())

    @property
    def counties(self) -> tuple[Division, ...]:
        return self.divisions_as(PostKind.COUNTY_ADMINISTRATOR)

    def scope(self, *kinds: str, prefix: str = "") -> Q:
        """Committees below the officer's divisions, as a condition. `prefix` leads to the committee."""
        return below(self.divisions_as(*(kinds or EVERY_KIND)), f"{prefix}division")

    def works_in(self, committee: Committee) -> bool:
        return committee in self.committees

    def reviews(self, committee: Committee) -> bool:
        """Only a reviewer, or who stands in for one, signs, refuses and revokes."""
        return committee.pk in self.reviewed

    @property
    def reviewed(self) -> frozenset[int]:
        return frozenset(committee.pk for committee in self.committees_as(PostKind.REVIEWER))

    def heads(self, committee: Committee) -> bool:
        return committee in self.committees_as(PostKind.HEAD)

    def supervises(self, committee: Committee) -> bool:
        """Is the officer the supervisor of the township the committee is in?"""
        return self._is_above(committee, PostKind.TOWNSHIP_SUPERVISOR)

    def oversees(self, committee: Committee) -> bool:
        """Does the officer administer the county or the city the committee is in?"""
        return self._is_above(committee, *ADMINISTRATORS)

    def audits(self, committee: Committee) -> bool:
        return self._is_above(committee, PostKind.AUDITOR)

    def reaches(self, division: Division, *kinds: str) -> bool:
        """Is the division one of the officer's, or below one? Without kinds for any post above the village."""
        return division.lies_in(self.divisions_as(*(kinds or EVERY_KIND)))

    def _is_above(self, committee: Committee, *kinds: str) -> bool:
        return self.reaches(committee.division, *kinds)

    @property
    def titles(self) -> str:
        return "、".join(dict.fromkeys(post.title for post in self.posts))

    @property
    def name(self) -> str:
        own = self.committees_as(*EVERY_KIND)
        if own:
            return _("%(village)s office") % {"village": own[0].division.short_name}
        if self.counties:
            return _("%(county)s seal office") % {"county": self.counties[0].short_name}
        if self.divisions:
            return _("%(place)s office") % {"place": self.divisions[0].short_name}
        return _("Village office")

    @property
    def place(self) -> str:
        """The county and township above the village."""
        own = self.committees_as(*EVERY_KIND)
        if not own:
            return ""
        township = own[0].division.parent
        county = township.parent if township is not None else None
        return "".join(step.short_name for step in (county, township) if step is not None)


def below(divisions: Collection[Division], path: str) -> Q:
    """Villages below these divisions, by the chain of parents: nothing is loaded. `path` leads to the village."""
    where = Q(pk__in=())
    for division in divisions:
        steps = Division.Level.VILLAGE - division.level
        where |= Q(**{path + "__parent" * steps: division.pk})
    return where


class DeskRequest(OfficerRequest):
    """A request of an officer who holds at least one post now."""

    desk: Desk


View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]
OpenView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def desk_of(officer: Officer, now: datetime) -> Desk:
    held, deputed = posts_of(officer, now), deputed_posts(officer, now)
    both = {post.pk: post for post in (*held, *deputed)}
    return Desk(officer=officer, posts=tuple(both.values()), deputed=tuple(deputed))


def guard(view: View[P], kinds: Collection[str]) -> OpenView[P]:
    """Let in who holds a post of these kinds now, or stands in there; tell who has just lost one in plain words."""

    @officer_required
    @wraps(view)
    def guarded(request: OfficerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        desk = desk_of(request.officer, timezone.now())
        request.desk = desk  # type: ignore[attr-defined]
        try:
            if not desk.posts:
                return _no_post(request)
            if desk.kinds.isdisjoint(kinds):
                raise PermissionDenied
            return view(request, *args, **kwargs)  # type: ignore[arg-type]
        except AuthorityError as refusal:
            return _no_post(request, refusal)

    guarded.open_to = frozenset(kinds)  # type: ignore[attr-defined]
    return guarded


def at_desk(view: View[P]) -> OpenView[P]:
    """For every officer who holds a post now."""
    return guard(view, EVERY_KIND)


def at_committee_desk(view: View[P]) -> OpenView[P]:
    """For pages about people: only who works with people in a committee. Nobody above has business there."""
    return guard(view, WITH_PEOPLE)


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
