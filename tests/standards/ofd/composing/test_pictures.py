"""OFD and PDF of one document look the same, with every kind of thing on their pages."""

import io
import subprocess

import pytest
from PIL import Image, ImageChops

from jiban.standards.ofd.composing import cut_out
from jiban.standards.ofd.package import write
from jiban.standards.ofd.reading.packages import open_package
from jiban.standards.ofd.rendering.pages import PageRenderer
from jiban.standards.ofd.rendering.raster import svg_to_png
from jiban.standards.ofd.rendering.stamps import SealPicture
from jiban.standards.pdf.metadata import DocInfo
from jiban.standards.pdf.signature import Signing
from jiban.standards.pdf.writer import Stamp, compose_and_sign
from jiban.standards.ses.seal import parse_seal
from tests.standards.pdf.authority import Authority

from . import samples

DPI = 100
SPOT_MM = 4.0
MOST_UNLIKE = 0.1  # of black, in one spot: two programs smooth the edges of letters differently


def ofd_pages(package):
    opened = open_package(write(package))
    (document,) = opened.documents
    drawing = PageRenderer(
        opened,
        document,
        seal_picture=lambda signature: SealPicture(parse_seal(opened.entries[signature.seal]).picture.data),
    )
    for index in range(len(document.pages)):
        drawn = drawing.render(index)
        assert drawn.findings == ()
        yield Image.open(io.BytesIO(svg_to_png(drawn.svg, DPI))).convert("RGB")


def pdf_pages(pages, stamps, folder):
    placed = []
    for stamp in stamps:
        shown, picture = cut_out(samples.seal_picture(samples.VILLAGE), stamp)
        placed.append(Stamp(shown.page_index, shown.x_mm, shown.y_mm, shown.width_mm, shown.height_mm, picture))
    data = compose_and_sign(
        pages,
        info=DocInfo(title="样例", author=samples.VILLAGE, created=samples.AT),
        signer=Authority().signer(),
        signing=Signing(at=samples.AT, signer_name=samples.VILLAGE),
        stamps=placed,
    )
    (folder / "twin.pdf").write_bytes(data)
    subprocess.run(["pdftoppm", "-r", str(DPI), "-png", "twin.pdf", "page"], cwd=folder, check=True)
    return [Image.open(file).convert("RGB") for file in sorted(folder.glob("page*.png"))]


def unsealed(document):
    composed = document.compose()
    return composed, composed.package, []


def unlikeness(one, other, page):
    """The largest difference of two pictures in any spot of the page, 0 to 1."""
    spots = (round(page.width_mm / SPOT_MM), round(page.height_mm / SPOT_MM))
    small = [picture.resize(spots, Image.Resampling.BOX) for picture in (one, other)]
    return max(high for _, high in ImageChops.difference(*small).getextrema()) / 255


@pytest.mark.parametrize(
    "make",
    [
        lambda: samples.sealed(samples.watermarked()),
        lambda: samples.sealed(samples.ledger(24)),
        lambda: samples.sealed(samples.illustrated(annotated=False).watermark("样例")),
        lambda: samples.seamed(1),
        lambda: unsealed(samples.turned()),
    ],
    ids=["watermark", "table", "pictures", "seam", "turned"],
)
def test_ofd_and_pdf_show_the_same(make, tmp_path):
    composed, package, stamps = make()
    drawn = list(ofd_pages(package))
    twins = pdf_pages(composed.pages, stamps, tmp_path)
    assert len(drawn) == len(twins) == len(composed.pages)
    for one, other, page in zip(drawn, twins, composed.pages, strict=True):
        assert unlikeness(one, other, page) < MOST_UNLIKE


def test_a_seal_that_is_missing_would_be_seen(tmp_path):
    composed, package, _ = samples.sealed(samples.certificate())
    (drawn,) = ofd_pages(package)
    (twin,) = pdf_pages(composed.pages, [], tmp_path)
    assert unlikeness(drawn, twin, composed.pages[0]) > 3 * MOST_UNLIKE
