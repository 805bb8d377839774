"""What a holder does with certificates, in a browser: without scripts, in large print, on the smallest phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.certificates import copies, publishing, sharing, unit_refusals
from jiban.certificates.copy_face import Notation
from jiban.certificates.models import AnnotatedCopy, Share, UnitRefusal
from jiban.certificates.sharing import Wish
from jiban.certificates.unit_refusals import Said
from tests.browser import accessibility_faults
from tests.web.resident.conftest import issued
from tests.web.resident.test_browser import TOO_SMALL, open_mine

__all__ = ["open_mine"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def certificate(authority, village, live_server, settings, tmp_path):
    """With trusted keys published, and links that lead to this server."""
    settings.SITE_URL, settings.TRUST_DIR = live_server.url, tmp_path / "trust"
    publishing.publish(settings.TRUST_DIR, authority, timezone.now())
    return issued(village).certificate


def test_without_scripts_a_copy_is_made_shared_opened_by_a_stranger_and_ended(open_mine, open_page, certificate):
    there = f"/certificates/{certificate.number}"
    page = open_mine(certificate.holder, f"{there}/copies/", javascript=False)
    page.locator("input[name=purpose]").fill("办理入学报名")
    page.locator("form.form button.primary").click()
    copy = AnnotatedCopy.objects.get()
    assert page.url.endswith(f"{there}/copies/{copy.pk}/")
    page.locator(f"a[href='{there}/shares/']").click()
    page.locator(f"input[name=gives][value=copy-{copy.pk}]").check()
    page.locator("form.form button.primary").click()
    link = page.locator("#link").input_value()
    stranger = open_page(link.removeprefix(page.url.split("/certificates/")[0]), javascript=False)
    assert Share.objects.get().openings == 0
    stranger.locator("button.primary").click()
    assert stranger.locator(".verdict.ok").is_visible()
    assert stranger.locator("img.sheet").is_visible()
    with stranger.expect_download() as taken:
        stranger.locator("button[value=pdf]").click()
    assert taken.value.suggested_filename == f"{certificate.number}-copy.pdf"
    page.locator(f"a.btn[href='{there}/shares/']").click()
    page.locator("button.danger").click()
    stranger.goto(link)
    assert stranger.locator(".verdict").count() == 0
    assert Share.objects.get().openings == 1


def test_without_scripts_a_refusal_is_told_and_its_answer_read(open_mine, village, certificate):
    page = open_mine(certificate.holder, f"/certificates/{certificate.number}/refusal/", javascript=False)
    page.locator("form.form button.primary").click()
    assert page.locator(".summary li").count() == 1
    page.locator("textarea[name=said]").fill("只认纸质件")
    page.locator("form.form button.primary").click()
    report, now = UnitRefusal.objects.get(), timezone.now()
    assert page.url.endswith(f"/unit-refusals/{report.pk}/")
    unit_refusals.take_up(report, by=village.county, now=now)
    unit_refusals.answer(report, "请带手机再去一次", by=village.county, now=now)
    page.goto(page.url)
    assert page.locator(".written").inner_text() == "请带手机再去一次"


PAGES = (
    "/certificates/",
    "/certificates/{number}/copies/",
    "/certificates/{number}/copies/{copy}/",
    "/certificates/{number}/shares/",
    "/certificates/{number}/refusal/",
    "/unit-refusals/",
    "/unit-refusals/{report}/",
    "/me/looks/",
    "/v/{code}",
    "/s/{token}",
)


def test_every_page_is_accessible_and_fits_the_smallest_phone(open_mine, live_server, certificate):
    now, today = timezone.now(), timezone.localdate()
    copy = copies.make(certificate, Notation("入学", "小学", today + timedelta(days=2)), key="k", now=now)
    link = sharing.share(certificate, Wish(60, 3, "copy", copy), key="k", now=now)
    sharing.open_link(link.share, now=now)
    report = unit_refusals.report(certificate, Said("样例银行", today, "只认纸质件"), key="k", now=now)
    values = {"number": certificate.number, "copy": copy.pk, "code": copy.code, "token": link.token}
    page = open_mine(certificate.holder, "/", width=320)
    page.said.clear()
    found = {}
    for path in PAGES:
        page.goto(live_server.url + path.format(**values, report=report.pk))
        faults = accessibility_faults(page) + list(page.said)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append("wider than the screen")
        faults += page.evaluate(TOO_SMALL, 44)
        if faults:
            found[path] = faults
    assert found == {}


def test_the_code_on_the_full_screen_keeps_it_lit(open_mine, certificate):
    """Where the browser offers a wake lock, one is asked for, and the page says so."""
    page = open_mine(certificate.holder, "/", width=390)
    page.add_init_script(
        "window.asked = []; Object.defineProperty(navigator, 'wakeLock', {value: {request: kind => "
        "{ window.asked.push(kind); return Promise.resolve({}); }}});"
    )
    page.goto(page.url + f"certificates/{certificate.number}/qr/")
    page.wait_for_selector("[data-stays-on]:not([hidden])")
    assert page.evaluate("window.asked") == ["screen"]


def test_what_was_given_is_not_in_the_page_of_the_link(open_page, certificate):
    link = sharing.share(certificate, Wish(60, 3, "picture"), key="k", now=timezone.now())
    page = open_page(f"/s/{link.token}")
    page.locator("button.primary").click()
    page.wait_for_selector(".verdict")
    picture = page.evaluate("atob(document.querySelector('img.sheet').src.split(',')[1])")
    number = certificate.holder.identity_number
    assert number not in picture
    assert number not in page.content()
    assert page.evaluate("document.querySelector('img.sheet').naturalWidth") > 0
