"""A file that another maker sealed: what its seal proves is told, and its pages are shown."""

import json
from datetime import timedelta
from html import unescape

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone as clock

from jiban.certificates.cli import verify
from jiban.certificates.foreign import Answer
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.revoked import Revocation
from jiban.web.verify import previews
from tests.standards.ses.scene import COMMITTEE, NOW, scene
from tests.web.verify import foreign_papers as papers
from tests.web.verify import papers_of_lies as lies
from tests.web.verify.test_files import check, text

pytestmark = pytest.mark.django_db


def command(tmp_path, folder, data, *more):
    path = tmp_path / "foreign.ofd"
    path.write_bytes(data)
    return CliRunner().invoke(verify, [str(path), "--trust", str(folder), "--lang", "en", *more])


def test_a_seal_of_a_known_authority_is_genuine_and_its_time_is_not_proved(stranger, trusted):
    papers.trust_them(trusted)
    page = text(check(stranger, papers.sealed()))
    assert 'class="verdict ok"' in page
    for words in (
        "The seal is genuine",
        "Sealed by",
        COMMITTEE,
        "as the signer states; no time stamp proves it",
        "The signer's SM2 signature fits.",
        "Passed:",
        "only what its seals prove was checked",
    ):
        assert words in page


def test_a_seal_of_an_authority_not_known_here_is_neither_true_nor_false(stranger, trusted):
    page = text(check(stranger, papers.sealed()))
    assert 'class="verdict unsure"' in page
    assert "Sealed by somebody not known here" in page
    assert "Calls itself" in page
    assert "Sealed by<" not in page


def test_an_altered_file_of_another_maker_is_told_with_the_file_that_was_changed(stranger, trusted):
    for known in (False, True):
        if known:
            papers.trust_them(trusted)
        page = text(check(stranger, papers.altered()))
        assert 'class="verdict bad"' in page
        assert "Doc_0/Pages/Page_0/Content.xml was changed after signing." in page


def test_another_signer_under_the_same_seal_is_not_genuine(stranger, trusted):
    papers.trust_them(trusted)
    assert 'class="verdict bad"' in text(check(stranger, papers.sealed(signer=scene().stranger)))


def test_an_unsigned_file_proves_nothing(stranger, trusted):
    page = text(check(stranger, papers.unsigned()))
    assert 'class="verdict unsure"' in page
    assert "Not sealed and not signed" in page


def test_a_chinese_reader_is_told_the_steps_in_chinese(trusted):
    page = text(check(Client(), papers.altered()))
    assert "Doc_0/Pages/Page_0/Content.xml 在签名后被改动" in page or "签名后" in page
    assert "was changed after signing" not in page


def test_programs_get_the_same_members_and_the_signatures_besides(machine, trusted):
    papers.trust_them(trusted)
    said = check(machine, papers.sealed()).json()
    assert set(said) == {"outcome", "code", "title", "identifier", "certificate", "findings", "signatures"}
    assert (said["outcome"], said["code"], said["certificate"]) == ("genuine", Answer.GENUINE, None)
    assert all(set(one) == {"code", "mark", "detail", "clause", "words"} for one in said["findings"])
    [seal] = said["signatures"]
    assert (seal["name"], seal["time_proved"], seal["kind"]) == (COMMITTEE, False, "Seal")


def test_the_command_answers_as_the_page_does(machine, trusted, tmp_path):
    papers.trust_them(trusted)
    for data, code in ((papers.sealed(), 0), (papers.altered(), 1), (papers.unsigned(), 2)):
        told = command(tmp_path, trusted, data)
        assert told.exit_code == code
        offline = json.loads(command(tmp_path, trusted, data, "--json").output)
        assert offline == check(machine, data).json()
    assert COMMITTEE in command(tmp_path, trusted, papers.sealed()).output


