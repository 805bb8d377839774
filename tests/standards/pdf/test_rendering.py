"""Where things stand on the page as poppler draws it, in millimetres from the top left."""

import pytest
from PIL import ImageChops, ImageStat

from jiban.standards.typeset.page import Line, Modules, Page, Path
from tests.standards.pdf.outside import picture
from tests.standards.pdf.paper import SEAL, certificate, page

PIXELS_PER_MM = 10
RED, WHITE = (192, 24, 32), (255, 255, 255)


@pytest.fixture(scope="module")
def drawn(signed, tmp_path_factory):
    file = tmp_path_factory.mktemp("drawn") / "certificate.pdf"
    file.write_bytes(signed)
    return picture(file, pixels_per_mm=PIXELS_PER_MM)


def at(image, x_mm, y_mm):
    return image.getpixel((round(x_mm * PIXELS_PER_MM), round(y_mm * PIXELS_PER_MM)))


def darkness(image, box_mm):
    """How much of a box (left, top, right, bottom) is dark: 0 to 1."""
    box = tuple(round(edge * PIXELS_PER_MM) for edge in box_mm)
    return 1 - ImageStat.Stat(image.convert("L").crop(box)).mean[0] / 255


def test_the_page_has_its_size(drawn):
    assert drawn.size == pytest.approx((2100, 2970), abs=2)


def test_the_seal_stands_in_its_box_and_is_clear_inside(drawn):
    middle_x, middle_y = SEAL.x_mm + SEAL.width_mm / 2, SEAL.y_mm + SEAL.height_mm / 2
    ring = SEAL.width_mm / 2 - 1.3  # the middle of its stroke
    for x, y in (
        (middle_x - ring, middle_y),
        (middle_x + ring, middle_y),
        (middle_x, middle_y - ring),
        (middle_x, middle_y + ring),
    ):
        assert at(drawn, x, y) == pytest.approx(RED, abs=4)
    assert at(drawn, middle_x, middle_y) == WHITE
    assert at(drawn, SEAL.x_mm + 1, SEAL.y_mm + 1) == WHITE


def test_the_edge_of_the_seal_has_no_dark_rim(drawn):
    box = [round(edge * PIXELS_PER_MM) for edge in (SEAL.x_mm, SEAL.y_mm, SEAL.x_mm + 42, SEAL.y_mm + 20)]
    reds = drawn.crop(box).getchannel("R")
    assert reds.getextrema()[0] >= RED[0] - 4


def test_what_a_stamp_covers_shows_through(signer, tmp_path):
    file = tmp_path / "covered.pdf"
    block = Path((("M", (130, 130)), ("L", (150, 130)), ("L", (150, 150)), ("L", (130, 150)), ("C", ())))
    file.write_bytes(certificate(signer, Page(items=(block,))))
    drawn = picture(file, pixels_per_mm=PIXELS_PER_MM)
    assert at(drawn, 141, 143) == (0, 0, 0)


def test_every_module_of_the_code_is_where_the_matrix_has_it(drawn):
    (code,) = [item for item in page().items if isinstance(item, Modules)]
    side = code.side_mm / len(code.rows)
    for row, modules in enumerate(code.rows):
        for column, dark in enumerate(modules):
            x, y = code.x_mm + (column + 0.5) * side, code.y_mm + (row + 0.5) * side
            assert at(drawn, x, y) == ((0, 0, 0) if dark else WHITE)


def test_a_code_is_painted_without_hair_lines(signer, tmp_path):
    file = tmp_path / "black.pdf"
    file.write_bytes(certificate(signer, Page(items=(Modules([[True] * 7] * 7, 30, 30, 31.7),))))
    drawn = picture(file, pixels_per_mm=PIXELS_PER_MM)
    assert darkness(drawn, (31, 31, 61, 61)) == 1


def test_each_line_stands_on_its_baseline_and_each_character_in_its_advance(signer, tmp_path):
    file = tmp_path / "grid.pdf"
    text = "国国国国国国国国"
    spread = Line(text, 30, 100, 8, "serif", (12.345,) * 7, (0, 0, 200))
    file.write_bytes(certificate(signer, Page(items=(spread,))))
    drawn = picture(file, pixels_per_mm=PIXELS_PER_MM)
    for place in range(len(text)):
        left = 30 + place * 12.345
        assert darkness(drawn, (left + 0.3, 92.5, left + 7.7, 101.2)) > 0.15
        assert darkness(drawn, (left + 8.1, 92.5, left + 12.2, 101.2)) == 0
    assert darkness(drawn, (20, 102, 120, 110)) == 0


def test_punctuation_keeps_its_half_of_the_em(signer, tmp_path):
    file = tmp_path / "brackets.pdf"
    file.write_bytes(certificate(signer, Page(items=(Line("（）", 30, 100, 20, "serif", (20.0,)),))))
    drawn = picture(file, pixels_per_mm=PIXELS_PER_MM)
    assert darkness(drawn, (30, 82, 40, 104)) == 0
    assert darkness(drawn, (40, 82, 50, 104)) > 0
    assert darkness(drawn, (50, 82, 60, 104)) > 0
    assert darkness(drawn, (60, 82, 70, 104)) == 0


def test_strokes_fills_and_curves_are_drawn_where_they_are_said(signer, tmp_path):
    file = tmp_path / "shapes.pdf"
    bow = Path((("M", (20, 40)), ("B", (20, 20, 60, 20, 60, 40))), fill=None, stroke=(0, 0, 0), line_width_mm=1)
    block = Path(
        (("M", (80, 20)), ("L", (100, 20)), ("L", (100, 40)), ("C", ())),
        fill=(0, 120, 0),
        stroke=(200, 0, 0),
        line_width_mm=2,
    )
    file.write_bytes(certificate(signer, Page(items=(bow, block))))
    drawn = picture(file, pixels_per_mm=PIXELS_PER_MM)
    assert at(drawn, 40, 25) == (0, 0, 0)  # the top of the bow: a quarter above its ends and three above its handles
    assert at(drawn, 40, 35) == WHITE
    assert at(drawn, 97, 25) == (0, 120, 0)
    assert at(drawn, 90, 20) == (200, 0, 0)
    assert at(drawn, 82, 38) == WHITE


def test_a_page_of_another_size_keeps_its_origin_at_the_top(signer, tmp_path):
    file = tmp_path / "small.pdf"
    mark = Path((("M", (5, 5)), ("L", (15, 5)), ("L", (15, 15)), ("L", (5, 15)), ("C", ())))
    file.write_bytes(certificate(signer, Page(width_mm=200, height_mm=170, items=(mark,))))
    drawn = picture(file, pixels_per_mm=PIXELS_PER_MM)
    assert drawn.size == pytest.approx((2000, 1700), abs=2)
    assert at(drawn, 10, 10) == (0, 0, 0)
    assert at(drawn, 20, 20) == WHITE


def test_the_same_values_are_drawn_the_same(file, signer, tmp_path):
    again = tmp_path / "again.pdf"
    again.write_bytes(certificate(signer))
    assert ImageChops.difference(picture(file), picture(again)).getbbox() is None
