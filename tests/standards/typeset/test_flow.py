"""Lines obey the rules of Chinese composition, whatever the text."""

import itertools

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jiban.standards.typeset.errors import MissingGlyphError, TooWideError
from jiban.standards.typeset.faces import face
from jiban.standards.typeset.flow import CLOSING, OPENING, TextStyle, set_line, set_paragraph, text_width_mm

STYLE = TextStyle(size_mm=5.64)
HANZI = "兹证明系河北省石家庄市长安区谈固街道社区居民委员会辖区居住子女入学报名使用有效期三个月"
WORDS = st.one_of(
    st.text(st.sampled_from(HANZI), min_size=1, max_size=12),
    st.sampled_from(["990000199001011234", "12.5", "A-7", "WiFi", "2026", "——", "……", " ", "3·15"]),
    st.sampled_from(list(OPENING + CLOSING)),
)
PROSE = st.lists(WORDS, max_size=40).map("".join)


def right_edge(line):
    return line.x_mm + sum(line.advances_mm) + face(line.face).advance(line.text[-1]) * line.size_mm / 1000


def paragraph(text, **changes):
    return set_paragraph(text, **{"style": STYLE, "x_mm": 28.0, "top_mm": 50.0, "width_mm": 154.0, **changes})


@settings(max_examples=200)
@given(PROSE, st.sampled_from([60.0, 90.0, 154.0]), st.sampled_from([0.0, 2.0]))
def test_no_character_is_lost_and_none_stands_outside_the_measure(text, width, indent):
    block = paragraph(text, width_mm=width, indent_em=indent)
    assert "".join(line.text for line in block.lines).replace(" ", "") == text.replace(" ", "")
    for line in block.lines:
        assert len(line.advances_mm) == len(line.text) - 1
        assert min(line.advances_mm, default=0.0) >= 0
        assert line.x_mm >= 28.0
        hanging = STYLE.size_mm / 2 if line.text[-1] in CLOSING else 0.0
        assert right_edge(line) <= 28.0 + width + hanging + 1e-3


@settings(max_examples=200)
@given(PROSE, st.sampled_from([90.0, 154.0]))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text, width):
    # A run of marks longer than a line, or marks with no text to hold on to, cannot be set well by anyone.
    assume(
        all(len(list(run)) < 6 for is_mark, run in itertools.groupby(text, (OPENING + CLOSING).__contains__) if is_mark)
    )
    lines = paragraph(text, width_mm=width).lines
    assert not any(line.text[0] in CLOSING for line in lines[1:])
    assert not any(line.text[-1] in OPENING for line in lines[:-1])


SENTENCES = st.lists(st.text(st.sampled_from(HANZI), min_size=2, max_size=20), min_size=6, max_size=16).map("，".join)


@given(SENTENCES)
def test_every_line_but_the_last_ends_at_the_margin(text):
    for line in paragraph(text, indent_em=2).lines[:-1]:
        hanging = STYLE.size_mm / 2 if line.text[-1] in CLOSING else 0.0
        assert right_edge(line) == pytest.approx(28.0 + 154.0 + hanging, abs=1e-3)


def test_a_number_stays_whole():
    lines = paragraph("公民身份号码" * 4 + "990000199001011234" + "系本社区居民").lines
    assert any("990000199001011234" in line.text for line in lines)


def test_a_word_longer_than_a_line_is_cut_and_filled():
    lines = paragraph("网址" + "h" * 400, width_mm=60.0).lines
    assert "".join(line.text for line in lines) == "网址" + "h" * 400
    assert all(line.x_mm + sum(line.advances_mm) < 28 + 60 for line in lines)
    assert right_edge(lines[0]) > 80


def test_the_first_line_is_indented_by_two_ems_and_each_new_paragraph_too():
    first, second = paragraph("特此证明\n此页无正文", indent_em=2).lines
    assert first.x_mm == second.x_mm == pytest.approx(28.0 + 2 * STYLE.size_mm)
    assert second.y_mm - first.y_mm == pytest.approx(STYLE.leading * STYLE.size_mm)


def test_an_empty_paragraph_keeps_its_height():
    assert paragraph("").lines == ()
    assert paragraph("一\n\n二").bottom_mm == pytest.approx(50.0 + 3 * STYLE.leading * STYLE.size_mm)


def test_neighbouring_marks_share_half_an_em():
    (line,) = paragraph("《办法》（试行）。").lines
    assert line.advances_mm[line.text.index("》")] == pytest.approx(STYLE.size_mm / 2)
    assert line.advances_mm[line.text.index("）")] == pytest.approx(STYLE.size_mm / 2)
    assert line.advances_mm[line.text.index("《")] == pytest.approx(STYLE.size_mm)


def test_lines_can_be_centred_and_right_aligned():
    for align, left, right in (("centre", 48.0, 162.0), ("right", 68.0, 182.0)):
        (line,) = paragraph("一" * 20, style=TextStyle(5.7), align=align).lines
        assert line.x_mm == pytest.approx(left)
        assert right_edge(line) == pytest.approx(right)


def test_one_line_is_placed_by_its_edge_or_its_centre():
    style = TextStyle(10.0, face="serif-bold")
    title = set_line("居住证明", style=style, x_mm=105.0, baseline_mm=40.0, align="centre", tracking_em=0.5)
    assert title.x_mm == pytest.approx(105.0 - (40 + 15) / 2)
    assert title.advances_mm == pytest.approx((15.0, 15.0, 15.0))
    dated = set_line("日期", style=style, x_mm=180.0, baseline_mm=40.0, align="right")
    assert right_edge(dated) == pytest.approx(180.0)
    spread = set_line("姓名", style=style, x_mm=20.0, baseline_mm=40.0, align="justify", width_mm=40.0)
    assert spread.advances_mm == pytest.approx((30.0,))
    assert text_width_mm("居住", style) == pytest.approx(20.0)


def test_a_line_too_wide_for_its_room_is_refused():
    with pytest.raises(TooWideError):
        set_line("石家庄市", style=STYLE, x_mm=0.0, baseline_mm=0.0, width_mm=20.0)
    with pytest.raises(TooWideError):
        paragraph("石", width_mm=5.0)


def test_a_character_without_a_glyph_is_refused_not_dropped():
    with pytest.raises(MissingGlyphError):
        paragraph("张😀")