def test_a_list_that_cannot_be_read_stops_the_check_and_ours_goes_on(stranger, machine, ofd, trusted, tmp_path):
    (trusted / "trust-list.json").write_text("{}", encoding="utf-8")
    assert check(machine, papers.sealed()).json()["code"] == "not-set-up"
    assert command(tmp_path, trusted, papers.sealed()).exit_code == 2
    assert "Genuine and in force" in text(check(stranger, ofd))


def test_another_list_makes_nothing_ours(machine, ofd, trusted):
    before = check(machine, ofd).json()
    papers.trust_them(trusted)
    assert check(machine, ofd).json() == before


def test_the_first_three_pages_are_shown_with_their_words(stranger, trusted):
    answer = check(stranger, papers.sealed(pages=5))
    page = text(answer)
    assert page.count('src="data:image/png;base64,') == 3
    assert f'alt="Page 1: {papers.TEXT}' in page
    assert "Page 3 of 5" in page
    assert "Only the first pages are shown" in page
    assert "img-src 'self' data:" in answer["Content-Security-Policy"]


def test_our_certificate_is_shown_to_who_brings_it_and_not_to_who_has_the_code(stranger, certificate, ofd):
    brought = check(stranger, ofd)
    assert 'src="data:image/png;base64,' in text(brought)
    assert 'alt="Page 1: 居住证明"' in text(brought)
    by_code = stranger.get(f"/v/{certificate.check_code}")
    assert "data:image" not in text(by_code)
    assert "data:" not in by_code["Content-Security-Policy"]


def test_a_file_too_rich_for_the_time_is_told_and_its_verdict_stands(stranger, trusted, monkeypatch):
    monkeypatch.setattr(previews, "SECONDS", 0.01)
    papers.trust_them(trusted)
    page = text(check(stranger, papers.sealed()))
    assert "The pages could not all be drawn" in page
    assert "The seal is genuine" in page
    assert "<img" not in page


@pytest.mark.parametrize("kind", ["nothing", "pdf", "empty zip", "bomb"])
def test_what_cannot_be_drawn_leaves_the_answer_as_it_was(stranger, trusted, kind):
    files = {"nothing": b"", "pdf": b"%PDF-1.7", "empty zip": b"PK\x05\x06" + b"\0" * 18}
    data = lies.zip_bomb() if kind == "bomb" else files[kind]
    answer = stranger.post("/verify/", {"file": SimpleUploadedFile("x", data)})
    assert answer.status_code == 200
    assert "<img" not in unescape(answer.content.decode())


def keep_copies(folder, *revoked):
    kept = folder / "revocation"
    kept.mkdir(exist_ok=True)
    authority, now = scene().authority, clock.now()
    day = timedelta(days=1)
    issued = authority.issue_crl(revoked, number=7, this_update=now - day, next_update=now + day)
    (kept / "issuing.crl").write_bytes(issued)
    (kept / "root.crl").write_bytes(authority.root_crl("sm2"))


def test_copies_of_what_others_revoked_are_asked_where_they_lie_in_the_trust_folder(stranger, trusted, tmp_path):
    papers.trust_them(trusted)
    keep_copies(trusted)
    data = papers.sealed()
    assert 'class="verdict ok"' in text(check(stranger, data))
    keep_copies(trusted, Revocation(parsed(scene().committee.certificate).serial, NOW - timedelta(days=1)))
    page = text(check(stranger, data))
    assert 'class="verdict bad"' in page
    told = command(tmp_path, trusted, data, "--json")
    assert told.exit_code == 1
    assert "signer-revoked" in {finding["code"] for finding in json.loads(told.output)["findings"]}


def test_a_copy_that_cannot_be_read_is_told_with_what_it_leaves_unknown(trusted, tmp_path):
    papers.trust_them(trusted)
    keep_copies(trusted)
    (trusted / "revocation" / "issuing.crl").write_bytes(b"no list at all")
    told = json.loads(command(tmp_path, trusted, papers.sealed(), "--json").output)
    assert told["outcome"] == "genuine"
    assert ("signer-revocation-unknown", "warn") in {(one["code"], one["mark"]) for one in told["findings"]}
