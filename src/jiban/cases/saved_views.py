"""An officer's own ways to look at the queue."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jiban.composing import composed_once
from jiban.people.models import Officer

from .errors import CaseError
from .models import SavedView
from .queue_filter import QueueFilter

MOST_VIEWS = 12
LONGEST_NAME = 30


class ViewRefusedError(CaseError):
    """This view cannot be kept; the message says why."""


def views_of(officer: Officer) -> Sequence[SavedView]:
    return _views_of(officer.pk)


@composed_once
def _views_of(officer: int) -> QuerySet[SavedView]:
    return SavedView.objects.filter(officer=officer)[:MOST_VIEWS]


def default_among(views: Sequence[SavedView]) -> QueueFilter | None:
    usual = next((view for view in views if view.is_default), None)
    return QueueFilter.read(usual.filters) if usual is not None else None


@transaction.atomic
def keep(officer: Officer, name: str, wanted: QueueFilter, *, is_default: bool) -> SavedView:
    """Under a name used before, the new filters take the place of the old ones."""
    name = " ".join(name.replace("\0", "").split())[:LONGEST_NAME]
    if not name:
        raise ViewRefusedError(_("Give the view a name."))
    Officer.objects.select_for_update().get(pk=officer.pk)
    mine = SavedView.objects.filter(officer=officer)
    if not mine.filter(name=name).exists() and mine.count() >= MOST_VIEWS:
        raise ViewRefusedError(_("You have %(count)s views already. Remove one first.") % {"count": MOST_VIEWS})
    if is_default:
        mine.update(is_default=False)
    values = {"filters": wanted.said, "is_default": is_default}
    return SavedView.objects.update_or_create(officer=officer, name=name, defaults=values)[0]


def remove(officer: Officer, pk: int) -> None:
    """Twice is the same as once; others' views are not touched."""
    SavedView.objects.filter(officer=officer, pk=pk).delete()
