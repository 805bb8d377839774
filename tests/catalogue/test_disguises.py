"""A paper is one thing: no archive behind a photo, no page inside a PDF, nothing that runs or carries other files."""

import io
import zipfile

import pytest
from django.utils import translation
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter

from jiban.catalogue import disguises

from .test_papers import accept, pdf, photo, refusal_of

HIDDEN = "something else is hidden"
RUNS = "runs a program or carries other files"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def archive(comment: bytes = b"") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("hidden.txt", b"not a photo")
        made.comment = comment
    return packed.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("comment", [b"", b"a comment behind the end of the archive" * 20])
def test_a_photo_with_an_archive_behind_it_is_refused(kind, comment):
    assert HIDDEN in refusal_of(photo(kind) + archive(comment), f"a.{kind.lower()}")


@pytest.mark.parametrize("mark", [b"Rar!\x1a\x07\x01\x00rest", b"7z\xbc\xaf\x27\x1c\x00\x04rest", b"%PDF-1.7 rest"])
def test_a_photo_with_another_file_behind_it_is_refused(mark):
    assert HIDDEN in refusal_of(photo() + mark)


@pytest.mark.parametrize(
    "mark", [b"<script>alert(1)</script>", b"<HTML><body>", b"<!DOCTYPE html>", b"<?php echo 1 ?>"]
)
def test_a_file_that_is_a_page_as_well_is_refused(mark):
    assert HIDDEN in refusal_of(photo(comment=mark))
    assert HIDDEN in refusal_of(pdf().replace(b"\n", b"\n%" + mark + b"\n", 1), "a.pdf")


def test_a_pdf_that_is_an_archive_as_well_is_refused():
    assert HIDDEN in refusal_of(pdf() + archive(), "a.pdf")


def test_what_a_phone_writes_behind_its_photos_is_dropped_and_the_photo_taken():
    """Moving pictures and depth maps stand behind the photo, and the four bytes of a ZIP come about by chance."""
    for behind in (b"\x00\x00\x00\x18ftypmp42" + bytes(500), b"SEFT" + bytes(30), b"PK\x05\x06" + bytes(range(200))):
        kept = accept(photo() + behind).data
        assert behind not in kept


def test_a_half_written_end_of_an_archive_breaks_nothing():
    for cut in range(1, 30):
        disguises.is_archive_too(photo() + archive()[:-cut])


def active_pdf(add) -> bytes:
    """A PDF of one page to which `add` adds what makes it run; (writer, its root)."""
    writer = PdfFileWriter()
    writer.insert_page(_page(writer))
    add(writer, writer.root)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(writer):
    from pyhanko.pdf_utils.writer import PageObject

    box = generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 100, 100)])
    return PageObject(contents=writer.add_object(generic.StreamObject(stream_data=b"")), media_box=box)


def action(kind: str, **more) -> generic.DictionaryObject:
    entries = {pdf_name("/S"): pdf_name(kind)}
    return generic.DictionaryObject(entries | {pdf_name(f"/{name}"): value for name, value in more.items()})


def script_when_opened(writer, root):
    root["/OpenAction"] = writer.add_object(action("/JavaScript", JS=generic.pdf_string("app.alert(1)")))


def script_of_a_page(writer, root):
    page = root["/Pages"]["/Kids"][0]
    page["/AA"] = generic.DictionaryObject({pdf_name("/O"): action("/Named", N=pdf_name("/NextPage"))})


def program_behind_a_link(writer, root):
    link = generic.DictionaryObject({pdf_name("/Subtype"): pdf_name("/Link"), pdf_name("/A"): action("/Launch")})
    root["/Pages"]["/Kids"][0]["/Annots"] = generic.ArrayObject([writer.add_object(link)])


def embedded_file(writer, root):
    stream = writer.add_object(generic.StreamObject({pdf_name("/Type"): pdf_name("/EmbeddedFile")}, stream_data=b"MZ"))
    files = generic.DictionaryObject({pdf_name("/Names"): generic.ArrayObject([generic.pdf_string("a.exe"), stream])})
    root["/Names"] = generic.DictionaryObject({pdf_name("/EmbeddedFiles"): writer.add_object(files)})


def form_of_another_kind(writer, root):
    root["/AcroForm"] = generic.DictionaryObject({pdf_name("/XFA"): generic.pdf_string("<xdp/>")})


def form_that_sends(writer, root):
    button = generic.DictionaryObject({pdf_name("/A"): action("/SubmitForm", F=generic.pdf_string("http://x"))})
    root["/AcroForm"] = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject([button])})


@pytest.mark.parametrize(
    "add",
    [script_when_opened, script_of_a_page, program_behind_a_link, embedded_file, form_of_another_kind, form_that_sends],
)
def test_a_pdf_that_runs_sends_or_carries_something_is_refused(add):
    assert RUNS in refusal_of(active_pdf(add), "a.pdf")


def test_a_name_written_in_another_way_hides_nothing():
    plain = active_pdf(script_when_opened)
    # As long as before: every object stays where the file says it is.
    hidden = (
        plain.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53").replace(b"app\\056alert", b"alert   ")
    )
    assert len(hidden) == len(plain)
    assert RUNS in refusal_of(hidden, "a.pdf")


def test_an_ordinary_pdf_is_taken_as_it_is():
    plain = pdf(pages=3)
    assert accept(plain, "a.pdf").data == plain
    assert not disguises.is_active(PdfFileReader(io.BytesIO(plain)))


def test_a_pdf_whose_parts_point_at_each_other_ends():
    def circle(writer, root):
        one = generic.DictionaryObject()
        reference = writer.add_object(one)
        one["/Next"] = reference
        root["/Outlines"] = reference

    assert accept(active_pdf(circle), "a.pdf").data


def test_a_photo_keeps_no_place_and_no_maker():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (39.0, 7.0, 24.0)
    kept = Image.open(io.BytesIO(accept(photo(exif=exif)).data))
    assert dict(kept.getexif()) == {}
    assert kept.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
