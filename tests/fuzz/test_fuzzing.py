import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytest.importorskip("atheris")


def test_nothing_that_ten_seconds_of_fuzzing_find_crashes_the_reader_or_makes_it_hang_or_grow(tmp_path):
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    bounds = [
        "-max_total_time=4",
        "-timeout=10",
        "-rss_limit_mb=512",
        "-max_len=20000",
        f"-artifact_prefix={tmp_path}/",
    ]
    run = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.ofd_reading", str(seeds), *bounds],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert "DONE" in run.stderr or "Done" in run.stderr
