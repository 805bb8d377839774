"""Where everything stands on a certificate: from the record to page values. OFD, PDF and preview are drawn from these.

A4, millimetres. Order by custom: number, title, receiving unit, body, closing, issuing committee, date, seal over the date;
at the foot the QR code and how to check.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from jiban.standards.typeset.flow import Align, TextStyle, set_line, set_paragraph
from jiban.standards.typeset.page import Item, Line, Modules, Page, Path, StandingLine

from .qr_codes import qr_modules

LEFT, RIGHT, WIDTH = 28.0, 182.0, 154.0
NUMBER_BASELINE = 30.0
TITLE_BASELINE = 52.0
BODY_TOP, BODY_BOTTOM = 64.0, 246.0
NEXT_PAGE_TOP = 30.0
FOOT_RULE = 254.0
QR_SIDE = 25.0
SIGN_BLOCK_HEIGHT = 52.0

BODY = TextStyle(5.6, leading=1.85)
SMALL = TextStyle(3.7, leading=1.5, colour=(60, 60, 60))
NUMBER = TextStyle(4.2, colour=(40, 40, 40))
TITLE = TextStyle(9.9, face="serif-bold")
TEST_MARK = TextStyle(3.7, colour=(168, 18, 26))
RULE_COLOUR = (176, 176, 176)

SEAL_MM = 42.0
SIGNATURE_WIDTH_MM, SIGNATURE_HEIGHT_MM = 30.0, 12.0
TEST_WORDS = "测试样例，无法律效力"
NUMBER_LABEL, REVIEWER_LABEL, CODE_LABEL = "编号：", "审签人：", "核验码："
HOW_TO_CHECK = "扫码核验真伪。复印件、截图无效，以核验结果为准。"
NO_PHONE = "见村务公开栏"
FORM_WORDS = (
    f"{TEST_WORDS}{NUMBER_LABEL}{REVIEWER_LABEL}{CODE_LABEL}{HOW_TO_CHECK}{NO_PHONE}"
    "有效期至：经办人：　联系电话：年月日男女第页共村民居民委员会省市县区镇乡街道社区组号，。、；（）JB- 0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)
"""What the form says on every certificate, and the characters of its numbers and dates."""


@dataclass(frozen=True, slots=True)
class StampPlace:
    page_index: int
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Sheet:
    pages: tuple[Page, ...]
    signature_place: StampPlace
    seal_place: StampPlace


@dataclass(slots=True)
class _Composer:
    """Fills page after page from the top."""

    pages: list[list[Item]] = field(default_factory=lambda: [[]])
    top: float = BODY_TOP

    def put(self, *items: Item) -> None:
        self.pages[-1].extend(items)

    def put_lines(self, lines: Sequence[Line], *, step: float) -> None:
        """Each line goes where it fits; a full page is followed by another."""
        for line in lines:
            if self.top + step > BODY_BOTTOM:
                self.break_page()
            self.put(_moved(line, self.top + step * 0.72))
            self.top += step

    def reserve(self, height: float) -> None:
        if self.top + height > BODY_BOTTOM:
            self.break_page()

    def break_page(self) -> None:
        self.pages.append([])
        self.top = NEXT_PAGE_TOP


def lay_out(record: Mapping[str, Any]) -> Sheet:
    """Compose the pages. Raises MissingGlyphError for a character that the faces cannot show."""
    composer = _Composer()
    _put_head(composer, record)
    _put_body(composer, record)
    composer.reserve(SIGN_BLOCK_HEIGHT)
    signature_place, seal_place = _put_sign_block(composer, record)
    _put_foot(composer, record)
    pages = tuple(Page(items=tuple(items)) for items in _numbered(composer.pages, record))
    return Sheet(pages, signature_place, seal_place)


def _put_head(composer: _Composer, record: Mapping[str, Any]) -> None:
    title = record["type"]["name"]
    tracking = 0.45 if len(title) <= 6 else 0.12
    number = f"{NUMBER_LABEL}{record['number']}"
    composer.put(
        set_line(number, style=NUMBER, x_mm=RIGHT, baseline_mm=NUMBER_BASELINE, align="right"),
        _form_line(title, _fitted(title), 105.0, TITLE_BASELINE, align="centre", tracking_em=tracking),
    )
    if record["test"]:
        composer.put(_form_line(TEST_WORDS, TEST_MARK, LEFT, NUMBER_BASELINE))


@lru_cache(maxsize=256)
def _form_line(
    text: str, style: TextStyle, x_mm: float, baseline_mm: float, *, align: Align = "left", tracking_em: float = 0.0
) -> StandingLine:
    """A line that says nothing of a holder, so that it may be kept for the papers that follow."""
    line = set_line(text, style=style, x_mm=x_mm, baseline_mm=baseline_mm, align=align, tracking_em=tracking_em)
    return StandingLine(line.text, line.x_mm, line.y_mm, line.size_mm, line.face, line.advances_mm, line.colour)


def _fitted(title: str) -> TextStyle:
    """A long title is set smaller so that it stays on one line."""
    size = min(TITLE.size_mm, WIDTH / (len(title) * 1.15))
    return TextStyle(size, face=TITLE.face)


def _put_body(composer: _Composer, record: Mapping[str, Any]) -> None:
    step = BODY.size_mm * BODY.leading
    *paragraphs, closing = record["paragraphs"]
    if record["receivingUnit"]:
        unit = f"{record['receivingUnit']}："
        composer.put_lines(_paragraph(unit, indent=0), step=step)
    for text in paragraphs:
        composer.put_lines(_paragraph(text, indent=2), step=step)
    composer.put_lines(_closing(closing), step=step)


@lru_cache(maxsize=16)
def _closing(text: str) -> tuple[Line, ...]:
    """The closing line is the item's own, such as 特此证明。"""
    return _paragraph(text, indent=2)


