"""What `jiban bench desk` calls growth, what `jiban bench season` calls a fault, and the browser that both trust."""

import os

from jiban.bench import desk, processor_time, season
from jiban.bench.browser import Answer
from jiban.bench.season_load import NUMBER

QUEUE = "cases_case where cases_case.committee_id IN (%s)"


def city(rows, *, whole_tables=()):
    cost = {
        "query": QUEUE,
        "nodes": ["Limit: 1 rows"],
        "rows": rows,
        "pages": 3,
        "ms": 0.1,
        "whole_tables": whole_tables,
    }
    page = {"p50_ms": 1.0, "p95_ms": 2.0, "cpu_ms": 1.0, "queries": 1, "costs": [cost]}
    return {"generated_seconds": 1.0, "database_bytes": 2**20, "pages": {"queue": page}}


def test_a_query_that_reads_more_rows_in_a_larger_city_is_named():
    assert list(desk.grown({10: city(40), 1000: city(40)})) == []
    assert list(desk.grown({10: city(40), 1000: city(5000)})) == [f"queue: 40 rows became 5000: {QUEUE}"]


def test_a_query_that_reads_a_large_table_whole_is_named_even_where_nothing_grew():
    found = {10: city(40), 1000: city(40, whole_tables=("people_resident",))}
    assert list(desk.grown(found)) == [f"queue: reads all of people_resident: {QUEUE}"]


def test_cities_stand_side_by_side_in_the_table():
    shown = list(desk.table({10: city(40), 1000: city(40)}))
    assert shown[0].split() == ["cases", "10", "1,000"]
    assert shown[-1].split() == ["queue", "1.0", "2.0", "1.0", "1", "1.0", "2.0", "1.0", "1"]


MORNING = season.Season(villages=2, per_village=3, speed=60, known=0.5, workers=1, threads=1, job_workers=2)
GOOD = {
    "handed_in": 6,
    "issued": 6,
    "certificates": 6,
    "without_certificate": 0,
    "certificates_not_sealed": 0,
    "without_files": 0,
    "people_with_two": 0,
    "seals_used_twice_on_one": 0,
    "sealed_after_the_promise": 0,
    "sealed_after_half_an_hour": 0,
    "residents": {"faults": []},
    "heads": {"faults": []},
}


def test_a_morning_is_good_only_if_every_case_was_issued_once_and_in_time():
    assert MORNING.seconds == 60
    assert list(season.faults(GOOD, MORNING)) == []
    assert list(season.faults(GOOD | {"issued": 5}, MORNING)) == ["5 issued, not 6"]
    assert list(season.faults(GOOD | {"certificates": 7, "people_with_two": 1}, MORNING)) == [
        "7 certificates, not 6",
        "1 people_with_two",
    ]
    assert list(season.faults(GOOD | {"sealed_after_half_an_hour": 2}, MORNING)) == ["2 sealed_after_half_an_hour"]
    assert list(season.faults(GOOD | {"heads": {"faults": ["approval: 409"]}}, MORNING)) == ["heads: approval: 409"]


PAGE = """
<form method="post" action="/office/batch/"><input type="hidden" name="csrfmiddlewaretoken" value="a&amp;b">
<input type="hidden" name="case" value="1"></form>
<input type="checkbox" name="case" form="batch" value="2"><input type="checkbox" name="case" value="3" disabled>
<a href="/office/cases/BJ2026-2A36-8BX2/?only=green">"""


def test_the_browser_sends_what_a_form_carries_unseen_and_ticks_what_can_be_ticked():
    page = Answer("/office/", 200, PAGE)
    assert page.form("/office/batch/").hidden == [("csrfmiddlewaretoken", "a&b"), ("case", "1")]
    assert page.boxes("case") == ["2"]
    assert NUMBER.findall(page.text) == ["BJ2026-2A36-8BX2"]


def test_processor_time_grows_with_work():
    before = processor_time.of_tree(os.getpid())
    while processor_time.of_tree(os.getpid()) == before:
        sum(range(100_000))
    assert processor_time.of_tree(os.getpid()) > before
