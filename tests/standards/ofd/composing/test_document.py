"""What is written into a document is what is read from it."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.standards.ofd.composing import (
    LARGE_PRINT,
    Annotation,
    Document,
    Permissions,
    Span,
    UnknownPlaceError,
    highlight,
    link,
)
from jiban.standards.ofd.errors import IllegalTextError
from jiban.standards.ofd.package import write
from jiban.standards.ofd.reader import open_ofd
from jiban.standards.ofd.reading.objects import ImageObject, PathObject, TextObject
from jiban.standards.typeset.page import Line

from . import samples
from .reading import read

HANZI = "柳溪村民委员会证明居住"
WORDS = st.text(st.sampled_from(HANZI + "，。（）《》12A. "), min_size=1, max_size=60).filter(str.strip)
NOTES = st.text(st.sampled_from(HANZI + "a<&\">' ]"), max_size=20).map(str.strip)  # the reader strips texts
NAMES = st.text(st.sampled_from(HANZI + "<&"), min_size=1, max_size=8)


def objects(page):
    return [one for layer in page.layers for one in layer.objects]


def texts(page):
    return [run.text for one in objects(page) if isinstance(one, TextObject) for run in one.runs]


def words(document):
    return "".join(text for page in document.pages for text in texts(page))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["heading", "paragraph", "note", "table"]), WORDS), max_size=8))
def test_all_words_are_read_in_order_and_where_they_were_set(contents):
    document = Document("测试")
    for kind, text in contents:
        if kind == "table":
            document.table([[text, "柳"]], header_rows=0)
        else:
            getattr(document, kind)(text)
    composed = document.compose()
    read_back = read(composed.package)
    assert len(read_back.pages) == len(composed.pages)
    for page, written in zip(read_back.pages, composed.pages, strict=True):
        lines = [item for item in written.items if isinstance(item, Line)]
        assert texts(page) == [line.text for line in lines]
        drawn = [one for one in objects(page) if isinstance(one, TextObject)]
        for one, line in zip(drawn, lines, strict=True):
            assert one.boundary.x + one.runs[0].x == pytest.approx(line.x_mm, abs=2e-3)
            assert one.boundary.y + one.runs[0].y == pytest.approx(line.y_mm, abs=2e-3)


@given(
    title=NOTES,
    author=NOTES,
    subject=NOTES,
    abstract=NOTES,
    keywords=st.lists(NAMES, max_size=4),
    custom=st.dictionaries(NAMES, NOTES, max_size=4),
    created=st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)),
)
@settings(max_examples=40, deadline=None)
def test_what_it_says_of_itself_is_read_by_both_readers(title, keywords, custom, created, **told):
    document = Document(title, keywords=keywords, custom=custom, created=created, **told)
    package = document.compose().package
    info = read(package).info
    assert (info.title, info.author, info.subject, info.abstract) == (
        title,
        *map(told.get, ("author", "subject", "abstract")),
    )
    assert info.keywords == tuple(keywords)
    assert dict(info.custom) == custom
    assert info.created == (created.isoformat() if created else "")
    again = open_ofd(write(package)).info
    assert (again.keywords, again.abstract, again.custom) == (tuple(keywords), told["abstract"], custom)
    assert again.doc_id == info.doc_id != "0" * 32


MOMENTS = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
PERMISSIONS = st.builds(
    Permissions,
    **dict.fromkeys(("edit", "annotate", "export", "sign", "add_watermark", "capture_screen", "print"), st.booleans()),
    copies=st.none() | st.integers(0, 99),
    valid_from=MOMENTS,
    valid_until=MOMENTS,
).filter(lambda one: not (one.valid_from and one.valid_until and one.valid_from > one.valid_until))


@settings(max_examples=60, deadline=None)
@given(PERMISSIONS)
def test_permissions_are_read_as_they_were_given(given_permissions):
    found = read(Document("测试").allow(given_permissions).compose().package).permissions
    assert (found.edit, found.annot, found.export) == (
        given_permissions.edit,
        given_permissions.annotate,
        given_permissions.export,
    )
    assert (found.signature, found.watermark, found.print_screen, found.printable) == (
        given_permissions.sign,
        given_permissions.add_watermark,
        given_permissions.capture_screen,
        given_permissions.print,
    )
    assert found.print_copies == (-1 if given_permissions.copies is None else given_permissions.copies)
    period = (given_permissions.valid_from, given_permissions.valid_until)
    assert (found.valid_from, found.valid_until) == tuple(one.isoformat() if one else "" for one in period)


def test_a_period_that_ends_before_it_begins_is_refused():
    now = datetime(2026, 11, 24)
    for wrong in (Permissions(valid_from=now, valid_until=now - timedelta(1)), Permissions(copies=-2)):
        with pytest.raises(IllegalTextError):
            Document("测试").allow(wrong).compose()


def test_headings_make_the_outline_and_bookmarks_lead_to_their_pages():
    composed = samples.report().compose()
    found = read(composed.package)
    assert [node.title for node in found.outline] == ["一、基本情况", "二、下年计划"]
    assert [node.title for node in found.outline[0].children] == [f"（{n}）第{n}项工作" for n in range(1, 7)]
    assert found.outline[0].count == 6
    way = found.outline[1].actions[0]
    assert (way.event, way.kind) == ("CLICK", "Goto")
    plan = next(one for one in found.bookmarks if one.name == "plan")
    assert plan.destination == way.destination
    page, top = composed.composition.bookmarks["plan"]
    assert plan.destination.page == found.pages[page].id
    assert plan.destination.top == pytest.approx(top, abs=1e-3)


def test_a_heading_of_a_deeper_level_may_come_first():
    document = (
        Document("测试").heading("乙", level=3).heading("甲", level=1).heading("丙", level=3).heading("丁", level=2)
    )
    outline = read(document.compose().package).outline
    assert [(one.title, [below.title for below in one.children]) for one in outline] == [
        ("乙", []),
        ("甲", ["丙", "丁"]),
    ]


def test_a_watermark_lies_under_the_words_turned_and_pale():
    page = read(samples.watermarked().compose().package).pages[0]
    first, last = objects(page)[0], objects(page)[-1]
    assert first.runs[0].text == "仅供入学报名使用"
    assert first.ctm is not None
    assert first.ctm[1] == pytest.approx(-0.5, abs=1e-6)
    assert last.runs[0].text != "仅供入学报名使用"


def test_a_watermark_may_be_an_annotation_of_outlines_that_no_search_finds():
    found = read(samples.watermarked(as_annotation=True).compose().package)
    (mark,) = found.annotations
    assert (mark.kind, mark.remark, mark.page) == ("Watermark", "仅供入学报名使用", found.pages[0].id)
    assert all(isinstance(one, PathObject) for one in mark.objects)
    assert {one.alpha for one in mark.objects} == {round(0.35 * 255)}
    assert "仅供入学报名使用" not in words(found)


def test_links_and_highlights_are_read_where_they_were_put():
    document = Document("测试").paragraph("柳溪村")
    document.annotate(0, link("https://example.test/?a=1&b=2", x_mm=28, y_mm=30, width_mm=40, height_mm=8))
    document.annotate(0, highlight(x_mm=28, y_mm=40, width_mm=30, height_mm=6, remark="限期"))
    first, second = read(document.compose().package).annotations
    assert (first.kind, second.kind, second.remark) == ("Link", "Highlight", "限期")
    (action,) = first.objects[0].actions
    assert (action.kind, action.target) == ("URI", "https://example.test/?a=1&b=2")
    assert tuple(second.boundary) == (28, 40, 30, 6)


def test_an_annotation_holds_nothing_but_paths_of_a_known_kind():
    line = Line("柳", 0.0, 5.0, 5.0, "serif", ())
    for wrong in (Annotation("Watermark", 0, 0, 9, 9, (line,)), Annotation("Comment", 0, 0, 9, 9)):
        with pytest.raises(IllegalTextError):
            Document("测试").annotate(0, wrong).compose()


def test_object_ids_are_used_once_and_none_is_above_the_highest():
    package = samples.watermarked(as_annotation=True).compose().package
    document = read(package)
    ids = [one.id for page in document.pages for layer in page.layers for one in layer.objects]
    ids += [page.id for page in document.pages] + [one.id for one in document.annotations]
    ids += [one.id for mark in document.annotations for one in mark.objects]
    assert len(set(ids)) == len(ids)
    assert f"<ofd:MaxUnitID>{max(ids)}</ofd:MaxUnitID>".encode() in package.entries["Doc_0/Document.xml"]


def test_the_same_document_gives_the_same_bytes_and_another_one_another_id():
    def made(text):
        return Document("测试", created=date(2026, 11, 24)).paragraph(text).to_bytes()

    assert made("柳溪村") == made("柳溪村")
    assert open_ofd(made("柳溪村")).info.doc_id != open_ofd(made("溪柳村")).info.doc_id


def test_pictures_codes_and_drawings_are_objects_of_their_kind():
    page = read(samples.illustrated().compose().package).pages[0]
    kinds = [type(one) for one in objects(page)]
    assert kinds.count(ImageObject) == 1
    assert kinds.count(PathObject) == 2
    image = next(one for one in objects(page) if isinstance(one, ImageObject))
    assert (image.boundary.width, image.boundary.height) == (pytest.approx(90), pytest.approx(60))


def test_a_picture_of_another_kind_is_refused():
    with pytest.raises(IllegalTextError):
        Document("测试").picture(b"GIF89a")
    with pytest.raises(IllegalTextError):
        Document("测试").qr("柳" * 3000)


def test_large_print_says_the_same_in_larger_letters():
    document = samples.certificate()
    ordinary, large = document.compose(), document.compose(LARGE_PRINT)

    def sizes(composed):
        return {item.size_mm for page in composed.pages for item in page.items if isinstance(item, Line)}

    assert max(sizes(large)) > max(sizes(ordinary))
    assert min(sizes(large)) >= 1.4 * min(sizes(ordinary)) - 1e-9
    without_numbers = [words(read(one.package)).partition("扫码核验")[0] for one in (ordinary, large)]
    assert without_numbers[0].replace(" ", "").startswith("居住证明新安镇中心小学")
    assert sorted(without_numbers[0].replace(" ", "")) == sorted(
        without_numbers[1].replace(" ", "").replace("第1页共2页", "")
    )


def test_attachments_are_carried_and_those_without_seal_declared():
    document = Document("测试").attach("记录", "record.json", b"{}").attach("证明", "proof.txt", b"p", sealed=False)
    package = document.compose().package
    found = open_ofd(write(package)).attachments
    assert [(one.file_name, one.data, one.sealed) for one in found] == [
        ("record.json", b"{}", True),
        ("proof.txt", b"p", False),
    ]
    assert package.unsealed == {"Doc_0/Attachs/proof.txt"}


def test_a_place_that_nobody_kept_is_not_found():
    composed = samples.certificate().compose()
    assert composed.stamp("signature").width_mm == 30.0
    with pytest.raises(UnknownPlaceError):
        composed.stamp("emblem")


def test_a_span_keeps_its_face():
    page = Document("测试").paragraph(["姓名", Span("赵小满", face="serif-bold")]).compose().pages[0]
    assert [item.face for item in page.items] == ["serif", "serif-bold"]


@pytest.mark.parametrize(
    "make",
    [
        samples.certificate,
        samples.ledger,
        samples.form,
        samples.report,
        samples.illustrated,
        samples.bilingual,
        samples.codes,
    ],
)
def test_every_sample_is_read_without_a_finding(make):
    for look in (None, samples.LARGE, samples.LANDSCAPE):
        assert read(make().compose(look).package).pages
