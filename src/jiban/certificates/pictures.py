"""A certificate as PNG, drawn from its sealed OFD: for chats that take pictures only. It shows, and proves nothing."""

import io

from PIL import Image

from jiban.standards.ofd.reading.packages import open_package
from jiban.standards.ofd.rendering.pages import PageRenderer
from jiban.standards.ofd.rendering.raster import svg_to_png
from jiban.standards.verifying.seal_pictures import seal_pictures

from .errors import NotSealedYetError

DPI = 150.0
COLORS = 64


def ofd_as_png(ofd: bytes) -> bytes:
    """All pages, one under the other. Raises NotSealedYetError."""
    if not ofd:
        raise NotSealedYetError
    package = open_package(ofd)
    document = package.documents[0]
    renderer = PageRenderer(package, document, seal_picture=seal_pictures(package))
    return _under_each_other([svg_to_png(renderer.render(index).svg, DPI) for index in range(len(document.pages))])


def _under_each_other(pages: list[bytes]) -> bytes:
    opened = [Image.open(io.BytesIO(page)) for page in pages]
    sheet = Image.new("RGB", (max(one.width for one in opened), sum(one.height for one in opened)), "white")
    top = 0
    for one in opened:
        sheet.paste(one, (0, top))
        top += one.height
    file = io.BytesIO()
    sheet.quantize(COLORS).save(file, "PNG", optimize=True, dpi=(DPI, DPI))
    return file.getvalue()