def _paragraph(text: str, *, indent: float) -> tuple[Line, ...]:
    block = set_paragraph(text, style=BODY, x_mm=LEFT, top_mm=0, width_mm=WIDTH, indent_em=indent)
    return block.lines


def _moved(line: Line, baseline_mm: float) -> Line:
    return Line(line.text, line.x_mm, baseline_mm, line.size_mm, line.face, line.advances_mm, line.colour)


def _put_sign_block(composer: _Composer, record: Mapping[str, Any]) -> tuple[StampPlace, StampPlace]:
    """审签人 with the signature on the left; committee and date on the right, the seal over both."""
    page_index = len(composer.pages) - 1
    top = composer.top + 6.0
    issuer, day = record["issuer"]["name"], chinese_date(date.fromisoformat(record["issuedOn"]))
    size = min(BODY.size_mm, 92.0 / len(issuer))
    committee = _form_line(issuer, TextStyle(size), RIGHT, top + 17.0, align="right")
    dated = _form_line(day, BODY, RIGHT - 6.0, top + 29.0, align="right")
    label = _form_line(REVIEWER_LABEL, BODY, LEFT, top + 23.0)
    composer.put(committee, dated, label)
    composer.top = top + SIGN_BLOCK_HEIGHT - 6.0
    centre = (committee.x_mm + RIGHT) / 2
    seal_left = min(max(centre - SEAL_MM / 2, LEFT + 62.0), RIGHT - SEAL_MM)
    signature = StampPlace(page_index, LEFT + 20.0, top + 14.0, SIGNATURE_WIDTH_MM, SIGNATURE_HEIGHT_MM)
    return signature, StampPlace(page_index, seal_left, top + 1.0, SEAL_MM, SEAL_MM)


def _put_foot(composer: _Composer, record: Mapping[str, Any]) -> None:
    composer.put(
        Path([("M", (LEFT, FOOT_RULE)), ("L", (RIGHT, FOOT_RULE))], fill=None, stroke=RULE_COLOUR, line_width_mm=0.25),
        Modules(qr_modules(record["checkUrl"]), LEFT, FOOT_RULE + 4.0, QR_SIDE),
    )
    code = record["checkCode"]
    grouped = " ".join(code[start : start + 4] for start in range(0, len(code), 4))
    until = chinese_date(date.fromisoformat(record["validUntil"]))
    phone = record["issuer"]["phone"] or NO_PHONE
    left, first, step = LEFT + QR_SIDE + 6.0, FOOT_RULE + 8.5, 6.2
    composer.put(
        _form_line(HOW_TO_CHECK, SMALL, left, first),
        set_line(f"{CODE_LABEL}{grouped}", style=SMALL, x_mm=left, baseline_mm=first + step),
        _form_line(f"有效期至：{until}", SMALL, left, first + 2 * step),
        _form_line(f"经办人：{record['handler']}　联系电话：{phone}", SMALL, left, first + 3 * step),
    )


def _numbered(pages: list[list[Item]], record: Mapping[str, Any]) -> list[list[Item]]:
    """Several pages say which they are, and each carries the number, so that none can be exchanged."""
    if len(pages) == 1:
        return pages
    for place, items in enumerate(pages, 1):
        words = f"{record['number']}　第 {place} 页，共 {len(pages)} 页"
        items.append(set_line(words, style=SMALL, x_mm=105.0, baseline_mm=290.0, align="centre"))
    return pages


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
