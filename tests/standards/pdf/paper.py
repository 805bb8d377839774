"""An invented certificate as page values: words, a ruled frame, a QR code and a seal marked 样章."""

import io
import json
from datetime import datetime, timedelta, timezone
from functools import cache

import segno
from PIL import Image, ImageDraw

from jiban.standards.pdf.attachments import Attachment
from jiban.standards.pdf.metadata import DocInfo
from jiban.standards.pdf.signature import Signing
from jiban.standards.pdf.signer import PdfSigner
from jiban.standards.pdf.writer import Stamp, compose_and_sign
from jiban.standards.typeset.faces import face
from jiban.standards.typeset.page import Line, Modules, Page, Path

ISSUED = datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=8)))
TITLE = "居住证明"
SENTENCES = (
    "兹证明赵小满，女，公民身份号码99000019880412002X，",
    "自2011年3月起居住在柳溪村7组12号，系本村常住居民。",
    "本证明用于办理子女入学手续，自出具之日起三十日内有效。",
    "特此证明。",
    "柳溪村村民委员会（样章）",
    "二〇二六年十一月二十四日",
)
ADDRESS = "https://verify.example/c/9900001234567890"
RECORD = {"holder": "赵小满", "item": TITLE, "village": "柳溪村"}
INFO = DocInfo(title="居住证明（样本）", author="柳溪村村民委员会", created=ISSUED)
SIGNING = Signing(at=ISSUED, signer_name="柳溪村村民委员会", reason="出具居住证明", description="电子印章")


def line(text: str, x_mm: float, y_mm: float, size_mm: float, name: str = "serif") -> Line:
    advances = face(name).advances_mm(text, size_mm)
    return Line(text, x_mm, y_mm, size_mm, name, tuple(advances[:-1]))


def page(*sentences: str, title: str = TITLE) -> Page:
    body = [line(sentence, 30, 80 + 12 * place, 4.6) for place, sentence in enumerate(sentences or SENTENCES)]
    frame = Path(
        (("M", (20, 25)), ("L", (190, 25)), ("L", (190, 200)), ("L", (20, 200)), ("C", ())),
        fill=None,
        stroke=(160, 30, 30),
    )
    matrix = [[bool(module) for module in row] for row in segno.make(ADDRESS, error="m", mask=2).matrix]
    return Page(items=(frame, line(title, 80, 50, 12, "serif-bold"), *body, Modules(matrix, 30, 155, 32)))


@cache
def seal_picture(side: int = 600) -> bytes:
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 8, side - 8, side - 8), outline=(192, 24, 32, 255), width=22)
    for angle in range(0, 360, 45):
        draw.arc((80, 80, side - 80, side - 80), angle, angle + 22, fill=(192, 24, 32, 255), width=40)
    stored = io.BytesIO()
    image.save(stored, "PNG")
    return stored.getvalue()


SEAL = Stamp(page_index=0, x_mm=120, y_mm=122, width_mm=42, height_mm=42, picture=seal_picture())
RECORD_FILE = Attachment("record.json", json.dumps(RECORD, ensure_ascii=False).encode(), description="证照数据")


def certificate(signer: PdfSigner, *pages: Page) -> bytes:
    return compose_and_sign(
        pages or (page(),), info=INFO, signer=signer, signing=SIGNING, stamps=[SEAL], attachments=[RECORD_FILE]
    )
