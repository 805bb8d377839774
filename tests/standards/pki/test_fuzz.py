"""The readers under coverage-guided fuzzing, for as long as a test may last. Longer: see tests/fuzz/pki_reading.py."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SECONDS = 4
pytest.importorskip("atheris")


def test_no_bytes_bring_the_readers_down_or_pass_for_good(tmp_path):
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    bounds = [f"-max_total_time={SECONDS}", "-timeout=5", "-rss_limit_mb=512", f"-artifact_prefix={tmp_path}/"]
    run = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.pki_reading", str(seeds), *bounds],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert "DONE" in run.stderr
