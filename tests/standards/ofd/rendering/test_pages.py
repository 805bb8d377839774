import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.standards.ofd.package import write
from jiban.standards.ofd.reading import open_package
from jiban.standards.ofd.rendering.pages import PageRenderer, render_page_svg
from jiban.standards.ofd.rendering.raster import BadDrawingError, pages_to_pdf, svg_to_png
from jiban.standards.ofd.rendering.stamps import SealPicture
from tests.standards.ofd import paper
from tests.standards.ofd.rendering.sheet import (
    BLUE,
    GREEN,
    RED,
    SPACE,
    VENDORED,
    WHITE,
    Sheet,
    draw,
    marked,
    package,
    picture,
    square,
)


def test_layers_and_templates_lie_in_the_order_of_the_standard():
    sheet = draw(
        layers=f'<Layer ID="11" Type="Foreground">{square(30, 0, 30, "0 0 255")}</Layer>'
        f'<Layer ID="12" Type="Background">{square(0, 0, 50, "255 0 0")}</Layer>'
        f'<Layer ID="13">{square(20, 0, 20, "0 255 0")}</Layer>',
        page='<Template TemplateID="60" ZOrder="Background"/><Template TemplateID="61" ZOrder="Foreground"/>',
        templates={60: square(0, 0, 90, "0 255 0"), 61: square(0, 20, 20, "0 0 255")},
    )
    assert sheet.colour(80, 80) == GREEN  # the template below
    assert sheet.colour(10, 10) == RED  # the background above it
    assert sheet.colour(25, 10) == GREEN  # the body above that
    assert sheet.colour(35, 10) == BLUE  # the foreground above all layers
    assert sheet.colour(10, 30) == BLUE  # the template above


def test_a_composite_unit_is_drawn_in_its_place_and_cut_to_its_size():
    sheet = draw(
        '<CompositeObject ID="3" Boundary="20 20 40 40" CTM="2 0 0 2 0 0" ResourceID="70"/>',
        resources='<CompositeGraphicUnits><CompositeGraphicUnit ID="70" Width="20" Height="20"><Content>'
        f"{square(5, 5, 50, '255 0 0')}</Content></CompositeGraphicUnit></CompositeGraphicUnits>",
    )
    assert sheet.colour(31, 31) == sheet.colour(59, 59) == RED
    assert sheet.colour(29, 29) == sheet.colour(61, 61) == WHITE


def test_units_that_hold_themselves_end():
    itself = '<CompositeObject ID="3" Boundary="0 0 9 9" ResourceID="70"/>'
    sheet = draw(
        itself,
        resources='<CompositeGraphicUnits><CompositeGraphicUnit ID="70" Width="20" Height="20"><Content>'
        f"{itself}</Content></CompositeGraphicUnit></CompositeGraphicUnits>",
    )
    assert "reference-circle" in [one.code for one in sheet.package.findings]
    assert draw(itself).codes == ["composite-unit-missing"]


def test_units_nested_too_deep_are_told():
    units = "".join(
        [
            f'<CompositeGraphicUnit ID="{number}" Width="20" Height="20"><Content>'
            f'<CompositeObject ID="3" Boundary="0 0 9 9" ResourceID="{number + 1}"/></Content></CompositeGraphicUnit>'
            for number in range(70, 95)
        ]
    )
    sheet = draw(
        '<CompositeObject ID="3" Boundary="0 0 9 9" ResourceID="70"/>',
        resources=f"<CompositeGraphicUnits>{units}</CompositeGraphicUnits>",
    )
    assert "nested-too-deep" in sheet.codes


def clipped(areas, flag=""):
    return square(0, 0, 80, "255 0 0", 'CTM="1 0 0 1 10 0"', inside=f"<Clips {flag}>{areas}</Clips>")


def area(x, y, side):
    return (
        f'<Area><Path ID="5" Boundary="{x} {y} {side} {side}" Fill="true">'
        f"<AbbreviatedData>M 0 0 L {side} 0 L {side} {side} L 0 {side} C</AbbreviatedData></Path></Area>"
    )


def test_areas_of_a_clip_are_united_and_clips_intersect():
    united = draw(clipped(f"<Clip>{area(0, 0, 10)}{area(30, 30, 10)}</Clip>"))
    assert united.colour(15, 5) == united.colour(45, 35) == RED
    assert united.colour(30, 20) == WHITE
    crossed = draw(clipped(f"<Clip>{area(0, 0, 30)}</Clip><Clip>{area(20, 20, 30)}</Clip>"))
    assert crossed.colour(35, 25) == RED
    assert crossed.colour(15, 5) == crossed.colour(45, 45) == WHITE


