"""The page that checks an offline code: in the browser alone, with the network off."""

import pytest
from django.utils import timezone

from jiban.certificates import offline_codes, publishing
from jiban.standards.credential import cwt
from jiban.standards.pki.testing_authority import TestAuthority
from tests.web.conftest import accessibility_faults
from tests.web.test_style_pages import (
    LARGE_TARGET_PIXELS,
    LARGE_TEXT_PIXELS,
    SCROLLS_SIDEWAYS,
    SMALL_TARGETS,
    SMALLEST_TEXT,
)

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/verify/offline/"


@pytest.fixture
def code(certificate):
    return offline_codes.offline_code(certificate, now=timezone.now())


@pytest.fixture
def offline(open_page):
    def open_it(**how):
        page = open_page(PAGE, **how)
        page.wait_for_load_state("networkidle")  # the icon of the tab comes late
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.context.set_offline(True)
        return page

    return open_it


def answered(page, text):
    page.fill("#code-text", text)
    page.click("text=核验这个码")
    page.wait_for_selector("#answer [data-says]:not([hidden])")
    return page.locator("#answer").inner_text()


def with_another_claim(code, before, after):
    """The same token with other words under the old signature."""
    token = cwt.from_code(code, prefix=offline_codes.PREFIX)
    changed = token.replace(before.encode(), after.encode())
    assert changed != token
    return cwt.to_code(changed, prefix=offline_codes.PREFIX)


@pytest.mark.parametrize("mode", ["standard", "large"])
def test_a_genuine_code_is_verified_without_network(offline, certificate, code, mode):
    page = offline(mode=mode)
    words = answered(page, code)
    assert "真实有效" in words
    assert "测试样章" in words
    assert "撤销" in words
    facts = page.locator("#facts").inner_text()
    assert certificate.number in facts
    assert certificate.committee.name in facts
    assert certificate.valid_until.isoformat() in facts
    assert page.said == page.asked == []
    page.context.set_offline(False)
    assert accessibility_faults(page) == []


def test_a_line_broken_by_a_message_does_no_harm(offline, code):
    assert "真实有效" in answered(offline(), f"\n{code[:300]}\n{code[300:]}\n")


def test_a_changed_character_is_refused(offline, code):
    page = offline()
    for place in (10, len(code) // 2, len(code) - 3):
        wrong = code[:place] + ("A" if code[place] != "A" else "B") + code[place + 1 :]
        assert "真实有效" not in answered(page, wrong)
        assert not page.locator("#facts").is_visible()


def test_other_words_under_the_old_signature_are_refused(offline, certificate, code):
    other = certificate.number[:-1] + ("Y" if certificate.number.endswith("X") else "X")
    wrong = with_another_claim(code, certificate.number, other)
    page = offline()
    assert "已被改动" in answered(page, wrong)
    assert not page.locator("#facts").is_visible()
    assert page.said == []


def test_the_code_of_another_authority_is_refused(offline, code, settings):
    publishing.publish(settings.TRUST_DIR, TestAuthority.create(timezone.now()), timezone.now())
    page = offline()
    assert "请勿采信" in answered(page, code)
    assert "真实有效" not in page.locator("#answer").inner_text()


def test_a_code_whose_time_is_over_is_told_so(offline, old_certificate):
    # Signed again today: the certificate was for thirty days, two months ago.
    old = offline_codes.offline_code(old_certificate, now=timezone.now())
    assert "已过有效期" in answered(offline(), old)


@pytest.mark.parametrize("text", ["", "hello", "JB1:", "JB1:%%%", "JB1:" + "A" * 5000])
def test_garbage_gets_a_clear_message(offline, trusted, text):
    page = offline()
    assert "不是完整的离线码" in answered(page, text)
    assert page.said == []


def test_the_page_fits_the_smallest_phone_in_large_print(open_page, trusted):
    page = open_page(PAGE, mode="large", width=320, height=640)
    assert page.evaluate(SMALL_TARGETS, LARGE_TARGET_PIXELS) == []
    assert page.evaluate(SMALLEST_TEXT) >= LARGE_TEXT_PIXELS
    assert not page.evaluate(SCROLLS_SIDEWAYS)
    assert accessibility_faults(page) == []


def test_without_script_it_points_elsewhere(open_page, trusted):
    page = open_page(PAGE, javascript=False)
    assert "jiban verify-code" in page.inner_text("main")
    assert not page.locator("#offline").is_visible()


def test_the_start_page_leads_to_it(open_page, trusted):
    page = open_page("/verify/")
    page.click("text=核验离线码")
    page.wait_for_url(f"**{PAGE}")


def test_a_photo_is_read_where_the_browser_reads_codes(open_page, certificate, code):
    """Chromium on Linux has no BarcodeDetector: one that sees this code stands in for that of a phone."""
    page = open_page(PAGE)
    assert not page.locator("#photo").is_visible()
    page.add_init_script(f"window.BarcodeDetector = class {{ async detect() {{ return [{{rawValue: {code!r}}}]; }} }};")
    page.reload()
    assert accessibility_faults(page) == []
    page.context.set_offline(True)
    picture = page.locator("#offline").screenshot()
    page.set_input_files("#photo", {"name": "qr.png", "mimeType": "image/png", "buffer": picture})
    page.wait_for_selector("#answer [data-says=genuine]:not([hidden])")
    assert page.locator("[data-field=number]").inner_text() == certificate.number
