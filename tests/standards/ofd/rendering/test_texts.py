import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from jiban.standards.ofd.reading.resources import Font
from jiban.standards.ofd.rendering.font_programs import load_program
from jiban.standards.ofd.rendering.standing_in import has_half_width_latin, kind_of
from tests.standards.ofd.rendering.sheet import BLUE, RED, WHITE, draw, embedded

FONTS = (
    '<Fonts><Font ID="40" FontName="样例"><FontFile>font.ttf</FontFile></Font><Font ID="41" FontName="宋体"/></Fonts>'
)


def square_font(*, cff=False, chars="ab"):
    """A font whose every glyph is a black square of its em; glyphs 1, 2, … stand for `chars`."""
    names = [".notdef", *(f"g{number}" for number in range(1, len(chars) + 1))]
    builder = FontBuilder(1000, isTTF=not cff)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): f"g{number}" for number, char in enumerate(chars, 1)})
    pen = T2CharStringPen(1000, None)
    for step, point in (("moveTo", (0, 0)), ("lineTo", (0, 1000)), ("lineTo", (1000, 1000)), ("lineTo", (1000, 0))):
        getattr(pen, step)(point)
    pen.closePath()
    empty = T2CharStringPen(1000, None)
    strings = dict.fromkeys(names, pen.getCharString()) | {".notdef": empty.getCharString()}
    builder.setupCFF("Square", {}, strings, {})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupOS2()
    builder.setupPost()
    file = io.BytesIO()
    builder.font.save(file)
    return file.getvalue()


def text(content, more="", *, font=40, inside="", run=""):
    return (
        f'<TextObject ID="3" Boundary="10 10 80 80" Font="{font}" Size="10" {more}>{inside}'
        f'<TextCode X="0" Y="10" {run}>{content}</TextCode></TextObject>'
    )


def drawn(content, more="", *, data=None, inside="", run="", font=40, options=None):
    font_file = square_font(cff=True) if data is None else data
    return draw(
        text(content, more, inside=inside, run=run, font=font),
        resources=FONTS,
        files={"Doc_0/Res/font.ttf": font_file},
        options=options,
    )


def test_glyphs_stand_at_the_sums_of_the_advances():
    sheet = drawn("aba", run='DeltaX="20 30"')
    for x in (10, 30, 60):
        assert sheet.ink(x + 0.5, 10.5, x + 9.5, 19.5) == 1
    assert sheet.ink(20.5, 10, 29.5, 20) == sheet.ink(40.5, 10, 59.5, 20) == 0
    assert sheet.codes == []


def test_an_outline_is_defined_once_and_used_often():
    sheet = drawn("aaaa", run='DeltaX="g 3 12"')
    assert len(sheet.all("defs")[0]) == 1
    assert len(sheet.all("use")) == 4


def test_advances_downward_make_a_column():
    sheet = drawn("ab", run='DeltaY="20"')
    assert sheet.ink(10.5, 30.5, 19.5, 39.5) == 1
    assert sheet.ink(21, 10, 60, 60) == 0


def test_without_advances_glyphs_follow_by_their_own_widths():
    assert drawn("ab").ink(10.5, 10.5, 29.5, 19.5) == 1
    assert drawn("ab", 'ReadDirection="90"').ink(10.5, 10.5, 19.5, 29.5) > 0.95


def test_glyphs_are_narrowed_slanted_and_turned():
    assert drawn("a", 'HScale="0.5"').ink(15.5, 10, 20, 20) == 0
    slanted = drawn("a", 'Italic="true"')
    assert slanted.ink(20.5, 10.5, 21.5, 11.5) == 1
    assert slanted.ink(10.1, 10.1, 11.4, 11.4) == 0
    turned = drawn("a", 'CharDirection="90"')  # the square hangs below and right of its origin
    assert turned.ink(10.5, 20.5, 19.5, 29.5) == 1
    assert turned.ink(10.5, 10.5, 19.5, 19.5) == 0


def test_weight_thickens_what_is_not_bold():
    assert drawn("a", 'Weight="900"').ink(20.05, 12, 20.25, 18) > 0.5
    assert drawn("a").ink(20.05, 12, 20.25, 18) == 0


def test_text_is_filled_and_stroked_in_its_colours():
    colours = '<FillColor Value="255 0 0"/><StrokeColor Value="0 0 255"/>'
    sheet = drawn("a", 'Stroke="true" LineWidth="2"', inside=colours)
    assert sheet.colour(15, 15) == RED
    assert sheet.colour(10.4, 15) == BLUE
    hollow = drawn("a", 'Stroke="true" Fill="false" LineWidth="1"', inside=colours)
    assert hollow.colour(15, 15) == WHITE


def test_a_line_around_glyphs_keeps_its_width_under_a_matrix():
    sheet = drawn(
        "a", 'Stroke="true" Fill="false" LineWidth="2" CTM="0.5 0 0 0.5 0 0"', inside='<StrokeColor Value="0 0 0"/>'
    )
    assert sheet.ink(10.1, 11, 10.4, 14) == 1
    assert sheet.ink(10.7, 11.5, 14, 14) == 0


