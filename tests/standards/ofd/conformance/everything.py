"""A package in which every element and attribute of GB/T 33190-2016 stands, with a value that is not its default."""

import io
from pathlib import Path

from PIL import Image

from jiban.standards.pdf.icc import srgb_profile
from jiban.standards.typeset.faces import face

HERE = Path(__file__).parent / "everything"
FONT = "Doc_0/Res/font.ttf"


def picture(color, size=(8, 6)):
    drawn = Image.new("RGB", size, color)
    drawn.putpixel((0, 0), (255, 255, 255))
    written = io.BytesIO()
    drawn.save(written, "PNG")
    return written.getvalue()


def everything():
    """The entries: XML files as they lie in the folder, and the small files they name."""
    xml = {str(path.relative_to(HERE)): path.read_bytes() for path in sorted(HERE.rglob("*.xml"))}
    return xml | {
        FONT: face("serif").subset("样章测试竖着写字替代体").data,
        "Doc_0/Res/cover.png": picture("gray"),
        "Doc_0/Res/picture.png": picture("teal"),
        "Doc_0/Res/mask.png": picture("black"),
        "Doc_0/Res/rare.bin": b"a format that nobody reads",
        "Doc_0/Res/profile.icc": srgb_profile(),
        "Doc_0/Res/sound.wav": b"sound",
        "Doc_0/Res/film.mp4": b"film",
        "Doc_0/Attachs/record.json": b"{}",
        "Doc_0/Tags/tags.xsd": b"<a/>",
        "Doc_0/Tags/tags.xml": b"<a/>",
        "Doc_0/Exts/more.xml": b"<a/>",
        "Doc_0/Signs/Sign_0/Seal.esl": b"seal",
        "Doc_0/Signs/Sign_0/SignedValue.dat": b"value",
    }
