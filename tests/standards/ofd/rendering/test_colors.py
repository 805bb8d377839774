from tests.standards.ofd.rendering.sheet import BLUE, GREEN, RED, WHITE, draw, square

SPACES = (
    '<ColorSpaces><ColorSpace ID="30" Type="GRAY"/><ColorSpace ID="31" Type="CMYK"/><ColorSpace ID="32" Type="RGB">'
    '<Palette><CV>255 0 0</CV><CV>0 0 255</CV></Palette></ColorSpace><ColorSpace ID="33" Type="GRAY" BitsPerComponent="4"/>'
    "</ColorSpaces>"
)


def filled(color):
    return (
        '<PathObject ID="3" Boundary="0 0 80 80" Fill="true" Stroke="false">'
        f"<FillColor {color}</FillColor><AbbreviatedData>M 0 0 L 80 0 L 80 80 L 0 80 C</AbbreviatedData></PathObject>"
    )


def test_grey_ink_and_palette_are_understood():
    assert draw(filled('Value="128" ColorSpace="30">'), resources=SPACES).colour(9, 9) == (128, 128, 128)
    assert draw(filled('Value="15" ColorSpace="33">'), resources=SPACES).colour(9, 9) == WHITE
    assert draw(filled('Value="255 0 0 0" ColorSpace="31">'), resources=SPACES).colour(9, 9) == (0, 255, 255)
    assert draw(filled('Value="0 0 0 255" ColorSpace="31">'), resources=SPACES).colour(9, 9) == (0, 0, 0)
    assert draw(filled('Index="1" ColorSpace="32">'), resources=SPACES).colour(9, 9) == BLUE


def test_hexadecimal_components_are_understood():
    assert draw(filled('Value="#ff #0 #0">')).colour(9, 9) == RED


def test_a_colour_space_that_is_not_there_is_told_and_taken_as_rgb():
    sheet = draw(filled('Value="0 255 0" ColorSpace="77">'))
    assert sheet.colour(9, 9) == GREEN
    assert "color-space-missing" in sheet.codes


def test_a_colour_of_the_wrong_count_is_told():
    sheet = draw(filled('Value="128">'))
    assert sheet.codes == ["color-bad"]
    assert sheet.colour(9, 9) == (128, 128, 128)


def test_the_alpha_of_a_colour_counts():
    assert draw(filled('Value="0 0 0" Alpha="0">')).colour(9, 9) == WHITE


AXIAL = (
    '<AxialShd StartPoint="20 0" EndPoint="60 0" {}><Segment Position="0"><Color Value="255 0 0"/></Segment>'
    '<Segment Position="1"><Color Value="0 0 255"/></Segment></AxialShd>'
)


def test_an_axial_shading_runs_along_its_axis():
    sheet = draw(filled(">" + AXIAL.format('Extend="3"')))
    assert sheet.colour(5, 40) == RED
    assert sheet.colour(75, 40) == BLUE
    red, _, blue = sheet.colour(40, 40)
    assert abs(red - blue) < 12


def test_an_axial_shading_that_is_not_extended_ends():
    sheet = draw(filled(">" + AXIAL.format('Extend="1"')))
    assert sheet.colour(5, 40) == RED
    assert sheet.colour(75, 40) == WHITE


def test_an_axial_shading_can_repeat_and_turn_back():
    repeated = draw(filled(">" + AXIAL.format('MapType="Repeat" MapUnit="20"')))
    red, _, blue = repeated.colour(43, 40)  # three millimetres into the second run
    assert red > blue
    reflected = draw(filled(">" + AXIAL.format('MapType="Reflect" MapUnit="20"')))
    red, _, blue = reflected.colour(43, 40)
    assert blue > red


RADIAL = (
    '<RadialShd StartPoint="40 40" StartRadius="{}" EndPoint="40 40" EndRadius="30" Extend="{}">'
    '<Segment><Color Value="255 0 0"/></Segment><Segment><Color Value="0 0 255"/></Segment></RadialShd>'
)


