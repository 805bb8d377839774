"""A kiosk in a real browser, 1080 x 1920, with a simulated reader and printer beside it: pairing, signing in by phone and
by card, applying, printing; walking away leaves nothing; a lost network is said plainly. Each page is looked at by axe."""

import os
import threading
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from jiban.cases.models import Case
from jiban.demo.kiosk_reader import Reader, SimulatedCard, serve
from jiban.kiosks import actions, pickup
from jiban.kiosks.models import Kiosk, PrintJob
from tests import cast
from tests.browser import accessibility_faults
from tests.stories.walk import issued_certificate
from tests.web.kiosk.conftest import phone as phone_of

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("JIBAN_KIOSK_SHOTS", "")  # where to leave pictures for a look
TALL = {"width": 1080, "height": 1920}


@pytest.fixture
def village(authority, transactional_db, settings, live_server):
    settings.SITE_URL = live_server.url
    made = cast.village(authority)
    cast.items()
    return made


@pytest.fixture
def reader(live_server, settings, tmp_path):
    """The agent beside the kiosk; no card lies on it yet."""
    it = Reader(live_server.url, Ed25519PrivateKey.generate(), tmp_path / "prints", wait_seconds=1)
    server = serve(it, 0)
    settings.KIOSK_AGENT_PORT = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield it
    server.shutdown()
    server.server_close()


