import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jiban.standards.ofd.rendering.jbig2 import ArithmeticDecoder, Jbig2Error, UnsupportedJbig2Error, decode_jbig2
from jiban.standards.ofd.rendering.pictures import (
    BrokenPictureError,
    LargePictureError,
    PictureError,
    UnsupportedPictureError,
    open_picture,
)
from tests.standards.ofd.rendering.sheet import BLUE, GREEN, RED, WHITE, draw, picture, square

MEDIA = (
    '<MultiMedias><MultiMedia ID="50" Type="Image" Format="PNG"><MediaFile>a.png</MediaFile></MultiMedia>'
    '<MultiMedia ID="51" Type="Image"><MediaFile>mask.png</MediaFile></MultiMedia></MultiMedias>'
)
RED_BLUE = picture(RED, BLUE)


def image(more="", inside=""):
    return (
        f'<ImageObject ID="3" Boundary="10 10 40 20" CTM="40 0 0 20 0 0" ResourceID="50" {more}>{inside}</ImageObject>'
    )


def drawn(data, more="", inside="", mask=None, below=""):
    files = {"Doc_0/Res/a.png": data} | ({} if mask is None else {"Doc_0/Res/mask.png": mask})
    return draw(below + image(more, inside), resources=MEDIA, files=files)


@pytest.mark.parametrize("coding", ["PNG", "BMP", "GIF", "TIFF", "JPEG"])
def test_pictures_of_every_coding_fill_their_box(coding):
    sheet = drawn(picture(RED, BLUE, coding=coding))
    assert [abs(a - b) < 9 for a, b in zip(sheet.colour(12, 12), RED, strict=True)] == [True] * 3
    assert [abs(a - b) < 9 for a, b in zip(sheet.colour(45, 28), BLUE, strict=True)] == [True] * 3
    assert sheet.colour(52, 12) == sheet.colour(12, 32) == WHITE
    (shown,) = sheet.all("image")
    assert shown.get("href").startswith(("data:image/png;base64,", "data:image/jpeg;base64,"))


def test_a_picture_in_inks_is_turned_into_lights():
    sheet = drawn(picture((0, 255, 255, 0), (0, 255, 255, 0), mode="CMYK", coding="JPEG"))
    red, green, blue = sheet.colour(20, 20)
    assert red > 220
    assert green < 60
    assert blue < 60


def test_a_matrix_turns_a_picture():
    turned = image().replace("40 0 0 20 0 0", "0 20 -40 0 40 0")
    sheet = draw(turned, resources=MEDIA, files={"Doc_0/Res/a.png": RED_BLUE})
    assert sheet.colour(30, 12) == RED
    assert sheet.colour(30, 28) == BLUE


def test_alpha_and_mask_let_through_what_is_below():
    below = square(0, 0, 60, "0 255 0")
    sheet = drawn(RED_BLUE, 'ImageMask="51"', mask=picture(255, 0, mode="L"), below=below)
    assert sheet.colour(12, 12) == RED
    assert sheet.colour(45, 12) == GREEN
    red, green, _ = drawn(RED_BLUE, 'Alpha="128"', below=below).colour(12, 12)
    assert 120 < red < 136
    assert 120 < green < 136


def test_a_picture_can_have_a_frame():
    sheet = drawn(RED_BLUE, inside='<Border LineWidth="2"><BorderColor Value="0 255 0"/></Border>')
    assert sheet.colour(30, 10.4) == GREEN
    assert sheet.colour(20, 20) == RED


def test_a_picture_is_held_once_however_often_it_is_shown():
    sheet = draw(image() + image().replace("10 10", "50 50"), resources=MEDIA, files={"Doc_0/Res/a.png": RED_BLUE})
    assert len(sheet.all("image")) == 1
    assert len(sheet.all("use")) == 2


def test_missing_broken_and_unknown_pictures_are_told_and_marked():
    assert draw(image()).codes == ["media-missing"]
    assert drawn(RED_BLUE[:60]).codes == ["media-broken"]
    unknown = drawn(b"no picture")
    assert unknown.codes == ["media-unsupported"]
    assert unknown.colour(14, 20) == (238, 238, 238)


