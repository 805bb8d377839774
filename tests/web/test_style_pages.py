"""Every component, seen by a browser: accessible, inside the policy, readable in large print, small."""

import gzip
from pathlib import Path

import pytest
from django.test import Client

from jiban.web import style_guide
from tests.web.conftest import accessibility_faults

STATIC = Path(style_guide.__file__).parent / "static"
RESIDENT_SHEETS = ["home", "apply", "done", "states", "fields", "draft", "check"]
OFFICE_SHEETS = ["office", "office-list", "office-door"]
LARGE_TARGET_PIXELS = 60
LARGE_TEXT_PIXELS = 18

# The height of what a finger meets: a label around its input, a card around its stretched link.
SMALL_TARGETS = """least => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(each => getComputedStyle(each).display !== 'inline' && !each.closest('.skip'))
  .map(each => each.closest('label') || each.closest('.case') || each)
  .filter(each => each.getBoundingClientRect().height > 0 && each.getBoundingClientRect().height < least)
  .map(each => each.outerHTML.slice(0, 80))"""
SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll('body *')]
  .filter(each => [...each.childNodes].some(child => child.nodeType === 3 && child.data.trim()))
  .map(each => parseFloat(getComputedStyle(each).fontSize)))"""
SCROLLS_SIDEWAYS = "() => document.documentElement.scrollWidth > window.innerWidth"

pytestmark = [pytest.mark.urls("tests.web.style_urls"), pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("mode", ["standard", "large"])
@pytest.mark.parametrize("sheet", RESIDENT_SHEETS)
def test_a_phone_page_is_accessible_and_inside_the_policy(open_page, sheet, mode):
    page = open_page(f"/style/{sheet}/", mode=mode)
    assert accessibility_faults(page) == []
    assert page.said == []


@pytest.mark.parametrize("mode", ["standard", "large"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("sheet", OFFICE_SHEETS)
def test_an_office_page_is_accessible_and_inside_the_policy(open_page, sheet, width, mode):
    page = open_page(f"/style/{sheet}/", mode=mode, width=width, height=900)
    assert accessibility_faults(page) == []
    assert page.said == []
    assert not page.evaluate(SCROLLS_SIDEWAYS)


@pytest.mark.parametrize("sheet", RESIDENT_SHEETS)
def test_large_print_is_large_on_the_smallest_phone(open_page, sheet):
    page = open_page(f"/style/{sheet}/", mode="large", width=320, height=640)
    assert page.evaluate(SMALL_TARGETS, LARGE_TARGET_PIXELS) == []
    assert page.evaluate(SMALLEST_TEXT) >= LARGE_TEXT_PIXELS
    assert not page.evaluate(SCROLLS_SIDEWAYS)


@pytest.mark.parametrize("sheet", RESIDENT_SHEETS)
def test_a_phone_page_weighs_less_than_25_kilobytes(client: Client, sheet):
    html = client.get(f"/style/{sheet}/").content
    files = [html, *(STATIC.joinpath(name).read_bytes() for name in ("app.css", "app.js", "favicon.svg"))]
    assert sum(len(gzip.compress(each)) for each in files) < 25 * 1024


# Count what would be sent, without sending: the page's own listener sits on the document, before this one.
COUNT_SENT = """window.sent = 0; window.addEventListener('submit', event => {
  if (!event.defaultPrevented) { window.sent += 1; event.preventDefault(); }})"""


def test_a_second_tap_sends_nothing(open_page):
    page = open_page("/style/draft/")
    page.evaluate(COUNT_SENT)
    button = page.locator("button[type=submit]")
    button.dispatch_event("click")
    assert button.get_attribute("aria-disabled") == "true"
    assert button.inner_text() == "正在提交…"
    button.dispatch_event("click")
    assert page.evaluate("window.sent") == 1


def test_a_draft_is_kept_but_never_an_identity_number(open_page):
    page = open_page("/style/draft/")
    page.locator("[name=name]").fill("王秀兰")
    page.locator("[name=number]").fill("990000198603121228")
    page.locator("[name=reason]").fill("号码是 990000 19860312 1228")
    page.reload()
    assert page.locator("[name=name]").input_value() == "王秀兰"
    assert page.locator("[name=number]").input_value() == ""
    assert page.locator("[name=reason]").input_value() == ""
    assert "19860312" not in page.evaluate("JSON.stringify(sessionStorage)")
