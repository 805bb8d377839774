"""The answer for a file of another maker in a browser, with its pages beside it."""

import pytest

from tests.web.conftest import accessibility_faults
from tests.web.test_style_pages import SCROLLS_SIDEWAYS
from tests.web.verify import foreign_papers as papers
from tests.web.verify.test_pages import uploaded

pytestmark = pytest.mark.django_db(transaction=True)
DRAWN = "[...document.querySelectorAll('figure img')].map(one => one.complete && one.naturalWidth > 400)"


PAPERS = {
    "sealed": lambda: papers.sealed(pages=2),
    "altered": papers.altered,
    "unsigned": papers.unsigned,
}


@pytest.mark.parametrize(("mode", "widths"), [("standard", (390, 1440)), ("large", (320, 390))])
def test_the_answer_is_accessible_and_its_pages_are_seen_inside_the_policy(open_page, trusted, mode, widths):
    papers.trust_them(trusted)
    for make in PAPERS.values():
        page = uploaded(open_page("/verify/", mode=mode, width=widths[0]), make())
        for width in widths:
            page.set_viewport_size({"width": width, "height": 844})
            assert set(page.evaluate(DRAWN)) == {True}
            assert not page.evaluate(SCROLLS_SIDEWAYS)
            assert accessibility_faults(page) == []
        assert page.said == []


@pytest.mark.parametrize("paper", PAPERS)
def test_without_script_the_pages_are_seen_too(open_page, trusted, paper):
    papers.trust_them(trusted)
    page = uploaded(open_page("/verify/", mode="large", width=320, javascript=False), PAPERS[paper]())
    assert set(page.evaluate(DRAWN)) == {True}
    assert not page.evaluate(SCROLLS_SIDEWAYS)
