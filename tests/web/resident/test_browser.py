"""The resident's pages in a browser: without scripts, for keyboards and screen readers, on the smallest phone."""

import io

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from jiban.cases.models import Case
from jiban.cases.workflow import State
from tests.browser import accessibility_faults
from tests.web.resident.conftest import issued, phone, submitted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_mine(open_page, live_server):
    """Open a page as a resident who is signed in."""

    def open_it(owner, path, **how):
        page = open_page("/health/live", **how)
        key = phone(owner).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        page.goto(live_server.url + path)
        return page

    return open_it


def test_without_scripts_a_returning_resident_applies_in_three_taps(open_mine, resident):
    Case.objects.filter(pk=submitted(resident).pk).update(state=State.ISSUED)
    page = open_mine(resident, "/", javascript=False)
    page.get_by_role("link", name="现在就办").click()
    page.locator("input[name=pledge]").click()
    page.get_by_role("button", name="提交申请").click()
    assert page.locator("h1").inner_text() == "已提交"
    assert Case.objects.filter(state=State.SUBMITTED).count() == 1


def test_the_words_for_another_purpose_appear_only_for_it(open_mine, resident):
    page = open_mine(resident, "/apply/residence/")
    words = page.locator("input[name=purpose_text]")
    assert not words.is_visible()
    page.get_by_text("其他用途", exact=True).click()
    assert words.is_visible()


def test_a_certificate_is_printed_on_one_sheet(open_mine, village):
    done = issued(village)
    page = open_mine(village.resident, address_of("/certificates/{certificate}/print/", done))
    printed = PdfFileReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    assert printed.root["/Pages"]["/Count"] == 1


PAGES = (
    "/",
    "/items/?q=亲属关系",
    "/items/residence/",
    "/apply/residence/",
    "/apply/school-residence/",
    "/cases/",
    "/cases/{case}/",
    "/certificates/",
    "/certificates/{certificate}/",
    "/certificates/{certificate}/qr/",
    "/certificates/{certificate}/print/",
    "/certificates/{certificate}/revocation/",
    "/me/",
)


def test_every_page_is_accessible_fits_the_smallest_phone_and_says_nothing_wrong(open_mine, village):
    done = issued(village)
    submitted(village.resident, "another-key-of-these-tests")
    page = open_mine(village.resident, "/", width=320)
    found = {}
    for path in PAGES:
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + address_of(path, done))
        faults = accessibility_faults(page) + list(page.said)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append("wider than the screen")
        faults += page.evaluate(TOO_SMALL, 44)
        if faults:
            found[path] = faults
    assert found == {}


# Controls that stand alone, not links inside a sentence.
TOO_SMALL = """least => [...document.querySelectorAll('.btn, .fix, .tile, .row-link, .opt, .input, .bar a, .tabs a, summary')]
    .filter(it => it.offsetParent && it.getBoundingClientRect().height < least - 0.5)
    .map(it => `${it.className} ${it.textContent.trim().slice(0, 20)} is only ${it.getBoundingClientRect().height} high`)"""


def address_of(path, case):
    return path.format(case=case.number, certificate=case.certificate.number)