class Screen:
    """The kiosk's one tab. Every page it comes to is looked at."""

    def __init__(self, page, server):
        self.page, self.server, self.count = page, server, 0

    def to(self, path):
        self.page.goto(self.server.url + path)
        return self

    def tap(self, selector):
        """A tap moves on: wait until the next page is there."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        return self

    def digits(self, code):
        for digit in code:
            self.page.locator(f"[data-digit='{digit}']").click()
        return self

    def at(self, pattern):
        self.page.wait_for_url(pattern)
        self.page.wait_for_load_state()
        return self

    def looked_at(self, name):
        if SHOTS:
            self.count += 1
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{SHOTS}/{self.count:02}-{name}.png")
        assert accessibility_faults(self.page) == [], self.page.url
        assert self.page.evaluate(TOO_SMALL, 72) == [], self.page.url
        assert not self.page.evaluate("document.documentElement.scrollWidth > innerWidth"), self.page.url
        # The browser's own notes: on refusals (409, 422), and that it cleared what it was told to.
        notes = ("responded with a status of 4", "Cleared data types")
        said = [each for each in self.page.said if not any(note in each for note in notes)]
        assert said == [], self.page.url
        return self

    @property
    def words(self):
        return self.page.inner_text("body")


TOO_SMALL = """least => [...document.querySelectorAll('.btn, .tile, .row-link, .opt, .input, .bar a, summary, .mode')]
    .filter(it => it.offsetParent && it.getBoundingClientRect().height < least - 0.5)
    .map(it => `${it.className} ${it.textContent.trim().slice(0, 20)} is only ${it.getBoundingClientRect().height} high`)"""
LEFT = """async () => ({
    session: sessionStorage.length, local: localStorage.length,
    caches: (await caches.keys()).length, databases: (await indexedDB.databases()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length, cookies: document.cookie })"""


@pytest.fixture
def issued(village):
    """Before the kiosk opens: its signs of life and the worker would meet in the tests' one database in memory."""
    return issued_certificate(village)


@pytest.fixture
def screen(open_page, live_server, village, reader):
    """A kiosk that has just been paired, by the clerk's code typed at the machine."""
    _kiosk, code = actions.register(village.committee, name="大厅一号机", by=village.clerk, now=timezone.now())
    page = open_page("/kiosk/", **TALL)
    it = Screen(page, live_server).at("**/kiosk/pair/")
    page.wait_for_selector("[data-agent-found]:not([hidden])")
    it.looked_at("pair").digits(code).tap("main button[type=submit]").at("**/kiosk/")
    assert bytes(Kiosk.objects.get().agent_key) == reader.key.public_key().public_bytes_raw()
    return it


@pytest.fixture
def by_phone(screen, open_page, live_server, village):
    """The resident's phone scans the code and taps the number that stands on the kiosk."""

    def come_in(*, looks=False):
        screen.to("/kiosk/").tap("a[href='/kiosk/by-phone/']").at("**/kiosk/by-phone/")
        if looks:
            screen.looked_at("by-phone")
        number = screen.page.inner_text(".kiosk-number")
        mine = open_page("/health/live", width=390, height=844)
        key = phone_of(village.resident).cookies["sessionid"].value
        mine.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        mine.goto(scanned(screen.page))
        assert accessibility_faults(mine) == []
        if SHOTS:
            mine.screenshot(path=f"{SHOTS}/phone.png")
        with mine.expect_navigation():
            mine.locator(f"button[value='{number}']").click()
        assert mine.locator(".ring").count() == 1
        screen.at("**/kiosk/")
        assert village.resident.name in screen.words

    return come_in


def scanned(page):
    """What the phone's camera would read in the picture on the kiosk."""
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore
    from django.urls import reverse

    key = next(each["value"] for each in page.context.cookies() if each["name"] == "sessionid")
    token = SessionStore(key)["kiosk_arrival"]["token"]
    return settings.SITE_URL + reverse("kiosk:phone", args=[token])


def test_applying_and_printing_at_a_kiosk(issued, screen, by_phone, reader):
    screen.looked_at("start")
    by_phone(looks=True)
    screen.looked_at("menu").tap("a[href='/items/']").looked_at("items")
    screen.to("/apply/residence/").looked_at("apply")
    screen.page.check("[name=pledge]")
    screen.tap("main form[method=post] button[type=submit]:not([name])").at("**/kiosk/receipt/**").looked_at("receipt")
    assert pickup.code_for(Case.objects.latest("pk").number) in screen.words
    screen.tap("a.btn[href='/kiosk/']").tap("a[href='/kiosk/certificates/']").looked_at("certificates")
    screen.tap(".case a").looked_at("certificate").tap("main button[type=submit]").at("**/kiosk/print/*/")
    screen.page.wait_for_selector(".ring:not(.wait)")
    screen.looked_at("printed")
    assert PrintJob.objects.get().state == "done"
    assert len(list(reader.folder.glob("*.pdf"))) == 1
    assert issued.number in screen.page.locator("a.back").get_attribute("href")


def test_a_card_and_a_receipt_at_night(issued, screen, village, reader):
    reader.card = SimulatedCard(village.resident.name, village.resident.identity_number)
    screen.to("/kiosk/").tap("a[href='/kiosk/pickup/']").looked_at("pickup")
    screen.digits(pickup.code_for(issued.case.number)).tap("main button[type=submit]")
    screen.at(f"**/kiosk/certificates/{issued.number}/").looked_at("picked-up")


def test_a_card_and_the_code_of_the_phone(screen, village, reader):
    screen.to("/kiosk/").tap("a[href='/kiosk/by-card/']").looked_at("by-card")
    reader.card = SimulatedCard(village.resident.name, village.resident.identity_number)
    screen.at("**/kiosk/by-card/read/").looked_at("card-read").tap("main form button").at("**/by-card/code/")
    screen.looked_at("card-code").digits(screen.page.inner_text(".note b.num")).tap("main form button[type=submit]")
    assert village.resident.name in screen.at("**/kiosk/").words


def test_who_walks_away_leaves_nothing(issued, screen, by_phone, village, settings):
    # The warning stands long enough to be looked at, also on a busy machine.
    settings.KIOSK_IDLE_SECONDS, settings.KIOSK_WARNING_SECONDS = 3, 9
    by_phone()
    page = screen.page
    screen.to("/cases/").tap(".case a").to("/apply/residence/?edit=1")
    page.fill("[name=address]", "不该留下的地址")
    page.evaluate("sessionStorage.setItem('draft:x', 'kept'); localStorage.setItem('x', 'kept')")
    page.evaluate("caches.open('x').then(it => it.put('/x', new Response('kept')))")
    page.wait_for_selector("#kiosk-warning[open]")
    screen.looked_at("warning")
    page.locator("[data-kiosk-stay]").click()
    assert page.input_value("[name=address]") == "不该留下的地址", "who continues loses nothing"
    page.wait_for_selector("#kiosk-warning[open]")
    screen.at("**/kiosk/").looked_at("wiped")
    left = page.evaluate(LEFT)
    assert left == {"session": 0, "local": 0, "caches": 0, "databases": 0, "workers": 0, "cookies": left["cookies"]}
    assert "kept" not in left["cookies"]
    cookies = {each["name"] for each in page.context.cookies()}
    assert cookies <= {"jiban_kiosk", "csrftoken"}, cookies
    for _step in range(page.evaluate("history.length") + 2):
        page.go_back()
        page.wait_for_load_state()
        assert page.url == screen.server.url + "/kiosk/"
        assert village.resident.name not in screen.words
        assert "不该留下的地址" not in page.content()
    assert page.goto(screen.server.url + "/cases/").url == screen.server.url + "/kiosk/"


def test_a_lost_network_is_said_plainly_and_the_screen_comes_back(screen, by_phone, village):
    by_phone()
    page = screen.page
    page.context.set_offline(True)
    page.locator("a[href='/items/']").first.dispatch_event("click")
    page.wait_for_selector("#kiosk-offline:not([hidden])")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/offline.png")
    assert village.committee.phone in page.inner_text("#kiosk-offline")
    assert page.url == screen.server.url + "/kiosk/", "no error page of the browser"
    page.context.set_offline(False)
    page.wait_for_selector("#kiosk-offline", state="hidden")
    screen.page.said.clear()
    screen.tap("a[href='/items/']")


def test_who_walks_away_from_a_lost_network_is_wiped_when_it_comes_back(screen, by_phone, village, settings):
    settings.KIOSK_IDLE_SECONDS, settings.KIOSK_WARNING_SECONDS = 2, 2
    by_phone()
    page = screen.page
    page.context.set_offline(True)
    page.wait_for_selector("#kiosk-offline:not([hidden])")
    time.sleep(5)  # idle time and warning both pass while the network is away
    page.wait_for_function("name => !document.body.innerText.includes(name)", arg=village.resident.name)
    page.context.set_offline(False)
    page.wait_for_selector("a[href='/kiosk/by-phone/']")
    assert village.resident.name not in screen.words


def test_finishing_by_hand_clears_at_once(screen, by_phone, village):
    by_phone()
    screen.tap("[data-kiosk-end] button").at("**/kiosk/")
    assert village.resident.name not in screen.words
