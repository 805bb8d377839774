"""Prose that is set by character stands where prose set by unit stands."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jiban.standards.typeset.errors import TooWideError
from jiban.standards.typeset.flow import Span, TextStyle, set_paragraph

from .test_flow import CLOSING, HANZI, OPENING

STYLE = TextStyle(5.6, leading=1.85)
PIECES = st.one_of(
    st.text(st.sampled_from(HANZI), min_size=1, max_size=20),
    st.sampled_from(
        ["990000199001011234", "12.5", "WiFi", "——", "……", " ", "\u3000", "\u3000\u3000", "3·15", "\n", "￥5"]
    ),
    st.sampled_from(list(OPENING + CLOSING)),
)
PROSE = st.lists(PIECES, max_size=40).map("".join)


def placed(text, width_mm, indent_em):
    block = set_paragraph(text, style=STYLE, x_mm=28.0, top_mm=5.0, width_mm=width_mm, indent_em=indent_em)
    texts = [line.text for line in block.lines]
    places = [place for line in block.lines for place in (line.x_mm, line.y_mm, *line.advances_mm)]
    return texts, [*places, block.bottom_mm]


@settings(max_examples=400)
@given(PROSE, st.sampled_from([40.0, 60.0, 90.0, 154.0]), st.sampled_from([0.0, 2.0]))
@example("", 154.0, 2.0)
@example("\u3000\u3000", 154.0, 0.0)
@example("一" * 27 + "（" * 3 + "一", 154.0, 0.0)
def test_the_quick_way_says_what_the_general_one_says(text, width_mm, indent_em):
    quick_texts, quick_places = placed(text, width_mm, indent_em)
    texts, places = placed([Span(text)], width_mm, indent_em)  # spans take the general way
    assert quick_texts == texts
    assert quick_places == pytest.approx(places, abs=1e-6)


def test_a_measure_that_holds_no_character_is_refused_either_way():
    for text in ("一", [Span("一")]):
        with pytest.raises(TooWideError):
            set_paragraph(text, style=STYLE, x_mm=0.0, top_mm=0.0, width_mm=5.0)
