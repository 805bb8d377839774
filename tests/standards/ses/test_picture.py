"""The pictures of seals and signatures drawn from names."""

import io

import pytest
from PIL import Image

from jiban.standards.ses.errors import SealPictureError
from jiban.standards.ses.picture import SEAL_RED, seal_picture, signature_picture
from jiban.standards.typeset.errors import MissingGlyphError

SHORT = "赵家庄村委会测试"
USUAL = "正定镇塔元庄村民委员会"
LONG = "高新技术产业开发区长江街道办事处第十二联合社区居民委员会"
LONGEST = LONG + "测试"


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGBA")


@pytest.mark.parametrize("name", [SHORT, USUAL, LONG, LONGEST])
def test_a_seal_is_a_small_png_of_42_millimetres_at_300_dpi(name):
    png = seal_picture(name)
    picture = Image.open(io.BytesIO(png))
    assert picture.format == "PNG"
    assert picture.size == (496, 496)
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert len(png) < 13_000


def test_the_usual_seal_takes_less_than_12_kilobytes():
    assert len(seal_picture(USUAL)) < 12_000


def test_the_same_name_gives_the_same_bytes_and_another_name_others():
    assert seal_picture(USUAL) == seal_picture(USUAL)
    assert seal_picture(USUAL) != seal_picture(SHORT)


def test_every_pixel_of_a_seal_is_red_or_clear_and_most_are_clear():
    pixels = list(opened(seal_picture(USUAL)).get_flattened_data())
    assert {pixel[:3] for pixel in pixels if pixel[3]} == {SEAL_RED}
    # A reader that knows no transparency shows what is under the clear part: it must look like paper.
    assert {pixel[:3] for pixel in pixels if not pixel[3]} == {(255, 255, 255)}
    assert {pixel[3] for pixel in pixels} == {0, 85, 170, 255}
    assert sum(pixel[3] == 0 for pixel in pixels) > len(pixels) * 0.6


def test_the_ring_is_closed_and_the_corners_are_clear():
    picture = opened(seal_picture(USUAL))
    assert all(picture.getpixel(corner)[3] == 0 for corner in [(0, 0), (495, 0), (0, 495), (495, 495)])
    assert all(picture.getpixel(point)[3] == 255 for point in [(248, 6), (248, 489), (6, 248), (489, 248)])


@pytest.mark.parametrize("name", [SHORT, USUAL, LONG, LONGEST])
def test_the_name_touches_neither_the_ring_nor_the_specimen_mark(name):
    picture = opened(seal_picture(name)).getchannel("A")
    drawn = [(x - 247.5, y - 247.5) for x in range(496) for y in range(496) if picture.getpixel((x, y)) > 85]
    radii = sorted({int((x * x + y * y) ** 0.5 * 25.4 / 300 * 10) for x, y in drawn})
    assert not {radius for radius in radii if 191 <= radius <= 196}, "a clear band lies inside the ring"
    beside_the_mark = [(x, y) for x, y in drawn if 100 <= y <= 165 and 53 <= abs(x) <= 60]
    assert not beside_the_mark, "the ends of the arc keep their distance from the mark at the bottom"


def test_a_rare_character_of_a_village_name_is_drawn_although_the_bold_face_lacks_it():
    assert len(seal_picture("郞圫村埌沕崟槚庄村民委员会")) > len(seal_picture("一二三村民委员会"))


def test_a_character_that_no_face_has_is_refused_by_name():
    with pytest.raises(MissingGlyphError) as refused:
        seal_picture("正定镇\ue000庄村民委员会")
    assert refused.value.characters == "\ue000"


@pytest.mark.parametrize("name", ["", "村", LONG + "测试测"])
def test_a_name_that_cannot_stand_on_the_arc_is_refused(name):
    with pytest.raises(SealPictureError):
        seal_picture(name)


@pytest.mark.parametrize("name", ["王守信", "李", "阿卜杜拉·买买提", "测试用的很长很长的一个姓名十六字"])
def test_a_signature_is_a_small_png_of_30_by_12_millimetres(name):
    png = signature_picture(name)
    assert Image.open(io.BytesIO(png)).size == (354, 142)
    assert len(png) < 4_000
    assert signature_picture(name) == png


def test_a_signature_without_a_name_or_with_an_endless_one_is_refused():
    for name in ["", "名" * 17]:
        with pytest.raises(SealPictureError):
            signature_picture(name)
