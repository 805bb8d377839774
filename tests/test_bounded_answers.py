"""An answer of another program ends, or is given up."""

import httpx
import pytest

from jiban import bounded_answers


def answered(pieces):
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=iter(pieces)))
    client = httpx.Client(transport=transport)
    return client.stream("GET", "http://other.example/")


def test_an_answer_that_is_as_long_as_it_may_be_is_read_whole():
    with answered([b"12", b"345"]) as answer:
        assert bounded_answers.read(answer, most=5) == b"12345"


def test_no_answer_is_an_empty_one():
    with answered([]) as answer:
        assert bounded_answers.read(answer, most=5) == b""


def test_one_byte_more_is_too_long():
    with answered([b"12", b"3456"]) as answer, pytest.raises(bounded_answers.AnswerTooLongError):
        bounded_answers.read(answer, most=5)


def test_who_sends_byte_after_byte_for_ever_is_not_listened_to(monkeypatch):
    monkeypatch.setattr(bounded_answers, "WHOLE_SECONDS", -1)
    with answered([b"1"]) as answer, pytest.raises(bounded_answers.AnswerTooLongError):
        bounded_answers.read(answer, most=5)