def test_a_radial_shading_spreads_from_its_centre():
    sheet = draw(filled(">" + RADIAL.format(0, 2)))
    assert sheet.colour(40, 40)[0] > 245
    assert sheet.colour(2, 2) == BLUE
    assert draw(filled(">" + RADIAL.format(0, 0))).colour(2, 2) == WHITE


def test_a_radial_shading_leaves_its_inner_circle_open_unless_extended():
    assert draw(filled(">" + RADIAL.format(15, 0))).colour(40, 40) == WHITE
    assert draw(filled(">" + RADIAL.format(15, 1))).colour(40, 40) == RED


def test_circles_that_do_not_hold_each_other_are_told():
    sheet = draw(
        filled(
            '><RadialShd StartPoint="10 10" StartRadius="5" EndPoint="60 60" EndRadius="9"><Segment><Color Value="255 0 0"/>'
            '</Segment><Segment><Color Value="0 0 255"/></Segment></RadialShd>'
        )
    )
    assert "shading-approximated" in sheet.codes


def test_a_gouraud_triangle_mixes_its_corners():
    sheet = draw(
        filled(
            '><GouraudShd><Point X="0" Y="0" EdgeFlag="0"><Color Value="255 0 0"/></Point>'
            '<Point X="80" Y="0" EdgeFlag="0"><Color Value="0 255 0"/></Point>'
            '<Point X="0" Y="80" EdgeFlag="0"><Color Value="0 0 255"/></Point></GouraudShd>'
        )
    )
    assert sheet.colour(1, 1)[0] > 235
    assert sheet.colour(76, 1)[1] > 225
    assert sheet.colour(1, 76)[2] > 225
    assert max(sheet.colour(26, 26)) - min(sheet.colour(26, 26)) < 30
    assert sheet.colour(70, 70) == WHITE


def test_a_gouraud_lattice_is_filled():
    corners = [(0, 0), (80, 0), (0, 80), (80, 80)]
    points = "".join([f'<Point X="{x}" Y="{y}"><Color Value="0 0 {255 if y else 0}"/></Point>' for x, y in corners])
    sheet = draw(filled(f'><LaGouraudShd VerticesPerRow="2">{points}</LaGouraudShd>'))
    assert sheet.colour(40, 1)[2] < 15
    assert sheet.colour(40, 78)[2] > 240


def pattern(more=""):
    return (
        f'><Pattern Width="10" Height="10" XStep="20" YStep="20" {more}><CellContent>'
        f"{square(0, 0, 5, '255 0 0')}</CellContent></Pattern>"
    )


def test_a_pattern_repeats_its_cell_within_the_outline():
    sheet = draw(filled(pattern()))
    assert sheet.colour(2, 2) == sheet.colour(22, 2) == sheet.colour(62, 62) == RED
    assert sheet.colour(7, 7) == sheet.colour(12, 2) == WHITE
    assert sheet.colour(82, 82) == WHITE


def test_a_pattern_can_be_mirrored_column_by_column():
    sheet = draw(filled(pattern('ReflectMethod="Column"')))
    assert sheet.colour(2, 2) == sheet.colour(28, 2) == sheet.colour(42, 2) == RED
    assert sheet.colour(22, 2) == WHITE


def test_a_pattern_of_the_page_does_not_move_with_its_object():
    moved = filled(pattern('RelativeTo="Page"')).replace('Boundary="0 0', 'Boundary="5 5', 1)
    assert draw(moved).colour(22, 22) == RED
    assert draw(moved.replace('RelativeTo="Page"', "")).colour(22, 22) == WHITE


def test_a_pattern_too_fine_to_be_seen_is_told_and_left_out():
    fine = filled('><Pattern Width="0.1" Height="0.1"><CellContent/></Pattern>')
    assert draw(fine).codes == ["pattern-too-fine"]
