"""A grid worker goes to an old woman's home and types for her: she draws a mark, the village decides as ever, and the
helper's phone holds nothing. In browsers, on a phone of 390 pixels; every page is looked at by axe."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from jiban.cases import deciding
from jiban.cases.models import Case
from jiban.helping.models import HelpTask, HomeVisit
from jiban.people.actions.appointing import open_post
from jiban.standards.codes import identity_number
from tests import cast
from tests.browser import accessibility_faults
from tests.stories.walk import work

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("JIBAN_HELPER_SHOTS", "")  # where to leave pictures for a look
OLD = str(identity_number.make(birth=date(1941, 2, 3), sequence=57))
NAME, UNIT = "赵桂英", "县民政局窗口"
LEFT = """async () => ({
    session: sessionStorage.length, local: localStorage.length, caches: (await caches.keys()).length,
    databases: (await indexedDB.databases()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length })"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll('main *')].filter(it => it.getBoundingClientRect().right > innerWidth)
    .map(it => `${it.tagName} ${it.className} ${it.name || ''}`)"""
NOTHING = {"session": 0, "local": 0, "caches": 0, "databases": 0, "workers": 0}


@pytest.fixture
def village(authority, transactional_db):
    made = cast.village(authority)
    cast.items()
    return made


@pytest.fixture
def grid_worker(village):
    officer = cast.officer("grid1", "钱网格")
    cast.hold(officer, open_post("grid_worker", "第三网格员", committee=village.committee), timezone.now())
    return officer


@pytest.fixture
def phone_of(open_as, live_server):
    def of(person, **size):
        page = open_as(person, **size)
        return Phone(page, live_server)

    return of


class Phone:
    def __init__(self, page, server):
        self.page, self.server, self.seen = page, server, []

    def to(self, path):
        self.page.goto(self.server.url + path)
        return self

    def press(self, selector):
        """Office forms ask the server for a sign of life before they are sent, so a page must be waited for."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        return self

    def looked_at(self, name):
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{SHOTS}/{len(self.seen):02}-{name}.png", full_page=True)
        self.seen.append(self.page.url)
        assert accessibility_faults(self.page) == [], self.page.url
        wide = self.page.evaluate(TOO_WIDE)
        assert wide == [], self.page.url
        return self

    @property
    def words(self):
        return self.page.inner_text("body")

    def begin(self):
        page = self.page
        page.check("[name=item][value=residence]")
        page.fill("[name=name]", NAME)
        page.fill("[name=identity_number]", OLD)
        page.check("[name=document][value=identity-card]")
        page.check("[name=authority][value=presence]")
        return self.press("main form button.primary")

    def fill_in(self):
        page = self.page
        page.check("[name=purpose][value=bank]")
        page.fill("[name=receiving_unit]", UNIT)
        page.fill("[name=address]", "3组2号")
        page.fill("[name=since]", "1962-05")
        page.check("[name=tenure][value=own]")
        page.check("[name=registered_here][value=yes]")
        return self.press("main form button.primary")

    def read_aloud(self):
        for box in self.page.locator("[name=read]").all():
            box.check()
        return self.press("main form button.primary")

    def draw(self):
        board = self.page.locator("canvas")
        board.scroll_into_view_if_needed()
        box = board.bounding_box()
        mouse = self.page.mouse
        mouse.move(box["x"] + 40, box["y"] + 30)
        mouse.down()
        mouse.move(box["x"] + 200, box["y"] + 90, steps=8)
        mouse.move(box["x"] + 60, box["y"] + 100, steps=8)
        mouse.up()
        return self


def wanted(village):
    return HomeVisit.objects.create(
        committee=village.committee, name=NAME, place="3组，老槐树旁", wanted_on=timezone.localdate(), asked="phone",
        noted_by=village.clerk, words="要开居住证明，腿脚不便",
    )  # fmt: skip


def test_a_helper_for_an_elderly_resident_from_the_visit_to_the_certificate(phone_of, village, grid_worker):
    wanted(village)
    helper = phone_of(grid_worker).to(reverse("office:home-visits")).looked_at("visits")
    assert "老槐树旁" in helper.words
    helper.press("main .card a").looked_at("visit").press("main a.primary").looked_at("begin")
    assert helper.page.input_value("[name=name]") == NAME
    helper.begin().looked_at("facts").fill_in().looked_at("reading").read_aloud().looked_at("consent")
    helper.draw().looked_at("mark").press("form[data-mark] button.primary").looked_at("receipt")
    case = Case.objects.get()
    assert case.number in helper.words
    assert UNIT not in helper.words
    assert helper.page.locator("[data-print]").is_visible()
    assert helper.page.locator("html[data-kiosk]").count() == 0
    helper.press("button[value=close]").looked_at("list")
    assert_holds_nothing(helper, case)
    assert helper.page.goto(helper.server.url + reverse("office:case", args=[case.number])).status == 403

    deciding.approve(case, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())
    work()
    case.refresh_from_db()
    assert (case.state, case.resident.name) == ("issued", NAME)
    task = HelpTask.objects.get()
    assert helper.page.goto(helper.server.url + reverse("office:help-certificate", args=[task.pk])).status == 403
    hers = phone_of(case.resident).to(f"/cases/{case.number}/").looked_at("her-case")
    assert grid_worker.name in hers.words
    hers.press(f"a[href='{reverse('resident:helped-by', args=[task.pk])}']").looked_at("her-helper")
    assert hers.page.locator("img.mark-picture").count() == 1


def assert_holds_nothing(helper, case):
    """Not in a storage, and not by going back, step by step, to the first page."""
    page = helper.page
    assert page.evaluate("Object.entries(sessionStorage)") == []
    assert page.evaluate(LEFT) == NOTHING
    assert page.evaluate("document.cookie").find(NAME) == -1
    for _step in range(page.evaluate("history.length")):
        if page.go_back() is None:
            continue
        page.wait_for_load_state()
        said = page.content()
        for secret in (OLD, UNIT, "1962-05", case.number):
            assert secret not in said, page.url
        assert page.evaluate(LEFT) == NOTHING
    helper.to(reverse("office:help-task", args=[HelpTask.objects.get().pk])).looked_at("over")


def test_without_script_the_box_is_pressed_and_it_works_the_same(phone_of, village, grid_worker):
    helper = phone_of(grid_worker, javascript=False).to(reverse("office:help-new"))
    helper.begin().fill_in().read_aloud()
    assert not helper.page.locator("canvas").is_visible()
    helper.page.check("[name=pressed]")
    helper.press("form[data-mark] button.primary")
    assert Case.objects.get().number in helper.words


def test_by_keyboard_alone_the_resident_agrees(phone_of, village, grid_worker):
    helper = phone_of(grid_worker).to(reverse("office:help-new")).begin().fill_in().read_aloud()
    helper.page.locator("[name=pressed]").focus()
    helper.page.keyboard.press("Space")
    helper.page.keyboard.press("Tab")
    with helper.page.expect_navigation():
        helper.page.keyboard.press("Enter")
    assert Case.objects.get().number in helper.words


def test_the_page_warns_before_the_time_is_over_and_then_shows_nothing(phone_of, village, grid_worker):
    helper = phone_of(grid_worker).to(reverse("office:help-new")).begin()
    assert not helper.page.locator("[data-help-warning]").is_visible()
    HelpTask.objects.update(ends_at=timezone.now() + timedelta(minutes=10, seconds=3))
    helper.page.reload()
    helper.page.wait_for_selector("[data-help-warning]:not([hidden])")
    helper.looked_at("warning")
    HelpTask.objects.update(ends_at=timezone.now() + timedelta(seconds=2))
    helper.page.reload()
    helper.page.wait_for_selector(".card.empty")
    assert UNIT not in helper.words


@pytest.mark.parametrize(("mode", "width"), [("large", 390), ("standard", 1440), ("large", 320)])
def test_the_pages_fit_in_large_print_and_on_a_wide_screen(phone_of, village, grid_worker, mode, width):
    wanted(village)
    helper = phone_of(grid_worker, mode=mode, width=width, height=900)
    mark = f"{mode}-{width}"
    helper.to(reverse("office:help")).looked_at(f"{mark}-list").to(reverse("office:home-visits"))
    helper.looked_at(f"{mark}-visits").press("main .card a").looked_at(f"{mark}-visit")
    helper.to(reverse("office:help-new")).looked_at(f"{mark}-begin").begin().looked_at(f"{mark}-facts")
    helper.fill_in().looked_at(f"{mark}-reading").read_aloud().looked_at(f"{mark}-consent")
    helper.page.locator("button:has-text('')").first.wait_for()
    task = HelpTask.objects.get()
    helper.press("form:has([value=counter]) button").looked_at(f"{mark}-waiting")
    head = phone_of(village.head, mode=mode, width=width, height=900)
    head.to(reverse("office:help-check", args=[task.pk])).looked_at(f"{mark}-check")
    mine = phone_of(village.resident, mode=mode, width=width, height=900)
    for place, path in enumerate(("/help/", "/help/new/", "/helped/", "/home-visits/")):
        mine.to(path).looked_at(f"{mark}-own-{place}")
