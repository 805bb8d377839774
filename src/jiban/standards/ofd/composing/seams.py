"""Seals over several pages: the riding seam seal, and the same seal on each page (GB/T 33190-2016 section 18.2.3).

A riding seam seal (骑缝章) is one seal over the edges of all pages, laid like a fan: each page shows its slice, and
only together they show the whole. A page that is exchanged leaves a gap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Literal

from PIL import Image

from jiban.standards.ofd.errors import OfdError
from jiban.standards.ofd.signing import Stamp
from jiban.standards.typeset.page import Page

Edge = Literal["left", "right", "top", "bottom"]

MOST_SLICES = 20  # a slice of a 42 mm seal is then 2 mm wide: a thinner one proves nothing to the eye


class SeamError(OfdError):
    """A seam seal needs at least two pages, and pages as long as the seal."""


def seam_stamps(
    pages: Sequence[Page],
    *,
    width_mm: float,
    height_mm: float,
    edge: Edge = "right",
    at_mm: float | None = None,
    only: Iterable[int] | None = None,
    most_slices: int = MOST_SLICES,
) -> list[Stamp]:
    """One stamp a page, each with the slice of the seal that lies on it.

    edge          the edge the slices lie on; left and right cut the seal into upright slices, top and bottom across
    at_mm         where the seal begins along that edge; None for the middle
    only          the indexes of the pages it rides over, in order; None for all
    most_slices   with more pages than this there are several whole seals, each over at most so many pages

    Raises SeamError.
    """
    indexes = list(range(len(pages)) if only is None else only)
    if len(indexes) < 2 or most_slices < 2:
        raise SeamError(f"a seam between {len(indexes)} pages")
    stamps: list[Stamp] = []
    for group in _groups(indexes, most_slices):
        for number, index in enumerate(group):
            whole = Stamp(index, 0.0, 0.0, width_mm, height_mm)
            stamps.append(_slice(whole, pages[index], edge, at_mm, share=(number, len(group))))
    return stamps


def stamps_on_each(stamp: Stamp, page_indexes: Iterable[int]) -> list[Stamp]:
    """The same stamp at the same place of each of these pages."""
    return [replace(stamp, page_index=index) for index in page_indexes]


def cut_out(picture: bytes, stamp: Stamp) -> tuple[Stamp, bytes]:
    """The stamp without clip, and the part of its picture that it shows as a PNG: for formats that cannot clip."""
    if stamp.clip is None:
        return stamp, picture
    x, y, width, height = stamp.clip
    with Image.open(BytesIO(picture)) as whole:
        across, down = whole.width / stamp.width_mm, whole.height / stamp.height_mm
        box = (round(x * across), round(y * down), round((x + width) * across), round((y + height) * down))
        part = BytesIO()
        whole.crop(box).save(part, "PNG")
    shown = Stamp(stamp.page_index, stamp.x_mm + x, stamp.y_mm + y, width, height)
    return shown, part.getvalue()


def _groups(indexes: Sequence[int], most: int) -> list[Sequence[int]]:
    """Groups of nearly the same size; none of one page, so of three pages at most two by two all three are one group."""
    count = min(-(-len(indexes) // most), len(indexes) // 2)
    bounds = [round(len(indexes) * number / count) for number in range(count + 1)]
    return [indexes[begin:end] for begin, end in pairwise(bounds)]


def _slice(whole: Stamp, page: Page, edge: Edge, at_mm: float | None, *, share: tuple[int, int]) -> Stamp:
    """Slice `share[0]` of `share[1]` at the edge of its page."""
    number, count = share
    width, height, upright = whole.width_mm, whole.height_mm, edge in {"left", "right"}
    length, page_length = (height, page.height_mm) if upright else (width, page.width_mm)
    along = (page_length - length) / 2 if at_mm is None else at_mm
    if along < 0 or along + length > page_length:
        raise SeamError(f"a seal {length} mm long does not fit the edge of page {whole.page_index + 1}")
    part = (width if upright else height) / count
    # At the left and upper edges the pages are fanned the other way round: the last slice lies on the first page.
    begin = (number if edge in {"right", "bottom"} else count - 1 - number) * part
    across = {"right": page.width_mm - begin - part, "bottom": page.height_mm - begin - part}.get(edge, -begin)
    if upright:
        return replace(whole, x_mm=across, y_mm=along, clip=(begin, 0.0, part, height))
    return replace(whole, x_mm=along, y_mm=across, clip=(0.0, begin, width, part))
