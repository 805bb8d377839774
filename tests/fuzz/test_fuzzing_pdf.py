from tests.fuzz.bounded import fuzz


def test_nothing_that_some_seconds_of_fuzzing_find_crashes_the_readers_of_pdf_or_passes_for_genuine(tmp_path):
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    bounds = ["-max_total_time=4", "-timeout=10", "-rss_limit_mb=512", "-max_len=60000"]
    run = fuzz("tests.fuzz.pdf_reading", seeds, *bounds, f"-artifact_prefix={tmp_path}/")
    assert run.returncode == 0, run.stderr[-3000:]
    assert "DONE" in run.stderr
