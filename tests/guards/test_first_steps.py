"""What README and tutorial promise a newcomer really happens: the commands run, and the log-ins are those of the demo."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jiban.demo.plans import PASSWORD, plan
from jiban.standards.codes import identity_number
from tests.guards.places import DOCS, ROOT

JIBAN = str(Path(sys.executable).with_name("jiban"))
FIRST_STEPS = [
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
    DOCS / "tutorial" / "issue-your-first-certificate.md",
    DOCS / "tutorial" / "issue-your-first-certificate.zh-CN.md",
]


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run jiban as a newcomer does: in a folder of their own, without any setting."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JIBAN_", "DJANGO_"))}
    return subprocess.run([JIBAN, *words], cwd=folder, env=kept, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """The folder in which `jiban demo --issue-one out` has been run."""
    folder = tmp_path_factory.mktemp("newcomer")
    ended = run(folder, "demo", "--issue-one", "out")
    assert ended.returncode == 0, ended.stderr
    return folder


def test_one_command_issues_a_certificate_and_the_next_one_verifies_it(issued):
    names = {path.name for path in (issued / "out").iterdir()}
    assert names == {"out.ofd", "out.pdf", "out.tlog-proof", "trust"}
    for name in ("out.ofd", "out.pdf"):
        ended = run(issued, "verify", f"out/{name}", "--trust", "out/trust")
        assert (ended.returncode, ended.stderr) == (0, "")
        assert "✓" in ended.stdout
        assert "✗" not in ended.stdout


def test_the_verdict_for_machines_is_one_object(issued):
    ended = run(issued, "verify", "out/out.ofd", "--trust", "out/trust", "--json")
    verdict = json.loads(ended.stdout)
    assert (verdict["outcome"], verdict["code"]) == ("genuine", "genuine")
    assert verdict["certificate"]["holder"] == "王*兰"


def test_the_forgery_of_the_tutorial_is_found(issued):
    target = issued / "changed.pdf"
    shutil.copy(issued / "out" / "out.pdf", target)
    with target.open("r+b") as file:
        file.seek(3000)
        file.write(b"X")
    assert run(issued, "verify", "changed.pdf", "--trust", "out/trust").returncode == 1


@pytest.mark.parametrize("page", FIRST_STEPS, ids=lambda page: page.name)
def test_the_log_ins_are_those_of_the_demo(page):
    text = page.read_text(encoding="utf-8")
    residents = {
        str(identity_number.make(birth=row["birth"], sequence=row["sequence"])): row["mobile"]
        for row in plan()["residents"]
    }
    pins = {row["pin"] for row in plan()["officers"] if "pin" in row}
    numbers = set(re.findall(r"\b99000\d{12}[\dX]\b", text))
    assert PASSWORD in text
    assert numbers
    assert numbers <= set(residents)
    assert {residents[number] for number in numbers} <= set(re.findall(r"\b138\d{8}\b", text))
    assert set(re.findall(r"(?:PIN\*\*, |口令\*\* |口令 )`?(\d{6})\b", text)) <= pins
