import contextlib
import io

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from jiban.catalogue import papers
from jiban.catalogue.errors import PaperRefusedError

from .items import hens

PAPER = hens().paper("photo")
SECRET = b"39.1234N 116.5678E"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def photo(kind: str = "JPEG", size=(80, 60), mode: str = "RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 128 if mode in {"L", "P"} else None).save(out, kind, **options)
    return out.getvalue()


def pdf(pages: int = 1, password: str = "") -> bytes:
    writer = PdfFileWriter()
    for _page in range(pages):
        contents = writer.add_object(generic.StreamObject(stream_data=b""))
        writer.insert_page(
            PageObject(
                contents=contents, media_box=generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 100, 100)])
            )
        )
    if password:
        writer.encrypt(owner_pass=password, user_pass=password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def accept(data: bytes, file_name: str = "IMG_0001.jpg", paper=PAPER) -> papers.AcceptedPaper:
    return papers.accept(data, file_name=file_name, paper=paper)


def refusal_of(data: bytes, file_name: str = "IMG_0001.jpg", paper=PAPER) -> str:
    with pytest.raises(PaperRefusedError) as refused:
        accept(data, file_name, paper)
    return str(refused.value)


def test_photos_and_documents_are_accepted_under_our_own_name():
    kept = accept(photo(), "王秀兰的家.JPG")
    assert (kept.file_name, kept.media_type) == ("photo.jpg", "image/jpeg")
    assert accept(photo("PNG"), "a.png").media_type == "image/png"
    assert accept(pdf(), "a.pdf").media_type == "application/pdf"


def test_where_and_with_what_a_photo_was_taken_is_removed():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    taken = photo(exif=exif, comment=SECRET, icc_profile=b"profile" * 50)
    assert b"SecretCamera" in taken
    kept = accept(taken).data
    for trace in (b"SecretCamera", b"Exif", SECRET, b"profile"):
        assert trace not in kept


def test_text_inside_a_png_and_bytes_behind_a_picture_are_removed():
    info = PngInfo()
    info.add_text("Location", SECRET.decode())
    assert SECRET not in accept(photo("PNG", pnginfo=info), "a.png").data
    for kind in ("JPEG", "PNG"):
        assert SECRET not in accept(photo(kind) + SECRET).data


def test_a_photo_taken_sideways_is_kept_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = accept(photo(size=(80, 60), exif=exif)).data
    assert Image.open(io.BytesIO(kept)).size == (60, 80)


def test_a_transparent_scan_becomes_black_on_white():
    scan = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    out = io.BytesIO()
    scan.save(out, "PNG")
    assert Image.open(io.BytesIO(accept(out.getvalue(), "a.png").data)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "P"), ("PNG", "1"), ("PNG", "I;16")]
)
def test_pictures_of_every_colour_kind_are_accepted(kind, mode):
    assert accept(photo(kind, mode=mode)).data


def test_a_large_photo_is_made_smaller():
    kept = accept(photo(size=(6000, 4000), quality=20), paper=hens(papers=[_paper(max_bytes=8_000_000)]).paper("photo"))
    assert max(Image.open(io.BytesIO(kept.data)).size) == papers.LONGEST_SIDE_PIXELS


def test_a_picture_that_unpacks_to_far_too_many_pixels_is_refused():
    bomb = photo("PNG", size=(20_000, 5_000), mode="1")
    assert len(bomb) < 200_000
    assert "too many pixels" in refusal_of(bomb, "a.png")


def test_jpeg_and_png_may_be_mixed_up_but_a_document_is_no_photo():
    assert accept(photo("PNG"), "a.jpg").file_name == "photo.png"
    assert "is called .jpg but it is PDF" in refusal_of(pdf(), "a.jpg")
    assert "is called .pdf but it is JPEG" in refusal_of(photo(), "a.pdf")


@pytest.mark.parametrize(
    ("data", "file_name", "words"),
    [
        (b"", "a.jpg", "empty"),
        (b"MZ\x90\x00" + b"\x00" * 100, "a.jpg", "not what its name says"),
        (b"<svg onload='x'/>", "a.png", "not what its name says"),
        (b"<html>", "a.pdf", "not what its name says"),
        (b"PK\x03\x04", "a.docx", "cannot be read here; please send JPEG / PNG / PDF"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 50, "a.jpg", "HEIC"),
        (b"\xff" * 200_001, "a.jpg", "please keep it under 0.2 MB"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 500, "a.jpg", "damaged"),
        (b"\x89PNG\r\n\x1a\n<script>", "a.png", "something else is hidden"),
        (b"%PDF-1.4\n<script>alert(1)</script>\nstartxref\n0\n%%EOF", "a.pdf", "something else is hidden"),
    ],
)
def test_disguised_broken_and_unwanted_files_are_refused_in_clear_words(data, file_name, words):
    message = refusal_of(data, file_name)
    assert words in message
    assert message.startswith("Photo of the hen house: ")


def test_a_truncated_file_is_refused():
    whole = photo(size=(300, 300))
    assert "damaged" in refusal_of(whole[: len(whole) // 2])
    assert "damaged" in refusal_of(photo("PNG", size=(300, 300))[:-30], "a.png")
    assert "damaged" in refusal_of(pdf()[:-40], "a.pdf")


def test_a_locked_or_endless_or_empty_pdf_is_refused():
    assert "locked by a password" in refusal_of(pdf(password="secret"), "a.pdf")
    assert "51 pages" in refusal_of(pdf(pages=51), "a.pdf")


def test_a_format_the_paper_does_not_name_is_refused():
    photos_only = hens(papers=[_paper(formats=["jpeg"])]).paper("photo")
    assert "please choose the original photo or file (JPEG)" in refusal_of(pdf(), "a.pdf", photos_only)


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_no_bytes_break_the_check(tail, magic):
    with translation.override("en"), pytest.raises(PaperRefusedError):
        accept(magic + tail, "a.jpg")


@given(st.integers(0, 10_000), st.integers(0, 255), st.sampled_from(["pdf", "jpeg", "png"]))
def test_a_changed_byte_is_accepted_clean_or_refused_and_never_breaks_the_check(place, byte, kind):
    data = bytearray({"pdf": pdf(), "jpeg": photo(), "png": photo("PNG")}[kind])
    data[place % len(data)] = byte
    with contextlib.suppress(PaperRefusedError):
        assert accept(bytes(data), f"a.{kind}").data


def _paper(**changes) -> dict:
    return {
        "code": "photo",
        "label": "照片",
        "label_en": "Photo",
        "required": False,
        "formats": ["jpeg", "png", "pdf"],
        "max_bytes": 200_000,
    } | changes
