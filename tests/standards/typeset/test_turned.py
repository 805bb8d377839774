"""Turned items: where their points go, and how SVG says so."""

from math import cos, hypot, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from jiban.standards.typeset.page import Line, Page, Path, Picture, Turned
from jiban.standards.typeset.svg import render_svg

LINE = Line("样例", 20.0, 30.0, 5.0, "serif", (5.0,))
PLACES = st.floats(-300, 300)


def at(turned, x, y):
    a, b, c, d, e, f = turned.matrix
    return a * x + c * y + e, b * x + d * y + f


@given(st.floats(-720, 720), PLACES, PLACES, PLACES, PLACES)
def test_a_turn_keeps_its_centre_and_every_distance_from_it(degrees, centre_x, centre_y, x, y):
    turned = Turned(LINE, degrees, centre_x, centre_y)
    assert at(turned, centre_x, centre_y) == pytest.approx((centre_x, centre_y), abs=1e-6)
    there_x, there_y = at(turned, x, y)
    assert hypot(there_x - centre_x, there_y - centre_y) == pytest.approx(hypot(x - centre_x, y - centre_y), abs=1e-6)


def test_it_turns_clockwise():
    assert at(Turned(LINE, 90.0, 0.0, 0.0), 1.0, 0.0) == pytest.approx((0.0, 1.0))
    assert at(Turned(LINE, 30.0, 0.0, 0.0), 1.0, 0.0) == pytest.approx((cos(radians(30)), sin(radians(30))))


def test_a_page_tells_what_is_turned_like_any_other_item():
    picture, path = Picture(b"", 0, 0, 1, 1), Path(())
    page = Page(items=(LINE, Turned(picture, 5.0, 0.0, 0.0), path))
    assert list(page.plain_items()) == [LINE, picture, path]


def test_svg_turns_about_the_same_point_and_tells_the_opacity():
    drawn = etree.fromstring(
        render_svg([Page(items=(Turned(LINE, -30.0, 20.0, 30.0, 0.5), Turned(LINE, 0.0, 0.0, 0.0)))])
    )
    faint, solid = [one for one in drawn.iter("{http://www.w3.org/2000/svg}g") if "rotate" in one.get("transform", "")]
    assert (faint.get("transform"), faint.get("opacity")) == ("rotate(-30 20 30)", "0.5")
    assert solid.get("opacity") is None
    assert faint[0].text == "样例"
