"""The preview shows what the page holds, and nothing that a strict content policy forbids."""

import base64

from lxml import etree

from jiban.standards.typeset.page import Line, Modules, Page, Path, Picture
from jiban.standards.typeset.svg import GAP_MM, Overlay, data_address, render_svg

SVG = "{http://www.w3.org/2000/svg}"
PNG = b"\x89PNG\r\n\x1a\nrest"
TEXT = Line('居住<&>"证明', 20.0, 30.0, 5.0, "serif", (5.0,) * 7, (192, 24, 32))


def drawn(*items, **more):
    return etree.fromstring(render_svg([Page(items=items)], **more))


def test_text_stays_text_and_every_character_has_its_place():
    (text,) = drawn(TEXT).iter(f"{SVG}text")
    assert text.text == TEXT.text
    assert [float(x) for x in text.get("x").split()] == [20.0 + 5 * number for number in range(8)]
    assert (text.get("y"), text.get("font-size"), text.get("fill")) == ("30", "5", "#c01820")
    assert text.get("font-weight") is None


def test_a_rare_character_takes_two_places():
    (text,) = drawn(Line("张𬸪明", 10.0, 10.0, 5.0, "serif-bold", (5.0, 5.0))).iter(f"{SVG}text")
    assert text.get("x") == "10 15 15 20"
    assert text.get("font-weight") == "bold"


def test_paths_and_modules_are_drawn():
    steps = (("M", (1.0, 2.0)), ("L", (3.0, 4.0)), ("B", (1, 2, 3, 4, 5, 6)), ("C", ()))
    path, code = drawn(
        Path(steps, fill=None, stroke=(1, 2, 3), line_width_mm=0.5), Modules([[True, False], [False, True]], 10, 20, 2)
    ).iter(f"{SVG}path")
    assert path.get("d") == "M1 2L3 4C1 2 3 4 5 6Z"
    assert (path.get("fill"), path.get("stroke"), path.get("stroke-width")) == ("none", "#010203", "0.5")
    assert code.get("d") == "M10 20h1v1h-1zM11 21h1v1h-1z"


def test_pictures_and_stamps_stand_in_their_boxes():
    stamp = Overlay(0, 130, 180, 42, 40, "/seal.png?a=1&b=2")
    picture, seal = drawn(Picture(PNG, 1, 2, 3, 4), stamps=[stamp]).iter(f"{SVG}image")
    assert base64.b64decode(picture.get("href").removeprefix("data:image/png;base64,")) == PNG
    assert seal.get("href") == stamp.href
    assert [seal.get(name) for name in ("x", "y", "width", "height")] == ["130", "180", "42", "40"]
    assert data_address(b"\xff\xd8\xff").startswith("data:image/jpeg;")


def test_pages_stand_one_under_the_other():
    root = etree.fromstring(render_svg([Page(), Page(width_mm=100, height_mm=50)], [Overlay(1, 0, 0, 1, 1, "x")]))
    assert root.get("viewBox") == f"0 0 210 {297 + 50 + GAP_MM:g}"
    first, second = root.iter(f"{SVG}g")
    assert second.get("transform") == f"translate(0 {297 + GAP_MM:g})"
    assert len(list(first.iter(f"{SVG}image"))) == 0
    assert len(list(second.iter(f"{SVG}image"))) == 1


def test_nothing_needs_inline_styles_or_scripts():
    root = drawn(TEXT, stamps=[Overlay(0, 0, 0, 1, 1, 'x" onload="y')], title='证明 <"草稿">')
    assert root.findtext(f"{SVG}title") == '证明 <"草稿">'
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {"svg", "g", "rect", "text", "path", "image", "title"}
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
