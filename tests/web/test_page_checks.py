"""Every page in every mode, measured in the browser: text, targets, contrast, width, names, language, keys, axe, policy.

The pages stand in page_list.py, what is measured in page_checks.js, the numbers in docs/reference/reading.md.
"""

import pytest

from tests.web import page_list, page_looks, page_site
from tests.web.page_looks import DESK, KIOSK, PHONE, Looker

pytestmark = pytest.mark.django_db(transaction=True)

GROUPS = [
    pytest.param({"stranger": page_list.STRANGER + page_list.VERIFY, **page_list.AT_A_KIOSK}, id="everybody"),
    pytest.param({"resident": page_list.RESIDENT}, id="residents"),
    pytest.param({"door": page_list.DOOR, "reviewer": page_list.OFFICE["reviewer"]}, id="reviewers"),
    pytest.param({who: pages for who, pages in page_list.OFFICE.items() if who != "reviewer"}, id="other-officers"),
]


@pytest.fixture
def site(authority, settings, live_server, tmp_path):
    return page_site.site(authority, settings, live_server.url, tmp_path)


@pytest.fixture
def looked_at(browser, live_server, site):
    """Open the pages of everybody in turn and give what is wrong, by page and mode."""

    def through(pages, look, **language):
        found = {}
        for who, names in pages.items():
            looker = Looker(browser, live_server.url, site.cookies[who], **language)
            for name in names:
                if faults := look(looker, site.path(who, name), places(who)):
                    found[f"{who} {name}"] = faults
            looker.close()
        return found

    return through


def places(who):
    """The office is at home on a phone and at a desk."""
    if who in page_list.DESK:
        return (PHONE, DESK)
    return (KIOSK,) if who in page_list.AT_A_KIOSK else (PHONE,)


@pytest.mark.parametrize("pages", GROUPS)
def test_every_page_suits_everybody_in_every_mode(looked_at, pages):
    assert looked_at(pages, page_looks.in_every_mode) == {}


@pytest.mark.parametrize("pages", GROUPS)
def test_every_page_is_whole_in_english(looked_at, site, pages):
    typed = page_site.typed(site.side)

    def look(looker, path, at):
        return page_looks.in_english(looker, path, at, typed)

    assert looked_at(pages, look, language="en") == {}
