"""A draft is filled in question by question, on one device or on several; every answer is kept on the server."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from jiban.catalogue.models import Item

from .actions import Paper, keep_paper
from .clearing import kept_until
from .errors import StepRefusedError, TooManyPapersError
from .models import Case
from .workflow import State

# One paper may take several photos: both sides of a card, each page of a lease.
MOST_FILES_A_PAPER = 6
MOST_FILES = 20


@transaction.atomic
def answer(draft: Case, item: Item, answers: Mapping[str, str], *, now: datetime) -> Case:
    """Add answers to those that another device may have given meanwhile. An empty one is taken out."""
    kept = _own(draft)
    kept.answers = {name: text for name, text in {**kept.answers, **answers}.items() if text}
    kept.item = item
    written = {"answers": kept.answers, "item": item, "kept_until": kept_until(now), "end_told_at": None}
    if not Case.objects.filter(pk=kept.pk, state=State.DRAFT).update(**written):
        raise StepRefusedError
    return kept


@transaction.atomic
def add_papers(draft: Case, papers: Sequence[Paper], *, now: datetime) -> Case:
    """Add files to those already there. The same file for the same paper again is a second tap, or a line that broke."""
    kept = _own(draft)
    there = {(name, bytes(data)) for name, data in kept.papers.values_list("name", "data")} if papers else set()
    papers = [paper for paper in papers if (paper.name, paper.data) not in there]
    names = [*kept.papers.values_list("name", flat=True), *(paper.name for paper in papers)]
    if len(names) > MOST_FILES or any(names.count(paper.name) > MOST_FILES_A_PAPER for paper in papers):
        raise TooManyPapersError
    for paper in papers:
        keep_paper(kept, paper, now=now)
    Case.objects.filter(pk=kept.pk, state=State.DRAFT).update(kept_until=kept_until(now), end_told_at=None)
    return kept


@transaction.atomic
def remove_paper(draft: Case, pk: int) -> None:
    """A second tap finds it gone already."""
    _own(draft).papers.filter(pk=pk).delete()


@transaction.atomic
def keep_only(draft: Case, names: Collection[str]) -> None:
    """A paper that the answers no longer ask for is not handed in."""
    _own(draft).papers.exclude(name__in=names).delete()


def _own(draft: Case) -> Case:
    """The draft as it stands now, locked where the database can: two devices must not write over each other."""
    kept = Case.objects.select_for_update().filter(pk=draft.pk, state=State.DRAFT).first()
    if kept is None:
        raise StepRefusedError
    return kept
