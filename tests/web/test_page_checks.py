"""Every page in every mode, measured in the browser: text, targets, contrast, width, names, language, keys.

The pages stand in page_list.py, what is measured in page_checks.js, the numbers in docs/reference/reading.md.
"""

from pathlib import Path

import pytest

from tests.browser import accessibility_faults
from tests.web import page_list

pytestmark = pytest.mark.django_db(transaction=True)

CHECKS = Path(__file__).with_name("page_checks.js").read_text()
NORMAL = {"running": 16, "side": 14, "target": 44, "contrast": 0, "han": None}
AT_A_DESK = {**NORMAL, "target": 24}
LARGE = {"running": 24, "side": 24, "target": 60, "contrast": 0, "han": None}
CONTRAST = {**NORMAL, "contrast": 7}
LARGE_CONTRAST = {**LARGE, "contrast": 7}


@pytest.fixture
def site(authority, settings, live_server, tmp_path):
    return page_list.site(authority, settings, live_server.url, tmp_path)


@pytest.fixture
def look(browser, live_server, site):
    """Open pages one after the other for everybody who looks, in one mode; give what is wrong, by page."""

    def through(pages, check, *, width, height=800, **choices):
        found = {}
        for who, paths in pages.items():
            context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            cookies = {**{f"jiban_{name}": value for name, value in choices.items()}, **site.cookies[who]}
            if "language" in choices:
                cookies["django_language"] = cookies.pop("jiban_language")
            context.add_cookies([{"name": name, "value": cookies[name], "url": live_server.url} for name in cookies])
            page = context.new_page()
            said = []
            page.on("console", lambda message, said=said: said.append(message.text))
            for pattern in paths:
                said.clear()
                page.goto(live_server.url + site.path(pattern), wait_until="load")
                faults = check(page) + [words for words in said if "Security Policy" in words]
                if faults:
                    found[f"{who} {pattern}"] = faults
            context.close()
        return found

    return through


def measured(rule):
    return lambda page: page.evaluate(f"({CHECKS})", rule)


def test_normal_print_on_a_phone(look):
    assert look({**page_list.PHONE, **page_list.DESK}, measured(NORMAL), width=390) == {}


def test_normal_print_at_a_desk_and_at_a_kiosk(look):
    found = look(page_list.DESK, measured(AT_A_DESK), width=1440, height=900)
    assert found | look({"kiosk": page_list.KIOSK}, measured({**NORMAL, "target": 72}), width=1080, height=1920) == {}


def test_large_print_on_the_smallest_phone(look):
    assert look({**page_list.PHONE, **page_list.DESK}, measured(LARGE), width=320, height=640, mode="large") == {}


def test_large_print_at_a_desk_and_at_a_kiosk(look):
    found = look(page_list.DESK, measured(LARGE), width=1440, height=900, mode="large")
    at_kiosk = {"kiosk": page_list.KIOSK}
    assert found | look(at_kiosk, measured({**LARGE, "target": 72}), width=1080, height=1920, mode="large") == {}


def test_high_contrast_and_what_axe_says_of_it(look):
    def both(page):
        return measured(CONTRAST)(page) + accessibility_faults(page)

    assert look({**page_list.PHONE, **page_list.DESK}, both, width=390, contrast="high") == {}


def test_large_print_in_high_contrast(look):
    choices = {"mode": "large", "contrast": "high"}
    found = look({**page_list.PHONE, **page_list.DESK}, measured(LARGE_CONTRAST), width=320, **choices)
    rule = {**LARGE_CONTRAST, "target": 72}
    assert found | look({"kiosk": page_list.KIOSK}, measured(rule), width=1080, height=1920, **choices) == {}
