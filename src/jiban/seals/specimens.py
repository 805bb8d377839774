"""A photographed or drawn picture made fit for a seal: light taken out, background transparent, trimmed, marked 样章."""

import io
import warnings

from PIL import Image, ImageChops, ImageFilter, ImageOps, UnidentifiedImageError

from jiban.standards.ses.picture import INK_BLUE, PIXELS_PER_MM, SEAL_RED, specimen_mark

from .errors import SpecimenEmptyError, SpecimenError, SpecimenTooLargeError

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG")
WORKED_ON_PX = 1200
# Of 255 steps of brightness: less than the first is shadow or grain, from the second on it is full ink.
FAINT, FULL = 36, 110
MOST_INK = 0.6


def clean(data: bytes, *, width_mm: int, height_mm: int, is_seal: bool) -> bytes:
    """PNG with transparency at 300 dpi. Raises SpecimenError or one of its kinds for what cannot be used."""
    ink = _trimmed(_ink(_opened(data)))
    size = (round(width_mm * PIXELS_PER_MM), round(height_mm * PIXELS_PER_MM))
    fitted = ImageOps.contain(ink, (size[0] * 9 // 10, size[1] * 9 // 10))
    sheet = Image.new("L", size, 0)
    sheet.paste(fitted, ((size[0] - fitted.width) // 2, (size[1] - fitted.height) // 2))
    colour = SEAL_RED if is_seal else INK_BLUE
    picture = Image.new("RGBA", size, (*colour, 0))
    picture.putalpha(sheet)
    mark = Image.open(io.BytesIO(specimen_mark(width_mm, height_mm, colour))).convert("RGBA")
    picture = Image.alpha_composite(picture, mark)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _opened(data: bytes) -> Image.Image:
    if len(data) > MAX_BYTES:
        raise SpecimenTooLargeError
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise SpecimenTooLargeError
            # Photos are decoded small at once: a phone's twelve million pixels tell nothing more.
            image.draft("RGB", (WORKED_ON_PX, WORKED_ON_PX))
            turned = ImageOps.exif_transpose(image)
            turned.thumbnail((WORKED_ON_PX, WORKED_ON_PX))
            coloured = turned.convert("RGBA")
    except Image.DecompressionBombError as error:
        raise SpecimenTooLargeError from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise SpecimenError from error
    white = Image.new("RGBA", coloured.size, "white")
    return Image.alpha_composite(white, coloured).convert("RGB")


def _ink(image: Image.Image) -> Image.Image:
    """How much darker than the paper around it each place is: whatever colour the ink, however uneven the light."""
    red, green, blue = image.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    paper = darkest.reduce(max(1, max(image.size) // 40)).filter(ImageFilter.MaxFilter(7))
    paper = paper.filter(ImageFilter.GaussianBlur(2)).resize(image.size, Image.Resampling.BICUBIC)
    darker = ImageChops.subtract(paper, darkest)
    return darker.point([_full(step) for step in range(256)])


def _full(step: int) -> int:
    return max(0, min(255, (step - FAINT) * 255 // (FULL - FAINT)))


def _trimmed(ink: Image.Image) -> Image.Image:
    # One grain of dust must not hold the frame open: what is faint or alone does not count for it.
    strong = ink.point([255 if step > 127 else 0 for step in range(256)]).filter(ImageFilter.MinFilter(3))
    box = strong.getbbox()
    if box is None:
        raise SpecimenEmptyError
    inked = strong.histogram()[255] / (ink.width * ink.height)
    if inked > MOST_INK:
        raise SpecimenError
    left, top, right, bottom = box
    return ink.crop((max(0, left - 3), max(0, top - 3), min(ink.width, right + 3), min(ink.height, bottom + 3)))
