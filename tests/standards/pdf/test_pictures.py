"""Pictures of every common kind become images that show the same colours."""

import io
import zlib

import pytest
from PIL import Image

from jiban.standards.pdf import pictures
from jiban.standards.pdf.errors import PictureError
from jiban.standards.pdf.pictures import image_parts


def stored(image: Image.Image, kind: str = "PNG", **how) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **how)
    return data.getvalue()


def test_an_opaque_picture_has_no_mask():
    parts = image_parts(stored(Image.new("RGB", (3, 2), (10, 20, 30))))
    assert parts.mask is None
    assert zlib.decompress(parts.data) == bytes((10, 20, 30)) * 6
    assert b"/Width 3/Height 2" in parts.entries


def test_an_alpha_channel_that_hides_nothing_is_dropped():
    assert image_parts(stored(Image.new("RGBA", (2, 2), (1, 2, 3, 255)))).mask is None


def test_transparency_becomes_a_mask_and_hidden_pixels_take_the_ink():
    image = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    image.putpixel((1, 0), (192, 24, 32, 255))
    parts = image_parts(stored(image))
    assert zlib.decompress(parts.data) == bytes((192, 24, 32)) * 2
    assert parts.mask is not None
    assert zlib.decompress(parts.mask.data) == bytes((0, 255))
    assert b"/DeviceGray" in parts.mask.entries


def test_a_picture_of_nothing_stays_nothing():
    parts = image_parts(stored(Image.new("RGBA", (2, 2), (0, 0, 0, 0))))
    assert parts.mask is not None
    assert zlib.decompress(parts.mask.data) == bytes(4)


@pytest.mark.parametrize(("mode", "colour"), [("L", 77), ("1", 255), ("LA", (77, 128)), ("P", 3)])
def test_grey_bilevel_and_palette_pictures_are_understood(mode, colour):
    parts = image_parts(stored(Image.new(mode, (4, 4), colour)))
    assert parts.entries.count(b"/FlateDecode") == 1


def test_a_palette_with_a_transparent_entry_has_a_mask():
    image = Image.new("P", (2, 1), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((1, 0), 1)
    parts = image_parts(stored(image, transparency=0))
    assert parts.mask is not None
    assert zlib.decompress(parts.mask.data) == bytes((0, 255))


def test_a_jpeg_is_placed_as_it_is():
    data = stored(Image.new("RGB", (16, 16), (200, 10, 10)), "JPEG")
    parts = image_parts(data)
    assert parts.data == data
    assert b"/DCTDecode" in parts.entries


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 99)
    with pytest.raises(PictureError, match="10 by 10"):
        image_parts(stored(Image.new("RGB", (10, 10), (9, 9, 9))))


def test_the_same_bytes_are_decoded_once():
    data = stored(Image.new("RGBA", (5, 5), (1, 2, 3, 128)))
    assert image_parts(data) is image_parts(bytes(bytearray(data)))


def test_the_oldest_is_forgotten_when_too_much_is_kept(monkeypatch):
    monkeypatch.setattr(pictures, "_kept", pictures._Kept())
    monkeypatch.setattr(pictures, "KEPT_BYTES", 200)
    first, *others = (stored(Image.effect_noise((10, 10), 100 + number)) for number in range(5))
    was = image_parts(first)
    for other in others:
        assert image_parts(other) is image_parts(other)
    assert image_parts(first) is not was
    assert image_parts(first) == was
