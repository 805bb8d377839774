"""The niceties of composition: gaps between scripts, marks that give way, company for the last character, spans."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.standards.typeset.faces import face
from jiban.standards.typeset.flow import CLOSING, FINE, OPENING, Rules, Span, TextStyle, set_paragraph

from .test_flow import HANZI, PROSE

STYLE = TextStyle(5.0)
EM = STYLE.size_mm


def paragraph(text, *, rules=FINE, width=100.0, **changes):
    return set_paragraph(text, style=STYLE, x_mm=0.0, top_mm=0.0, width_mm=width, rules=rules, **changes)


def right_edge(line):
    return line.x_mm + sum(line.advances_mm) + face(line.face).advance(line.text[-1]) * line.size_mm / 1000


@settings(max_examples=150)
@given(PROSE, st.sampled_from([40.0, 61.0, 100.0]), st.sampled_from([0.0, 2.0]))
def test_nothing_is_lost_and_nothing_stands_outside_the_measure(text, width, indent):
    lines = paragraph(text, width=width, indent_em=indent).lines
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert len(line.advances_mm) == len(line.text) - 1
        assert min(line.advances_mm, default=0.0) >= 0
        hanging = EM / 2 if line.text[-1] in CLOSING else 0.0
        assert right_edge(line) <= width + hanging + 1e-3


@settings(max_examples=80)
@given(st.lists(st.tuples(PROSE, st.booleans()), max_size=6), st.sampled_from([61.0, 100.0]))
def test_spans_break_where_the_same_words_in_one_look_would(parts, width):
    spans = [Span(text, face="serif") if marked else text for text, marked in parts]
    whole = paragraph("".join(text for text, _ in parts), width=width)
    cut = paragraph(spans, width=width)
    assert cut.bottom_mm == pytest.approx(whole.bottom_mm)
    by_baseline = {}
    for line in cut.lines:
        by_baseline.setdefault(round(line.y_mm, 6), []).append(line.text)
    assert ["".join(texts) for texts in by_baseline.values()] == [line.text for line in whole.lines]


def test_a_span_has_its_own_face_and_colour_and_the_rest_follows_it():
    first, bold, rest = paragraph(["姓名：", Span("赵小满", face="serif-bold", colour=(192, 24, 32)), "，女"]).lines
    assert (first.face, bold.face, rest.face) == ("serif", "serif-bold", "serif")
    assert bold.colour == (192, 24, 32)
    assert bold.x_mm == pytest.approx(right_edge(first))
    assert rest.x_mm == pytest.approx(right_edge(bold))


def test_a_mark_after_a_span_does_not_begin_a_line():
    lines = paragraph(["一" * 17, Span("二三四", face="serif-bold"), "，五六"], width=20 * EM).lines
    assert not any(line.text[0] in CLOSING and line.x_mm == 0 for line in lines)


def test_a_quarter_em_stands_between_scripts_but_not_beside_marks_or_spaces():
    (line,) = paragraph("共WiFi点12个，见 A（B）").lines
    gaps = {
        place: line.advances_mm[place] - face("serif").advance(char) * EM / 1000
        for place, char in enumerate(line.text[:-1])
    }
    assert [line.text[place] for place, gap in gaps.items() if gap == pytest.approx(EM / 4)] == ["共", "i", "点", "2"]
    assert gaps[line.text.index("A")] == pytest.approx(0)


def test_marks_give_way_for_one_more_character():
    text = "甲，乙、丙；丁，戊、己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    width = 20.7 * EM
    plain = paragraph(text, rules=Rules(), width=width).lines[0]
    fine = paragraph(text, rules=Rules(squeeze=True), width=width).lines[0]
    assert len(fine.text) == len(plain.text) + 1
    assert right_edge(fine) == pytest.approx(width)
    comma = fine.text.index("，")
    assert EM / 2 <= fine.advances_mm[comma] < EM
    assert fine.advances_mm[fine.text.index("庚")] == pytest.approx(EM)


def test_a_line_is_stretched_when_that_changes_it_less():
    text = "甲，乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    width = 20.1 * EM
    assert paragraph(text, width=width).lines[0].text == paragraph(text, rules=Rules(), width=width).lines[0].text


@given(st.integers(2, 60), st.sampled_from([50.0, 100.0]), st.sampled_from(["", "。"]))
def test_no_character_stands_alone_on_the_last_line(count, width, mark):
    text = (HANZI * 2)[:count] + mark
    lines = paragraph(text, width=width).lines
    if len(lines) > 1:
        assert len(lines[-1].text.rstrip(CLOSING + OPENING)) > 1
    assert "".join(line.text for line in lines) == text


def test_a_price_keeps_its_sign():
    lines = paragraph("补" * 19 + "￥1200元", width=20 * EM, rules=Rules()).lines
    assert lines[1].text.startswith("￥1200")
