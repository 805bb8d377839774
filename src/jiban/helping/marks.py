"""A mark that a resident drew: taken as PNG, kept small, as ink on white and nothing else."""

import base64
import binascii
import io

from PIL import Image, UnidentifiedImageError

from .errors import MarkMissingError, MarkUnreadableError

DATA_URL = "data:image/png;base64,"
MOST_BYTES = 400_000
MOST_SIDE_PX = 2000
KEPT_PX = (450, 300)
# Of 255 steps: what is darker was drawn. A line, however short, has so many pixels; a slip of the finger has not.
INK, LEAST_INK_PX = 128, 60


def read(text: str) -> bytes:
    """The drawing of the page, as PNG bytes to keep. Raises MarkMissingError or MarkUnreadableError."""
    if not text:
        raise MarkMissingError
    if len(text) > MOST_BYTES * 2:
        raise MarkUnreadableError
    try:
        data = base64.b64decode(text.removeprefix(DATA_URL), validate=True)
        image = Image.open(io.BytesIO(data), formats=("PNG",))
        if max(image.size) > MOST_SIDE_PX or len(data) > MOST_BYTES:
            raise MarkUnreadableError
        drawn = image.convert("RGBA")
    except (binascii.Error, UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise MarkUnreadableError from error
    white = Image.new("RGBA", drawn.size, "white")
    ink = Image.alpha_composite(white, drawn).convert("L")
    if sum(ink.histogram()[:INK]) < LEAST_INK_PX:
        raise MarkMissingError
    ink.thumbnail(KEPT_PX)
    kept = io.BytesIO()
    ink.save(kept, "PNG", optimize=True)
    return kept.getvalue()
