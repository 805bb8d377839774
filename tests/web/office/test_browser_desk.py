"""The desk on a phone in the field, and its keys: seen by a browser."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jiban.cases.models import Case
from jiban.cases.workflow import State
from jiban.people.actions.appointing import open_post
from jiban.web.visitors import remember_officer
from tests import cast
from tests.web.conftest import accessibility_faults
from tests.web.office.conftest import issued, submitted
from tests.web.office.test_browser import SCROLLS_SIDEWAYS, open_desk  # noqa: F401 - a fixture
from tests.web.office.test_desk import ask, desk

pytestmark = pytest.mark.django_db(transaction=True)


def test_without_network_nothing_is_sent_the_words_are_kept_and_the_pin_is_not(village, open_desk):  # noqa: F811
    case = submitted(village)
    page = open_desk(village.head, f"/office/cases/{case.number}/refusal/", width=390, height=844)
    page.locator("[name=reason]").fill("租房合同已经过期")
    page.context.set_offline(True)
    page.locator("button[form=decision]").click()
    page.locator("#no-network").wait_for(state="visible")
    assert page.locator("[name=reason]").input_value() == "租房合同已经过期"
    assert Case.objects.get().state == State.SUBMITTED
    page.said.clear()
    page.context.set_offline(False)
    page.reload()
    assert page.locator("[name=reason]").input_value() == "租房合同已经过期"
    page.locator("[name=alternative]").fill("镇派出所")
    page.locator("button[form=decision]").dblclick()
    page.wait_for_url("**/office/?*done=*")
    assert Case.objects.get().state == State.REFUSED
    kept = page.evaluate("() => Object.keys(sessionStorage).filter(key => key.startsWith('kept:')).length")
    assert kept == 0

    waiting = submitted(village, "k2")
    page.goto(page.url.split("/office/")[0] + f"/office/cases/{waiting.number}/")
    page.locator("[name=pin]").fill(cast.PIN)
    page.context.set_offline(True)
    page.locator(".sign button").click()
    page.locator("#no-network").wait_for(state="visible")
    assert cast.PIN not in page.evaluate("() => JSON.stringify(sessionStorage)")
    assert accessibility_faults(page) == []
    page.context.set_offline(False)
    page.locator(".sign button").dblclick()
    page.wait_for_url("**/office/?*done=*")
    assert Case.objects.get(pk=waiting.pk).state == State.APPROVED


def test_words_written_when_the_session_had_ended_are_there_after_signing_in_again(village, open_desk, live_server):  # noqa: F811
    case = submitted(village)
    page = open_desk(village.head, f"/office/cases/{case.number}/refusal/")
    page.locator("[name=reason]").fill("租房合同已经过期")
    page.locator("[name=alternative]").fill("镇派出所")
    session = Client().session
    remember_officer(session, village.head)
    session.save()
    page.context.clear_cookies(name="sessionid")
    page.locator("button[form=decision]").click()
    page.wait_for_url("**/office/sign-in/?*")
    page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": live_server.url}])
    page.goto(live_server.url + f"/office/cases/{case.number}/refusal/")
    assert page.locator("[name=reason]").input_value() == "租房合同已经过期"


def test_the_new_pages_are_accessible_and_the_keys_explain_themselves(village, open_desk, live_server):  # noqa: F811
    issued(village)
    case, now = submitted(village), timezone.now()
    submitted(village, "k2")
    worker, township = cast.officer("grid1", "孙巧云"), cast.officer("town1", "周海")
    cast.hold(worker, open_post("grid_worker", "网格员", committee=village.committee), now)
    place = village.committee.division.parent
    cast.hold(township, open_post("township_supervisor", "镇督办员", division=place), now)
    asked = ask(desk(village.clerk), case, worker)
    assert asked.status_code == 302
    desk(village.clerk).post(f"/office/cases/{case.number}/notes/", {"text": "电话没人接"})
    desk(village.head).post("/office/views/", {"name": "超时", "due": "late"})
    Case.objects.filter(pk=case.pk).update(due_at=now - timedelta(minutes=1))
    mine = f"/office/visits/{case.visits.get().pk}/"
    head = ["/office/?due=late", f"/office/cases/{case.number}/", f"/office/cases/{case.number}/visit/"]
    for officer, paths in (
        (village.head, head),
        (worker, ["/office/visits/", mine]),
        (township, ["/office/workload/"]),
    ):
        page = open_desk(officer, paths[0])
        for path in paths:
            page.goto(live_server.url + path)
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                assert (path, width, accessibility_faults(page)) == (path, width, [])
                assert (path, width, page.evaluate(SCROLLS_SIDEWAYS)) == (path, width, False)
        assert page.said == []
    page = open_desk(village.head, "/office/?only=all")
    page.keyboard.press("?")
    page.locator("#keys").wait_for(state="visible")
    assert accessibility_faults(page) == []
    page.locator("#keys button").click()
    page.locator("#keys").wait_for(state="hidden")
    page.keyboard.press("/")
    page.wait_for_function("() => document.activeElement.name === 'q'")
