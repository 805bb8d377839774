"""What programs read. These shapes are promised: a change here breaks somebody's program."""

import json

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from jiban.certificates.cli import verify
from jiban.web.verify.trust_files import PROBLEMS

VERDICT = {"outcome", "code", "title", "identifier", "certificate", "findings"}
CERTIFICATE = {
    "title",
    "number",
    "holder",
    "issuer",
    "purpose",
    "receiving_unit",
    "issued_on",
    "valid_until",
    "test",
}
FINDING = {"code", "mark", "detail", "clause", "words"}
PROBLEM = {"type", "title", "status", "detail", "code"}


def send(machine, data, **kwargs):
    return machine.post("/verify/", {"file": SimpleUploadedFile("file", data)}, **kwargs)


def test_a_verdict_has_the_promised_shape(machine, certificate, ofd):
    answer = machine.get(f"/v/{certificate.check_code}")
    said = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert "Accept" in answer["Vary"]
    assert set(said) == VERDICT
    assert set(said["certificate"]) == CERTIFICATE
    assert all(set(finding) == FINDING for finding in said["findings"])
    assert (said["outcome"], said["code"]) == ("genuine", "genuine")
    assert (said["certificate"]["holder"], said["identifier"]) == ("王*兰", certificate.identifier)
    assert {finding["code"]: finding["mark"] for finding in said["findings"]} == {
        "intact": "ok",
        "signed-by": "ok",
        "sealed-by": "ok",
        "record": "ok",
        "log": "ok",
        "authority": "ok",
        "revoked": "ok",
        "validity": "ok",
        "test": "warn",
    }
    assert send(machine, ofd).json() == said


def test_a_file_that_is_none_has_the_same_shape(machine, trusted):
    said = send(machine, b"hello").json()
    assert set(said) == VERDICT
    assert (said["outcome"], said["code"], said["certificate"]) == ("cannot-tell", "not-a-certificate", None)


def test_the_page_and_the_command_line_give_the_same_object(machine, ofd, trusted, tmp_path):
    path = tmp_path / "certificate.ofd"
    path.write_bytes(ofd)
    result = CliRunner().invoke(verify, [str(path), "--trust", str(trusted), "--json", "--lang", "en"])
    offline, online = json.loads(result.output), send(machine, ofd).json()
    assert set(offline) == set(online)
    # Only the books know who held authority, and the moment of the answer differs.
    asked = {finding["code"]: finding for finding in offline["findings"]}
    for finding in online["findings"]:
        if finding["code"] not in {"authority", "revoked"}:
            assert asked[finding["code"]] == finding
    assert {key: offline[key] for key in VERDICT - {"findings"}} == {key: online[key] for key in VERDICT - {"findings"}}


@pytest.mark.parametrize("accept", ["*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "image/png"])
def test_whoever_does_not_ask_for_json_gets_the_page(client, certificate, accept):
    answer = client.get(f"/v/{certificate.check_code}", headers={"accept": accept})
    assert answer["Content-Type"].startswith("text/html")


def test_the_address_can_ask_for_json(client, certificate):
    assert client.get(f"/v/{certificate.check_code}?format=json").json()["code"] == "genuine"


@pytest.fixture
def small_uploads(settings):
    settings.VERIFY_UPLOAD_MAX_BYTES = 1024 * 1024


@pytest.mark.parametrize(
    ("ask", "status", "code"),
    [
        (lambda machine: machine.get("/v/0000000000000000"), 404, "unknown-code"),
        (lambda machine: machine.post("/verify/", {}), 422, "incomplete"),
        (lambda machine: machine.post("/verify/", {"code": "x"}), 422, "incomplete"),
        (
            lambda machine: machine.post("/verify/", b"..", content_type="multipart/form-data; boundary="),
            400,
            "unreadable-upload",
        ),
        (lambda machine: send(machine, b"0" * (2 * 1024 * 1024)), 413, "too-large"),
    ],
)
@pytest.mark.usefixtures("trusted", "small_uploads")
def test_a_problem_has_the_shape_of_rfc_9457(machine, ask, status, code):
    answer = ask(machine)
    said = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert set(said) == PROBLEM
    assert (said["status"], said["code"]) == (status, code)
    assert said["detail"]


def test_every_problem_leads_to_its_words(client, machine, trusted):
    problem = machine.get("/v/0000000000000000").json()
    page = client.get("/trust/").content.decode()
    assert problem["type"].endswith("/trust/#unknown-code")
    assert all(f'id="{code}"' in page for code in PROBLEMS)
