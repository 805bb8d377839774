"""Where lines stand in the log: the sequencer gives places, everybody else asks for them."""

from collections.abc import Iterator, Sequence

from . import storage
from .models import Line, Run


def of_line(line: Line) -> int | None:
    """The line's index; None while it waits for one."""
    run = Run.objects.filter(first_line__lte=line.pk).order_by("-first_line").first()
    if run is None or line.pk >= run.first_line + run.count:
        return None
    return run.first_index + line.pk - run.first_line


def first_unused() -> int:
    """The index that the next line gets."""
    newest = Run.objects.order_by("-first_index").first()
    return newest.next_index if newest else 0


def entries(first: int, after: int) -> list[bytes]:
    """The entries at the indices from `first` on, without `after`, as far as none is missing."""
    keys = list(_line_keys(first, after))
    found = dict(Line.objects.filter(pk__in=keys).values_list("pk", "entry"))
    whole = next((number for number, key in enumerate(keys) if key not in found), len(keys))
    return [bytes(found[key]) for key in keys[:whole]]


def lines_at(indices: Sequence[int]) -> list[Line]:
    """The lines at these indices; one query for each."""
    return [Line.objects.get(pk=key) for index in indices for key in _line_keys(index, index + 1)]


def give(*, first: int, most: int) -> list[bytes]:
    """Give the oldest waiting lines, up to `most`, the indices from `first` on; their entries in that order.

    The caller holds the sequencer's lease in this transaction: two at once would give an index twice, and fail.
    """
    taken = storage.take_waiting(most)
    Run.objects.bulk_create(_runs([key for key, _ in taken], first))
    return [entry for _, entry in taken]


def _line_keys(first: int, after: int) -> Iterator[int]:
    """The primary keys of the lines at these indices, as far as their places follow each other."""
    begun = Run.objects.filter(first_index__lte=first).order_by("-first_index").values("first_index")[:1]
    wanted = first
    for run in Run.objects.filter(first_index__gte=begun, first_index__lt=after).order_by("first_index"):
        if not run.first_index <= wanted < run.next_index:
            return
        upto = min(run.next_index, after)
        yield from range(run.first_line + wanted - run.first_index, run.first_line + upto - run.first_index)
        wanted = upto


def _runs(keys: Sequence[int], first: int) -> Iterator[Run]:
    """As few as there are breaks in the ascending `keys`."""
    begun = 0
    for number in range(1, len(keys) + 1):
        if number == len(keys) or keys[number] != keys[number - 1] + 1:
            yield Run(first_index=first + begun, first_line=keys[begun], count=number - begun)
            begun = number
