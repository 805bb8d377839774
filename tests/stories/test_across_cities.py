"""Wang Xiulan works in Yuanfang and is registered in a village of Yangli. At a window in Yuanfang she asks for a
certificate; her village, in another city's system, decides; it is printed at the window. And once more on her phone.

Yuanfang is the server of this test; Yangli is a city of its own: another database, other keys, its own processes."""

import os
from pathlib import Path

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from jiban.cities import offering, trusting
from jiban.cities.models import Application, CityItem
from jiban.people.actions.appointing import open_post
from jiban.places.actions import import_divisions
from jiban.places.division_rows import DivisionRow
from tests import cast
from tests.browser import accessibility_faults
from tests.cities.city_rows import AWAY_ROWS
from tests.cities.nodes import AWAY, HOME, PATIENCE_SECONDS, Node, empty_database, wait_until
from tests.cities.other_city import OtherCity
from tests.stories.walk import work

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("JIBAN_CITY_SHOTS", "")  # where to leave pictures for a look
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll('main *')].filter(it => it.getBoundingClientRect().right > innerWidth)
    .map(it => `${it.tagName} ${it.className} ${it.name || ''}`)"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, django_db_setup, django_db_blocker):
    """The home city with its village, its seals and a resident; nothing runs. Each test has a copy."""
    node = Node(tmp_path_factory.mktemp("yangli") / "home", HOME)
    node.folder.mkdir()
    with django_db_blocker.unblock():
        empty_database(node.folder / "city.sqlite3")
    node.person = node.act("home")
    node.close()
    return node


@pytest.fixture
def yangli(tmp_path, prepared):
    node = prepared.copied(tmp_path / "home")
    node.person = prepared.person
    yield node
    node.close()


@pytest.fixture
def clerk(settings, live_server, transactional_db):
    """Our own city, Yuanfang, with a window."""
    settings.CITY_CODE, settings.CITY_KEY, settings.SITE_URL = AWAY, f"city-{AWAY}", live_server.url
    rows = [DivisionRow(line, *row, is_statistical_only=False) for line, row in enumerate(AWAY_ROWS, 1)]
    import_divisions(rows, source="tests")
    cast.items()
    committee, now = cast.committee_of("990223100201"), timezone.now()
    clerk = cast.officer("window", "孙窗口")
    cast.hold(clerk, open_post("clerk", "窗口人员", committee=committee), now)
    return clerk


@pytest.fixture
def window(clerk, yangli):
    """Both cities on each other's lists, and the other one runs."""
    now = timezone.now()
    card = yangli.folder / "ours.json"
    card.write_text(trusting.own_card("", "Yuanfang"), encoding="utf-8")
    theirs, today = yangli.act("meet", card)["card"], timezone.localdate()
    trusting.trust_card(theirs, valid_from=today, valid_until=today.replace(year=2099, day=1), now=now)
    offering.offer_all(now)
    yangli.start("web")
    yangli.start("worker")
    wait_until(is_offered)
    return clerk


@pytest.fixture
def offered(clerk):
    """What the other city offers stands here; to look at pages nobody needs its processes."""
    city = OtherCity(code=HOME)
    city.on_the_list()
    villages = [{"code": "990123100201", "name": "赵家庄村", "path": "样例县新安镇"}]
    city.send("items", f"offer-{HOME}", {**offering.own_offer(), "villages": villages}, receiver=AWAY)
    return villages[0]["code"]


def is_offered():
    """Both of our threads write one database in memory: SQLite says so at once instead of waiting."""
    try:
        return CityItem.objects.exists()
    except OperationalError:
        return False


@pytest.fixture
def seat(open_as, live_server):
    """A browser of somebody who has signed in here."""

    def of(person, **size):
        page = open_as(person, **size)
        return Seat(page, live_server.url)

    return of


class Seat:
    def __init__(self, page, url):
        self.page, self.url = page, url
        # Two cities' worth of processes share this machine.
        page.set_default_timeout(PATIENCE_SECONDS * 1000)

    def to(self, path):
        self.page.goto(self.url + path)
        return self

    def press(self, selector):
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        return self

    def looked_at(self, name):
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
        assert accessibility_faults(self.page) == [], self.page.url
        assert self.page.evaluate(TOO_WIDE) == [], self.page.url
        assert [line for line in self.page.said if "Content Security Policy" in line] == []
        return self

    @property
    def words(self):
        return self.page.inner_text("main")

    def answer_questions(self, address="2组16号"):
        page = self.page
        page.check("[name=purpose][value=school]")
        page.fill("[name=receiving_unit]", "新安镇中心小学")
        page.fill("[name=address]", address)
        page.fill("[name=since]", "2009-03")
        page.check("[name=tenure][value=own]")
        page.check("[name=registered_here][value=yes]")
        return self


def state_is(state):
    def holds():
        # Our own worker is this test.
        work()
        return Application.objects.filter(state=state).exists()

    return holds


