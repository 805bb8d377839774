"""Image files of any coding as what an SVG may hold: PNG or JPEG that was decoded once, as a `data:` address.

Nothing is passed on unread: a browser sees only pictures that were opened here and have a bounded size.
"""

import io
import warnings
from base64 import b64encode
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError

from jiban.standards.ofd.rendering.jbig2 import Jbig2Error, UnsupportedJbig2Error, decode_jbig2

MOST_PIXELS = 64_000_000
SHOWN_PIXELS = 12_000_000  # what is larger is made smaller: an A4 page at 300 dpi has 8.7 million
_KEPT = {("PNG", "1"), ("PNG", "L"), ("PNG", "LA"), ("PNG", "RGB"), ("PNG", "RGBA"), ("JPEG", "L"), ("JPEG", "RGB")}
_JBIG2 = b"\x97JB2\r\n\x1a\n"


class PictureError(Exception):
    """A picture that cannot be shown."""


class BrokenPictureError(PictureError):
    """The bytes are damaged."""


class UnsupportedPictureError(PictureError):
    """The coding is not one that is read."""


class LargePictureError(PictureError):
    """There are more pixels than are decoded."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to place; `href` is a `data:` address."""

    width: int
    height: int
    href: str


def open_picture(data: bytes, *, mask: bytes | None = None, paper: bool = False) -> Picture:
    """A picture of any coding that is read: PNG, JPEG, BMP, GIF, TIFF, WebP and JBIG2.

    mask    a second picture (ImageMask, section 10): only where it is white is the first one seen
    paper   white is paper that lets through what lies below, as with a stamp; ink keeps its colour on white

    Raises BrokenPictureError, UnsupportedPictureError and LargePictureError.
    """
    image, coding = _decoded(data)
    shrunk = _small_enough(image)
    if (
        mask is None
        and not paper
        and shrunk is image
        and (coding, image.mode) in _KEPT
        and "transparency" not in image.info
    ):
        return Picture(image.width, image.height, _address("jpeg" if coding == "JPEG" else "png", data))
    shown = _for_screen(shrunk)
    if mask is not None:
        cover, _ = _decoded(mask)
        shown = _masked(shown, _for_screen(cover))
    if paper:
        shown = _without_paper(shown)
    return Picture(shown.width, shown.height, _png(shown))


def _decoded(data: bytes) -> tuple[Image.Image, str]:
    if data.startswith(_JBIG2):
        return _bilevel(data), "JBIG2"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(
                io.BytesIO(data), formats=("PNG", "JPEG", "BMP", "DIB", "GIF", "TIFF", "WEBP", "ICO", "PCX")
            )
            _refuse_large(image)
            image.load()
    except UnidentifiedImageError as error:
        raise UnsupportedPictureError(f"begins with {data[:4].hex()}") from error
    except Image.DecompressionBombError as error:
        raise LargePictureError(str(error)) from error
    except PictureError:
        raise
    except Exception as error:  # decoders tell of damage by OSError, SyntaxError, ValueError, struct.error and more
        raise BrokenPictureError(repr(error)[:200]) from error
    return image, str(image.format)


def _refuse_large(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise LargePictureError(f"{image.width} x {image.height}")


def _bilevel(data: bytes) -> Image.Image:
    try:
        bitmap = decode_jbig2(data)
    except UnsupportedJbig2Error as error:
        raise UnsupportedPictureError(f"JBIG2: {error}") from error
    except Jbig2Error as error:
        raise BrokenPictureError(f"JBIG2: {error}") from error
    # In JBIG2 one is black.
    return Image.frombytes("L", (bitmap.width, bitmap.height), bytes(bitmap.pixels).translate(_BLACK_IS_ONE))


_BLACK_IS_ONE = bytes([255, 0]) + bytes(254)


def _small_enough(image: Image.Image) -> Image.Image:
    pixels = image.width * image.height
    if pixels <= SHOWN_PIXELS:
        return image
    share = (SHOWN_PIXELS / pixels) ** 0.5
    size = max(1, int(image.width * share)), max(1, int(image.height * share))
    return _for_screen(image).resize(size, Image.Resampling.BOX)


def _for_screen(image: Image.Image) -> Image.Image:
    """In a mode that PNG and browsers know: L, LA, RGB or RGBA."""
    if image.mode in {"L", "LA", "RGB", "RGBA"} and "transparency" not in image.info:
        return image
    if image.mode in {"1", "I;16", "I", "F"}:
        return ImageOps.autocontrast(image.convert("L")) if image.mode in {"I;16", "I", "F"} else image.convert("L")
    return image.convert("RGBA" if "transparency" in image.info or image.mode in {"PA", "La", "RGBa"} else "RGB")


def _masked(image: Image.Image, cover: Image.Image) -> Image.Image:
    shown = image.convert("RGBA")
    light = cover.convert("RGB").convert("L")
    if light.size != shown.size:
        light = light.resize(shown.size, Image.Resampling.BILINEAR)
    shown.putalpha(ImageChops.multiply(shown.getchannel("A"), light))
    return shown


def _without_paper(image: Image.Image) -> Image.Image:
    """White made transparent so far that the picture looks the same on white paper."""
    shown = image.convert("RGBA")
    red, green, blue, alpha = shown.split()
    if alpha.histogram()[255] < alpha.width * alpha.height:
        return image
    lightest = ImageChops.darker(ImageChops.darker(red, green), blue)
    ink = ImageChops.invert(lightest)
    full = Image.merge("RGB", [_full_ink(channel, lightest) for channel in (red, green, blue)])
    full.putalpha(ink)
    return full


def _full_ink(channel: Image.Image, lightest: Image.Image) -> Image.Image:
    """A channel of the ink that, laid on white as thickly as `lightest` is dark, looks like `channel`."""
    pairs = zip(channel.tobytes(), lightest.tobytes(), strict=True)
    values = bytes([(shade - least) * 255 // (255 - least) if least < 255 else 0 for shade, least in pairs])
    return Image.frombytes("L", channel.size, values)


def _png(image: Image.Image) -> str:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=3)
    return _address("png", file.getvalue())


def _address(kind: str, data: bytes) -> str:
    return f"data:image/{kind};base64,{b64encode(data).decode()}"
