import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiban.catalogue import entries, files, refusal
from jiban.catalogue.definition import ItemDefinition
from jiban.catalogue.errors import CatalogueError, NoBasisError, RefusedKindError
from jiban.catalogue.models import Item, LifeEvent, RefusedKind, SharedFact
from jiban.catalogue.replacing import replace_all


@dataclass(frozen=True, slots=True)
class LoadCount:
    """`added` lists the new versions; `refused_kinds` is the length of the refuse list now."""

    added: tuple[Item, ...]
    unchanged: int
    refused_kinds: int


@transaction.atomic
def load(directory: Path = files.SHIPPED, *, publishing: bool = False) -> LoadCount:
    """Load every item of a directory, all or none; changed content becomes a new version.

    With `publishing`, new versions are offered at once. An unchanged item stays as it is, withdrawn or not.
    """
    shelf = files.read_directory(directory)
    if shelf.refused is not None:
        _replace_refuse_list(shelf.refused)
    _replace_entries(shelf.entries)
    added = []
    for code, document in shelf.documents.items():
        item = _new_version(code, document)
        if item is None:
            continue
        added.append(publish(item) if publishing else item)
    return LoadCount(tuple(added), len(shelf.documents) - len(added), RefusedKind.objects.count())


@transaction.atomic
def publish(item: Item) -> Item:
    """Offer this version to residents in place of any other version of the item."""
    refused = [kind.read() for kind in RefusedKind.objects.all()]
    if not refused:
        raise CatalogueError(_("Load the refuse list first: without it no item can be offered."))
    check_publishable(item.read(), refused)
    Item.objects.filter(code=item.code, current=True).exclude(pk=item.pk).update(current=False)
    item.published, item.current, item.withdrawn_at = True, True, None
    item.save(update_fields=["published", "current", "withdrawn_at"])
    return item


@transaction.atomic
def withdraw(item: Item) -> Item:
    """Stop offering this version. Cases already submitted go on; nobody can apply for it any more."""
    if not item.is_offered:
        raise CatalogueError(_("%(title)s is not offered now.") % {"title": item.title})
    item.current, item.withdrawn_at = False, timezone.now()
    item.save(update_fields=["current", "withdrawn_at"])
    return item


def check_publishable(item: ItemDefinition, refused: list[refusal.Refused]) -> None:
    """Raises RefusedKindError or NoBasisError if the item may not be offered."""
    language = get_language()
    kind = refusal.refused_as(item.code, item.title, refused)
    if kind is not None:
        message = _("“%(title)s” cannot be offered: by %(basis)s a village or community must not issue it. %(instead)s")
        values = {
            "title": item.title.in_language(language),
            "basis": kind.basis,
            "instead": kind.instead.in_language(language),
        }
        raise RefusedKindError(message % values)
    if not item.legal_basis and not item.local_basis_note.strip():
        message = _("“%(title)s” cannot be offered: enter its legal basis, or a note on the local basis.")
        raise NoBasisError(message % {"title": item.title.in_language(language)})


def _replace_refuse_list(kinds: list[refusal.Refused]) -> None:
    replace_all(
        RefusedKind,
        (
            {
                "code": kind.code,
                "title": kind.title.zh,
                "title_en": kind.title.en,
                "words": list(kind.words),
                "instead": kind.instead.zh,
                "instead_en": kind.instead.en,
                "basis": kind.basis,
            }
            for kind in kinds
        ),
    )


def _replace_entries(ways_in: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """What the directory says nothing about stays as it is."""
    if entries.EVENTS in ways_in:
        replace_all(LifeEvent, ({"code": entry["code"], "document": entry} for entry in ways_in[entries.EVENTS]))
    if entries.FACTS in ways_in:
        rows = (
            {"code": entry["code"], "item_code": entry["item"], "document": entry} for entry in ways_in[entries.FACTS]
        )
        replace_all(SharedFact, rows)


def _new_version(code: str, document: Mapping[str, Any]) -> Item | None:
    """A row for changed content; None if the newest version says the same.

    The file's own number is taken when it is higher; a change under an old number gets the next one.
    """
    content = {name: value for name, value in document.items() if name != "version"}
    content_hash = hashlib.sha256(rfc8785.dumps(content)).hexdigest()
    newest = Item.objects.filter(code=code).aggregate(Max("version"))["version__max"] or 0
    if Item.objects.filter(code=code, version=newest, content_hash=content_hash).exists():
        return None
    version = max(document["version"], newest + 1)
    return Item.objects.create(
        code=code,
        version=version,
        title=document["title"],
        title_en=document["title_en"],
        definition={**document, "version": version},
        content_hash=content_hash,
    )
