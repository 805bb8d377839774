"""Draw a page of a package as SVG (GB/T 33190-2016): template pages, layers, seals and annotations, in that order.

The SVG holds outlines and pictures only: no script, no style, no text that is seen, no address of anything
outside itself. It may be shown under the strictest content security policy.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from jiban.standards.ofd.reading.matrices import moved
from jiban.standards.ofd.reading.model import Annotation, Document, Layer, LayerKind, Package, Page
from jiban.standards.ofd.reading.objects import Box
from jiban.standards.ofd.reading.packages import open_package
from jiban.standards.ofd.rendering.canvas import Canvas, FullError
from jiban.standards.ofd.rendering.findings import Code, Findings, RenderFinding
from jiban.standards.ofd.rendering.fonts import FontShelf
from jiban.standards.ofd.rendering.geometry import IDENTITY, transform
from jiban.standards.ofd.rendering.objects import draw_objects
from jiban.standards.ofd.rendering.stamps import FindSealPicture, SealPicture, draw_stamp
from jiban.standards.ofd.rendering.standing_in import StandIns
from jiban.standards.ofd.rendering.state import Drawing, PictureShelf

Purpose = Literal["view", "print"]
A4 = Box(0, 0, 210, 297)
LARGEST_MM = 20_000.0
_ORDER = {LayerKind.BACKGROUND: 0, LayerKind.BODY: 1, LayerKind.CUSTOM: 1, LayerKind.FOREGROUND: 2}
_STAND_INS = StandIns()


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as SVG, its user unit the millimetre, and what is not on it as it should be."""

    svg: str
    width_mm: float
    height_mm: float
    findings: tuple[RenderFinding, ...]


def render_page_svg(
    package: Package,
    document: Document,
    page_index: int,
    *,
    seal_picture: FindSealPicture | None = None,
    purpose: Purpose = "view",
) -> str:
    """One page as SVG; see `PageRenderer`, which is quicker for several. Raises IndexError if there is no such page."""
    return PageRenderer(package, document, seal_picture=seal_picture, purpose=purpose).render(page_index).svg


class PageRenderer:
    """Draws the pages of one document. Fonts and pictures are loaded once; not to be shared by threads.

    seal_picture   gives the picture of a signature's seal, or None; without it no seals are drawn
    purpose        annotations that are not for printing are left out of "print", invisible ones out of "view"
    stand_ins      faces for fonts that are not embedded
    selectable     text is laid over its outlines, unseen, so that it can be selected where the SVG stands in a page
    """

    def __init__(
        self,
        package: Package,
        document: Document,
        *,
        seal_picture: FindSealPicture | None = None,
        purpose: Purpose = "view",
        stand_ins: StandIns = _STAND_INS,
        selectable: bool = False,
    ) -> None:
        self._document = document
        self._seal_picture = seal_picture
        self._purpose = purpose
        self._stand_ins = stand_ins
        self._selectable = selectable
        self._fonts = FontShelf(package.entries, stand_ins)
        self._pictures = PictureShelf(package.entries)
        self._seal_pictures: dict[int, SealPicture | None] = {}

    def render(self, page_index: int) -> RenderedPage:
        """One page, counted from 0. Whatever is wrong with its content is a finding. Raises IndexError."""
        page = self._document.pages[page_index]
        findings = Findings()
        canvas = Canvas()
        sheet = _sheet(page, findings)
        drawing = Drawing(
            canvas=canvas,
            findings=findings,
            fonts=self._fonts,
            pictures=self._pictures,
            resources=page.resources,
            default_space=self._document.default_color_space,
            selectable=self._selectable,
        )
        try:
            self._draw(page, drawing)
        except FullError:
            findings.add(Code.DRAWING_TOO_LARGE)
        svg = canvas.svg(sheet, self._document.info.title)
        return RenderedPage(svg, sheet.width, sheet.height, findings.all())

    def draw_onto(self, drawing: Drawing) -> Box | None:
        """Draw the first page into another drawing, without paper; gives its sheet. Raises FullError."""
        if not self._document.pages:
            return None
        page = self._document.pages[0]
        self._draw(
            page,
            replace(
                drawing,
                fonts=self._fonts,
                pictures=self._pictures,
                resources=page.resources,
                default_space=self._document.default_color_space,
                layer=None,
            ),
        )
        return _sheet(page, drawing.findings)

    def _draw(self, page: Page, drawing: Drawing) -> None:
        for source, layer in self._layers(page, drawing.findings):
            draw_objects(layer.objects, replace(drawing, resources=source.resources, layer=layer.draw_param))
        self._draw_stamps(page, drawing)
        for annotation in self._document.annotations_of(page):
            if annotation.visible if self._purpose == "view" else annotation.printed:
                _draw_annotation(annotation, drawing)

    def _layers(self, page: Page, findings: Findings) -> Iterator[tuple[Page, Layer]]:
        """Each layer with the page it stands on, in the order of painting (section 7.7)."""
        placed: list[tuple[int, Page]] = [(3, page)]
        for use in page.templates:
            template = self._document.templates.get(use.template)
            if template is None:
                findings.add(Code.TEMPLATE_MISSING, str(use.template))
                continue
            placed.append((6 if use.z_order == LayerKind.FOREGROUND else _ORDER[use.z_order], template))
        for _, source in sorted(placed, key=lambda one: one[0]):
            for layer in sorted(source.layers, key=lambda one: _ORDER[one.kind]):
                yield source, layer

    def _draw_stamps(self, page: Page, drawing: Drawing) -> None:
        if self._seal_picture is None:
            return
        for index, signature in enumerate(self._document.signatures):
            for stamp in signature.stamps:
                if stamp.page != page.id:
                    continue
                if index not in self._seal_pictures:
                    self._seal_pictures[index] = self._seal_picture(signature)
                draw_stamp(stamp, self._seal_pictures[index], drawing, self._draw_package)

    def _draw_package(self, data: bytes, drawing: Drawing) -> Box | None:
        """The first page of a seal's picture that is a package. Seals on it are not drawn."""
        inside = drawing.deeper(layer=None, to_page=IDENTITY)
        package = open_package(data)
        if inside is None or not package.documents:
            return None
        return PageRenderer(package, package.documents[0], stand_ins=self._stand_ins).draw_onto(inside)


def _draw_annotation(annotation: Annotation, drawing: Drawing) -> None:
    if not annotation.objects:
        return
    box = annotation.boundary or Box(0, 0, 0, 0)
    drawing.canvas.open_group(transform(moved(IDENTITY, box.x, box.y)))
    draw_objects(annotation.objects, replace(drawing, to_page=moved(IDENTITY, box.x, box.y)))
    drawing.canvas.close_group()


def _sheet(page: Page, findings: Findings) -> Box:
    box = page.area.physical
    if 0 < box.width <= LARGEST_MM and 0 < box.height <= LARGEST_MM and abs(box.x) + abs(box.y) <= LARGEST_MM:
        return box
    findings.add(Code.PAGE_AREA_BAD, " ".join(map(str, box)))
    return A4