def test_clips_move_with_their_object_unless_told_not_to():
    assert draw(clipped(f"<Clip>{area(0, 0, 20)}</Clip>")).colour(25, 5) == RED
    fixed = draw(clipped(f"<Clip>{area(0, 0, 20)}</Clip>", 'TransFlag="false"'))
    assert fixed.colour(25, 5) == WHITE
    assert fixed.colour(15, 5) == RED


ANNOTATED = "<Annotations>Annots.xml</Annotations>"


def annotation(more):
    return {
        "Doc_0/Annots.xml": f'<Annotations {SPACE}><Page PageID="1"><FileLoc>Annot.xml</FileLoc></Page></Annotations>',
        "Doc_0/Annot.xml": f'<PageAnnot {SPACE}><Annot ID="4" Type="Stamp" Creator="a" LastModDate="2026-11-24" {more}>'
        f'<Appearance Boundary="40 40 20 20">{square(0, 0, 20, "255 0 0")}</Appearance></Annot></PageAnnot>',
    }


def test_annotations_are_shown_and_printed_as_they_say():
    shown = draw(document=ANNOTATED, files=annotation(""))
    assert shown.colour(50, 50) == RED
    assert draw(document=ANNOTATED, files=annotation('Visible="false"')).colour(50, 50) == WHITE
    unprinted = annotation('Print="false"')
    assert draw(document=ANNOTATED, files=unprinted).colour(50, 50) == RED
    assert draw(document=ANNOTATED, files=unprinted, options={"purpose": "print"}).colour(50, 50) == WHITE


def signed(stamps):
    return {
        "Doc_0/Signatures.xml": f'<Signatures {SPACE}><Signature ID="1" BaseLoc="Sign/Signature.xml"/></Signatures>',
        "Doc_0/Sign/Signature.xml": f"<Signature {SPACE}><SignedInfo>{stamps}</SignedInfo>"
        f"<SignedValue>SignedValue.dat</SignedValue></Signature>",
        "Doc_0/Sign/SignedValue.dat": b"value",
    }


STAMP = '<StampAnnot ID="1" PageRef="1" Boundary="20 20 40 40"/>'
SEAM = '<StampAnnot ID="1" PageRef="1" Boundary="80 20 40 40" Clip="0 0 10 40"/>'


def stamped(stamps, seal):
    return draw(signatures=True, files=signed(stamps), options={"seal_picture": lambda _: seal})


@pytest.mark.parametrize("coding", ["PNG", "JPEG", "BMP", "GIF"])
def test_a_seal_is_drawn_where_its_stamp_says(coding):
    sheet = stamped(STAMP, SealPicture(picture(RED, RED, coding=coding), coding))
    red, green, blue = sheet.colour(40, 40)
    assert red > 245
    assert green < 10
    assert blue < 10
    assert sheet.colour(18, 40) == sheet.colour(62, 40) == WHITE


def test_a_seam_seal_shows_only_its_part():
    sheet = stamped(SEAM, SealPicture(picture(RED, BLUE)))
    assert sheet.colour(85, 40) == RED
    assert sheet.colour(92, 40) == WHITE


def test_a_seal_that_is_a_package_is_drawn_into_the_box():
    inner = package(square(0, 0, 50, "0 0 255") + square(50, 50, 50, "255 0 0"))
    sheet = stamped(STAMP, SealPicture(inner, "ofd"))
    assert sheet.colour(25, 25) == BLUE
    assert sheet.colour(55, 55) == RED
    assert sheet.colour(55, 25) == WHITE


def test_seals_without_a_picture_are_told():
    assert stamped(STAMP, None).codes == ["stamp-without-picture"]
    assert stamped(STAMP, SealPicture(b"nothing")).codes == ["stamp-picture-broken"]
    assert stamped(STAMP, SealPicture(b"PK nothing", "ofd")).codes == ["stamp-picture-broken"]


def test_a_missing_template_and_a_page_without_size_are_told():
    assert "template-missing" in draw(page='<Template TemplateID="99"/>').codes
    flat = draw(page="<Area><PhysicalBox>0 0 0 0</PhysicalBox></Area>")
    if flat.page.width_mm != 100:
        assert "page-area-bad" in flat.codes


def test_the_svg_is_safe_to_show():
    hostile = '<TextObject ID="3" Boundary="0 0 9 9" Font="41" Size="3"><TextCode X="0" Y="3">&lt;script&gt;</TextCode></TextObject>'
    sheet = draw(
        hostile,
        resources='<Fonts><Font ID="41" FontName="&quot;onload=&quot;x"/></Fonts>',
        options={"selectable": True},
    )
    names = {element.tag.rpartition("}")[2] for element in sheet.root.iter()}
    assert names <= {"svg", "title", "defs", "g", "path", "use", "image", "text", "clipPath", "linearGradient", "stop"}
    assert not re.search(r"<script|onload|style=|javascript:|foreignObject", sheet.svg)
    for element in sheet.root.iter():
        assert element.get("href", "#").startswith(("#", "data:image/"))


