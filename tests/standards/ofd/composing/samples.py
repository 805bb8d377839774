"""Documents of every kind that an office writes, all invented: what the tests draw and read back."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from PIL import Image, ImageDraw

from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.ofd.composing import (
    LARGE_PRINT,
    OFFICIAL,
    VIEW_AND_PRINT,
    Cell,
    Document,
    Signatory,
    Span,
    Watermark,
    highlight,
    link,
    seam_stamps,
    sign_in_order,
    stamps_on_each,
)
from jiban.standards.ofd.signing import Provider, Stamp
from jiban.standards.pki.testing_authority import TestAuthority
from jiban.standards.ses.picture import seal_picture, signature_picture
from jiban.standards.ses.seal import SealInfo, SealKind, make_seal
from jiban.standards.ses.signature import sign
from jiban.standards.typeset.elements import Figure
from jiban.standards.typeset.flow import TextStyle, set_line
from jiban.standards.typeset.moving import moved
from jiban.standards.typeset.page import Path, Picture, Turned

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAY = date(2026, 11, 24)
VILLAGE = "新安镇柳溪村村民委员会"
PROVIDER = Provider("Jiban", company="样例", version="1")
PROSE = (
    "兹证明赵小满，女，公民身份号码99000019880412002X，自2011年3月起居住在柳溪村7组12号（旧门牌：柳溪路35号），系本村常住居民。"
    "其家庭成员共4人，承包耕地12.5亩，已接入WiFi与“村村通”数字电视；2025年度人均可支配收入为￥28,640.50元，较上年增长6.3%。"
)


@cache
def authority():
    return TestAuthority.create(AT)


def sealer(name=VILLAGE, kind=SealKind.ORGANISATION):
    """The seal of an office, or the signature of a person; its picture; and what signs with it."""
    return _sealer(name, kind)


@cache
def _sealer(name, kind):
    key = PrivateKey.generate()
    begin, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    certificate = authority().issue_committee(
        name, "54990000MEA000001X", key.public_key.spki, not_before=begin, not_after=end
    )
    is_seal = kind is SealKind.ORGANISATION
    info = SealInfo(
        seal_id="990000-0001",
        name=name,
        kind=kind,
        picture=seal_picture(name) if is_seal else signature_picture(name),
        width_mm=42 if is_seal else 30,
        height_mm=42 if is_seal else 12,
        signer_certificates=[certificate],
        created=begin,
        valid_from=begin,
        valid_to=end,
        vendor="JIBAN-TEST",
    )
    seal = make_seal(info, authority().seal_maker())
    return seal, info.picture, SoftwareSigner(key, certificate)


def signatory(stamps, name=VILLAGE, kind=SealKind.ORGANISATION):
    seal, _, signer = sealer(name, kind)

    def signed_value(pending):
        return sign(seal, at=AT, data_hash=pending.data_hash, property_info=pending.property_info, signer=signer)

    return Signatory(signed_value, seal, stamps)


def sealed(document, *stamps, look=None):
    """The document with the village's seal where it keeps room for it, and at these other places."""
    composed = document.compose(look)
    one = signatory([composed.stamp(), *stamps])
    return composed, sign_in_order(composed.package, [one], provider=PROVIDER, at=AT), list(one.stamps)


def certificate():
    return (
        Document(
            "居住证明",
            author=VILLAGE,
            created=DAY,
            keywords=["居住", "证明"],
            custom={"证照编号": "990000-2026-000017"},
        )
        .title()
        .paragraph("新安镇中心小学：", align="left")
        .paragraph(PROSE)
        .paragraph(["本证明仅供", Span("《子女入学》", face="serif-bold"), "报名使用，自出具之日起三个月内有效。"])
        .paragraph("特此证明。")
        .sign_off(VILLAGE, "2026年11月24日", signer="审签人：")
        .qr("https://verify.example.test/c/9900001234567890", side_mm=28, caption="扫码核验")
        .footer(centre="第 {page} 页 共 {pages} 页")
        .attach("证照数据", "record.json", b'{"type":"residence"}')
        .allow(replace(VIEW_AND_PRINT, copies=10, valid_from=datetime(2026, 11, 24), valid_until=datetime(2027, 2, 24)))
    )


