"""What is composed can be read again, by us and by the tools of the language."""

import io
import re
import zipfile
from datetime import date
from itertools import accumulate

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from jiban.standards.ofd.document import Attachment, DocInfo
from jiban.standards.ofd.errors import IllegalTextError
from jiban.standards.ofd.package import write
from jiban.standards.ofd.reader import open_ofd
from jiban.standards.ofd.writer import compose
from jiban.standards.ofd.xml_text import array, number, parse_array
from jiban.standards.typeset.errors import MissingGlyphError
from jiban.standards.typeset.page import Line, Page, Picture, Turned

from . import paper

XML_TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\ufffe\uffff", min_codepoint=32))
NOTES = st.one_of(XML_TEXT, st.sampled_from(['"<&>"', "]]>", "a\tb\nc\r\nd", "&amp;", "  两端  "]))
PRINTED = st.text(st.sampled_from("居住证明张三 <>&\"'123，。（）《》]]>"), min_size=1, max_size=30)
FILE_NAMES = st.from_regex(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,20}[A-Za-z0-9]", fullmatch=True)
DAYS = st.one_of(st.none(), st.dates(date(1980, 1, 1), date(2107, 12, 31)))
INFOS = st.builds(
    DocInfo,
    title=NOTES,
    doc_id=st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    creator=NOTES,
    created=DAYS,
    custom=st.dictionaries(NOTES, NOTES, max_size=5),
    author=NOTES,
    subject=NOTES,
)
ATTACHMENTS = st.lists(
    st.builds(Attachment, name=NOTES, file_name=FILE_NAMES, data=st.binary(max_size=6_000), sealed=st.booleans()),
    max_size=4,
    unique_by=lambda one: one.file_name.casefold(),
).filter(lambda many: "attachments.xml" not in {one.file_name.casefold() for one in many})


def line(text):
    return Line(text, 20.0, 30.0, 5.0, "serif", (5.0,) * (len(text) - 1))


@settings(max_examples=80)
@given(INFOS, ATTACHMENTS, st.lists(st.lists(PRINTED, max_size=4), min_size=1, max_size=3))
def test_what_is_written_is_read_again(info, attachments, pages):
    package = compose([Page(items=[line(text) for text in texts]) for texts in pages], info, attachments)
    document = open_ofd(write(package))
    assert document.info == info
    assert list(document.attachments) == attachments
    assert list(document.page_texts) == ["\n".join(texts) for texts in pages]
    assert document.page_ids == package.page_ids
    assert document.entries == package.entries
    assert document.signatures == document.findings == ()


@given(st.lists(st.one_of(st.floats(-300, 300), st.sampled_from([5.64, 2.82])), max_size=60).map(tuple))
def test_an_array_keeps_its_values_through_the_shorthand(values):
    assert parse_array(array(values)) == pytest.approx(values, abs=5.1e-4)


def test_equal_advances_are_written_once():
    assert array((5.64,) * 26) == "g 26 5.64"
    assert array((5.64, 5.64, 2.82, 2.82, 2.82, 2.82, 5.64)) == "5.64 5.64 g 4 2.82 5.64"
    assert array((2.8, 2.82, 2.82, 2.82, 2.821)) == "2.8 g 3 2.82 2.821"


@given(st.floats(-2000, 2000))
def test_a_number_is_plain_and_exact_to_a_micrometre(value):
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]{1,3})?", number(value))
    assert float(number(value)) == pytest.approx(value, abs=5.1e-4)


def test_equal_input_gives_equal_bytes():
    assert write(paper.sealed()) == write(paper.sealed())


def test_the_archive_is_a_plain_zip_dated_with_the_document():
    data = write(paper.sealed())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "OFD.xml"
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 24, 0, 0, 0)}
        assert {name: archive.read(name) for name in archive.namelist()} == paper.sealed().entries


def test_object_ids_are_unique_and_none_exceeds_the_stated_maximum():
    entries = compose([paper.page(), paper.page()], paper.INFO, [paper.RECORD]).entries
    found = []
    for name in entries:
        if name.endswith((".xml",)) and not name.endswith("Attachments.xml"):
            found += [int(one.get("ID")) for one in etree.fromstring(entries[name]).iter() if one.get("ID")]
    assert len(found) == len(set(found))
    (stated,) = re.findall(rb"MaxUnitID>(\d+)<", entries["Doc_0/Document.xml"])
    assert max(found) == int(stated)


def test_only_used_characters_are_embedded_and_one_picture_is_stored_once():
    page = Page(items=[*paper.page().items, Picture(paper.red_dot(), 5, 5, 3, 3)])
    entries = compose([page], paper.INFO).entries
    assert len([name for name in entries if name.endswith(".png")]) == 1
    assert len(entries["Doc_0/Res/NotoSerifSC.ttf"]) < 40_000
    assert len(entries["Doc_0/Res/NotoSerifSCHeading.ttf"]) < 5_000


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"title": "a\x00b"}, IllegalTextError),
        ({"custom": {"name\x0b": "value"}}, IllegalTextError),
        ({"custom": {"name": "\ud800"}}, IllegalTextError),
        ({"doc_id": "0123"}, IllegalTextError),
    ],
)
def test_texts_that_xml_cannot_carry_are_refused(change, refusal):
    info = DocInfo(**{"title": "t", "doc_id": "0" * 32, **change})
    with pytest.raises(refusal):
        compose([Page()], info)


