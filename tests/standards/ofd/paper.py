"""A sheet like a real one, with an invented holder, and what it takes to sign it with a value that nobody checks."""

import io
from datetime import UTC, date, datetime

import segno
from PIL import Image, ImageDraw

from jiban.standards.der import encode
from jiban.standards.ofd import signing
from jiban.standards.ofd.document import Attachment, DocInfo
from jiban.standards.ofd.writer import compose
from jiban.standards.typeset.flow import TextStyle, set_line, set_paragraph
from jiban.standards.typeset.page import Modules, Page, Path, Picture

AT = datetime(2026, 11, 24, 10, 1, 18, tzinfo=UTC)
PROVIDER = signing.Provider("Jiban", company="样例", version="1")
TITLE = "居住证明"
PROSE = (
    "兹证明张㛃，女，1990年1月1日出生（公民身份号码990000199001011234），系本社区“幸福家园”居民，"
    "自2020年1月1日起居住于幸福路12号3单元402室。特此证明，仅供《子女入学》报名使用。"
)
NUMBER = "1.2.156.3005.2.11100000000013127D001.A1B2C3"
VERIFY_AT = "https://example.test/v/ABCDEF0123456789"
INFO = DocInfo(
    title=TITLE,
    doc_id="0123456789abcdef0123456789abcdef",
    creator="Jiban",
    created=date(2026, 11, 24),
    custom={"证照名称": TITLE, "证照编号": NUMBER},
    author="样例社区居民委员会",
)
RECORD = Attachment("证照数据", "record.json", b'{"type":"residence"}' * 40)
PROOF = Attachment("存证证明", "log-proof.txt", b"pending\n", sealed=False)
SEAL_BOX = signing.Stamp(page_index=0, x_mm=130.0, y_mm=180.0, width_mm=42.0, height_mm=42.0)
SIGNATURE_BOX = signing.Stamp(page_index=0, x_mm=60.0, y_mm=190.0, width_mm=30.0, height_mm=12.0)
QR_BOX = (28.0, 230.0, 32.0)


def page():
    style = TextStyle(5.64)
    return Page(
        items=(
            set_line(
                TITLE, style=TextStyle(9, "serif-bold"), x_mm=105, baseline_mm=45, align="centre", tracking_em=0.3
            ),
            Path((("M", (28.0, 52.0)), ("L", (182.0, 52.0))), fill=None, stroke=(192, 24, 32), line_width_mm=0.5),
            *set_paragraph(PROSE, style=style, x_mm=28, top_mm=60, width_mm=154, indent_em=2).lines,
            set_line(NUMBER, style=TextStyle(4.2), x_mm=28, baseline_mm=150),
            Modules(segno.make(VERIFY_AT, error="m", micro=False).matrix, *QR_BOX),
            Picture(red_dot(), 150.0, 250.0, 10.0, 10.0),
        )
    )


def red_dot():
    return drawn(lambda pen: pen.ellipse((0, 0, 99, 99), fill=(192, 24, 32, 255)))


def seal_picture():
    return drawn(lambda pen: pen.ellipse((4, 4, 96, 96), outline=(192, 24, 32, 255), width=6))


def drawn(draw):
    picture = Image.new("RGBA", (100, 100), (255, 255, 255, 0))
    draw(ImageDraw.Draw(picture))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def seal_esl():
    """Bytes that stand where a seal stands: a picture inside DER."""
    return encode.sequence(encode.octet_string(seal_picture()))


def composed():
    return compose([page()], INFO, [RECORD, PROOF])


def signed_once(package=None):
    pending = signing.begin(
        package or composed(), provider=PROVIDER, stamps=[SIGNATURE_BOX], at=AT, closes=False, seal_esl=seal_esl()
    )
    return signing.finish(pending, encode.sequence(seal_esl(), encode.octet_string(b"reviewer")))


def sealed(package=None):
    pending = signing.begin(
        signed_once(package), provider=PROVIDER, stamps=[SEAL_BOX], at=AT, closes=True, seal_esl=seal_esl()
    )
    return signing.finish(pending, encode.sequence(seal_esl(), encode.octet_string(b"village")))