def test_glyph_numbers_are_used_where_the_font_has_no_cmap():
    data = TTFont(io.BytesIO(square_font(cff=True)))
    for table in ("cmap", "OS/2", "post"):
        del data[table]
    assert "name" not in data
    file = io.BytesIO()
    data.save(file)
    told = '<CGTransform CodePosition="0" CodeCount="2" GlyphCount="2"><Glyphs>1 2</Glyphs></CGTransform>'
    sheet = drawn("样章", data=file.getvalue(), inside=told, run='DeltaX="20"')
    assert sheet.ink(10.5, 10.5, 19.5, 19.5) == sheet.ink(30.5, 10.5, 39.5, 19.5) == 1
    assert sheet.codes == []


def test_two_characters_can_be_one_glyph():
    told = '<CGTransform CodePosition="0" CodeCount="2" GlyphCount="1"><Glyphs>1</Glyphs></CGTransform>'
    sheet = drawn("fia", inside=told, run='DeltaX="20"')
    assert sheet.ink(10.5, 10.5, 19.5, 19.5) == sheet.ink(30.5, 10.5, 39.5, 19.5) == 1
    assert len(sheet.all("use")) == 2


def test_glyph_numbers_that_are_not_there_give_way_to_the_characters():
    told = '<CGTransform CodePosition="0"><Glyphs>999</Glyphs></CGTransform>'
    assert drawn("a", inside=told).ink(10.5, 10.5, 19.5, 19.5) == 1


def test_truetype_bare_cff_and_collections_of_odd_names_are_read():
    assert drawn("样", data=embedded("样")).ink(10, 10, 20, 22) > 0.1
    bare = TTFont(io.BytesIO(square_font(cff=True))).getTableData("CFF ")
    program = load_program(bare)
    assert program.units_per_em == 1000
    assert program.outline(1).startswith("M")
    assert program.advance(1) == 1000
    told = '<CGTransform CodePosition="0"><Glyphs>1</Glyphs></CGTransform>'
    assert drawn("样", data=bare, inside=told).ink(10.5, 10.5, 19.5, 19.5) == 1


def test_a_broken_font_gives_way_to_another_face_and_is_told():
    sheet = drawn("样", data=b"\x00\x01\x00\x00 and no tables")
    assert sheet.codes == ["font-broken"]
    assert sheet.ink(10, 10, 20, 22) > 0.1


def test_a_font_cut_short_anywhere_never_breaks_the_page():
    whole = embedded("样")
    bare = TTFont(io.BytesIO(square_font(cff=True))).getTableData("CFF ")
    for data in (whole, bare):
        for cut in range(1, len(data), max(1, len(data) // 23)):
            drawn("样", data=data[:cut], inside='<CGTransform CodePosition="0"><Glyphs>1</Glyphs></CGTransform>')


def test_a_font_that_is_not_embedded_is_told_and_stood_in_for():
    sheet = drawn("样", font=41)
    assert sheet.codes == ["font-not-embedded"]
    assert sheet.page.findings[0].zh == "字体未嵌入，以相近字体代替：宋体"
    assert sheet.ink(10, 10, 20, 22) > 0.1


def test_latin_of_a_chinese_font_stays_within_half_an_em():
    sheet = drawn("WWWW", font=41, run='DeltaX="5 5 5"')
    for x in (15, 20, 25):
        assert sheet.ink(x - 0.15, 10, x + 0.15, 20) < 0.2  # the letters do not run into each other


def test_characters_that_no_face_has_are_told():
    sheet = drawn("\U0010fffd样", font=41)
    assert "glyph-missing" in sheet.codes


def test_a_font_that_nobody_declared_is_told():
    assert "font-missing" in drawn("样", font=49).codes


def test_names_of_fonts_tell_their_kind():
    told = {
        "宋体": "song",
        "SimHei": "hei",
        "楷体_GB2312": "kai",
        "仿宋_GB2312": "fang",
        "KaiTi": "kai",
        "小标宋体": "song",
    }
    told |= {"Courier New": "mono", "Times New Roman": "times", "Arial": "sans", "微软雅黑": "hei", "未知": "song"}
    assert {name: kind_of(Font(1, name)) for name in told} == told
    assert has_half_width_latin(Font(1, "宋体"))
    assert not has_half_width_latin(Font(1, "微软雅黑"))
    assert not has_half_width_latin(Font(1, "Arial"))


def test_text_can_be_laid_over_unseen_to_be_selected():
    sheet = drawn("a&amp;b", run='DeltaX="10 10"', options={"selectable": True})
    (line,) = sheet.all("text")
    assert line.text == "a&b"
    assert line.get("x") == "0 10 20"
    assert line.get("fill-opacity") == "0"
    assert not drawn("a").all("text")
