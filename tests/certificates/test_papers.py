"""OFD and PDF are two drawings of one record: the same words, the same record, and others read both."""

import json
import subprocess

import pytest
from django.utils import timezone

from jiban.certificates import downloads, papers
from jiban.ledger import sequencer
from jiban.standards.codes import certificate_identifier
from jiban.standards.ofd.reader import open_ofd
from jiban.standards.pdf.verify import verify_pdf
from tests import cast
from tests.standards.typeset.oracles import REPOSITORY, oracle_python
from tests.stories.walk import issued_certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(authority):
    village = cast.village(authority)
    cast.items()
    made = issued_certificate(village)
    sequencer.sequence(timezone.now(), holder="tests")
    return made


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_ofd_pdf_and_record_say_the_same(certificate, authority, tmp_path):
    record = papers.record_from(certificate.record)
    document = open_ofd(downloads.ofd_with_proof(certificate))
    pdf = tmp_path / "certificate.pdf"
    pdf.write_bytes(downloads.pdf_with_proof(certificate))
    printed = subprocess.run(
        ["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    ofd_words = sorted(squeezed(line) for line in document.page_texts[0].splitlines() if line.strip())
    pdf_words = squeezed(printed)
    assert all(words in pdf_words for words in ofd_words)
    assert sum(map(len, ofd_words)) == len(pdf_words)
    report = verify_pdf(pdf.read_bytes(), roots=[authority.p256_root], at=timezone.now())
    attached = {
        document.attachment(papers.RECORD_FILE).data,
        report.attachments[papers.RECORD_FILE],
        certificate.record.encode(),
    }
    assert len(attached) == 1
    for words in [*record["paragraphs"], record["number"], record["issuer"]["name"], record["type"]["name"]]:
        assert squeezed(words) in squeezed("".join(document.page_texts))


def test_the_ofd_names_its_metadata_and_identifier(certificate):
    document = open_ofd(bytes(certificate.paper.ofd))
    identifier = certificate_identifier.parse(document.info.custom["ZZBS"])
    assert str(identifier) == certificate.identifier
    assert document.info.custom["ZZBH"] == certificate.number
    assert document.info.custom["ZZBFJG"] == certificate.committee.name


def test_both_files_carry_the_same_proof(certificate, authority):
    proof = downloads.proof_text(certificate)
    document = open_ofd(downloads.ofd_with_proof(certificate))
    report = verify_pdf(downloads.pdf_with_proof(certificate), roots=[authority.p256_root], at=timezone.now())
    assert document.attachment(papers.PROOF_FILE).data.decode() == proof
    assert report.log_proof.decode() == proof


def test_a_reader_that_we_did_not_write_shows_the_certificate(certificate, tmp_path):
    (tmp_path / "certificate.ofd").write_bytes(downloads.ofd_with_proof(certificate))
    script = REPOSITORY / "tests/standards/ofd/read_by_others.py"
    command = [oracle_python(), script, "certificate.ofd", "picture.png", "report.json"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    seen = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert seen["pages"] == 1
    assert seen["codes"] == [certificate.verify_url]
    for words in papers.record_from(certificate.record)["paragraphs"]:
        assert squeezed(words) in squeezed(seen["text"])


def test_pdf_tools_that_we_did_not_write_agree(certificate, tmp_path):
    pdf = tmp_path / "certificate.pdf"
    pdf.write_bytes(downloads.pdf_with_proof(certificate))
    signed = subprocess.run(["pdfsig", pdf], capture_output=True, text=True, check=False, timeout=60).stdout
    assert "Signature is Valid" in signed
    assert "Total document signed" in signed
    subprocess.run(["qpdf", "--check", pdf], check=True, capture_output=True, timeout=60)
