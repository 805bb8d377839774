"""Small packages with what a test is about, drawn. The sheet is 100 × 100 mm; a pixel of the PNG is a quarter millimetre."""

import io
import re
import zipfile

from lxml import etree
from PIL import Image

from jiban.standards.ofd.reading import open_package
from jiban.standards.ofd.rendering.pages import PageRenderer
from jiban.standards.ofd.rendering.raster import svg_to_png
from jiban.standards.ofd.rendering.standing_in import StandIns
from jiban.standards.typeset.faces import face

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
VENDORED = StandIns(folders=())
PIXELS_PER_MM = 4
WHITE, BLACK, RED, GREEN, BLUE = (255, 255, 255), (0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255)


def marked(text):
    """Elements with the prefix of the standard, which tests leave out."""
    return re.sub(r"<(/?)(?=[A-Z])", r"<\1ofd:", text)


def package(
    objects="", *, resources="", files=None, document="", page="", layers=None, templates=None, signatures=None
):
    """A package of one page. `objects` stand in one layer; `layers` takes the place of that layer."""
    content = layers or f'<Layer ID="9000">{objects}</Layer>'
    declared = "".join([f'<TemplatePage ID="{number}" BaseLoc="Tpl_{number}.xml"/>' for number in templates or {}])
    entries = {
        "OFD.xml": f'<OFD {SPACE} Version="1.1" DocType="OFD"><DocBody><DocInfo><DocID>{"0" * 32}</DocID></DocInfo>'
        f"<DocRoot>Doc_0/Document.xml</DocRoot>"
        f"{'<Signatures>Doc_0/Signatures.xml</Signatures>' if signatures else ''}</DocBody></OFD>",
        "Doc_0/Document.xml": f"<Document {SPACE}><CommonData><MaxUnitID>9999</MaxUnitID>"
        f"<PageArea><PhysicalBox>0 0 100 100</PhysicalBox></PageArea><PublicRes>Res.xml</PublicRes>{declared}"
        f'</CommonData><Pages><Page ID="1" BaseLoc="Page.xml"/></Pages>{document}</Document>',
        "Doc_0/Res.xml": f'<Res {SPACE} BaseLoc="Res">{resources}</Res>',
        "Doc_0/Page.xml": f"<Page {SPACE}>{page}<Content>{content}</Content></Page>",
    }
    entries |= {
        f"Doc_0/Tpl_{number}.xml": f'<Page {SPACE}><Content><Layer ID="{8000 + number}">{drawn}</Layer></Content></Page>'
        for number, drawn in (templates or {}).items()
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, marked(text))
        for name, data in (files or {}).items():
            archive.writestr(name, marked(data) if isinstance(data, str) else data)
    return file.getvalue()


class Sheet:
    """The drawn page: its SVG, its findings, and the colours of its PNG."""

    def __init__(self, data, **options):
        self.package = open_package(data)
        document = self.package.documents[0]
        self.page = PageRenderer(self.package, document, **{"stand_ins": VENDORED, **options}).render(0)
        self.svg = self.page.svg
        self.root = etree.fromstring(self.svg.encode())
        self.codes = [one.code for one in self.page.findings]
        self._image = None

    @property
    def image(self):
        if self._image is None:
            self._image = Image.open(io.BytesIO(svg_to_png(self.svg, dpi=25.4 * PIXELS_PER_MM))).convert("RGB")
        return self._image

    def colour(self, x_mm, y_mm):
        return self.image.getpixel((int(x_mm * PIXELS_PER_MM), int(y_mm * PIXELS_PER_MM)))

    def ink(self, left, top, right, bottom):
        """The share of a box that is darker than grey."""
        box = self.image.crop([round(one * PIXELS_PER_MM) for one in (left, top, right, bottom)]).convert("L")
        return sum(box.histogram()[:128]) / (box.width * box.height)

    def all(self, name):
        return list(self.root.iter(f"{{http://www.w3.org/2000/svg}}{name}"))


def draw(objects="", *, stand_ins=VENDORED, options=None, **parts):
    return Sheet(package(objects, **parts), stand_ins=stand_ins, **(options or {}))


def square(x, y, side, colour, extra="", *, inside=""):
    """A filled square; `extra` are attributes, `inside` elements."""
    return (
        f'<PathObject ID="{int(x * 7 + y)}" Boundary="{x} {y} {side} {side}" Fill="true" Stroke="false" {extra}>{inside}'
        f'<FillColor Value="{colour}"/>'
        f"<AbbreviatedData>M 0 0 L {side} 0 L {side} {side} L 0 {side} C</AbbreviatedData></PathObject>"
    )


def picture(*colours, mode="RGB", coding="PNG"):
    """A picture of one row of pixels."""
    image = Image.new(mode, (len(colours), 1))
    image.putdata(colours)
    file = io.BytesIO()
    image.resize((len(colours) * 16, 16), Image.Resampling.NEAREST).save(file, coding)
    return file.getvalue()


def embedded(text="样章"):
    return face("serif").subset(text).data
