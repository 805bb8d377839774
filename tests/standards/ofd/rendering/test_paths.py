import math

from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.ofd.reading.matrices import mapped, times
from jiban.standards.ofd.reading.objects import Matrix, Point, Step
from jiban.standards.ofd.rendering.geometry import arc_curves, inverse, number, path_data
from tests.standards.ofd.rendering.sheet import BLACK, BLUE, GREEN, RED, WHITE, draw, square

lengths = st.floats(-500, 500, allow_nan=False)
matrices = st.builds(Matrix, *[st.floats(-5, 5)] * 4, lengths, lengths)


@given(matrices, matrices, lengths, lengths)
def test_a_product_maps_as_one_matrix_after_the_other(first, then, x, y):
    assert math.dist(mapped(times(first, then), x, y), mapped(then, *mapped(first, x, y))) < 1e-6


@given(matrices, lengths, lengths)
def test_an_inverse_leads_back(matrix, x, y):
    back = inverse(matrix)
    if back is not None and abs(matrix.a * matrix.d - matrix.b * matrix.c) > 1e-3:
        assert math.dist(mapped(back, *mapped(matrix, x, y)), (x, y)) < 1e-3


@given(st.floats(allow_nan=True, allow_infinity=True), st.integers(1, 7))
def test_numbers_never_have_an_exponent(value, digits):
    text = number(value, digits)
    assert set(text) <= set("-0123456789.")
    assert text != "-0"
    float(text)


ellipses = st.tuples(st.floats(1, 50), st.floats(1, 50), st.floats(0, 360), st.booleans(), st.booleans())


@given(ellipses, lengths, lengths)
def test_an_arc_ends_where_it_says_in_at_most_four_curves(ellipse, x, y):
    curves = arc_curves(Point(0, 0), (*ellipse, x, y))
    if math.hypot(x, y) < 1e-3:
        return
    assert math.dist(curves[-1][-2:], (x, y)) < 1e-6 * max(1, math.hypot(x, y))
    assert len(curves) <= 4


def test_every_operator_becomes_path_data():
    steps = [
        Step("M", (1, 2)),
        Step("L", (3, 4)),
        Step("Q", (5, 6, 7, 8)),
        Step("B", (1, 2, 3, 4, 5, 6)),
        Step("C"),
        Step("A", (5, 5, 0, 0, 1, 11, 2)),
    ]
    data = path_data(steps)
    assert data.startswith("M1 2L3 4Q5 6 7 8C1 2 3 4 5 6ZC")
    # The arc goes on from where the closed outline began.
    assert data.endswith("11 2")


def test_a_boundary_moves_and_a_matrix_stretches():
    sheet = draw(
        '<PathObject ID="3" Boundary="10 20 40 40" CTM="2 0 0 3 5 0" Fill="true" Stroke="false">'
        '<FillColor Value="255 0 0"/><AbbreviatedData>M 0 0 L 10 0 L 10 10 L 0 10 C</AbbreviatedData></PathObject>'
    )
    assert sheet.colour(16, 21) == sheet.colour(34, 49) == RED
    assert sheet.colour(14, 25) == sheet.colour(36, 25) == sheet.colour(20, 51) == WHITE


def test_a_half_circle_is_round():
    sheet = draw(
        '<PathObject ID="3" Boundary="10 10 40 40" Fill="true" Stroke="false"><FillColor Value="0 0 255"/>'
        "<AbbreviatedData>M 0 20 A 20 20 0 0 1 40 20 C</AbbreviatedData></PathObject>"
    )
    assert sheet.colour(30, 11) == BLUE  # the top of the circle
    assert sheet.colour(12, 12) == sheet.colour(30, 31) == WHITE


def test_holes_follow_the_rule():
    ring = "M 0 0 L 40 0 L 40 40 L 0 40 C M 10 10 L 30 10 L 30 30 L 10 30 C"
    sheet = draw(
        f'<PathObject ID="3" Boundary="0 0 40 40" Fill="true" Stroke="false" Rule="Even-Odd"><FillColor Value="0 255 0"/>'
        f"<AbbreviatedData>{ring}</AbbreviatedData></PathObject>"
        f'<PathObject ID="4" Boundary="50 0 40 40" Fill="true" Stroke="false"><FillColor Value="0 255 0"/>'
        f"<AbbreviatedData>{ring}</AbbreviatedData></PathObject>"
    )
    assert sheet.colour(5, 5) == GREEN
    assert sheet.colour(20, 20) == WHITE
    assert sheet.colour(70, 20) == GREEN


def test_a_path_is_stroked_black_unless_told_otherwise():
    sheet = draw(
        '<PathObject ID="3" Boundary="0 0 50 50" LineWidth="2"><AbbreviatedData>M 10 10 L 40 10</AbbreviatedData></PathObject>'
    )
    assert sheet.colour(20, 10) == BLACK
    assert sheet.colour(20, 12) == WHITE


def test_a_filled_path_without_colour_is_not_filled():
    sheet = draw(
        '<PathObject ID="3" Boundary="0 0 50 50" Fill="true" Stroke="false">'
        "<AbbreviatedData>M 10 10 L 40 10 L 40 40 C</AbbreviatedData></PathObject>"
    )
    assert sheet.colour(35, 15) == WHITE


def test_caps_joins_and_dashes_are_said():
    sheet = draw(
        '<PathObject ID="3" Boundary="0 0 50 50" LineWidth="4" Cap="Square" Join="Round" DashPattern="10 5" DashOffset="2">'
        "<AbbreviatedData>M 10 10 L 40 10</AbbreviatedData></PathObject>"
    )
    line = sheet.all("path")[-1].attrib
    assert line["stroke-linecap"] == "square"
    assert line["stroke-linejoin"] == "round"
    assert (line["stroke-dasharray"], line["stroke-dashoffset"]) == ("10 5", "2")


def test_drawing_parameters_are_inherited():
    sheet = draw(
        layers='<Layer ID="9" DrawParam="21"><PathObject ID="3" Boundary="0 0 50 50" Fill="true">'
        "<AbbreviatedData>M 10 10 L 40 10 L 40 40 L 10 40 C</AbbreviatedData></PathObject></Layer>",
        resources='<DrawParams><DrawParam ID="20" LineWidth="4"><StrokeColor Value="255 0 0"/></DrawParam>'
        '<DrawParam ID="21" Relative="20"><FillColor Value="0 0 255"/></DrawParam></DrawParams>',
    )
    assert sheet.colour(25, 25) == BLUE
    assert sheet.colour(25, 11) == RED


def test_a_later_object_covers_an_earlier_one_and_alpha_lets_it_through():
    sheet = draw(square(10, 10, 40, "255 0 0") + square(30, 10, 40, "0 0 255", 'Alpha="128"'))
    assert sheet.colour(20, 20) == RED
    red, green, blue = sheet.colour(40, 20)
    assert 120 <= red <= 135
    assert green == 0
    assert 120 <= blue <= 135


def test_what_is_invisible_is_not_drawn():
    assert draw(square(10, 10, 40, "255 0 0", 'Visible="false"')).colour(20, 20) == WHITE


def test_blocks_are_drawn_in_their_order():
    sheet = draw(f'<PageBlock ID="5">{square(10, 10, 40, "255 0 0")}</PageBlock>' + square(20, 20, 10, "0 255 0"))
    assert sheet.colour(12, 12) == RED
    assert sheet.colour(25, 25) == GREEN
