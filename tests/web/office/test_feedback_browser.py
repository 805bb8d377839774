"""Ratings, scores and follow-ups in a browser: accessible, inside the policy, wide and narrow, in large print."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from jiban.cases import deciding
from jiban.feedback import following, rating, releasing
from jiban.feedback.following import Call, Evidence
from jiban.feedback.models import Rating
from jiban.feedback.rating import Said
from tests.web.conftest import accessibility_faults
from tests.web.office.conftest import submitted
from tests.web.office.test_promise import COUNTY, TOWNSHIP, VILLAGE, of_place

pytestmark = pytest.mark.django_db(transaction=True)
SCROLLS_SIDEWAYS = "() => document.documentElement.scrollWidth > window.innerWidth"
# The pages as such are looked at in every mode by ../test_page_checks.py; here they are in each of their states.
SIZES = [(320, "large"), (1440, "standard")]


def refused(village, key):
    case = submitted(village, key)
    deciding.refuse(case, by=village.head, reason="不住本村", alternative="户籍派出所", now=timezone.now())
    case.refresh_from_db()
    return case


@pytest.fixture
def made(village):
    """Twelve ratings shown together, and follow-ups in each state."""
    now = timezone.now()
    for place in range(12):
        words = "服务很好，村里的人很耐心" if place % 3 == 0 else ""
        rating.rate(refused(village, f"k-{place}"), Said(5 if place < 9 else 3, words=words), now=now)
    Rating.objects.update(given_at=now - timedelta(days=1))
    releasing.release(now)
    first, second = of_place("township_supervisor", TOWNSHIP), of_place("county_administrator", COUNTY)
    found = []
    for place in range(4):
        case = refused(village, f"k-bad-{place}")
        said = Said(1 + place % 2, ["late", "not-explained"], "问了三次都没人解释，最后也没说清楚还缺什么材料")
        found.append(rating.rate(case, said, now=now).follow_up)
    for each in found[1:]:
        following.call(each, Call(reached=True, words="已说明理由，居民同意"), by=first, now=now)
    for each in found[2:]:
        following.fix(each, Evidence("村里已补发书面说明，并公布联系电话"), by=first, now=now)
    following.recheck(found[3], Evidence("看过书面说明"), passed=True, by=second, now=now)
    return first, second, found, refused(village, "k-last")


def looked_at(page, name):
    if os.environ.get("JIBAN_TEST_SHOTS"):
        page.screenshot(path=Path(os.environ["JIBAN_TEST_SHOTS"]) / f"{name}.png", full_page=True)
    assert (name, accessibility_faults(page)) == (name, [])
    assert (name, page.evaluate(SCROLLS_SIDEWAYS)) == (name, False)
    assert (name, page.said) == (name, [])


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_accessible_and_inside_the_policy(village, made, open_as, live_server, size):
    width, mode = size
    first, second, found, last = made
    height = 900 if width == 1440 else 844
    phone = open_as(village.resident, width=width, height=height, mode=mode)
    for name, path in (
        ("rating", f"/cases/{last.number}/rating/"),
        ("case", f"/cases/{last.number}/"),
        ("rated", f"/cases/{found[3].rating.case.number}/rating/"),
        ("scores", "/scores/990123100000/"),
        ("score", f"/scores/{VILLAGE}/"),
    ):
        phone.goto(live_server.url + path)
        looked_at(phone, f"{name}-{width}-{mode}")
    phone.goto(f"{live_server.url}/cases/{last.number}/rating/")
    with phone.expect_navigation():
        phone.locator("button[name=level][value='1']").click()
    looked_at(phone, f"rating-details-{width}-{mode}")
    if width == 320:
        # The head of every office page needs a phone of today's width in large print.
        return
    for officer, pages in (
        (first, [("call", found[0]), ("fix", found[1]), ("own-fix", found[2]), ("answer", found[3])]),
        (second, [("check", found[2])]),
    ):
        page = open_as(officer, width=width, height=height, mode=mode)
        for name, each in pages:
            page.goto(f"{live_server.url}/office/follow-ups/{each.pk}/")
            looked_at(page, f"follow-up-{name}-{width}-{mode}")
        for name, path in (("follow-ups", "/office/follow-ups/"), ("board", f"/office/scores/{TOWNSHIP}/")):
            page.goto(live_server.url + path)
            looked_at(page, f"{name}-{officer.pk}-{width}-{mode}")
        page.goto(f"{live_server.url}/office/scores/{VILLAGE}/")
        looked_at(page, f"village-board-{officer.pk}-{width}-{mode}")
