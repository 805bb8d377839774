from datetime import date
from xml.sax.saxutils import quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.standards.ofd import package as packages
from jiban.standards.ofd.document import Attachment, DocInfo
from jiban.standards.ofd.reading import open_package
from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.limits import ReadingLimits
from jiban.standards.ofd.reading.objects import (
    Box,
    Color,
    CompositeObject,
    ImageObject,
    Matrix,
    PageBlock,
    PathObject,
    Step,
    TextObject,
    TextRun,
)
from jiban.standards.ofd.reading.page_text import page_text
from jiban.standards.ofd.writer import compose
from jiban.standards.typeset.flow import TextStyle, set_line
from jiban.standards.typeset.page import Page
from tests.standards.ofd.reading.foreign import files, page_xml, read, zipped
from tests.standards.ofd.reading.rich import RICH

lengths = st.floats(-1e4, 1e4, allow_nan=False).map(lambda number: round(number, 4))
sizes = st.floats(0.1, 500).map(lambda number: round(number, 4))
ids = st.integers(1, 10**9)
letters = st.characters(codec="utf-8", categories=["L", "N", "P", "S"])
boxes = st.builds(Box, lengths, lengths, sizes, sizes)
matrices = st.builds(Matrix, *[lengths] * 6)
colors = st.none() | st.builds(
    Color,
    values=st.tuples(*[st.integers(0, 255).map(float)] * 3),
    alpha=st.integers(0, 255),
    color_space=st.none() | ids,
)
units = {
    "id": ids,
    "boundary": boxes,
    "ctm": matrices,
    "name": st.text(letters, max_size=8),
    "visible": st.booleans(),
    "line_width": st.none() | sizes,
    "cap": st.sampled_from([None, "Butt", "Round", "Square"]),
    "dash_pattern": st.none() | st.lists(sizes, min_size=1, max_size=4).map(tuple),
    "alpha": st.integers(0, 255),
}
arguments = {"M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
steps = st.sampled_from(sorted(arguments)).flatmap(
    lambda letter: st.tuples(*[lengths] * arguments[letter]).map(lambda numbers: Step(letter, numbers))
)


@st.composite
def runs(draw):
    text = draw(st.text(letters.filter(lambda c: ord(c) <= 0xFFFF), min_size=1, max_size=6))
    deltas = st.just(()) | st.tuples(*[lengths] * (len(text) - 1))
    return TextRun(text, draw(lengths), draw(lengths), draw(deltas), draw(deltas))


plain_objects = (
    st.builds(
        PathObject,
        **units,
        steps=st.lists(steps, max_size=5).map(lambda more: (Step("M", (1.0, 2.0)), *more)),
        fill=st.booleans(),
        rule=st.sampled_from(["NonZero", "Even-Odd"]),
        stroke_color=colors,
        fill_color=colors,
    )
    | st.builds(
        TextObject,
        **units,
        font=ids,
        size=sizes,
        runs=st.lists(runs(), min_size=1, max_size=3).map(tuple),
        weight=st.sampled_from([400, 700]),
        read_direction=st.sampled_from([0, 90, 180, 270]),
        fill_color=colors,
    )
    | st.builds(ImageObject, **units, resource=ids, mask=st.none() | ids)
    | st.builds(CompositeObject, **units, resource=ids)
)
objects = st.recursive(
    plain_objects, lambda inside: st.builds(PageBlock, ids, st.lists(inside, max_size=3).map(tuple)), max_leaves=6
)


def written(one):
    """The XML of an object, as the standard says."""
    if isinstance(one, PageBlock):
        return f'<ofd:PageBlock ID="{one.id}">{"".join(map(written, one.objects))}</ofd:PageBlock>'
    told = {
        "ID": one.id,
        "Boundary": array(one.boundary),
        "CTM": array(one.ctm),
        "Name": one.name,
        "Visible": str(one.visible).lower(),
        "LineWidth": one.line_width,
        "Cap": one.cap,
        "DashPattern": None if one.dash_pattern is None else array(one.dash_pattern),
        "Alpha": one.alpha,
    }
    inside = ""
    if isinstance(one, PathObject):
        told |= {"Fill": str(one.fill).lower(), "Rule": one.rule}
        data = " ".join(f"{step.operator} {array(step.numbers)}" for step in one.steps)
        inside = painted("StrokeColor", one.stroke_color) + painted("FillColor", one.fill_color)
        inside += f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
    elif isinstance(one, TextObject):
        told |= {"Font": one.font, "Size": one.size, "Weight": one.weight, "ReadDirection": one.read_direction}
        inside = painted("FillColor", one.fill_color) + "".join(map(coded, one.runs))
    else:
        told |= {"ResourceID": one.resource, "ImageMask": getattr(one, "mask", None)}
    attributes = " ".join(f"{name}={quoteattr(str(value))}" for name, value in told.items() if value is not None)
    return f"<ofd:{type(one).__name__} {attributes}>{inside}</ofd:{type(one).__name__}>"


def painted(name, color):
    if color is None:
        return ""
    space = "" if color.color_space is None else f' ColorSpace="{color.color_space}"'
    return f'<ofd:{name} Value="{array(color.values)}" Alpha="{color.alpha}"{space}/>'


def coded(run):
    deltas = "".join(f' {name}="{array(v)}"' for name, v in (("DeltaX", run.delta_x), ("DeltaY", run.delta_y)) if v)
    text = run.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<ofd:TextCode X="{run.x!r}" Y="{run.y!r}"{deltas}>{text}</ofd:TextCode>'


def array(numbers):
    return " ".join(map(repr, numbers))


@settings(max_examples=80, deadline=None)
@given(st.lists(objects, max_size=4))
def test_whatever_is_drawn_is_read_as_it_was_written(drawn):
    package = read(files("".join(map(written, drawn))))
    assert package.documents[0].pages[0].layers[0].objects == tuple(drawn)
    assert {finding.code for finding in package.findings} <= {Code.REFERENCE_DANGLING}


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("村民委员会居住证明样章张三李四0123456789，。"), min_size=1, max_size=12),
        min_size=1,
        max_size=6,
    )
)
def test_what_our_writer_writes_is_read_back_line_by_line(lines):
    style = TextStyle(size_mm=5)
    page = Page(items=[set_line(line, style=style, x_mm=20, baseline_mm=30 + 10 * at) for at, line in enumerate(lines)])
    info = DocInfo(title="证明", doc_id="0" * 32, creator="jiban", created=date(2026, 1, 2), custom={"k": "v"})
    package = open_package(packages.write(compose([page], info, [Attachment("账", "a.json", b"{}")])))
    (document,) = package.documents
    assert package.findings == ()
    assert page_text(document, document.pages[0]) == "\n".join(lines)
    assert (document.info.title, document.info.custom) == ("证明", (("k", "v"),))
    assert package.entries[document.attachments[0].entry] == b"{}"


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_no_damage_to_a_package_does_more_than_cause_findings(data):
    content = bytearray(zipped(RICH))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    package = open_package(bytes(content))
    assert all(finding.zh and finding.en and finding.clause for finding in package.findings)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(sorted(name for name in RICH if name.endswith(".xml"))), st.data())
