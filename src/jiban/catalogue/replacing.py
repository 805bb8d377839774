from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model


def replace_all(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """The table holds these rows, known by `code`, in this order, and no others. In the caller's transaction."""
    kept = list(rows)
    table = model._default_manager  # noqa: SLF001 - Django's public name for it
    table.exclude(code__in=[row["code"] for row in kept]).delete()
    for position, row in enumerate(kept):
        table.update_or_create(code=row["code"], defaults={**row, "position": position})
