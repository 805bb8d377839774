"""A resident is not satisfied: the township calls, puts it right, a colleague checks, the resident says yes. In browsers,
each page looked at by axe; and the village, which was rated, sees nothing of it."""

import io

import pytest
from django.utils import timezone
from PIL import Image

from jiban.cases import deciding
from jiban.feedback import following
from jiban.feedback.following import Call, Evidence
from jiban.feedback.models import FollowUp, Rating
from jiban.people.actions.appointing import open_post
from jiban.places.models import Division
from tests import cast
from tests.stories.test_phone_to_certificate import DESK, Walk
from tests.stories.walk import submitted_case

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = "问了三次都没人解释"


@pytest.fixture
def village(authority, transactional_db):
    made = cast.village(authority)
    cast.items()
    return made


@pytest.fixture
def township(village):
    place = Division.objects.get(code="990123100000")
    officers = [cast.officer(f"township{place}", name) for place, name in ((1, "孙立新"), (2, "何秀芬"))]
    for officer in officers:
        cast.hold(officer, open_post("township_supervisor", officer.username, division=place), timezone.now())
    return officers


class PatientWalk(Walk):
    """Office forms ask the server for a sign of life before they are sent, so a page must be waited for."""

    def press(self, words):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).click()
        return self.looked_at()


def photo() -> dict:
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(picture, "JPEG")
    return {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def refused(village):
    case = submitted_case(village)
    deciding.refuse(case, by=village.head, reason="不住本村", alternative="户籍派出所", now=timezone.now())
    return case


def test_from_a_bad_rating_to_a_closed_follow_up(walk_of, village, township):
    case = refused(village)
    first, second = township
    phone = walk_of(village.resident).to(f"/cases/{case.number}/").follow("Rate it")
    phone.press("Not satisfied at all")
    assert not Rating.objects.exists(), "a tap on a level sends nothing yet"
    phone.page.get_by_label("Nobody explained the answer").check()
    phone.fill(words=WORDS).press("Send the rating")
    assert "Thank you" in phone.words
    found = FollowUp.objects.get()

    caller = walk_of(first, **DESK).to("/office/promise/990123100000/").follow("somebody was not satisfied")
    assert WORDS in caller.words
    assert village.resident.name not in caller.words
    caller.page.check("[name=calling]")
    caller.press("Show the number")
    assert village.resident.mobile in caller.words
    caller.choose(reached="yes")
    caller.page.fill("#id_call_words", "已说明理由，并向居民致歉")
    caller.press("Write down the call")
    caller.page.fill("#id_fix_words", "村里已补发书面说明")
    caller.page.set_input_files("input[type=file]", photo())
    caller.press("It is put right")
    assert "another person" in caller.words

    checker = walk_of(second, **DESK).to("/office/follow-ups/").follow(str(found.pk))
    checker.choose(passed="yes")
    checker.page.fill("#id_check_words", "看过书面说明")
    checker.press("Write down the check")

    phone.to("/").follow("is it put right now?")
    phone.follow("See what was done")
    assert "村里已补发书面说明" in phone.words
    photo_shown = "() => document.querySelector('.trail-photo img').naturalWidth"
    phone.page.locator(".trail-photo img").scroll_into_view_if_needed()
    assert phone.page.wait_for_function(photo_shown).json_value() == 60
    looked = phone.page.locator("details.more li").all_text_contents()
    assert {name for name in ("孙立新", "何秀芬") if any(name in line for line in looked)} == {"孙立新", "何秀芬"}
    phone.press("Yes, it is put right")
    assert "Closed: put right" in phone.words
    checker.to("/office/follow-ups/?show=closed")
    assert "put right, the resident says" in checker.words

    head = walk_of(village.head, **DESK)
    for page in (f"/office/cases/{case.number}/", "/office/scores/", "/office/promise/"):
        head.to(page)
        assert (page, WORDS in head.words, "Follow-ups" in head.words) == (page, False, False)
    assert head.page.goto(f"{head.server.url}/office/follow-ups/{found.pk}/").status == 403


def test_not_put_right_begins_anew_and_works_without_scripts(walk_of, village, township, open_page, live_server):
    case = refused(village)
    phone = walk_of(village.resident, javascript=False)
    phone.page.goto(f"{live_server.url}/cases/{case.number}/rating/")
    phone.page.locator("button[value='2']").click()
    phone.page.get_by_role("button", name="Send the rating").click()
    assert "Thank you" in phone.words
    found, now = FollowUp.objects.get(), timezone.now()
    following.call(found, Call(reached=True, words="已说明"), by=township[0], now=now)
    following.fix(found, Evidence("已补发"), by=township[0], now=now)
    following.recheck(found, Evidence("看过"), passed=True, by=township[1], now=now)
    phone.page.goto(f"{live_server.url}/cases/{case.number}/rating/")
    phone.page.get_by_role("button", name="No, not yet").click()
    found.refresh_from_db()
    assert (found.state, found.round) == ("opened", 2)
    assert "You are called by" in phone.words