@pytest.mark.parametrize(
    "name", ["", "../x", "a/b", ".hidden", "名字.txt", "a\\b", "x" * 101, "Attachments.xml", "end."]
)
def test_an_attachment_needs_a_plain_file_name(name):
    with pytest.raises(IllegalTextError):
        compose([Page()], paper.INFO, [Attachment("n", name, b"")])


def test_two_attachments_may_not_differ_only_in_case():
    with pytest.raises(IllegalTextError):
        compose([Page()], paper.INFO, [Attachment("n", "a.txt", b""), Attachment("n", "A.TXT", b"")])


def test_a_picture_must_be_png_or_jpeg():
    with pytest.raises(IllegalTextError):
        compose([Page(items=[Picture(b"GIF89a", 0, 0, 1, 1)])], paper.INFO)


def test_a_character_without_a_glyph_stops_the_document():
    with pytest.raises(MissingGlyphError):
        compose([Page(items=[line("张😀")])], paper.INFO)


def test_a_document_without_pages_is_refused():
    with pytest.raises(IllegalTextError):
        compose([], paper.INFO)


STANDING = {"serif": "兹证明，女（公民身份号码）居住于。特此0123456789", "serif-bold": paper.TITLE}


def test_standing_words_have_one_font_for_all_documents_and_the_rest_a_small_one():
    first = compose([paper.page()], paper.INFO, standing_words=STANDING).entries
    other = compose([Page(items=[line("兹证明李四于2026年居住。")])], paper.INFO, standing_words=STANDING).entries
    name = "Doc_0/Res/NotoSerifSCStanding.ttf"
    assert first[name] == other[name]
    assert len(other["Doc_0/Res/NotoSerifSC.ttf"]) < 2_500
    assert "Doc_0/Res/NotoSerifSCHeading.ttf" not in first


def test_two_fonts_of_one_face_have_names_of_their_own():
    page = Page(items=[line("兹证明李四于2026年居住。")])
    entries = compose([page], paper.INFO, standing_words=STANDING).entries
    fonts = [TTFont(io.BytesIO(data)) for name, data in entries.items() if name.endswith(".ttf")]
    assert len(fonts) > 1
    for kind in (1, 4, 6):
        assert len({font["name"].getDebugName(kind) for font in fonts}) == len(fonts)


@given(st.lists(PRINTED, min_size=1, max_size=4), st.sets(st.sampled_from(STANDING["serif"])))
def test_text_in_two_fonts_is_the_same_text_in_the_same_places(texts, standing):
    pages = [Page(items=[line(text) for text in texts])]
    document = open_ofd(write(compose(pages, paper.INFO, standing_words={"serif": "".join(sorted(standing))})))
    assert "".join(document.page_texts[0].split("\n")) == "".join(texts)
    wanted = [20.0 + 5.0 * at for text in texts for at in range(len(text))]
    assert places_of_characters(document.entries["Doc_0/Pages/Page_0/Content.xml"]) == pytest.approx(wanted, abs=0.002)


def places_of_characters(content):
    """How far from the left edge each character stands."""
    places = []
    for run in etree.fromstring(content).iter("{*}TextObject"):
        code = run.find("{*}TextCode")
        left = float(run.get("Boundary").split()[0]) + float(code.get("X"))
        places += accumulate(parse_array(code.get("DeltaX", "")), initial=left)
    return places


def test_every_run_names_a_font_that_has_its_characters():
    entries = compose([paper.page()], paper.INFO, standing_words=STANDING).entries
    resources = etree.fromstring(entries["Doc_0/PublicRes.xml"])
    fonts = {
        font.get("ID"): TTFont(io.BytesIO(entries[f"Doc_0/Res/{font.get('FontName')}.ttf"])).getBestCmap()
        for font in resources.iter("{*}Font")
    }
    page = etree.fromstring(entries["Doc_0/Pages/Page_0/Content.xml"])
    runs = [(run.get("Font"), run.findtext("{*}TextCode")) for run in page.iter("{*}TextObject")]
    assert len(fonts) == 3
    assert {font for font, _ in runs} == set(fonts)
    assert all(ord(char) in fonts[font] for font, text in runs for char in text)


def test_no_run_but_the_first_begins_with_a_blank():
    texts = ["经办人：赵小梅\u3000联系电话", "证 张\u3000\u3000明 李四 证"]
    page = Page(items=[line(text) for text in texts])
    entries = compose([page], paper.INFO, standing_words={"serif": "经办人：联系电话证明"}).entries
    runs = [code.text for code in etree.fromstring(entries["Doc_0/Pages/Page_0/Content.xml"]).iter("{*}TextCode")]
    assert "".join(runs) == "".join(texts)
    assert not any(run[0].isspace() for run in runs)
    assert len(runs) > len(texts)


def test_a_turned_line_stays_in_one_font():
    page = Page(items=[line("兹证明张三"), Turned(line("样本"), 30.0, 100.0, 150.0, 0.2)])
    entries = compose([page], paper.INFO, standing_words=STANDING).entries
    assert [name for name in entries if name.endswith(".ttf")] == ["Doc_0/Res/NotoSerifSC.ttf"]
