import io
import tracemalloc
import zipfile

import pytest

from jiban.standards.ofd.archive_limits import Limits
from jiban.standards.ofd.reading import open_package
from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.limits import ReadingLimits
from jiban.standards.ofd.reading.page_text import page_text
from tests.standards.ofd.reading.foreign import (
    AREA,
    OFD,
    doc_body,
    document_xml,
    files,
    noticed,
    ofd_xml,
    page_xml,
    read,
    res_xml,
    zipped,
)

SMALL = ReadingLimits(elements=2_000, numbers=1_000, pages=50, documents=3)


def paths(data):
    return (
        f'<ofd:PathObject ID="9" Boundary="0 0 9 9"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
    )


def test_a_million_pages_are_refused_with_what_came_before_them():
    pages = '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>' * 1_000_000
    archive = ReadingLimits(archive=Limits(ratio=10**6, total_bytes=10**9, entry_bytes=10**9))
    package = open_package(zipped(files(Doc_0__Document_xml=document_xml(pages=pages))), archive)
    assert noticed(package) == {Code.LIMIT_REACHED}
    assert sum(len(document.pages) for document in package.documents) == 0


def test_pages_beyond_the_limit_are_left_out():
    pages = '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>' * 60
    package = read(files(Doc_0__Document_xml=document_xml(pages=pages)), SMALL)
    assert len(package.documents[0].pages) == 50
    assert Code.LIMIT_REACHED in noticed(package)


def test_documents_beyond_the_limit_are_left_out():
    package = read(files(OFD_xml=ofd_xml(*[doc_body()] * 5)), SMALL)
    assert len(package.documents) == 3
    assert Code.LIMIT_REACHED in noticed(package)


def test_a_page_of_too_many_elements_is_incomplete_and_the_next_one_is_still_read():
    pages = '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/><ofd:Page ID="2" BaseLoc="P.xml"/>'
    package = read(
        files(
            Doc_0__Document_xml=document_xml(pages=pages),
            Doc_0__Pages__Page_0__Content_xml=page_xml(paths("M 0 0 " * 600)),
            Doc_0__P_xml=page_xml(),
        ),
        SMALL,
    )
    assert [page.complete for page in package.documents[0].pages] == [False, True]
    (finding,) = [finding for finding in package.findings if finding.code is Code.LIMIT_REACHED]
    assert finding.entry == "Doc_0/Pages/Page_0/Content.xml"


def test_entities_are_never_expanded():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>' + page_xml("&b;")
    for content in (bomb.encode(), bomb.encode("utf-16"), bomb.encode("utf-16-be"), b"\xef\xbb\xbf" + bomb.encode()):
        package = read(files(Doc_0__Pages__Page_0__Content_xml=content))
        assert Code.XML_DOCTYPE in noticed(package)
        assert not package.readable


def test_groups_nested_without_end_are_cut_off():
    package = read(files('<ofd:PageBlock ID="1">' * 100 + "</ofd:PageBlock>" * 100))
    assert Code.LIMIT_REACHED in noticed(package)


def test_xml_nested_beyond_what_the_parser_takes_is_a_finding():
    package = read(files('<ofd:PageBlock ID="1">' * 1000 + "</ofd:PageBlock>" * 1000))
    assert noticed(package) & {Code.XML_BAD, Code.LIMIT_REACHED}


def test_patterns_within_patterns_are_cut_off():
    inner = paths("M 0 0")
    for _ in range(40):
        cell = f'<ofd:Pattern Width="1" Height="1"><ofd:CellContent>{inner}</ofd:CellContent></ofd:Pattern>'
        inner = f'<ofd:PathObject ID="9" Boundary="0 0 9 9"><ofd:FillColor>{cell}</ofd:FillColor><ofd:AbbreviatedData>M 0 0</ofd:AbbreviatedData></ofd:PathObject>'
    assert noticed(read(files(inner))) & {Code.LIMIT_REACHED, Code.XML_BAD}


def test_clips_within_clips_are_cut_off():
    inner = paths("M 0 0")
    for _ in range(40):
        area = f"<ofd:Clips><ofd:Clip><ofd:Area>{inner.replace('PathObject', 'Path')}</ofd:Area></ofd:Clip></ofd:Clips>"
        inner = f'<ofd:PathObject ID="9" Boundary="0 0 9 9">{area}<ofd:AbbreviatedData>M 0 0</ofd:AbbreviatedData></ofd:PathObject>'
    assert noticed(read(files(inner))) & {Code.LIMIT_REACHED, Code.XML_BAD}


def test_circles_among_resources_are_told_and_end():
    resources = (
        '<ofd:DrawParams><ofd:DrawParam ID="11" Relative="12"/><ofd:DrawParam ID="12" Relative="11"/></ofd:DrawParams>'
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5" Width="1" Height="1"><ofd:Content>'
        '<ofd:CompositeObject ID="6" Boundary="0 0 1 1" ResourceID="5"/></ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    )
    package = read(files(resources=resources))
    assert noticed(package) == {Code.REFERENCE_CIRCLE}
    assert package.documents[0].resources.draw_param(11).line_width is None


def test_composites_that_show_composites_without_end_are_read_out_in_bounded_time():
    shown = "".join('<ofd:CompositeObject ID="6" Boundary="0 0 1 1" ResourceID="{next}"/>' for _ in range(20))
    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{n}" Width="1" Height="1"><ofd:Content>{shown.format(next=n + 1)}</ofd:Content>'
        "</ofd:CompositeGraphicUnit>"
        for n in range(100, 115)
    )
    first = '<ofd:CompositeObject ID="8" Boundary="0 0 9 9" ResourceID="100"/>'
    package = read(files(first, resources=f"<ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits>"))
    document = package.documents[0]
    assert page_text(document, document.pages[0]) == ""
    assert Code.LIMIT_REACHED in noticed(package)


