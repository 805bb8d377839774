import json

import pytest
from click.testing import CliRunner

from jiban.reading.cli import ofd
from tests.standards.ses.scene import NOW
from tests.standards.verifying import paper


@pytest.fixture
def check(tmp_path):
    """Write a file and a trust list, and verify the one by the other."""

    def run(data, *more):
        file, trust = tmp_path / "a.ofd", tmp_path / "trust.json"
        file.write_bytes(data)
        paper.trust().save(trust)
        arguments = ["verify", str(file), "--trust", str(trust), "--at", NOW.isoformat(), *more]
        return CliRunner().invoke(ofd, arguments, catch_exceptions=False)

    return run


def test_a_genuine_file_is_told_with_every_step(check):
    result = check(paper.sealed(), "--lang", "en")
    assert result.exit_code == 0
    assert result.output.startswith("Genuine\n")
    assert "✓ The digests of all" in result.output


def test_a_changed_page_is_refused_with_the_file_that_was_changed(check):
    entries = {**paper.entries_of(paper.Signing()), paper.PAGE: b"<Page/>"}
    result = check(paper.packed(entries))
    assert result.exit_code == 1
    assert result.output.startswith("不真实或已被改动\n")
    assert f"✗ {paper.PAGE} 在签名后被改动" in result.output


def test_machines_get_the_same(check):
    told = json.loads(check(paper.sealed(), "--json").output)
    assert told["verdict"] == "genuine"
    assert told["signatures"][0]["findings"]


def test_without_a_trust_list_nothing_can_be_told(tmp_path):
    file = tmp_path / "a.ofd"
    file.write_bytes(paper.sealed())
    result = CliRunner().invoke(ofd, ["verify", str(file), "--at", NOW.isoformat()])
    assert result.exit_code == 2


@pytest.mark.parametrize("moment", ["yesterday", "2026-11-24T18:00:00"])
def test_a_moment_needs_its_zone(check, moment):
    result = check(paper.sealed(), "--at", moment)
    assert result.exit_code == 2
    assert "2026-11-24T18:00:00+08:00" in result.output
