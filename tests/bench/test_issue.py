"""`jiban bench issue` measures the real thing and says it in numbers; how fast this machine is, no test asks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from jiban.bench.cli import print_issue

ROOT = Path(__file__).resolve().parents[2]
PAPERS = {
    "sm2_signature_ms",
    "two_sm2_signatures_ms",
    "ofd_ms",
    "ofd_per_second_on_one_core",
    "ofd_multiple_of_two_sm2_signatures",
    "pdf_ms",
    "pdf_per_second_on_one_core",
    "pdf_multiple_of_two_sm2_signatures",
    "pair_ms",
    "pair_per_second_on_one_core",
    "pair_multiple_of_two_sm2_signatures",
    "ofd_bytes",
    "pdf_bytes",
    "paper_rounds",
}
THROUGH_A_DATABASE = {
    "certificates",
    "workers",
    "pairs_per_second",
    "pairs_per_second_until_handed_over",
    "pair_multiple_of_two_sm2_signatures",
    "grant_seconds",
    "grant_ms_per_certificate",
    "worker_seconds",
    "worker_seconds_after_last_grant",
    "worker_cpu_ms_per_certificate",
}


def bench(*words: str, database: str) -> str:
    environment = {**os.environ, "JIBAN_DATABASE_URL": database, "JIBAN_KEYRING_SCRYPT_LOG2_N": "10"}
    command = [sys.executable, "-m", "jiban.cli", "bench", "issue", "--seconds", "0.1", *words]
    return subprocess.run(
        command, env=environment, cwd=ROOT / "src", check=True, capture_output=True, text=True, timeout=300
    ).stdout


@pytest.fixture
def database(tmp_path):
    """The product's own database, which must stay as it is."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path / 'untouched.sqlite3'}"
    at = connection.settings_dict
    return f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/postgres"


def test_one_object_of_numbers_with_their_units_in_the_names_and_a_table_for_people(database, tmp_path, capsys):
    found = json.loads(bench("--json", database=database))
    kinds = {"sqlite", connection.vendor}
    assert found.keys() == PAPERS | {f"{kind}_{name}" for kind in kinds for name in THROUGH_A_DATABASE}
    assert all(isinstance(number, int | float) and number > 0 for number in found.values())
    assert not (tmp_path / "untouched.sqlite3").exists()
    print_issue(found)
    told = capsys.readouterr().out
    for words in ("two SM2 signatures, bare", "sealed OFD", "PDF twin", "through the database (sqlite)", "2 workers"):
        assert words in told
