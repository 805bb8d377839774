from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.objects import Glyphs, Point
from jiban.standards.ofd.reading.page_text import page_text
from tests.standards.ofd.reading.foreign import FONTS, files, noticed, objects_of, read


def text(content, *, attributes="", at="0 0 100 10", number=9):
    return f'<ofd:TextObject ID="{number}" Boundary="{at}" Font="3" Size="5" {attributes}>{content}</ofd:TextObject>'


def one_text(content, attributes=""):
    (found,) = objects_of(text(content, attributes=attributes))
    return found


def words(objects, resources=FONTS):
    document = read(files(objects, resources=resources)).documents[0]
    return page_text(document, document.pages[0])


def test_advances_may_be_compressed():
    run = one_text('<ofd:TextCode X="1" Y="2" DeltaX="g 3 2.5 4" DeltaY="g 4 0">一二三四五</ofd:TextCode>').runs[0]
    assert run.delta_x == (2.5, 2.5, 2.5, 4)
    assert run.positions()[-1] == Point(12.5, 2)


def test_a_compressed_array_costs_no_more_than_the_text_it_belongs_to():
    package = read(files(text('<ofd:TextCode X="0" Y="0" DeltaX="g 999999999 1">二字</ofd:TextCode>')))
    assert package.documents[0].pages[0].layers[0].objects[0].runs[0].delta_x == (1,)


def test_missing_advances_go_on_as_the_last_one_and_are_told():
    package = read(files(text('<ofd:TextCode X="0" Y="0" DeltaX="3">三个字</ofd:TextCode>')))
    run = package.documents[0].pages[0].layers[0].objects[0].runs[0]
    assert [place.x for place in run.positions()] == [0, 3, 6]
    assert noticed(package) == {Code.DELTA_COUNT}


def test_broken_arrays_are_told():
    for broken in ("g 3", "g x 1", "1 nan", "g -1 2", "1_0", "inf"):
        package = read(files(text(f'<ofd:TextCode X="0" Y="0" DeltaX="{broken}">一二三</ofd:TextCode>')))
        assert Code.VALUE_BAD in noticed(package), broken


def test_advances_counted_in_utf16_fit_characters_beyond_the_first_plane():
    run = one_text('<ofd:TextCode X="0" Y="0" DeltaX="2 2 5">𠮷字字</ofd:TextCode>').runs[0]
    assert run.delta_x == (4, 5)


def test_a_run_without_a_place_stands_where_the_one_before_it_did():
    runs = one_text('<ofd:TextCode X="3" Y="4">一</ofd:TextCode><ofd:TextCode Y="9">二</ofd:TextCode>').runs
    assert [(run.x, run.y) for run in runs] == [(3, 4), (3, 9)]


def test_glyphs_go_with_the_run_that_follows_them():
    first = (
        '<ofd:CGTransform CodePosition="0" CodeCount="2" GlyphCount="1"><ofd:Glyphs>77</ofd:Glyphs></ofd:CGTransform>'
    )
    second = '<ofd:CGTransform CodePosition="0"><ofd:Glyphs>5</ofd:Glyphs></ofd:CGTransform>'
    runs = one_text(
        f'{first}<ofd:TextCode X="0" Y="0">fi</ofd:TextCode>{second}<ofd:TextCode X="0" Y="0">n</ofd:TextCode>'
    ).runs
    assert runs[0].glyphs == (Glyphs(0, 2, (77,)),)
    assert runs[1].glyphs == (Glyphs(0, 1, (5,)),)


def test_glyphs_written_behind_their_run_are_kept():
    after = '<ofd:CGTransform CodePosition="0"><ofd:Glyphs>5</ofd:Glyphs></ofd:CGTransform>'
    assert one_text(f'<ofd:TextCode X="0" Y="0">n</ofd:TextCode>{after}').runs[0].glyphs[0].glyphs == (5,)


def test_how_text_is_set_is_read():
    found = one_text(
        '<ofd:TextCode X="0" Y="0">字</ofd:TextCode>',
        'HScale="0.5" ReadDirection="90" CharDirection="270" Weight="700" Italic="true" Stroke="true" Fill="false"',
    )
    assert (found.h_scale, found.read_direction, found.char_direction) == (0.5, 90, 270)
    assert (found.weight, found.italic, found.stroke, found.fill) == (700, True, True, False)


def test_line_ends_that_only_indent_the_file_are_no_text():
    assert one_text('<ofd:TextCode X="0" Y="0">\n      印章\n    </ofd:TextCode>').runs[0].text == "印章"
    assert one_text('<ofd:TextCode X="0" Y="0"> 印 章 </ofd:TextCode>').runs[0].text == " 印 章 "


def test_the_lines_of_a_page_come_from_top_to_bottom_and_from_left_to_right():
    drawn = (
        text('<ofd:TextCode X="0" Y="5">第二行</ofd:TextCode>', at="10 40 50 10")
        + text('<ofd:TextCode X="0" Y="5" DeltaX="5">右边</ofd:TextCode>', at="80 20 50 10")
        + text('<ofd:TextCode X="0" Y="5" DeltaX="5">左边</ofd:TextCode>', at="10 20 50 10")
    )
    assert words(drawn) == "左边 右边\n第二行"


def test_characters_set_one_by_one_become_words():
    drawn = "".join(
        text(f'<ofd:TextCode X="0" Y="5">{c}</ofd:TextCode>', at=f"{x} 20 5 10")
        for c, x in (("村", 10), ("委", 15), ("会", 20))
    )
    assert words(drawn) == "村委会"


def test_words_printed_twice_to_look_bold_are_read_once():
    twice = [text('<ofd:TextCode X="0" Y="5" DeltaX="5">证明</ofd:TextCode>', at=f"{x} 20 50 10") for x in (10, 10.1)]
    assert words("".join(twice)) == "证明"


def test_text_of_composites_and_templates_is_read_and_hidden_text_is_not():
    inside = text('<ofd:TextCode X="0" Y="5">组合</ofd:TextCode>')
    units = (
        f'{FONTS}<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5" Width="10" Height="20"><ofd:Content>{inside}'
        "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    shown = '<ofd:CompositeObject ID="8" Boundary="0 50 9 9" ResourceID="5"/>'
    hidden = text('<ofd:TextCode X="0" Y="5">看不见</ofd:TextCode>', attributes='Visible="false"')
    assert words(shown + hidden, units) == "组合"


def test_vertical_columns_are_lines_of_their_own():
    column = text('<ofd:TextCode X="0" Y="5" DeltaX="g 2 0" DeltaY="g 2 5">购买方</ofd:TextCode>', at="10 20 5 50")
    beside = text('<ofd:TextCode X="0" Y="5" DeltaX="5">名称</ofd:TextCode>', at="20 20 50 10")
    assert sorted(words(column + beside).split("\n")) == ["名称", "购买方"]