def ledger(rows=60):
    head = ["序号", "户主", "地址", "人口", "备注"]
    names = ["赵小满", "钱立冬", "孙谷雨", "李惊蛰", "周白露", "吴清明"]
    body = [
        [
            Cell(str(number), align="centre"),
            names[number % 6],
            f"柳溪村{number % 9 + 1}组{number}号",
            Cell(f"{number % 5 + 1}", align="right"),
            "" if number % 7 else "外出务工，由邻居代收通知；回村后补签",
        ]
        for number in range(1, rows + 1)
    ]
    return (
        Document("常住户籍登记表", author=VILLAGE, created=DAY)
        .title()
        .paragraph("下表登记本村常住户，每页重复表头，行内不断开。")
        .table([head, *body], columns=(16, 26, 58, 16, None))
        .note("注：本表一式两份。")
        .sign_off(VILLAGE, "2026年11月24日")
        .header(left="柳溪村", right="常住户籍登记表")
        .footer(centre="第 {page} 页 共 {pages} 页")
    )


def form():
    photo = Figure(
        (Path((("M", (0, 0)), ("L", (25, 0)), ("L", (25, 35)), ("L", (0, 35)), ("C", ())), fill=(225, 232, 240)),),
        25,
        35,
    )
    return (
        Document("临时救助申请表", author=VILLAGE, created=DAY)
        .title()
        .table(
            [
                ["姓名", "赵小满", "性别", "女", Cell(photo, rows=4, align="centre")],
                ["出生日期", "1988年4月12日", "民族", "汉族"],
                ["身份号码", Cell("99000019880412002X", columns=3)],
                ["住址", Cell("柳溪村7组12号", columns=3)],
                [Cell("家庭\n情况", rows=2, align="centre"), "人口", Cell("4人", columns=3)],
                ["年收入", Cell("￥46,800.00（其中务工收入￥31,200.00）", columns=3)],
                [Cell("申请事由", align="centre"), Cell(PROSE, columns=4, height="top", align="justify")],
                [
                    Cell("村委会\n意见", align="centre"),
                    Cell("情况属实，同意上报。\n\n\n（盖章）　　　年　月　日", columns=4),
                ],
            ],
            columns=(24, 38, 22, None, 30),
            header_rows=0,
        )
        .paragraph("收支汇总", align="left", indent_em=0)
        .table(
            [
                ["项目", "2024年", "2025年", "增减"],
                ["务工", "28,000.00", "31,200.00", "+11.4%"],
                ["种植", "14,100.00", "15,600.00", "+10.6%"],
            ],
            lines="rules",
            align="right",
        )
    )


def report(pages=2):
    document = (
        Document(
            "柳溪村2026年度村务公开报告",
            author=VILLAGE,
            created=DAY,
            subject="村务公开",
            abstract="收入、支出与公益事项",
            usage="Normal",
            creator_version="1",
            modified=DAY,
        )
        .title()
        .heading("一、基本情况", bookmark="overview")
    )
    for number in range(3 * pages):
        document.heading(f"（{number + 1}）第{number + 1}项工作", level=2).paragraph(PROSE)
    return (
        document.heading("二、下年计划", bookmark="plan")
        .paragraph(PROSE)
        .sign_off(VILLAGE, "2026年11月24日")
        .page_numbers()
        .header(left="柳溪村村务公开", right="2026年")
    )


def watermarked(*, as_annotation=False):
    return certificate().watermark(Watermark("仅供入学报名使用", as_annotation=as_annotation))


def illustrated(*, annotated=True):
    document = (
        Document("安全隐患整改通知书", author=VILLAGE, created=DAY)
        .title()
        .paragraph("经查，柳溪路35号外墙瓷砖松动（见图1），请于2026年12月1日前整改，并保留整改照片备查。")
        .picture(photograph(), width_mm=90, caption="图1　外墙瓷砖松动处")
        .paragraph("现场位置如下图所示：")
        .drawing(site_plan(), width_mm=80, height_mm=40, caption="图2　位置示意")
        .sign_off(VILLAGE, "2026年11月24日")
    )
    if annotated:
        document.annotate(0, link("https://verify.example.test/h/35", x_mm=28, y_mm=60, width_mm=60, height_mm=8))
        document.annotate(0, highlight(x_mm=40, y_mm=62, width_mm=50, height_mm=6, remark="限期整改"))
    return document


