"""Draw the first pages of an OFD, in a process of its own: it may be stopped, and takes no more than it is given.

Standard input is the file. Standard output is a line of JSON for the file, then one for each page as it is done.
"""

import base64
import io
import json
import resource
import sys
from collections.abc import Mapping

from PIL import Image

from jiban.standards.ofd.reading.model import Signature
from jiban.standards.ofd.reading.packages import open_package
from jiban.standards.ofd.reading.page_text import page_text
from jiban.standards.ofd.rendering.pages import PageRenderer
from jiban.standards.ofd.rendering.raster import MM_PER_INCH, svg_to_png
from jiban.standards.ofd.rendering.stamps import SealPicture
from jiban.standards.ses.errors import SealError
from jiban.standards.ses.seal_reading import parse_seal
from jiban.standards.ses.signature_reading import parse_signature

MOST_PAGES = 3
CPU_SECONDS, MEMORY_BYTES = 6, 1024 * 1024 * 1024
DPI, LONGEST_SIDE_PIXELS = 110.0, 1600
COLORS = 64
TEXT_CHARACTERS = 120


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    draw(sys.stdin.buffer.read())


def draw(data: bytes) -> None:
    package = open_package(data)
    places = [(document, index) for document in package.documents for index in range(len(document.pages))]
    _say({"pages": len(places)})

    def seal_picture(signature: Signature) -> SealPicture | None:
        return _seal_picture(package.entries, signature)

    for document, index in places[:MOST_PAGES]:
        page = PageRenderer(package, document, seal_picture=seal_picture).render(index)
        dpi = min(DPI, LONGEST_SIDE_PIXELS * MM_PER_INCH / max(page.width_mm, page.height_mm))
        text = " ".join(page_text(document, document.pages[index], annotations=True).split())
        picture = _few_colors(svg_to_png(page.svg, dpi))
        _say({"png": base64.b64encode(picture).decode(), "text": text[:TEXT_CHARACTERS]})


def _few_colors(png: bytes) -> bytes:
    """A third of the bytes: who checks at a counter may have a slow network."""
    file = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.quantize(COLORS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _seal_picture(entries: Mapping[str, bytes], signature: Signature) -> SealPicture | None:
    """In the signature itself, else in the seal's own file. It is shown, not believed."""
    try:
        if signature.signed_value is not None:
            picture = parse_signature(entries[signature.signed_value], tolerant=True).seal.picture
            return SealPicture(picture.data, picture.format)
    except SealError:
        pass
    try:
        if signature.seal is not None:
            picture = parse_seal(entries[signature.seal], tolerant=True).picture
            return SealPicture(picture.data, picture.format)
    except SealError:
        pass
    return None


def _say(line: dict[str, object]) -> None:
    print(json.dumps(line), flush=True)  # noqa: T201 - standard output is the answer


if __name__ == "__main__":
    main()
