"""Signing in as a person does: through the provincial platform and out again, with a slip, and for a child."""

import re
from datetime import date

import pytest
from django.utils import timezone

from jiban.people.actions import guardians
from jiban.people.actions.appointing import open_post
from jiban.people.actions.counter import Seen, make_slip
from jiban.people.models import Resident
from jiban.standards.codes import identity_number
from jiban.web.visitors import RESIDENT_KEY
from tests import cast
from tests.browser import accessibility_faults
from tests.web.resident.province import running_for, set_up

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]
CHILD = str(identity_number.make(birth=date(2018, 5, 1), sequence=301))


@pytest.fixture
def resident(transactional_db):
    cast.divisions()
    cast.items()
    return cast.resident(cast.committee_of("990123100201").division, now=timezone.now())


@pytest.fixture
def clerk(resident):
    officer = cast.officer("clerk1", "赵小梅")
    cast.hold(officer, open_post("clerk", "村务专干", committee=resident.village.committee), timezone.now())
    return officer


@pytest.fixture
def province(live_server, settings, tmp_path):
    settings.SITE_URL = live_server.url
    yield from (set_up(platform, settings, tmp_path) for platform in running_for(live_server.url))


def faultless(page, name):
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert not [said for said in page.said if "Content Security Policy" in said or "Error" in said], page.said
    return page


@pytest.mark.parametrize("javascript", [True, False])
def test_through_the_platform_and_out_of_both_houses_again(open_page, live_server, province, resident, javascript):
    province.knows(resident)
    page = open_page("/sign-in/?next=/me/", javascript=javascript)
    page.get_by_role("link", name=re.compile("样例省统一身份认证平台")).click()
    page.get_by_label("账号口令").check()
    page.get_by_role("button", name="登录").click()
    assert page.url.startswith(f"{live_server.url}/sign-in/with/province/back/")
    page.locator("a.btn.primary").click()
    assert page.get_by_label("刷脸").is_checked(), "more was asked for"
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/sign-in/link/")
    page.locator("form button.primary").click()
    page.wait_for_url("**/me/")
    assert page.get_by_role("heading", name=resident.name).is_visible()
    page.locator('form[action="/sign-out/"] button').click()
    page.wait_for_url("**/sign-out/further/")
    page.locator("a.btn.primary").click()
    page.wait_for_url("**/?bye=both")
    assert province.told()["sessions"] == []
    page.goto(f"{live_server.url}/me/")
    assert "/sign-in/" in page.url


def test_the_platform_ends_the_session_and_the_next_tap_asks_to_sign_in(open_page, live_server, province, resident):
    province.knows(resident)
    page = open_page("/sign-in/with/province/?next=/me/")
    page.get_by_role("button", name="登录").click()
    page.locator("form button.primary").click()
    page.wait_for_url("**/me/")
    assert province.told(end=True)["ended"] == [200]
    page.reload()
    assert "/sign-in/" in page.url


def test_who_comes_with_a_slip_types_it_and_the_mobile_number(open_page, live_server, resident, clerk):
    seen = Seen(resident.name, resident.identity_number, "identity-card", "1228")
    made = make_slip(seen, committee=resident.village.committee, by=clerk, now=timezone.now())
    page = open_page("/sign-in/", width=320, height=640, mode="large")
    page.locator('a[href^="/sign-in/ways/"]').click()
    page.locator('a[href="/sign-in/slip/"]').click()
    page.locator("[name=code]").fill(made.grouped)
    page.locator("[name=last_four]").fill(resident.identity_number[-4:])
    page.locator("main form button").click()
    page.locator("[name=mobile]").fill("13900003333")
    page.locator("main form button").click()
    page.wait_for_url(f"{live_server.url}/")
    assert Resident.objects.get(pk=resident.pk).mobile == "13900003333"


def signed_in(page, live_server, client, resident):
    session = client.session
    session[RESIDENT_KEY] = resident.pk
    session.save()
    page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": live_server.url}])


def test_a_mother_enters_her_child_and_acts_for_it(open_page, live_server, client, resident, clerk):
    page = open_page("/items/")
    signed_in(page, live_server, client, resident)
    page.goto(f"{live_server.url}/me/children/new/")
    page.locator("[name=name]").fill("王小宝")
    page.locator("[name=identity_number]").fill(CHILD)
    page.locator("[name=relation][value=mother]").check()
    page.locator("[name=document][value=birth-certificate]").check()
    page.locator("[name=document_last_four]").fill("0817")
    faultless(page, "child-new")
    page.locator("main form button.primary").click()
    page.wait_for_url("**/me/children/?asked=1")
    guardians.confirm(resident.guardianships.get(), by=clerk, now=timezone.now())
    page.reload()
    page.locator('form[action$="/acting/"] button').click()
    page.wait_for_url(f"{live_server.url}/")
    for path in ("/", "/me/", "/apply/residence/"):
        page.goto(live_server.url + path)
        assert page.locator(".acting").is_visible(), path
        faultless(page, path)
    page.locator(".acting button").click()
    page.wait_for_url("**/me/children/")
    assert page.locator(".acting").count() == 0


PAGES = ("/sign-in/", "/sign-in/ways/", "/sign-in/slip/", "/sign-in/link/", "/sign-in/with/province/back/")


@pytest.mark.parametrize(
    "how", [{"width": 390}, {"mode": "large", "width": 320, "height": 640}, {"width": 1440, "height": 900}]
)
def test_the_pages_of_signing_in_have_no_faults(open_page, live_server, province, resident, how):
    province.knows(resident)
    page = open_page("/sign-in/with/province/?next=/me/", **how)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/sign-in/link/")
    for path in PAGES:
        page.goto(live_server.url + path)
        faultless(page, path)
