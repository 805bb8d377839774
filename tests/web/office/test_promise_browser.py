"""The boards of the promise in a browser: accessible and inside the policy."""

import pytest
from django.test import Client

from jiban.web.visitors import remember_officer
from tests.web.conftest import accessibility_faults
from tests.web.office.test_promise import CITY, COUNTY, TOWNSHIP, VILLAGE, always_open, answered, late, of_place

pytestmark = pytest.mark.django_db(transaction=True)
SCROLLS_SIDEWAYS = "() => document.documentElement.scrollWidth > window.innerWidth"
# The fixture is found by its name in this module.
__all__ = ["always_open"]


@pytest.fixture
def open_desk(open_page, live_server):
    """A page in the browser of a signed-in officer, as wide and as large as wished."""

    def open_it(officer, **wishes):
        client = Client()
        session = client.session
        remember_officer(session, officer)
        session.save()
        page = open_page("/health/live", **{"height": 900, **wishes})
        page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": live_server.url}])
        page.goto(live_server.url + "/office/promise/")
        page.said.clear()
        return page

    return open_it


def test_every_board_is_accessible_and_inside_the_policy(village, open_desk, live_server):
    answered(village)
    case = late(village)
    county, township, own = (f"/office/promise/{code}/" for code in (COUNTY, TOWNSHIP, VILLAGE))
    for officer, paths in (
        (of_place("city_administrator", CITY), [county, f"{county}?view=print"]),
        (of_place("township_supervisor", TOWNSHIP), [township]),
        (village.head, [own, f"/office/cases/{case.number}/", f"/office/cases/{case.number}/pause/"]),
    ):
        page = open_desk(officer, width=1440)
        for path in paths:
            page.goto(live_server.url + path)
            assert (path, accessibility_faults(page)) == (path, [])
            assert (path, page.evaluate(SCROLLS_SIDEWAYS)) == (path, False)
        assert page.said == []