def test_from_a_window_in_another_city_to_the_certificate_in_her_hand(window, seat, yangli, tmp_path):
    person = yangli.person
    clerk = seat(window, width=1440, height=900).to(reverse("office:elsewhere")).looked_at("window-empty")
    clerk.press("main a.primary").page.fill("main [name=q]", "样例 居住")
    clerk.press("main form button").looked_at("window-items")
    clerk.press("main a[href*='/residence/']").looked_at("window-village").press("main .rows a")
    page = clerk.page
    page.fill("[name=person-name]", person["name"])
    page.fill("[name=person-identity_number]", person["number"])
    page.check("[name=person-document][value=identity-card]")
    page.check("[name=person-is_present]")
    clerk.answer_questions().looked_at("window-form").press("main form button.primary").looked_at("window-sent")
    wait_until(state_is("submitted"))

    home_desk(seat, yangli, page.context.browser)
    wait_until(state_is("correcting"))
    made = Application.objects.get()
    here = reverse("office:elsewhere-case", args=[made.number])
    clerk.to(here).looked_at("window-correcting").press("main a.primary").looked_at("window-correction")
    page.fill("[name=address]", "2组18号")
    clerk.press("main form button.primary")
    wait_until(state_is("submitted"))
    yangli.act("approve")
    wait_until(state_is("issued"))
    clerk.to(here).looked_at("window-certificate")
    with page.expect_download() as download:
        page.locator("main a.primary").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    file = tmp_path / "back.pdf"
    file.write_bytes(Path(download.value.path()).read_bytes())
    # The exit code tells: genuine and in force.
    made.refresh_from_db()
    assert made.certificate_number in yangli.run("jiban.cli", "verify", file, "--trust", yangli.folder / "trust")
    clerk.press("button[value=hand-over]").looked_at("window-handed-over")
    clerk.to(reverse("office:elsewhere")).looked_at("window-list")


def home_desk(seat, yangli, browser):
    """The village in Yangli sees in its queue and on the case where it was received, and asks for something."""
    key = yangli.act("session", "head1")["key"]
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": key, "url": yangli.url}])
    page = context.new_page()
    page.said = []
    head = Seat(page, yangli.url).to("/office/").looked_at("home-queue")
    assert "远方市" in page.inner_text("body")
    head.press("section.queue ol a").looked_at("home-case")
    assert "远方市" in head.words
    context.close()
    yangli.act("ask")


def test_on_her_phone_one_search_one_list_and_while_the_home_city_is_away(window, seat, yangli):
    resident = cast.resident(cast.Division.objects.get(code="990223100201"), now=timezone.now())
    phone = seat(resident).to("/items/?q=居住").looked_at("phone-search")
    phone.to("/elsewhere/").looked_at("phone-cities").press("main .rows a[href*='/residence/']")
    phone.looked_at("phone-village").press("main .rows a")
    phone.answer_questions().page.check("[name=pledge]")
    phone.looked_at("phone-form")
    yangli.stop("web")
    phone.press("main form button.primary").looked_at("phone-sent")
    work()
    phone.page.reload()
    phone.looked_at("phone-away")
    yangli.start("web")
    wait_until(state_is("submitted"))
    phone.to("/cases/").looked_at("phone-list").press("main .card.case a").looked_at("phone-submitted")
    yangli.act("ask")
    wait_until(state_is("correcting"))
    phone.page.reload()
    phone.looked_at("phone-correcting").press("main a.primary").looked_at("phone-correction")
    phone.page.fill("[name=address]", "2组18号")
    phone.page.check("[name=pledge]")
    phone.press("main form button.primary")
    wait_until(state_is("submitted"))
    yangli.act("approve")
    wait_until(state_is("issued"))
    phone.page.reload()
    phone.looked_at("phone-certificate")
    with phone.page.expect_download() as download:
        phone.page.locator("main a.primary").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(("mode", "width"), [("large", 390), ("large", 320), ("standard", 1440)])
def test_the_pages_fit_in_large_print_and_on_a_small_screen(clerk, seat, offered, mode, width):
    clerk = seat(clerk, mode=mode, width=width, height=844)
    mark = f"{mode}-{width}"
    clerk.to(reverse("office:elsewhere")).looked_at(f"{mark}-window-empty")
    clerk.to(reverse("office:elsewhere-new")).looked_at(f"{mark}-window-items")
    apply = reverse("office:elsewhere-apply", args=[HOME, "residence"])
    clerk.to(f"{apply}?village={offered}").looked_at(f"{mark}-window-form")
    resident = cast.resident(cast.Division.objects.get(code="990223100201"), now=timezone.now())
    phone = seat(resident, mode=mode, width=width, height=844)
    mine = reverse("resident:elsewhere-apply", args=[HOME, "residence"])
    phone.to("/elsewhere/").looked_at(f"{mark}-phone-cities").to(mine).looked_at(f"{mark}-phone-village")
    phone.to(f"{mine}?village={offered}").looked_at(f"{mark}-phone-form")
