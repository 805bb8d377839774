"""Programs that are not ours draw and read our files: text, seals and QR code stand where we put them."""

import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from jiban.standards.ofd.package import write
from tests.standards.typeset.oracles import oracle_python

from . import paper

SCRIPT = Path(__file__).with_name("read_by_others.py")
PAGE_WIDTH_MM = 210.0


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What the others see of a sealed sheet: their picture of it and what they read."""
    folder = tmp_path_factory.mktemp("oracle")
    (folder / "sheet.ofd").write_bytes(write(paper.sealed()))
    ran = subprocess.run(
        [oracle_python(), SCRIPT, "sheet.ofd", "picture.png", "report.json"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    with Image.open(folder / "picture.png") as picture:
        return picture.convert("RGB"), report


def part(picture, x_mm, y_mm, width_mm, height_mm):
    scale = picture.width / PAGE_WIDTH_MM
    return picture.crop(tuple(round(edge * scale) for edge in (x_mm, y_mm, x_mm + width_mm, y_mm + height_mm)))


def ink(picture):
    """The share of the picture that is dark."""
    histogram = picture.convert("L").histogram()
    return sum(histogram[:128]) / sum(histogram)


def red(picture):
    """The share of the picture that is as red as a seal."""
    red_band, green, _ = picture.split()
    return ink(ImageChops.invert(ImageChops.subtract(red_band, green)))


def lines():
    return [item for item in paper.page().items if hasattr(item, "text")]


def test_the_picture_has_one_page_of_the_right_shape(seen):
    picture, report = seen
    assert report["pages"] == 1
    assert picture.height / picture.width == pytest.approx(297 / 210, abs=0.002)


@pytest.mark.parametrize("number", range(len(lines())))
def test_ink_stands_where_each_line_of_text_stands_and_at_every_character(seen, number):
    picture, _ = seen
    line = lines()[number]
    x = line.x_mm
    for char, advance in zip(line.text, (*line.advances_mm, line.size_mm), strict=True):
        if "一" <= char <= "鿿" or char.isalnum():
            box = part(picture, x, line.y_mm - 0.88 * line.size_mm, min(advance, line.size_mm), line.size_mm)
            assert ink(box) > 0.01, f"nothing is drawn for {char!r}"
        x += advance


def test_the_title_is_drawn_bolder_than_the_text(seen):
    picture, _ = seen
    title, *_, number = lines()
    body = lines()[1]
    boxes = [(line.x_mm, line.y_mm - 0.88 * line.size_mm, line.size_mm, line.size_mm) for line in (title, body)]
    assert ink(part(picture, *boxes[0])) > ink(part(picture, *boxes[1])) > 0
    assert number.text == paper.NUMBER


def test_paper_stays_white_where_nothing_stands(seen):
    picture, _ = seen
    for empty in ((0, 0, 210, 30), (0, 40, 25, 250), (190, 40, 20, 250), (28, 155, 90, 30)):
        assert ink(part(picture, *empty)) == 0


def test_both_seals_are_drawn_in_their_boxes(seen):
    picture, _ = seen
    for stamp in (paper.SEAL_BOX, paper.SIGNATURE_BOX):
        assert red(part(picture, stamp.x_mm, stamp.y_mm, stamp.width_mm, stamp.height_mm)) > 0.05
        assert red(part(picture, stamp.x_mm, stamp.y_mm - 8, stamp.width_mm, 7)) == 0


def test_the_picture_on_the_page_is_drawn_in_its_box(seen):
    picture, _ = seen
    assert red(part(picture, 150, 250, 10, 10)) > 0.5
    assert red(part(picture, 150, 262, 10, 10)) == 0


def test_the_qr_code_can_be_scanned_from_the_picture(seen):
    picture, report = seen
    assert report["codes"] == [paper.VERIFY_AT]
    assert 0.3 < ink(part(picture, *paper.QR_BOX, paper.QR_BOX[2])) < 0.7


def test_others_read_the_same_text(seen):
    _, report = seen
    read = "".join(report["text"].split())
    assert paper.TITLE in read
    assert paper.PROSE in read
    assert paper.NUMBER in read
