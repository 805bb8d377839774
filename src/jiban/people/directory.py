"""Who holds which post, who stands in, who is away: read for many posts at once."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from jiban.people import offices
from jiban.people.models import Absence, Deputation, Post, Proposal, Term


@dataclass(slots=True)
class Seat:
    """A post with the people around it now. `coming` are terms that begin later."""

    post: Post
    holders: list[Term] = field(default_factory=list)
    coming: list[Term] = field(default_factory=list)
    # Running and coming ones.
    deputations: list[Deputation] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Directory:
    seats: list[Seat]
    # Officers who are away now, with the absence.
    away: dict[int, Absence]


def read_directory(where: Q, now: datetime) -> Directory:
    """All seats of these posts, in five queries however many there are."""
    posts = Post.objects.filter(where).select_related("committee__division", "division").order_by("kind", "title", "pk")
    seats = {post.pk: Seat(post) for post in posts}
    day, at = timezone.localdate(now), timezone.localtime(now)
    open_ = Q(post__in=seats, ended_at=None) & (Q(ends_on=None) | Q(ends_on__gte=day))
    people: set[int] = set()
    for term in Term.objects.filter(open_).select_related("officer", "post"):
        seat = seats[term.post_id]
        (seat.holders if offices.of_term(term).has_begun(at) else seat.coming).append(term)
        people.add(term.officer_id)
    for deputation in Deputation.objects.filter(open_).select_related("officer"):
        seats[deputation.post_id].deputations.append(deputation)
        people.add(deputation.officer_id)
    for proposal in Proposal.objects.filter(post__in=seats, answered_at=None).select_related("made_by"):
        seats[proposal.post_id].proposals.append(proposal)
    away = Absence.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), officer__in=people, starts_at__lte=now)
    return Directory(list(seats.values()), {absence.officer_id: absence for absence in away})


def by_place(directory: Directory) -> dict[int, list[Seat]]:
    """The seats of each division, those of its committee among them."""
    found: dict[int, list[Seat]] = defaultdict(list)
    for seat in directory.seats:
        division = seat.post.committee.division_id if seat.post.committee else seat.post.division_id
        if division is not None:
            found[division].append(seat)
    return dict(found)
