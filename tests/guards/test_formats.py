"""The examples of docs/reference are true: our code reads, writes and verifies each of them as it stands there."""

import json
import re
from datetime import date

import pytest
import yaml

from jiban.catalogue import actions as catalogue
from jiban.catalogue import files, forms, schema
from jiban.certificates import downloads, record, revocations, trust
from jiban.certificates.verdict_json import as_json
from jiban.certificates.verdicts import Code, Finding, Mark, Shown, Verdict
from jiban.ledger.checking import check_proof, check_record
from jiban.ledger.commitments import commitment, entry_bytes, parse_entry
from jiban.standards.codes import certificate_identifier
from jiban.standards.gm.note_line import Sm2Verifier
from jiban.standards.ofd.reader import open_ofd
from jiban.standards.tlog import checkpoint, merkle, note, proof
from jiban.standards.tlog.errors import TlogError
from jiban.web.verify.refusals import CheckRefusedError
from jiban.web.verify.trust_files import PROBLEMS
from tests import cast
from tests.guards.places import DOCS, SOURCE
from tests.stories.walk import issued_certificate

REFERENCE = DOCS / "reference"
BLOCK = re.compile(r"^```\w+ name=([a-z-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SALT = bytes(range(16))
UNSEALED_PROOF = "Doc_0/Attachs/log-proof.txt"


def prose(page: str) -> str:
    return (REFERENCE / page).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def examples() -> dict[str, str]:
    return {name: body for page in sorted(REFERENCE.glob("*.md")) for name, body in BLOCK.findall(prose(page.name))}


@pytest.fixture(scope="module")
def example_record(examples):
    return json.loads(examples["record"])


@pytest.fixture(scope="module")
def vkey(examples):
    return examples["vkey"].strip()


def test_every_example_has_a_name_of_its_own():
    names = [name for page in REFERENCE.glob("*.md") for name, _ in BLOCK.findall(prose(page.name))]
    assert sorted(names) == sorted(set(names))


def test_the_record_in_canonical_form_is_the_one_shown(examples, example_record):
    assert record.canonical(example_record).decode() == examples["record-canonical"].strip()


def test_the_record_has_the_members_that_are_described(example_record):
    told = set(re.findall(r"`([A-Za-z.]+)`", table_of(prose("record.md"), "Members")))
    assert members_of(example_record) - told == set()


def members_of(value: dict, before: str = "") -> set[str]:
    inner = [members_of(each, f"{name}.") for name, each in value.items() if isinstance(each, dict)]
    plain = {f"{before}{name}" for name, each in value.items() if not isinstance(each, dict)}
    return plain.union(*inner)


def test_the_identifier_of_the_record_has_its_check_character(example_record):
    assert str(certificate_identifier.parse(example_record["identifier"])) == example_record["identifier"]


def test_the_metadata_table_is_the_one_in_use(example_record):
    table = table_of(prose("record.md"), "Metadata in the OFD")
    assert set(re.findall(r"`([A-Z]{4,})`", table)) == set(record.metadata(example_record))


def test_the_entry_is_the_commitment_to_the_record(examples, example_record):
    entry = entry_bytes("certificate-issued", commitment(example_record, SALT))
    assert entry.decode() == examples["entry"].strip()
    assert parse_entry(entry)[0] == "certificate-issued"
    assert merkle.leaf_hash(entry).hex() in prose("log.md")


def test_the_checkpoint_verifies_with_the_key_shown(examples, vkey):
    signed = examples["checkpoint"]
    verifier = note.Verifier.parse(vkey)
    head = checkpoint.open_checkpoint(signed, origin="jiban.example/demo-county", verifiers=[verifier])
    assert head.size == 2


def test_the_sm2_line_verifies_with_the_key_shown_and_changes_nothing_else(examples, vkey):
    signed = examples["checkpoint-gm"]
    assert Sm2Verifier.parse(examples["vkey-gm"].strip()).check_line(signed)
    assert signed.startswith(examples["checkpoint"])
    assert note.open_note(signed, [note.Verifier.parse(vkey)]).signed_by == (note.Verifier.parse(vkey),)


def test_the_proof_proves_the_record_and_nothing_else(examples, example_record, vkey):
    text = examples["proof"]
    assert proof.parse(text).text == text
    assert check_record(text, kind="certificate-issued", record=example_record, vkey=vkey).size == 2
    changed = {**example_record, "receivingUnit": "开户银行"}
    with pytest.raises(TlogError):
        check_record(text, kind="certificate-issued", record=changed, vkey=vkey)
    with pytest.raises(TlogError):
        check_proof(text, entry=entry_bytes("certificate-issued", bytes(32)), vkey=vkey)


def test_the_list_of_revoked_certificates_names_the_example(examples, example_record, vkey):
    listed = revocations.parse(examples["revocations"], vkey=vkey)
    assert listed.revoked_on(example_record["identifier"]) == date(2026, 12, 1)
    assert len(listed.revoked) == 1
    forged = examples["revocations"].replace("2026-12-01T10:15", "2026-12-09T10:15")
    with pytest.raises(revocations.RevocationListError):
        revocations.parse(forged, vkey=vkey)


def test_the_trust_folder_is_described_file_by_file(examples):
    real = {value for name, value in vars(trust).items() if name.isupper() and isinstance(value, str)}
    shown = set(re.findall(r"^  (\S+)$", examples["trust-folder"], re.MULTILINE))
    assert shown == {name for name in real if "." in name or name.endswith("/")}


def test_the_item_is_in_order_and_can_be_offered(examples):
    item = schema.parse(yaml.safe_load(examples["item"]), "example")
    refused = files.read_directory(files.SHIPPED).refused or []
    catalogue.check_publishable(item, refused)
    assert any("养鸡" in paragraph for paragraph in forms.sample(item))


def test_every_member_of_an_item_is_described():
    known = json.loads((SOURCE / "catalogue" / "item.schema.json").read_text(encoding="utf-8"))
    text = prose("item-file.md")
    for heading, members in (
        ("Members", known["properties"]),
        ("Fields", known["$defs"]["field"]["properties"]),
        ("Papers", known["$defs"]["paper"]["properties"]),
    ):
        told = set(re.findall(r"`([a-z_]+)`", table_of(text, heading)))
        assert set(members) - told == set(), heading
    kinds = set(known["$defs"]["field"]["properties"]["kind"]["enum"])
    assert {kind for kind in kinds if f"`{kind}`" not in text} == set()


@pytest.mark.django_db
def test_a_sealed_certificate_has_the_entries_shown_and_they_are_covered_as_shown(examples, authority):
    village = cast.village(authority)
    cast.items()
    document = open_ofd(downloads.ofd_with_proof(issued_certificate(village)))
    reviewer, seal = document.signatures
    rows = [line.split() for line in examples["ofd-entries"].splitlines()[1:]]
    assert list(document.entries) == [row[0] for row in rows]
    covered = {True: "covers", False: "-"}
    assert rows == [
        [entry, covered[entry in reviewer.covered], covered[entry in seal.covered]] for entry in document.entries
    ]
    assert UNSEALED_PROOF not in reviewer.covered | seal.covered
    assert seal.covers_everything


def test_every_verdict_is_named_in_the_references():
    told = prose("ofd-and-seal.md") + prose("commands.md")
    assert {str(code) for code in Code if f"`{code}`" not in told} == set()


def test_the_verdict_for_programs_has_the_members_shown(examples):
    shown = Shown("", "", "", "", "", "", "", "", test=True)
    real = as_json(Verdict(Code.REVOKED, (Finding("intact", Mark.OK),), shown, "1.2"))
    told = json.loads(examples["verdict"])
    assert set(told) == set(real)
    assert list(told["certificate"]) == list(real["certificate"])
    assert all(set(finding) == set(real["findings"][0]) for finding in told["findings"])


def test_every_problem_of_the_public_check_is_described_with_its_status():
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", prose("check-by-program.md"), re.MULTILINE)
    told = {code: int(status) for code, status in rows}
    kinds = {kind.code: kind.status for kind in CheckRefusedError.__subclasses__()}
    assert told == {**kinds, "incomplete": 422}
    assert set(told) == set(PROBLEMS)


def table_of(text: str, heading: str) -> str:
    section = re.search(rf"^##+ {re.escape(heading)}$(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, heading
    return "\n".join(line for line in section[1].splitlines() if line.startswith("|"))
