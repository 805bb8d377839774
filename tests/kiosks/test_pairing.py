from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.kiosks import actions
from jiban.kiosks.actions import Health
from jiban.kiosks.errors import AgentKeyError, NameTakenError, PairingCodeError, RevokedError
from jiban.kiosks.models import Kiosk
from jiban.kiosks.questions import standing


def test_a_code_pairs_one_machine_once(station):
    code = actions.new_code(station.kiosk, now=timezone.now())
    _kiosk, secret = actions.pair(f" {code[:4]} {code[4:]} ", agent_key="", now=timezone.now())
    assert actions.by_secret(secret) == station.kiosk
    with pytest.raises(PairingCodeError):
        actions.pair(code, agent_key="", now=timezone.now())


def test_a_new_machine_takes_the_place_of_the_old_one(station):
    code = actions.new_code(station.kiosk, now=timezone.now())
    assert actions.by_secret(station.secret) is not None, "the old one goes on until then"
    actions.pair(code, agent_key="", now=timezone.now())
    assert actions.by_secret(station.secret) is None


def test_a_code_is_over_after_ten_minutes(station):
    code = actions.new_code(station.kiosk, now=timezone.now())
    with pytest.raises(PairingCodeError):
        actions.pair(code, agent_key="", now=timezone.now() + timedelta(minutes=10, seconds=1))


def test_nothing_in_the_tables_opens_a_kiosk(station):
    row = Kiosk.objects.filter(pk=station.kiosk.pk).values().get()
    assert station.secret not in str(row)


def test_a_key_that_is_none_is_refused_before_the_code_is_used(station):
    code = actions.new_code(station.kiosk, now=timezone.now())
    with pytest.raises(AgentKeyError):
        actions.pair(code, agent_key="zz", now=timezone.now())
    actions.pair(code, agent_key="", now=timezone.now())


def test_two_kiosks_of_a_station_have_two_names(station):
    same = {"name": station.kiosk.name, "by": station.clerk, "now": timezone.now()}
    with pytest.raises(NameTakenError):
        actions.register(station.kiosk.committee, **same)
    actions.revoke(station.kiosk, by=station.clerk, now=timezone.now())
    actions.register(station.kiosk.committee, **same)


def test_a_kiosk_out_of_service_is_a_stranger_for_good(station):
    actions.revoke(station.kiosk, by=station.clerk, now=timezone.now())
    actions.revoke(station.kiosk, by=station.clerk, now=timezone.now())
    assert actions.by_secret(station.secret) is None
    with pytest.raises(RevokedError):
        actions.new_code(station.kiosk, now=timezone.now())


@pytest.mark.parametrize(
    ("health", "later", "colour"),
    [
        (Health("ready", 200, "1"), timedelta(0), "green"),
        (Health("ready", 19, "1"), timedelta(0), "amber"),
        (Health("no-paper", 0, "1"), timedelta(0), "red"),
        (Health("smoke", 200, "1"), timedelta(0), "green"),
        (Health("ready", 200, "1"), timedelta(minutes=10, seconds=1), "red"),
    ],
)
def test_the_board_shows_the_worst_that_is_known(station, health, later, colour):
    now = timezone.now()
    actions.report(station.kiosk, health, now=now)
    station.kiosk.refresh_from_db()
    assert standing(station.kiosk, now=now + later).colour == colour


def test_what_is_not_said_again_stays_as_it_was_said(station):
    now = timezone.now()
    actions.report(station.kiosk, Health("ready", 150, "2.1"), now=now)
    actions.report(station.kiosk, Health(), now=now)
    station.kiosk.refresh_from_db()
    assert (station.kiosk.printer, station.kiosk.paper_left, station.kiosk.version) == ("ready", 150, "2.1")
