"""Notes among officers about a case. They are no part of the decision, and the resident never sees them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jiban.composing import composed_once
from jiban.people.models import Officer

from .errors import CaseError
from .models import Case, CaseNote

LONGEST_NOTE = 500
MOST_SHOWN = 50
# The same words of the same officer so soon after are a second tap.
TWICE_WITHIN = timedelta(minutes=1)


class EmptyNoteError(CaseError):
    message = _("Write the note first.")


class CorrectedAlreadyError(CaseError):
    message = _("This note has been corrected already. Correct the newer one.")


def notes_of(case: Case) -> Sequence[CaseNote]:
    """The newest, oldest of them first."""
    return _newest_of(case.pk)[::-1]


@composed_once
def _newest_of(case: int) -> QuerySet[CaseNote]:
    notes = CaseNote.objects.filter(case=case).select_related("officer", "corrected_by")
    return notes.order_by("-id")[:MOST_SHOWN]


@transaction.atomic
def write(case: Case, text: str, *, by: Officer, now: datetime, corrects: int | None = None) -> CaseNote:
    """A note stays as it was written; `corrects` names the one of this case that the new note takes the place of."""
    # A browser counts the end of a line once and sends it as two: counted like that, the end of a long note would be lost.
    text = text.replace("\r\n", "\n").replace("\0", "").strip()[:LONGEST_NOTE]
    if not text:
        raise EmptyNoteError
    before = case.notes.order_by("-id").first()
    if before is not None and (before.officer_id, before.text) == (by.pk, text) and now - before.at < TWICE_WITHIN:
        return before
    wrong = None if corrects is None else case.notes.filter(pk=corrects).first()
    try:
        with transaction.atomic():
            return CaseNote.objects.create(case=case, officer=by, text=text, at=now, corrects=wrong)
    except IntegrityError as error:
        raise CorrectedAlreadyError from error