def test_no_damage_to_any_file_does_more_than_cause_findings(name, data):
    content = RICH[name]
    at = data.draw(st.integers(0, len(content)))
    put = data.draw(
        st.binary(max_size=12) | st.sampled_from([b'"', b"<", b"-", b"99999999999", b"\xd6\xd0", b"/>", b"g "])
    )
    damaged = content[:at] + put + content[at + data.draw(st.integers(0, 40)) :]
    package = read(RICH | {name: damaged})
    for document in package.documents:
        for page in document.pages:
            page_text(document, page, annotations=True)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 400), st.integers(0, 100), st.integers(0, 3))
def test_smaller_limits_never_do_more_than_leave_things_out(elements, numbers, pages):
    limits = ReadingLimits(elements=elements, numbers=numbers, pages=pages, documents=1, depth=2, findings=3)
    package = read(RICH, limits)
    assert len(package.findings) <= 3
    assert sum(len(document.pages) + len(document.templates) for document in package.documents) <= pages


def test_a_page_that_is_cut_anywhere_is_still_read_up_to_there():
    content = page_xml(
        "".join(
            f'<ofd:PathObject ID="{n}" Boundary="0 0 1 1"><ofd:AbbreviatedData>M 0 0</ofd:AbbreviatedData></ofd:PathObject>'
            for n in range(1, 9)
        )
    )
    package = read(files(Doc_0__Pages__Page_0__Content_xml=content[: content.index('ID="6"')]))
    read_ids = [one.id for one in package.documents[0].pages[0].layers[0].objects]
    assert read_ids[:5] == [1, 2, 3, 4, 5]
    assert Code.XML_BAD in {finding.code for finding in package.findings}
