from tests.fuzz.bounded import fuzz


def test_nothing_that_some_seconds_of_fuzzing_find_crashes_the_reader_or_makes_it_hang_or_grow(tmp_path):
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    bounds = [
        "-max_total_time=4",
        "-timeout=10",
        "-rss_limit_mb=512",
        "-max_len=20000",
        f"-artifact_prefix={tmp_path}/",
    ]
    run = fuzz("tests.fuzz.ofd_reading", seeds, *bounds)
    assert run.returncode == 0, run.stderr[-3000:]
    assert "DONE" in run.stderr or "Done" in run.stderr
