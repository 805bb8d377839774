"""Who works where: the offices of a village, a township, a county, place by place; and one officer."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jiban.people import charge
from jiban.people.directory import Seat, by_place, read_directory
from jiban.people.models import IN_COMMITTEES, LEVELS, Deputation, Officer, Post, Term
from jiban.people.standing_in import deputed_posts
from jiban.places import prefixes  # noqa: F401 - brings the lookup `begins`
from jiban.places.models import Division

from .account_card import account_card
from .desk import Desk, DeskRequest, show
from .officer_sight import deputations_in_sight, divisions_in_sight, officer_of, terms_in_sight
from .permissions import open_to

PLACES_A_PAGE = 12
MOST_FOUND = 30
LONGEST = 50


@dataclass(frozen=True, slots=True)
class Rights:
    """What the officer at the desk may do about one post."""

    appoints: bool
    names_deputies: bool
    notes_absences: bool
    proposes: bool


@dataclass(frozen=True, slots=True)
class Place:
    division: Division
    seats: list[tuple[Seat, Rights]]
    may_appoint: bool


def rights(desk: Desk, post: Post) -> Rights:
    return Rights(
        appoints=charge.appoints(desk.posts, post.kind, charge.place_of(post)),
        names_deputies=charge.names_deputies(desk.posts, post),
        notes_absences=charge.notes_absences(desk.posts, post),
        proposes=charge.proposes(desk.posts, post),
    )


@require_safe
@open_to(*charge.READS)
def officers(request: DeskRequest) -> HttpResponse:
    now, desk = timezone.now(), request.desk
    said, after = request.GET.get("place", "").strip()[:LONGEST], request.GET.get("after", "")[:12]
    rows = Division.objects.filter(divisions_in_sight(desk), closed_on=None).order_by("code")
    if said:
        letters = said.lower()
        name = Q(short_name__begins=said) | Q(initials__begins=letters) | Q(pinyin__begins=letters)
        rows = rows.filter(name | Q(code__begins=said))
    if after.isdecimal():
        rows = rows.filter(code__gt=after)
    found = list(rows.select_related("committee", "parent__parent__parent")[: PLACES_A_PAGE + 1])
    more, found = len(found) > PLACES_A_PAGE, found[:PLACES_A_PAGE]
    context = {
        **_places(desk, found, now),
        "said_place": said,
        "first_url": f"?{urlencode({'place': said})}" if after else "",
        "next_url": f"?{urlencode({'place': said, 'after': found[-1].code})}" if more else "",
    }
    return show(request, "officers.html", context, section="officers")


def _places(desk: Desk, divisions: list[Division], now: datetime) -> dict[str, object]:
    keys = [division.pk for division in divisions]
    directory = read_directory(Q(division__in=keys) | Q(committee__division__in=keys), now)
    seats, known = by_place(directory), {division.pk: division for division in divisions}
    places = []
    for division in divisions:
        here = seats.get(division.pk, [])
        for seat in here:
            _share_place(seat.post, known[division.pk])
        may = bool(charge.kinds_to_fill(desk.posts, division) & kinds_of_place(division))
        places.append(Place(division, [(seat, rights(desk, seat.post)) for seat in here], may))
    return {"places": places, "away": directory.away}


def _share_place(post: Post, division: Division) -> None:
    """The page's own row, with what stands above it: the rights ask for that, and would read it for each post."""
    if post.committee is not None:
        post.committee.division = division
    else:
        post.division = division


def kinds_of_place(division: Division) -> frozenset[str]:
    """The kinds of posts there can be in a place."""
    if division.level == Division.Level.VILLAGE:
        return frozenset(IN_COMMITTEES)
    return frozenset(kind for kind, levels in LEVELS.items() if division.level in levels)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*charge.READS)
def officers_found(request: DeskRequest) -> HttpResponse:
    """Found by name or user name. The words are posted: names belong in no address."""
    said = request.POST.get("name", "").strip()[:LONGEST]
    people: list[Officer] = []
    if said:
        # Also who holds no post any more: that officer's account is closed or opened again, or appointed anew.
        name = Q(officer__name__startswith=said) | Q(officer__username__startswith=said.lower())
        keys = terms_in_sight(request.desk).filter(name).order_by("officer").values_list("officer", flat=True)
        more = deputations_in_sight(request.desk).filter(name).order_by("officer")
        wanted = {*keys.distinct()[:MOST_FOUND], *more.values_list("officer", flat=True).distinct()[:MOST_FOUND]}
        people = list(Officer.objects.filter(pk__in=wanted).order_by("name", "pk")[:MOST_FOUND])
    context = {"said_name": said, "people": people, "most": MOST_FOUND}
    return show(request, "officers_found.html", context, section="officers")


@require_safe
@open_to(*charge.READS)
def officer(request: DeskRequest, pk: int) -> HttpResponse:
    return show_officer(request, officer_of(request.desk, pk))


def show_officer(request: DeskRequest, one: Officer, *, refusal: str = "", status: int = 200) -> HttpResponse:
    now, desk = timezone.now(), request.desk
    terms = terms_in_sight(desk).filter(officer=one).order_by("-starts_on", "-pk")[:MOST_FOUND]
    deputations = deputations_in_sight(desk).filter(officer=one).order_by("-starts_on", "-pk")[:MOST_FOUND]
    here = posts_here(desk, one, now)
    context = {
        "one": one,
        "terms": [(term, rights(desk, term.post), _standing(term, now)) for term in terms],
        "deputations": [(row, rights(desk, row.post), _standing(row, now)) for row in deputations],
        "acting": {post.pk for post in deputed_posts(one, now)},
        "works_here": bool(here),
        "absences": one.absences.select_related("noted_by").order_by("-starts_at")[:10],
        "may_note_absence": any(charge.notes_absences(desk.posts, post) for post in here),
        "is_self": one.pk == request.officer.pk,
        "now": now,
        "account": account_card(desk, one, now),
        "refusal": refusal,
    }
    return show(request, "officer.html", context, section="officers", status=status)


def posts_here(desk: Desk, one: Officer, now: datetime) -> list[Post]:
    """In sight, and not over. Who has left is away for others, and so are the deputies whom that calls."""
    terms = terms_in_sight(desk).filter(_open(now), officer=one)
    deputations = deputations_in_sight(desk).filter(_open(now), officer=one)
    return [*(term.post for term in terms), *(row.post for row in deputations)]


def _open(now: datetime) -> Q:
    return Q(ended_at=None) & (Q(ends_on=None) | Q(ends_on__gte=timezone.localdate(now)))


def _standing(row: Term | Deputation, now: datetime) -> str:
    """running, coming or over"""
    day = timezone.localdate(now)
    if row.ended_at is not None or (row.ends_on is not None and row.ends_on < day):
        return "over"
    return "coming" if row.starts_on > day else "running"