def test_a_drawing_that_grows_too_large_stops(monkeypatch):
    many = "".join([square(x % 90, x // 90, 1, "255 0 0") for x in range(400)])
    monkeypatch.setattr("jiban.standards.ofd.rendering.canvas.Canvas.__init__.__defaults__", (5_000,))
    sheet = draw(many)
    assert "drawing-too-large" in sheet.codes
    assert len(sheet.svg) < 8_000
    assert sheet.colour(0.5, 0.5) == RED


def certificate():
    return write(paper.sealed())


def test_a_certificate_of_our_own_is_drawn_whole():
    opened = open_package(certificate())
    seal = SealPicture(paper.seal_picture(), "PNG")
    sheet = Sheet(certificate(), seal_picture=lambda _: seal)
    assert sheet.codes == []
    assert (sheet.page.width_mm, sheet.page.height_mm) == (210, 297)
    assert sheet.ink(80, 36, 130, 47) > 0.05  # the title
    assert sheet.ink(28, 230, 60, 262) > 0.3  # the QR code
    red, green, blue = sheet.colour(151, 182.5)  # the ring of the seal
    assert red > 150
    assert green < 90
    assert blue < 90
    assert render_page_svg(opened, opened.documents[0], 0, seal_picture=lambda _: seal) == sheet.svg


def test_pages_become_one_pdf():
    svgs = [draw(square(0, 0, 50, "255 0 0")).svg, Sheet(certificate()).svg]
    pdf = pages_to_pdf(svgs)
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 2


def test_a_png_has_the_size_asked_for_and_no_more_than_can_be_held():
    svg = draw().svg
    png = svg_to_png(svg, dpi=254)
    assert int.from_bytes(png[16:20], "big") == 1000
    assert int.from_bytes(svg_to_png(svg.replace("0 0 100 100", "0 0 20000 1"), dpi=254)[16:20], "big") > 0
    with pytest.raises(BadDrawingError):
        svg_to_png("<svg/>")
    with pytest.raises(BadDrawingError):
        pages_to_pdf([])


def test_there_is_no_page_beyond_the_last():
    opened = open_package(package())
    with pytest.raises(IndexError):
        PageRenderer(opened, opened.documents[0], stand_ins=VENDORED).render(1)


def test_marking_leaves_text_alone():
    assert marked("<Page><Content/></Page>") == "<ofd:Page><ofd:Content/></ofd:Page>"


def test_patterns_within_patterns_do_not_multiply_without_end():
    cell = square(0, 0, 1, "255 0 0")
    for _ in range(6):
        fill = f'<FillColor><Pattern Width="1" Height="1"><CellContent>{cell}</CellContent></Pattern></FillColor>'
        cell = (
            f'<PathObject ID="3" Boundary="0 0 90 90" Fill="true" Stroke="false">{fill}'
            "<AbbreviatedData>M 0 0 L 90 0 L 90 90 L 0 90 C</AbbreviatedData></PathObject>"
        )
    sheet = draw(cell)
    assert "drawing-too-large" in sheet.codes
    sheet.colour(1, 1)


def test_more_clips_than_any_drawing_needs_are_told():
    sheet = draw(clipped(f"<Clip>{area(0, 0, 30)}</Clip>" * 300))
    assert "nested-too-deep" in sheet.codes
    assert sheet.colour(20, 20) == RED


ODD = ["1e308", "-1e308", "0", "nan", "inf", "-1", "1e-300", "", "0 0 0 0 0 0", "5 5", "#zz"]


@given(st.lists(st.sampled_from(ODD), min_size=9, max_size=9))
@settings(max_examples=60, deadline=None)
def test_no_number_breaks_a_page(odd):
    sheet = draw(
        f'<PathObject ID="3" Boundary="{odd[0]}" CTM="{odd[1]}" LineWidth="{odd[2]}" DashPattern="{odd[3]}" '
        f'MiterLimit="{odd[4]}" Fill="true"><FillColor Value="{odd[5]}"/>'
        f"<AbbreviatedData>M 1 {odd[6]} A {odd[7]} 5 0 0 1 {odd[8]} 9 L 4 4 C</AbbreviatedData></PathObject>"
        f'<TextObject ID="4" Boundary="0 0 9 9" CTM="{odd[8]}" Font="9" Size="{odd[7]}" HScale="{odd[6]}" Weight="900">'
        f'<TextCode X="{odd[5]}" Y="{odd[4]}" DeltaX="{odd[3]} {odd[2]}">样章样</TextCode></TextObject>'
        + square(50, 50, 10, "0 0 255")
    )
    assert sheet.colour(55, 55) == BLUE
    assert "object-failed" not in sheet.codes
