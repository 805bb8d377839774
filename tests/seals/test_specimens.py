"""A photographed signature becomes a clean picture; what is no picture, too large or empty is refused."""

import io

import pytest
from PIL import Image, ImageDraw

from jiban.seals.errors import SpecimenEmptyError, SpecimenError, SpecimenTooLargeError
from jiban.seals.specimens import MAX_BYTES, clean


def photo(*, ink=(20, 30, 80), kind="JPEG", strokes=True):
    """Strokes on paper under a lamp: bright at the left, in shadow at the right."""
    image = Image.new("RGB", (900, 600))
    light = (
        Image.linear_gradient("L").rotate(90).resize(image.size).point([150 + step * 90 // 255 for step in range(256)])
    )
    image = Image.merge("RGB", (light, light, light))
    if strokes:
        ImageDraw.Draw(image).line([(300, 200), (420, 380), (520, 220), (600, 390)], fill=ink, width=12)
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def cleaned(data, **changed):
    picture = Image.open(io.BytesIO(clean(data, **{"width_mm": 30, "height_mm": 12, "is_seal": False, **changed})))
    return picture.convert("RGBA")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_paper_and_shadow_are_gone_and_strokes_stay(kind):
    picture = cleaned(photo(kind=kind))
    assert picture.size == (354, 142)
    alpha = picture.getchannel("A")
    empty = alpha.histogram()[0] / (354 * 142)
    assert 0.6 < empty < 0.97
    assert [alpha.getpixel(corner) for corner in ((0, 0), (353, 0), (0, 141))] == [0, 0, 0]
    _left, top, _right, bottom = alpha.getbbox()
    assert bottom - top > 120, "trimmed to the strokes, then as large as fits"


def test_a_drawing_on_nothing_is_read_as_on_white_and_a_seal_is_red():
    board = Image.new("RGBA", (900, 900), (0, 0, 0, 0))
    ImageDraw.Draw(board).ellipse((200, 200, 700, 700), outline="black", width=20)
    out = io.BytesIO()
    board.save(out, "PNG")
    picture = cleaned(out.getvalue(), width_mm=42, height_mm=42, is_seal=True)
    inked = [pixel[:3] for pixel in zip(*[iter(picture.tobytes())] * 4, strict=True) if pixel[3] > 200]
    assert set(inked) == {(0xC0, 0x18, 0x20)}


def test_what_cannot_be_used_is_refused_in_plain_words():
    gif = io.BytesIO()
    Image.new("RGB", (9, 9)).save(gif, "GIF")
    for data in (b"", b"%PDF-1.7", gif.getvalue(), photo()[:200]):
        with pytest.raises(SpecimenError):
            cleaned(data)
    with pytest.raises(SpecimenEmptyError):
        cleaned(photo(strokes=False))
    with pytest.raises(SpecimenTooLargeError):
        cleaned(bytes(MAX_BYTES + 1))
    wide = io.BytesIO()
    Image.new("1", (8000, 6000)).save(wide, "PNG")
    with pytest.raises(SpecimenTooLargeError):
        cleaned(wide.getvalue())
