"""The readers under coverage-guided fuzzing, for as long as a test may last. Longer: see tests/fuzz/pki_reading.py."""

from tests.fuzz.bounded import fuzz

SECONDS = 4


def test_no_bytes_bring_the_readers_down_or_pass_for_good(tmp_path):
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    bounds = [f"-max_total_time={SECONDS}", "-timeout=5", "-rss_limit_mb=512", f"-artifact_prefix={tmp_path}/"]
    run = fuzz("tests.fuzz.pki_reading", seeds, *bounds)
    assert run.returncode == 0, run.stderr[-3000:]
    assert "DONE" in run.stderr