def bilingual():
    words = (
        "本村于2025年12月接入IPv6网络，出口带宽1,000Mbps，视频会议采用H.265编码（1080p@30fps）；"
        "The village library holds 3,214 books and opens on weekdays from 8:30 to 17:00. "
        "联系邮箱liuxi@example.test，网址https://liuxi.example.test/2026/annual-report/section-3?lang=zh，"
        "PM2.5均值为28微克，水质达到GB 3838—2002规定的Ⅱ类标准……“优良天数”占比91.8%。"
    )
    document = Document("中英文混排样张", author=VILLAGE, created=DAY).title()
    for align in ("justify", "left", "right", "centre"):
        document.heading(f"align={align}", level=2).paragraph(words, align=align)
    return document


def codes():
    document = Document("二维码样张", author=VILLAGE, created=DAY).title()
    for text, side in (("https://example.test/a", 25), ("HELLO" * 20, 40), ("村务公开，扫码可查。" * 12, 60)):
        document.qr(text, side_mm=side, side="centre", caption=f"{len(text)}字符")
    return document


def seamed(pages=3):
    composed = report(pages).compose()
    stamps = seam_stamps(composed.pages, width_mm=42, height_mm=42)
    one = signatory([composed.stamp(), *stamps])
    return composed, sign_in_order(composed.package, [one], provider=PROVIDER, at=AT), list(one.stamps)


def signed_by_many():
    """A reviewer, two parties and the village, one after the other; the second party on every page."""
    composed = certificate().compose()
    everyone = [
        signatory([composed.stamp("signature")], "李审签", SealKind.PERSON),
        signatory([Stamp(0, 28, 232, 42, 42)], "柳溪村集体经济合作社"),
        signatory(stamps_on_each(Stamp(0, 80, 232, 42, 42), range(len(composed.pages))), "新安镇人民调解委员会"),
        signatory([composed.stamp()]),
    ]
    stamps = [
        (stamp, name)
        for one, name in zip(everyone, ["李审签", "柳溪村集体经济合作社", "新安镇人民调解委员会", VILLAGE], strict=True)
        for stamp in one.stamps
    ]
    return composed, sign_in_order(composed.package, everyone, provider=PROVIDER, at=AT), stamps


def photograph():
    picture = Image.new("RGB", (360, 240), (205, 196, 180))
    pen = ImageDraw.Draw(picture)
    for x in range(0, 360, 40):
        for y in range(0, 240, 24):
            pen.rectangle((x + 1, y + 1, x + 38, y + 22), fill=(186 - (x + y) % 40, 150, 128))
    pen.polygon([(150, 80), (240, 70), (250, 150), (160, 160)], fill=(120, 110, 104))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()


def site_plan():
    road = Path((("M", (0, 20)), ("B", (25, 5, 55, 35, 80, 20))), fill=None, stroke=(90, 90, 90), line_width_mm=2)
    house = Path(
        (("M", (38, 8)), ("L", (46, 8)), ("L", (46, 14)), ("L", (38, 14)), ("C", ())),
        fill=(200, 60, 60),
        stroke=(0, 0, 0),
    )
    return (road, house)


def turned():
    """Every kind of item that can be turned, at several angles, some see-through."""
    flag = Path(
        (("M", (0, 0)), ("L", (24, 0)), ("L", (24, 8)), ("L", (0, 8)), ("C", ())), fill=(200, 60, 60), stroke=(0, 0, 90)
    )
    picture = Picture(photograph(), 0, 0, 24, 16)
    words = set_line("柳溪村", style=TextStyle(8.0), x_mm=0, baseline_mm=8)
    document = Document("转动样张", created=DAY).title()
    for degrees in (0, 30, 90, 200):
        items = [
            moved(Turned(item, degrees, 12, 6, opacity), right_mm=10 + 48 * column, down_mm=12)
            for column, (item, opacity) in enumerate([(flag, 0.5), (picture, 0.4), (words, 1.0)])
        ]
        document.drawing(items, width_mm=150, height_mm=40, caption=f"{degrees}°")
    return document


LARGE = LARGE_PRINT
LANDSCAPE = OFFICIAL.on(OFFICIAL.sheet.turned())
