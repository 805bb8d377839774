from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.objects import (
    AxialShading,
    Box,
    CompositeObject,
    GouraudShading,
    ImageObject,
    Matrix,
    PageBlock,
    PathObject,
    Point,
    RadialShading,
    Step,
    TextObject,
    TilingPattern,
)
from jiban.standards.ofd.reading.styles import style_of
from tests.standards.ofd.reading.foreign import files, noticed, objects_of, read

MEDIA = '<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image" Format="PNG"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'


def path(data, *, attributes="", inside=""):
    return (
        f'<ofd:PathObject ID="9" Boundary="1 2 30 40" {attributes}>{inside}'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def one_path(data):
    package = read(files(path(data)))
    (found,) = package.documents[0].pages[0].layers[0].objects
    assert isinstance(found, PathObject)
    return found.steps, noticed(package)


def painted(color):
    (found,) = objects_of(
        path("M 0 0 L 1 1", attributes='Fill="true"', inside=f"<ofd:FillColor>{color}</ofd:FillColor>")
    )
    return found.fill_color.paint


def test_every_operator_of_an_outline_is_read():
    steps, findings = one_path("S 1 1 M 0 0 L 1 2 Q 1 2 3 4 B 1 2 3 4 5 6 A 5 6 30 1 0 7 8 C")
    assert [step.operator for step in steps] == ["M", "M", "L", "Q", "B", "A", "C"]
    assert steps[5].numbers == (5, 6, 30, 1, 0, 7, 8)
    assert findings == set()


def test_an_outline_may_be_written_without_spaces_and_with_several_points_after_a_letter():
    steps, findings = one_path("M0,0L1 2 3-4C")
    assert steps == (Step("M", (0, 0)), Step("L", (1, 2)), Step("L", (3, -4)), Step("C"))
    assert findings == set()


def test_other_spellings_of_an_outline_are_understood_and_told():
    steps, findings = one_path("m 0 0 l 5 5 z")
    assert [step.operator for step in steps] == ["M", "L", "C"]
    assert findings == {Code.PATH_OPERATOR_OTHER}


def test_an_outline_that_starts_without_a_point_starts_where_it_first_goes():
    steps, findings = one_path("L 5 5 L 6 6")
    assert steps == (Step("M", (5, 5)), Step("L", (5, 5)), Step("L", (6, 6)))
    assert findings == {Code.PATH_OPERATOR_OTHER}


def test_a_damaged_outline_is_kept_up_to_the_damage():
    for data in (
        "M 0 0 L 1 1 L 2",
        "M 0 0 L 1 1 X 5 5",
        "M 0 0 L 1 1 ; L 2 2",
        "M 0 0 L 1 1 L 1e99 0",
        "M 0 0 L 1 1 C 4",
    ):
        steps, findings = one_path(data)
        assert steps[:2] == (Step("M", (0, 0)), Step("L", (1, 1)))
        assert findings & {Code.PATH_BAD, Code.VALUE_BAD}


def test_what_every_object_has_is_read():
    inside = (
        '<ofd:Clips TransFlag="false"><ofd:Clip><ofd:Area CTM="1 0 0 1 5 5"><ofd:Path Boundary="0 0 9 9">'
        "<ofd:AbbreviatedData>M 0 0 L 9 9 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"
        '<ofd:StrokeColor Value="255 0 0" Alpha="128"/>'
    )
    attributes = 'CTM="2 0 0 2 1 1" Cap="round" LineWidth="0.5" DashPattern="1 2" DashOffset="1" Alpha="40" Name="线" Visible="0"'
    (found,) = objects_of(path("M 0 0 L 1 1", attributes=attributes, inside=inside))
    assert (found.boundary, found.ctm) == (Box(1, 2, 30, 40), Matrix(2, 0, 0, 2, 1, 1))
    assert (found.cap, found.line_width, found.dash_pattern, found.dash_offset) == ("Round", 0.5, (1, 2), 1)
    assert (found.alpha, found.name, found.visible, found.clips_move) == (40, "线", False, False)
    assert found.stroke_color.values == (255, 0, 0)
    assert found.stroke_color.alpha == 128
    ((area,),) = found.clips
    assert area.ctm == Matrix(e=5, f=5)
    assert len(area.outline.steps) == 3


def test_a_clip_may_be_text():
    inside = (
        '<ofd:Clips><ofd:Clip><ofd:Area><ofd:Text Boundary="0 0 9 9" Font="3" Size="5">'
        '<ofd:TextCode X="0" Y="5">印</ofd:TextCode></ofd:Text></ofd:Area></ofd:Clip></ofd:Clips>'
    )
    (found,) = objects_of(path("M 0 0 L 1 1", inside=inside))
    assert isinstance(found.clips[0][0].outline, TextObject)


def test_images_keep_their_mask_substitution_and_border():
    package = read(
        files(
            '<ofd:ImageObject ID="8" Boundary="0 0 20 10" CTM="20 0 0 10 0 0" ResourceID="7" ImageMask="7" Substitution="7">'
            '<ofd:Border LineWidth="1" HorizonalCornerRadius="2"><ofd:BorderColor Value="1 2 3"/></ofd:Border></ofd:ImageObject>',
            resources=MEDIA,
            **{"Doc_0/Res/a.png": b"x"},
        )
    )
    (found,) = package.documents[0].pages[0].layers[0].objects
    assert isinstance(found, ImageObject)
    assert (found.resource, found.mask, found.substitution) == (7, 7, 7)
    assert (found.border.line_width, found.border.horizontal_radius) == (1, 2)
    assert found.border.color.values == (1, 2, 3)


def test_groups_and_composites_are_read():
    units = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5" Width="10" Height="20"><ofd:Content>'
        f"{path('M 0 0 L 1 1')}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    drawn = f'<ofd:PageBlock ID="4">{path("M 0 0 L 1 1")}<ofd:PageBlock ID="6"/></ofd:PageBlock>'
    block, composite = objects_of(drawn + '<ofd:CompositeObject ID="8" Boundary="0 0 9 9" ResourceID="5"/>', units)
    assert isinstance(block, PageBlock)
    assert [type(one) for one in block.objects] == [PathObject, PageBlock]
    assert isinstance(composite, CompositeObject)
    assert composite.resource == 5


def test_axial_shadings_are_read():
    stops = '<ofd:Segment Position="0"><ofd:Color Value="0 0 0"/></ofd:Segment><ofd:Segment><ofd:Color Value="9 9 9"/></ofd:Segment>'
    paint = painted(
        f'<ofd:AxialShd MapType="Repeat" MapUnit="3" Extend="2" StartPoint="0 0" EndPoint="5 6">{stops}</ofd:AxialShd>'
    )
    assert isinstance(paint, AxialShading)
    assert (paint.map_type, paint.map_unit, paint.end) == ("Repeat", 3, Point(5, 6))
    assert (paint.extend_start, paint.extend_end) == (False, True)
    assert [(stop.position, stop.color.values) for stop in paint.stops] == [(0, (0, 0, 0)), (None, (9, 9, 9))]


def test_radial_shadings_are_read():
    stops = '<ofd:Segment Position="0"><ofd:Color Value="0 0 0"/></ofd:Segment>'
    shading = 'StartPoint="1 1" StartRadius="2" EndPoint="3 3" EndRadius="4" Eccentricity="0.5" Angle="30"'
    paint = painted(f"<ofd:RadialShd {shading}>{stops}</ofd:RadialShd>")
    assert isinstance(paint, RadialShading)
    assert (paint.start_radius, paint.end_radius, paint.eccentricity, paint.angle) == (2, 4, 0.5, 30)


def test_gouraud_shadings_are_read():
    points = "".join(
        f'<ofd:Point X="{x}" Y="1" EdgeFlag="1"><ofd:Color Value="{x} 0 0"/></ofd:Point>' for x in range(4)
    )
    triangles = painted(f"<ofd:GouraudShd>{points}<ofd:BackColor Value='1 1 1'/></ofd:GouraudShd>")
    lattice = painted(f'<ofd:LaGourandShd VerticesPerRow="2">{points}</ofd:LaGourandShd>')
    assert isinstance(triangles, GouraudShading)
    assert isinstance(lattice, GouraudShading)
    assert (triangles.per_row, lattice.per_row) == (0, 2)
    assert triangles.vertices[3].point == Point(3, 1)
    assert triangles.background.values == (1, 1, 1)


def test_patterns_hold_objects():
    paint = painted(
        f'<ofd:Pattern Width="5" Height="6" XStep="7" ReflectMethod="Row" RelativeTo="Page"><ofd:CellContent>{path("M 0 0 L 1 1")}'
        "</ofd:CellContent></ofd:Pattern>"
    )
    assert isinstance(paint, TilingPattern)
    assert (paint.x_step, paint.y_step, paint.reflect, paint.relative_to) == (7, 6, "Row", "Page")
    assert isinstance(paint.cell[0], PathObject)


def test_hexadecimal_colours_are_understood():
    for value in ("#ff #80 #00", "#ff8000"):
        (found,) = objects_of(path("M 0 0", inside=f'<ofd:StrokeColor Value="{value}"/>'))
        assert found.stroke_color.values == (255, 128, 0)


def test_a_style_comes_from_the_object_its_parameter_what_that_inherits_and_its_layer():
    params = (
        '<ofd:DrawParams><ofd:DrawParam ID="11" Relative="12" LineWidth="2"><ofd:FillColor Value="1 1 1"/></ofd:DrawParam>'
        '<ofd:DrawParam ID="12" LineWidth="3" Cap="Square"/><ofd:DrawParam ID="13" Join="Bevel" Cap="Round"/></ofd:DrawParams>'
    )
    package = read(files(path("M 0 0", attributes='DrawParam="11" MiterLimit="9"'), resources=params))
    page = package.documents[0].pages[0]
    style = style_of(page.layers[0].objects[0], page.resources, layer=13)
    assert (style.line_width, style.cap, style.join, style.miter_limit) == (2, "Square", "Bevel", 9)
    assert (style.fill_color.values, style.stroke_color) == ((1, 1, 1), None)
    assert style_of(page.layers[0].objects[0], page.resources).join == "Miter"


def test_actions_say_where_they_lead():
    goto = (
        '<ofd:Actions><ofd:Action Event="CLICK"><ofd:Region><ofd:Area Start="0 0"><ofd:Line Point1="5 5"/><ofd:Close/></ofd:Area>'
        '</ofd:Region><ofd:Goto><ofd:Dest Type="FitR" PageID="1" Left="3" Top="4"/></ofd:Goto></ofd:Action>'
        '<ofd:Action Event="CLICK"><ofd:URI URI="https://example.org/" Base="x"/></ofd:Action></ofd:Actions>'
    )
    (found,) = objects_of(path("M 0 0", inside=goto))
    inside, outside = found.actions
    assert (inside.kind, inside.destination.page, inside.destination.kind, inside.destination.top) == (
        "Goto",
        1,
        "FitR",
        4,
    )
    assert [step.operator for step in inside.region] == ["M", "L", "C"]
    assert (outside.kind, outside.target, outside.settings) == ("URI", "https://example.org/", (("Base", "x"),))
