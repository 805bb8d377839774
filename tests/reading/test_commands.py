import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from jiban.reading.cli import ofd
from jiban.standards.pki.trust_list import TrustList
from tests.standards.ofd.reading.foreign import FONTS, files, zipped
from tests.standards.ofd.reading.rich import RICH

TEXT = '<ofd:TextObject ID="9" Boundary="10 20 90 9" Font="3" Size="5"><ofd:TextCode X="0" Y="5">样章测试</ofd:TextCode></ofd:TextObject>'
LOST = (
    FONTS
    + '<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>no.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
)


@pytest.fixture
def folder(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    return inbox


def put(folder, name, data):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return str(path)


def run(*arguments):
    return CliRunner().invoke(ofd, list(arguments), catch_exceptions=False)


def test_show_draws_the_structure_as_a_tree(folder):
    result = run("show", put(folder, "a.ofd", zipped(RICH)), "--lang", "en")
    assert result.exit_code == 0
    assert "Doc_0/Page.xml" in result.output
    for word in ("pages (1)", "fonts (1)", "attachments (1)", "signatures (1)", "stamps on pages 1", "outline", "一"):
        assert word in result.output


def test_show_gives_the_same_to_machines(folder):
    result = run("show", put(folder, "a.ofd", zipped(RICH)), "--json")
    (document,) = json.loads(result.output)["documents"]
    assert document["pages"][0]["objects"] == {"composite": 1, "image": 2, "path": 5, "text": 2}
    assert document["fonts"] == [{"id": 3, "name": "宋体", "file": "Doc_0/Res/f.ttf"}]
    assert document["signatures"][0]["stamps"] == [{"page": 1, "boundary_mm": [1, 2, 3, 4]}]


def test_show_tells_what_is_wrong_in_the_readers_language(folder):
    path = put(folder, "a.ofd", zipped(files(TEXT, resources=LOST)))
    chinese, english = run("show", path), run("show", path, "--lang", "en")
    assert (chinese.exit_code, english.exit_code) == (1, 1)
    assert "Doc_0/PublicRes.xml: 所引用的文件不在包内：Res/no.png [GB/T 33190-2016 7.9]" in chinese.output
    assert "a file that is referred to is not there: Res/no.png" in english.output


def test_what_is_no_ofd_file_ends_with_two(folder):
    path = put(folder, "a.ofd", b"%PDF-1.7")
    assert [run(command, path).exit_code for command in ("show", "text")] == [2, 2]
    assert run("render", path, "-o", str(folder)).exit_code == 2


def test_text_prints_the_pages_in_order_and_one_alone(folder):
    pages = {
        **RICH,
        "Doc_0/Document.xml": RICH["Doc_0/Document.xml"].replace(
            b"</ofd:Pages>", b'<ofd:Page ID="99" BaseLoc="T.xml"/></ofd:Pages>'
        ),
    }
    path = put(folder, "a.ofd", zipped(pages))
    whole, second = run("text", path), run("text", path, "--page", "2")
    assert whole.output.count("\f") == 1
    assert "样章测试" in second.output
    assert "\f" not in second.output
    assert run("text", path, "--page", "3").exit_code == 2


def test_text_of_a_file_cannot_steer_the_terminal(folder):
    path = put(folder, "a.ofd", zipped(files(TEXT.replace("样章", "&#x9b;31m"))))
    assert "\x9b" not in run("text", path).output


def test_render_writes_pictures_drawings_and_one_pdf_into_the_folder_and_nowhere_else(folder, tmp_path):
    path = put(folder, "证明.ofd", zipped(files(TEXT)))
    target = tmp_path / "out"
    result = run("render", path, "--png", "--svg", "--pdf", "--dpi", "50", "-o", str(target))
    assert result.exit_code == 0, result.output
    assert sorted(one.name for one in target.iterdir()) == ["证明-1.png", "证明-1.svg", "证明.pdf"]
    assert (target / "证明-1.png").read_bytes().startswith(b"\x89PNG")
    assert (target / "证明-1.svg").read_text().startswith("<svg")
    assert (target / "证明.pdf").read_bytes().startswith(b"%PDF")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["inbox", "out"]


def test_render_does_not_write_through_a_link(folder, tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("untouched")
    (folder / "a-1.svg").symlink_to(outside)
    assert run("render", put(folder, "a.ofd", zipped(files(TEXT))), "--svg", "-o", str(folder)).exit_code == 0
    assert outside.read_text() == "untouched"
    assert not (folder / "a-1.svg").is_symlink()


def test_survey_gives_every_file_a_line(folder):
    put(folder, "a.ofd", zipped(files(TEXT)))
    put(folder, "b/坏.OFD", b"PK\3\4nothing")
    put(folder, "c.ofd", zipped(files(TEXT, resources=LOST)))
    put(folder, "d.txt", b"not looked at")
    result = run("survey", str(folder))
    first, second, third = result.output.splitlines()
    assert result.exit_code == 2
    assert first.split()[:5] == ["yes", "1/1", "0", "unsigned", "a.ofd"]
    assert second.split()[:3] == ["no", "0/0", "0"]
    assert "b/坏.OFD" in second
    assert third.startswith("partly")
    assert "Res/no.png" in third


def test_survey_for_machines_tells_what_reading_and_checking_found(folder, tmp_path):
    put(folder, "a.ofd", zipped(RICH))
    trust = tmp_path / "trust.json"
    TrustList(name="测试", sequence=1, issued=datetime(2026, 1, 1, tzinfo=UTC), entries=()).save(trust)
    line = json.loads(run("survey", str(folder), "--json", "--trust", str(trust)).output)
    assert (line["readable"], line["pages"], line["stamps"], line["verdict"]) == ("yes", 1, 1, "not-genuine")
    assert line["checking"]["clause"]
    assert line["failures"] == []


def test_survey_of_an_empty_folder_says_so_by_its_exit_code(folder):
    assert run("survey", str(folder)).exit_code == 2


def test_survey_refuses_a_broken_trust_list(folder, tmp_path):
    (tmp_path / "trust.json").write_text("{}")
    assert run("survey", str(folder), "--trust", str(tmp_path / "trust.json")).exit_code == 2
