"""A pooled connection is asked whether the server is still there only after a rest."""

import psycopg
import pytest

from jiban.postgresql import base


class Connection:
    autocommit = True
    asked = 0
    is_broken = False

    def execute(self, _nothing):
        self.asked += 1
        if self.is_broken:
            raise psycopg.OperationalError


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(base, "monotonic", lambda: now[0])
    return now


def test_one_in_use_is_not_asked_at_every_turn(clock):
    connection = Connection()
    for _turn in range(5):
        base.check_if_rested(connection)
        clock[0] += 0.9
    assert connection.asked == 1


def test_one_that_rested_is_asked_and_a_broken_one_refused(clock):
    connection = Connection()
    base.check_if_rested(connection)
    clock[0] += 1.1
    connection.is_broken = True
    for _turn in range(2):
        with pytest.raises(psycopg.OperationalError):
            base.check_if_rested(connection)
    assert connection.asked == 3
