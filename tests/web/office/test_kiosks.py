"""The station's board of its kiosks."""

import re

import pytest
from django.utils import timezone

from jiban.kiosks import actions
from jiban.kiosks.models import Kiosk
from jiban.people.actions.appointing import open_post
from tests import cast
from tests.web.office.conftest import desk, words

pytestmark = pytest.mark.django_db


def registered(clerk, name="大厅一号机"):
    return clerk.post("/office/kiosks/", {"committee": committee_pk(), "name": name})


def committee_pk():
    from jiban.places.models import Committee

    return Committee.objects.get(division__code="990123100201").pk


def test_the_clerk_registers_a_kiosk_and_sees_its_code_once(village, clerk):
    answer = registered(clerk)
    kiosk = Kiosk.objects.get()
    assert answer["Location"] == f"/office/kiosks/{kiosk.pk}/"
    code = re.search(r'class="code num">(\d{4} \d{4})<', words(clerk.get(answer["Location"])))[1]
    assert code not in words(clerk.get(answer["Location"]))
    paired, _secret = actions.pair(code, agent_key="", now=timezone.now())
    assert paired == kiosk


def test_the_same_name_again_says_so_and_keeps_what_was_typed(village, clerk):
    registered(clerk)
    answer = registered(clerk)
    assert answer.status_code == 409
    assert 'value="大厅一号机"' in words(answer)
    assert Kiosk.objects.count() == 1


def test_taking_out_of_service_is_asked_first(village, clerk):
    registered(clerk)
    kiosk = Kiosk.objects.get()
    clerk.get(f"/office/kiosks/{kiosk.pk}/revocation/")
    assert Kiosk.objects.get().revoked_at is None
    clerk.post(f"/office/kiosks/{kiosk.pk}/revocation/")
    assert Kiosk.objects.get().revoked_by == village.clerk
    assert clerk.post(f"/office/kiosks/{kiosk.pk}/code/").status_code == 409


def test_the_township_sees_how_the_machines_are_and_changes_nothing(village, clerk):
    registered(clerk)
    kiosk, officer = Kiosk.objects.get(), cast.officer("town", "钱镇长")
    place = village.committee.division.parent
    cast.hold(officer, open_post("township_supervisor", "镇督办", division=place), timezone.now())
    town = desk(officer)
    assert kiosk.name in words(town.get("/office/kiosks/"))
    assert town.get(f"/office/kiosks/{kiosk.pk}/").status_code == 200
    assert town.post(f"/office/kiosks/{kiosk.pk}/revocation/").status_code == 403
    assert town.post("/office/kiosks/", {"committee": str(committee_pk()), "name": "二号机"}).status_code == 403


def test_an_empty_board_says_what_to_do(village, clerk):
    assert "empty" in words(clerk.get("/office/kiosks/"))
