"""A seam seal is whole only when all its pages lie side by side."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from jiban.standards.ofd.composing import SeamError, cut_out, seam_stamps, stamps_on_each
from jiban.standards.ofd.package import write
from jiban.standards.ofd.reader import open_ofd
from jiban.standards.ofd.signing import Stamp
from jiban.standards.typeset.page import Page

from . import samples
from .reading import read

SIZES = st.floats(10, 60)


@given(st.integers(2, 60), SIZES, SIZES, st.sampled_from(["left", "right", "top", "bottom"]), st.integers(2, 30))
def test_the_slices_are_the_whole_seal_and_every_one_lies_on_its_page(count, width, height, edge, most):
    pages = [Page()] * count
    stamps = seam_stamps(pages, width_mm=width, height_mm=height, edge=edge, most_slices=most)
    assert [stamp.page_index for stamp in stamps] == list(range(count))
    upright = edge in {"left", "right"}
    shares = 0.0
    for stamp in stamps:
        x, y, clip_width, clip_height = stamp.clip
        left, top = stamp.x_mm + x, stamp.y_mm + y
        assert left >= -1e-9
        assert top >= -1e-9
        assert left + clip_width <= 210 + 1e-9
        assert top + clip_height <= 297 + 1e-9
        at_edge = {"left": left, "right": 210 - left - clip_width, "top": top, "bottom": 297 - top - clip_height}
        assert at_edge[edge] == pytest.approx(0, abs=1e-9)
        shares += clip_width / width if upright else clip_height / height
    groups = round(shares)
    assert shares == pytest.approx(groups)
    assert groups == min(-(-count // most), count // 2)


def test_slices_put_together_are_the_picture():
    seal = samples.seal_picture(samples.VILLAGE)
    stamps = seam_stamps([Page()] * 4, width_mm=42, height_mm=42)
    with Image.open(io.BytesIO(seal)) as whole:
        joined = Image.new("RGBA", whole.size)
        for stamp in stamps:
            shown, part = cut_out(seal, stamp)
            assert shown.clip is None
            assert shown.x_mm + shown.width_mm == pytest.approx(210)
            with Image.open(io.BytesIO(part)) as piece:
                joined.paste(piece, (round(stamp.clip[0] / 42 * whole.width), 0))
        assert ImageChops.difference(joined, whole.convert("RGBA")).getbbox() is None


def test_a_seam_may_ride_over_some_pages_only():
    stamps = seam_stamps([Page()] * 5, width_mm=42, height_mm=42, only=range(1, 4), at_mm=20)
    assert [(stamp.page_index, stamp.y_mm) for stamp in stamps] == [(1, 20), (2, 20), (3, 20)]


def test_a_seam_needs_two_pages_and_room():
    for pages, changes in (([Page()], {}), ([Page()] * 2, {"at_mm": 280}), ([Page()] * 2, {"most_slices": 1})):
        with pytest.raises(SeamError):
            seam_stamps(pages, width_mm=42, height_mm=42, **changes)


def test_one_signature_carries_the_seal_and_the_seam_and_both_readers_see_the_clips():
    composed, package, stamps = samples.seamed()
    (signature,) = read(package).signatures
    assert [tuple(stamp.clip) if stamp.clip else None for stamp in signature.stamps] == [
        None if stamp.clip is None else pytest.approx(stamp.clip, abs=1e-3) for stamp in stamps
    ]
    assert [stamp.clip for stamp in open_ofd(write(package)).signatures[0].stamps] == [
        None if stamp.clip is None else pytest.approx(stamp.clip, abs=1e-3) for stamp in stamps
    ]
    assert len(stamps) == len(composed.pages) + 1


def test_one_stamp_can_stand_on_many_pages():
    assert [one.page_index for one in stamps_on_each(Stamp(0, 1, 2, 3, 4), range(3))] == [0, 1, 2]
