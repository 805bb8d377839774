"""What of the offices an officer sees: the own village's for a head, everything below for who works above it."""

from django.db.models import Q, QuerySet
from django.http import Http404

from jiban.people.charge import READS
from jiban.people.models import Deputation, Officer, Post, PostKind, Term
from jiban.places.models import Division

from .desk import Desk

FULL_POST = ("committee__division__parent__parent__parent", "division__parent__parent")


def divisions_in_sight(desk: Desk) -> Q:
    """The own divisions and everything below, as a condition on divisions; a head's own village."""
    villages = [committee.division_id for committee in desk.committees_as(PostKind.HEAD)]
    return Q(pk__in=villages) | _below(desk, "", Division.Level.VILLAGE)


def posts_in_sight(desk: Desk, prefix: str = "") -> Q:
    """The posts there, as a condition. `prefix` leads to the post."""
    heads = Q(**{f"{prefix}committee__in": desk.committees_as(PostKind.HEAD)})
    villages = desk.scope(*READS, prefix=f"{prefix}committee__")
    return heads | villages | _below(desk, f"{prefix}division", Division.Level.TOWNSHIP)


def post_of(desk: Desk, pk: int) -> Post:
    post = Post.objects.filter(posts_in_sight(desk), pk=pk).select_related(*FULL_POST).first()
    if post is None:
        raise Http404
    return post


def terms_in_sight(desk: Desk) -> QuerySet[Term]:
    paths = [f"post__{path}" for path in FULL_POST]
    return Term.objects.filter(posts_in_sight(desk, "post__")).select_related("officer", *paths)


def deputations_in_sight(desk: Desk) -> QuerySet[Deputation]:
    paths = [f"post__{path}" for path in FULL_POST]
    return Deputation.objects.filter(posts_in_sight(desk, "post__")).select_related("officer", *paths)


def officer_of(desk: Desk, pk: int) -> Officer:
    """Somebody who holds, held or will hold a post here, or stands in for one."""
    known = terms_in_sight(desk).filter(officer=pk).exists() or deputations_in_sight(desk).filter(officer=pk).exists()
    officer = Officer.objects.filter(pk=pk).first() if known else None
    if officer is None:
        raise Http404
    return officer


def _below(desk: Desk, path: str, lowest: int) -> Q:
    where = Q(pk__in=())
    for division in desk.divisions_as(*READS):
        for steps in range(lowest - division.level + 1):
            way = "__".join(part for part in (path, *["parent"] * steps) if part) or "pk"
            where |= Q(**{way: division.pk})
    return where
