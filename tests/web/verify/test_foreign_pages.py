"""The answer for a file of another maker in a browser, with its pages beside it."""

import pytest

from tests.web.conftest import accessibility_faults
from tests.web.test_style_pages import SCROLLS_SIDEWAYS
from tests.web.verify import foreign_papers as papers
from tests.web.verify.test_pages import uploaded

pytestmark = pytest.mark.django_db(transaction=True)
DRAWN = "[...document.querySelectorAll('figure img')].map(one => one.complete && one.naturalWidth > 400)"


@pytest.mark.parametrize(("mode", "width"), [("standard", 390), ("large", 320), ("large", 390), ("standard", 1440)])
def test_the_answer_is_accessible_and_its_pages_are_seen_inside_the_policy(open_page, trusted, mode, width):
    papers.trust_them(trusted)
    for data in (papers.sealed(pages=2), papers.altered(), papers.unsigned()):
        page = uploaded(open_page("/verify/", mode=mode, width=width, javascript=False), data)
        assert set(page.evaluate(DRAWN)) == {True}
        assert not page.evaluate(SCROLLS_SIDEWAYS)
        page = uploaded(open_page("/verify/", mode=mode, width=width), data)
        assert accessibility_faults(page) == []
        assert page.said == []