def test_a_picture_of_too_many_pixels_is_not_decoded():
    file = io.BytesIO()
    Image.new("1", (20_000, 4_000)).save(file, "PNG")
    with pytest.raises(LargePictureError):
        open_picture(file.getvalue())


def test_a_large_picture_is_made_smaller():
    file = io.BytesIO()
    Image.new("L", (6_000, 3_000), 200).save(file, "PNG")
    shown = open_picture(file.getvalue())
    assert shown.width * shown.height <= 12_000_000
    assert abs(shown.width / shown.height - 2) < 0.01


def test_paper_lets_through_and_ink_keeps_its_colour_on_white():
    below = square(0, 0, 60, "0 0 255")
    data = picture(WHITE, RED)
    sheet = drawn(data, 'BlendMode="Multiply"', below=below)
    assert sheet.colour(12, 12) == BLUE
    assert drawn(data, 'BlendMode="Multiply"').colour(45, 12) == RED


@given(st.binary(max_size=200))
def test_no_bytes_break_the_opening_of_pictures(data):
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM", b"\xff\xd8\xff", b"II*\0", b"\x97JB2\r\n\x1a\n"):
        try:
            open_picture(start + data)
        except PictureError:
            continue


def segment(number, kind, data):
    return number.to_bytes(4, "big") + bytes([kind, 0, 1]) + len(data).to_bytes(4, "big") + data


def jbig2(width, height, kind, data):
    page = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes(8) + b"\0\0\0"
    start = b"\x97JB2\r\n\x1a\n\x01\0\0\0\x01"
    return start + segment(0, 48, page) + segment(1, kind, data) + segment(2, 49, b"") + segment(3, 51, b"")


def region(width, height, flags, rest):
    return width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes(9) + bytes([flags]) + rest


# ITU-T T.88 annex H.2: the test sequence of the arithmetic coder, one context.
CODED = bytes.fromhex(
    "84C73B FC E1A1 430 4 0220 0000 41 0D BB 86 F4 31 7F FF 88 FF 37 47 1A DB 6A DF FF AC".replace(" ", "")
)
PLAIN = bytes.fromhex("00020051 000000C0 0352872A AAAAAAAA 82C02000 FCD79EF6 BF7FED90 4F46A3BF".replace(" ", ""))


def test_the_arithmetic_decoder_gives_the_standards_own_sequence():
    decoder = ArithmeticDecoder(CODED)
    contexts = bytearray(1), bytearray(1)
    bits = [decoder.bit(contexts, 0) for _ in range(256)]
    assert int("".join(map(str, bits)), 2).to_bytes(32, "big") == PLAIN


def test_run_lengths_are_read():
    file = io.BytesIO()
    ink = Image.new("1", (32, 8), 1)
    ink.paste(0, (4, 2, 20, 6))
    ink.save(file, "TIFF", compression="group4")
    with Image.open(io.BytesIO(file.getvalue())) as tiff:
        offset, size = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
        inverted = tiff.tag_v2[262] == 1
    data = file.getvalue()[offset : offset + size]
    bitmap = decode_jbig2(jbig2(32, 8, 38, region(32, 8, 1, data)))
    dark = [bitmap.pixels[y * 32 + x] ^ inverted for y in range(8) for x in range(32)]
    assert dark == [int(4 <= x < 20 and 2 <= y < 6) for y in range(8) for x in range(32)]


def test_what_jbig2_is_not_read_is_refused():
    with pytest.raises(UnsupportedJbig2Error):
        decode_jbig2(jbig2(8, 8, 0, b"symbols"))
    with pytest.raises(UnsupportedJbig2Error):
        decode_jbig2(jbig2(100_000, 100_000, 38, b""))
    with pytest.raises(Jbig2Error):
        decode_jbig2(b"\x97JB2\r\n\x1a\n\x01")
    with pytest.raises(UnsupportedPictureError):
        open_picture(jbig2(8, 8, 0, b"symbols"))
    with pytest.raises(BrokenPictureError):
        open_picture(jbig2(8, 8, 38, b"short"))
