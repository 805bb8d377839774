"""Draw the first pages of an OFD, in a process of its own: it may be stopped, and takes no more than it is given.

The argument is how many pages. Standard input is the file. Standard output is a line of JSON for the file, then one for each page as it is done.
"""

import base64
import io
import json
import resource
import sys
from collections.abc import Iterator
from itertools import islice

from PIL import Image

from jiban.standards.ofd.reading.model import Package
from jiban.standards.ofd.reading.packages import open_package
from jiban.standards.ofd.reading.page_text import page_text
from jiban.standards.ofd.rendering.pages import PageRenderer, RenderedPage
from jiban.standards.ofd.rendering.raster import MM_PER_INCH, svg_to_png
from jiban.standards.verifying.seal_pictures import seal_pictures

CPU_SECONDS, MEMORY_BYTES = 6, 1024 * 1024 * 1024
DPI, LONGEST_SIDE_PIXELS = 110.0, 1600
COLORS = 64
TEXT_CHARACTERS = 120


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    draw(sys.stdin.buffer.read(), most_pages=int(sys.argv[1]))


def draw(data: bytes, *, most_pages: int) -> None:
    package = open_package(data)
    _say({"pages": sum(len(document.pages) for document in package.documents)})
    for page, text in islice(_pages(package), most_pages):
        dpi = min(DPI, LONGEST_SIDE_PIXELS * MM_PER_INCH / max(page.width_mm, page.height_mm))
        picture = _few_colors(svg_to_png(page.svg, dpi))
        _say({"png": base64.b64encode(picture).decode(), "text": text[:TEXT_CHARACTERS]})


def _pages(package: Package) -> Iterator[tuple[RenderedPage, str]]:
    """Each page as it is drawn, with its words on one line. Fonts and pictures are loaded once a document."""
    for document in package.documents:
        renderer = PageRenderer(package, document, seal_picture=seal_pictures(package))
        for index, page in enumerate(document.pages):
            yield renderer.render(index), " ".join(page_text(document, page, annotations=True).split())


def _few_colors(png: bytes) -> bytes:
    """A third of the bytes: who checks at a counter may have a slow network."""
    file = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.quantize(COLORS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _say(line: dict[str, object]) -> None:
    print(json.dumps(line), flush=True)  # noqa: T201 - standard output is the answer


if __name__ == "__main__":
    main()
