"""A view, a file and a service, each with a whole counter-party."""

import json
import sqlite3
import threading
import time
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from jiban.exchange.connectors import CsvDrop, RestService, SqlView
from jiban.exchange.errors import SourceAnswerError, SourceAwayError
from tests.exchange.conftest import source

PERSON = "990000198603121221"
FIELDS = ["lives_here", "since"]


def view_of(path, **changed):
    return SqlView(**{"url": f"sqlite:///{path}", "view": "shared", **changed})


def test_a_view_gives_what_is_asked_and_no_more(tmp_path):
    found = view_of(source(tmp_path, (PERSON, 1, "2009-03", 0))).fetch(PERSON, ["since"])
    assert (dict(found.values), found.as_of) == ({"since": "2009-03"}, date(2026, 11, 24))


def test_a_view_knows_nothing_of_others(tmp_path):
    path = source(tmp_path, (PERSON, 1, "2009-03", 0))
    assert view_of(path).fetch("' OR '1'='1", FIELDS) is None


@pytest.mark.parametrize("names", [["since; DROP TABLE r"], ["since--"], ["(SELECT secret)"]])
def test_a_field_is_a_plain_name(tmp_path, names):
    with pytest.raises(SourceAnswerError):
        view_of(source(tmp_path)).fetch(PERSON, names)


def test_what_would_write_is_stopped_by_the_connection(tmp_path):
    path = source(tmp_path, (PERSON, 1, "2009-03", 0))
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        view_of(path)._row("DELETE FROM r WHERE identity_number = ", PERSON)


def test_a_database_that_is_not_there_is_away_and_is_not_made(tmp_path):
    with pytest.raises(SourceAwayError):
        view_of(tmp_path / "none.sqlite3").fetch(PERSON, FIELDS)
    assert list(tmp_path.iterdir()) == []


def dropped(folder, name, *rows, head="identity_number,as_of,lives_here,since"):
    (folder / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8-sig")


def test_the_newest_file_of_a_folder_counts(tmp_path):
    dropped(tmp_path, "2026-11-01.csv", f"{PERSON},2026-11-01,是,2009-03")
    dropped(tmp_path, "2026-11-20.csv", f"{PERSON},2026-11-20,否,2009-03")
    dropped(tmp_path, "2026-11-21.csv.part", f"{PERSON},2026-11-21,是,2009-03")
    found = CsvDrop(tmp_path).fetch(PERSON, FIELDS)
    assert (found.values["lives_here"], found.as_of) == ("否", date(2026, 11, 20))
    assert CsvDrop(tmp_path).fetch("990000198603121222", FIELDS) is None


def test_a_file_without_the_column_or_with_a_wrong_day_is_unreadable(tmp_path):
    dropped(tmp_path, "1.csv", f"{PERSON},2026-11-01,是", head="identity_number,as_of,lives_here")
    with pytest.raises(SourceAnswerError):
        CsvDrop(tmp_path).fetch(PERSON, FIELDS)
    dropped(tmp_path, "2.csv", f"{PERSON},yesterday,是,2009-03")
    with pytest.raises(SourceAnswerError):
        CsvDrop(tmp_path).fetch(PERSON, FIELDS)


def test_an_empty_folder_is_a_source_that_is_away(tmp_path):
    with pytest.raises(SourceAwayError):
        CsvDrop(tmp_path).fetch(PERSON, FIELDS)


class Department(BaseHTTPRequestHandler):
    """A department's service: what it answers, how late, and what it was asked."""

    status, body, wait_seconds = 200, b"", 0.0
    seen: list = []

    def do_POST(self):
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.path, self.headers["Authorization"], json.loads(asked)))
        time.sleep(self.wait_seconds)
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_args):
        pass


@contextmanager
def department(**answers):
    kind = type("Answering", (Department,), {**answers, "seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.handle_error = lambda *_args: None
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/facts", kind.seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def said(**told):
    return json.dumps(told).encode()


GOOD = said(as_of="2026-11-24", values={"lives_here": True, "since": "2009-03", "secret": "x"})


def test_a_service_is_asked_in_the_body_with_its_token(db):
    with department(body=GOOD) as (url, seen):
        found = RestService(url, "t0ken").fetch(PERSON, FIELDS)
    assert dict(found.values) == {"lives_here": True, "since": "2009-03"}
    assert seen == [("/facts", "Bearer t0ken", {"identity_number": PERSON, "fields": FIELDS})]


def test_a_service_that_knows_nothing_says_404():
    with department(status=404) as (url, _seen):
        assert RestService(url, "").fetch(PERSON, FIELDS) is None


@pytest.mark.parametrize("status", [302, 401, 500])
def test_a_service_in_trouble_is_away(status):
    with department(status=status) as (url, seen), pytest.raises(SourceAwayError):
        RestService(url, "").fetch(PERSON, FIELDS)
    assert len(seen) == 1


def test_a_slow_service_is_not_waited_for():
    with department(body=GOOD, wait_seconds=1.5) as (url, _seen), pytest.raises(SourceAwayError):
        RestService(url, "", timeout_seconds=0.2).fetch(PERSON, FIELDS)


def test_nobody_there_is_away():
    with department() as (url, _seen):
        pass
    with pytest.raises(SourceAwayError):
        RestService(url, "").fetch(PERSON, FIELDS)


@pytest.mark.parametrize(
    "body", [b"<html>", said(values={}), said(as_of="2026-11-24", values={}), said(as_of=7, values=[]), b"[" * 70_000]
)
def test_an_answer_of_another_form_is_unreadable(body):
    with department(body=body) as (url, _seen), pytest.raises(SourceAnswerError):
        RestService(url, "").fetch(PERSON, FIELDS)


def test_a_service_s_token_is_not_printed():
    assert "t0ken" not in repr(RestService("https://x", "t0ken"))