def test_many_pages_with_resources_of_their_own_do_not_copy_those_of_the_document():
    fonts = "<ofd:Fonts>" + "".join(f'<ofd:Font ID="{n}" FontName="x"/>' for n in range(20_000)) + "</ofd:Fonts>"
    pages = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_0/Content.xml"/>' for n in range(1, 1000))
    package = read(
        files(
            resources=fonts,
            Doc_0__Document_xml=document_xml(common=f"{AREA}<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>", pages=pages),
            Doc_0__Pages__Page_0__Content_xml=page_xml(before="<ofd:PageRes>/R.xml</ofd:PageRes>"),
            R_xml=res_xml('<ofd:Fonts><ofd:Font ID="7" FontName="own"/></ofd:Fonts>'),
        )
    )
    last = package.documents[0].pages[-1].resources.fonts
    assert (len(package.documents[0].pages), last[7].name, last[8].name, len(last)) == (999, "own", "x", 20_000)


def test_an_element_with_very_many_attributes_is_read_in_bounded_time():
    attributes = " ".join(f'a{n}=""' for n in range(100_000))
    package = read(files(f'<ofd:PathObject ID="1" {attributes}/>'))
    assert noticed(package) == {Code.ATTRIBUTE_MISSING, Code.ELEMENT_MISSING}


def test_many_annotations_on_many_pages_are_found_without_looking_through_all_of_them():
    pages = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_0/Content.xml"/>' for n in range(1, 1000))
    notes = '<ofd:Annot ID="1" Type="Path"><ofd:Appearance Boundary="0 0 1 1"/></ofd:Annot>' * 5_000
    package = read(
        files(
            Doc_0__Document_xml=document_xml(pages=pages, more="<ofd:Annotations>L.xml</ofd:Annotations>"),
            Doc_0__L_xml=f'<ofd:Annotations {OFD}><ofd:Page PageID="1"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>',
            Doc_0__A_xml=f"<ofd:PageAnnot {OFD}>{notes}</ofd:PageAnnot>",
        ),
        ReadingLimits(archive=Limits(ratio=10**6)),
    )
    document = package.documents[0]
    assert sum(1 for page in document.pages for _ in document.annotations_of(page)) == 5_000


def test_a_resource_file_beyond_the_limits_leaves_the_pages_readable():
    fonts = "<ofd:Fonts>" + '<ofd:Font ID="3" FontName="x"/>' * 1000 + "</ofd:Fonts>"
    package = read(files(resources=fonts), SMALL)
    assert Code.LIMIT_REACHED in noticed(package)
    assert package.readable


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Code.ARCHIVE_NOT_ZIP),
        (b"%PDF-1.7", Code.ARCHIVE_NOT_ZIP),
        (zipped(files())[:-30], Code.ARCHIVE_TRUNCATED),
        (zipped({"../OFD.xml": b"x"}), Code.ARCHIVE_UNSAFE_NAME),
        (zipped({"OFD.xml": b"x", "ofd.XML": b"y"}), Code.ARCHIVE_DUPLICATE),
        (zipped({"OFD.xml": b" " * 40_000_000}), Code.ARCHIVE_TOO_LARGE),
        (zipped({"a": b"x"}), Code.MAIN_ENTRY_MISSING),
        (zipped({"OFD.xml": b""}), Code.XML_BAD),
        (zipped({"OFD.xml": f"<ofd:OFD {OFD}/>".encode()}), Code.MAIN_ENTRY_EMPTY),
    ],
)
def test_what_is_no_package_at_all_is_one_finding(data, code):
    package = open_package(data)
    assert code in noticed(package)
    assert not package.readable


def test_two_files_of_one_name_are_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("OFD.xml", "<a/>")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("OFD.xml", "<b/>")
    assert noticed(open_package(buffer.getvalue())) == {Code.ARCHIVE_DUPLICATE}


def test_numbers_out_of_all_reason_are_told():
    for value in ("1e400", "nan", "-inf", "1_000", "٣x", "9" * 5000):
        package = read(
            files(
                f'<ofd:PathObject ID="{value}" Boundary="{value} 0 1 1"><ofd:AbbreviatedData>M 0 0</ofd:AbbreviatedData></ofd:PathObject>'
            )
        )
        assert Code.VALUE_BAD in noticed(package), value


def test_what_a_finding_quotes_cannot_steer_a_terminal():
    package = read(files('<ofd:PathObject ID="1" Boundary="\u202e&#x9b;31m" CTM="x"/>'))
    assert all(finding.detail.isprintable() for finding in package.findings)


def test_a_flood_of_findings_is_kept_short():
    package = read(files(paths("M x") * 5000))
    assert len(package.findings) <= 30


def test_a_large_package_stays_within_memory():
    objects = paths("M 0 0 " + "L 1 1 " * 50) * 400
    data = zipped(files(objects))
    tracemalloc.start()
    try:
        package = open_package(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(package.documents[0].pages[0].layers[0].objects) == 400
    assert peak < 40_000_000
