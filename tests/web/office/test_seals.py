"""Seals and signatures from registering to revoking: each step by whom it belongs to, and by nobody else."""

import base64
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jiban.people.actions.appointing import open_post
from jiban.seals import actions
from jiban.seals.models import Seal, SealKind, SealState
from tests import cast
from tests.seals.test_specimens import photo
from tests.web.office.conftest import desk, now, submitted, words

pytestmark = pytest.mark.django_db

PIN = "480915"
NEW_PIN = {"pin": PIN, "again": PIN}


def state_of(seal):
    return Seal.objects.get(pk=seal.pk).state


def step(browser, seal, name, **said):
    return browser.post(f"/office/seals/{seal.pk}/{name}/", said)


@pytest.fixture
def without_seals(village):
    """The committee's seal and the head's signature have been revoked: both are missing now."""
    for seal in (village.seal, village.signature):
        actions.revoke(seal, by=village.county, reason="换发", now=timezone.now())
    return village


def register(browser, committee, kind):
    return browser.post("/office/seals/registration/", {"committee": committee.pk, "kind": kind})


def test_a_committee_registers_its_seal_the_county_approves_and_makes_it(without_seals, clerk, county):
    committee = without_seals.committee
    assert "has no seal yet" in words(clerk.get("/office/seals/"))
    assert register(clerk, committee, "committee").status_code == 302
    new = Seal.objects.get(kind=SealKind.COMMITTEE, state=SealState.REGISTERED)
    assert "has no seal yet" not in words(clerk.get("/office/seals/"))
    assert new.name in words(county.get("/office/seals/"))
    page = words(clerk.get(f"/office/seals/{new.pk}/"))
    assert "Registered, awaiting approval" in page
    for name in ("checking", "approval", "making", "activation"):
        assert step(county, new, name).status_code == 302
    assert state_of(new) == SealState.IN_FORCE
    assert list(new.events.values_list("by__username", flat=True)) == [
        without_seals.clerk.username,
        *[without_seals.county.username] * 4,
    ]


def test_a_reviewer_registers_a_signature_and_makes_it_with_a_pin_of_their_own(without_seals, head, county):
    register(head, without_seals.committee, "reviewer")
    new = Seal.objects.get(kind=SealKind.REVIEWER, state=SealState.REGISTERED)
    assert step(head, new, "own-making", **NEW_PIN).status_code == 409
    step(county, new, "checking")
    step(county, new, "approval")
    page = words(head.get(f"/office/seals/{new.pk}/own-making/"))
    assert page.count('type="password"') == 2
    answer = step(head, new, "own-making", **NEW_PIN)
    assert answer["Location"] == f"/office/seals/{new.pk}/"
    assert state_of(new) == SealState.MADE
    step(county, new, "activation")
    assert state_of(new) == SealState.IN_FORCE
    register(desk(without_seals.clerk), without_seals.committee, "committee")
    seal = Seal.objects.get(kind=SealKind.COMMITTEE, state=SealState.REGISTERED)
    for name in ("checking", "approval", "making", "activation"):
        step(county, seal, name)
    case = submitted(without_seals)
    assert head.post(f"/office/cases/{case.number}/approval/", {"pin": PIN, "read_at": now()}).status_code == 302


def test_a_weak_or_mistyped_pin_is_refused_and_not_echoed(without_seals, head, county):
    register(head, without_seals.committee, "reviewer")
    new = Seal.objects.get(kind=SealKind.REVIEWER, state=SealState.REGISTERED)
    step(county, new, "checking")
    step(county, new, "approval")
    weak = step(head, new, "own-making", pin="123456", again="123456")
    assert weak.status_code == 409
    assert 'value="123456"' not in words(weak)
    other = step(head, new, "own-making", pin=PIN, again="480916")
    assert other.status_code == 422
    assert PIN not in words(other)
    assert state_of(new) == SealState.APPROVED


def test_the_county_cannot_make_a_reviewers_signature(without_seals, head, county):
    register(head, without_seals.committee, "reviewer")
    new = Seal.objects.get(kind=SealKind.REVIEWER, state=SealState.REGISTERED)
    step(county, new, "checking")
    step(county, new, "approval")
    for name in ("making", "own-making"):
        assert step(county, new, name, **NEW_PIN).status_code == 404
    assert state_of(new) == SealState.APPROVED


def test_nothing_is_registered_twice(village, head):
    assert register(head, village.committee, "committee").status_code == 404
    assert register(head, village.committee, "reviewer").status_code == 404
    assert register(head, village.committee, "crown").status_code == 404
    assert Seal.objects.count() == 2


def test_a_clerk_registers_no_signature_and_nobody_registers_for_another_village(without_seals, clerk, stranger_head):
    assert register(clerk, without_seals.committee, "reviewer").status_code == 404
    assert register(stranger_head, without_seals.committee, "committee").status_code == 404


def test_the_county_suspends_and_resumes_with_a_reason(village, county):
    assert step(county, village.seal, "suspension", reason="").status_code == 422
    step(county, village.seal, "suspension", reason="例行核查")
    assert state_of(village.seal) == SealState.SUSPENDED
    assert "例行核查" in words(county.get(f"/office/seals/{village.seal.pk}/"))
    step(county, village.seal, "resumption", reason="核查完毕")
    assert state_of(village.seal) == SealState.IN_FORCE


def test_revoking_needs_a_reason_and_a_confirmation_and_is_final(village, county):
    assert step(county, village.seal, "revocation", reason="丢失").status_code == 422
    step(county, village.seal, "revocation", reason="丢失", sure="on")
    assert state_of(village.seal) == SealState.REVOKED
    answer = step(county, village.seal, "resumption", reason="找到了")
    assert answer.status_code == 409
    assert "not in a state" in words(answer)
    assert "找到了" in words(answer)


def test_the_county_unlocks_a_pin_after_five_wrong_ones(village, head, county):
    case = submitted(village)
    assert step(county, village.signature, "unlocking").status_code == 404
    for _ in range(5):
        head.post(f"/office/cases/{case.number}/approval/", {"pin": "918273", "read_at": now()})
    assert "PIN locked" in words(county.get(f"/office/seals/{village.signature.pk}/"))
    assert step(county, village.signature, "unlocking").status_code == 302
    assert head.post(f"/office/cases/{case.number}/approval/", {"pin": cast.PIN, "read_at": now()}).status_code == 302


@pytest.mark.parametrize(
    "name", ["checking", "approval", "activation", "making", "suspension", "resumption", "revocation", "unlocking"]
)
def test_the_county_s_steps_belong_to_the_county_alone(village, head, clerk, stranger_head, name):
    said = {"reason": "试试", "sure": "on"}
    for browser in (head, clerk, stranger_head):
        assert step(browser, village.seal, name, **said).status_code == 404
        assert step(browser, village.signature, name, **said).status_code == 404
    assert state_of(village.seal) == state_of(village.signature) == SealState.IN_FORCE


def test_a_new_seal_takes_the_place_of_the_old_one_in_one_moment(village, county):
    now = timezone.now()
    second = actions.register_committee_seal(village.committee, by=village.clerk, now=now)
    for name in ("checking", "approval", "making"):
        step(county, second, name)
    assert state_of(village.seal) == SealState.IN_FORCE
    step(county, second, "activation")
    assert (state_of(village.seal), state_of(second)) == (SealState.REPLACED, SealState.IN_FORCE)
    last = village.seal.events.last()
    assert (last.reason, last.at) == (second.seal_id, second.events.last().at)


def test_the_county_looks_through_its_seals_by_state(village, county):
    assert village.seal.name not in words(county.get("/office/seals/"))
    assert village.seal.name in words(county.get("/office/seals/?state=in-force"))
    assert village.seal.name not in words(county.get("/office/seals/?state=revoked"))
    assert county.get("/office/seals/?state=nonsense&before=abc").status_code == 200


def test_another_county_sees_nothing(village):
    elsewhere = cast.officer("elsewhere", "钱外县")
    other = type(village.committee.division).objects.create(
        code="990124000000",
        name="邻县",
        short_name="邻县",
        level=3,
        parent=village.committee.division.parent.parent.parent,
    )
    cast.hold(elsewhere, open_post("county_administrator", "县印章管理员", division=other), timezone.now())
    browser = desk(elsewhere)
    assert village.seal.name not in words(browser.get("/office/seals/?state=in-force"))
    assert browser.get(f"/office/seals/{village.seal.pk}/").status_code == 404
    assert browser.get(f"/office/seals/{village.seal.pk}/picture").status_code == 404
    assert step(browser, village.seal, "suspension", reason="试试").status_code == 404


def test_the_picture_of_a_seal_is_a_png_for_its_committee_and_county(village, clerk, county, stranger_head):
    address = f"/office/seals/{village.seal.pk}/picture"
    for browser in (clerk, county):
        answer = browser.get(address)
        assert answer["Content-Type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")
    assert stranger_head.get(address).status_code == 404


def test_a_name_that_no_seal_can_carry_registers_nothing(without_seals, clerk):
    type(without_seals.committee).objects.update(name="长" * 60)
    answer = register(clerk, without_seals.committee, "committee")
    assert answer.status_code == 409
    assert "Nothing was registered" in words(answer)
    assert not Seal.objects.filter(state=SealState.REGISTERED).exists()


def test_the_page_warns_in_time_before_a_seal_ends(village, county):
    seal = village.seal
    page = f"/office/seals/{seal.pk}/"
    assert "Ends in" not in words(county.get(page))
    for days, told in ((80, "Ends in 80 days"), (1, "Ends in 1 day"), (-1, "Its time is over")):
        Seal.objects.filter(pk=seal.pk).update(valid_until=timezone.now() + timedelta(days=days, hours=1))
        shown = words(county.get(page))
        assert told in shown
        assert "Apply for a new one" in shown


def test_before_a_seal_ends_the_committee_applies_for_the_next_and_uses_the_old_one_meanwhile(village, clerk, county):
    now = timezone.now()
    Seal.objects.filter(pk=village.seal.pk).update(valid_until=now + timedelta(days=60))
    assert "ends soon" in words(clerk.get("/office/seals/"))
    assert register(clerk, village.committee, "committee").status_code == 302
    assert "ends soon" not in words(clerk.get("/office/seals/"))
    assert register(clerk, village.committee, "committee").status_code == 404
    new = Seal.objects.get(state=SealState.REGISTERED)
    for name in ("checking", "approval", "making"):
        step(county, new, name)
    assert state_of(village.seal) == SealState.IN_FORCE
    step(county, new, "activation")
    assert (state_of(village.seal), state_of(new)) == (SealState.REPLACED, SealState.IN_FORCE)
    assert "Ends in" not in words(county.get(f"/office/seals/{village.seal.pk}/")), "what has ended ends no more"


def test_a_seal_with_a_name_of_the_past_is_told_and_followed_by_another(village, clerk):
    type(village.committee).objects.filter(pk=village.committee.pk).update(name="新安镇赵家庄社区居民委员会")
    assert "no longer has" in words(clerk.get(f"/office/seals/{village.seal.pk}/"))
    assert "bears an old name" in words(clerk.get("/office/seals/"))
    assert register(clerk, village.committee, "committee").status_code == 302


def test_the_page_of_a_seal_says_in_what_state_it_was_under_whom(village, clerk):
    actions.suspend(village.seal, by=village.county, reason="核查", now=timezone.now())
    page = words(clerk.get(f"/office/seals/{village.seal.pk}/"))
    authority = page[page.index("Who had authority over it") : page.index("What happened")]
    assert authority.index("Suspended") < authority.index("In force")


@pytest.mark.parametrize("kind", ["committee", "reviewer"])
@pytest.mark.parametrize("source", ["photo", "drawn"])
def test_a_picture_is_photographed_or_drawn(without_seals, head, kind, source):
    picture = photo(kind="PNG")
    said = {
        "photo": {"photo": SimpleUploadedFile("章.png", picture, "image/png")},
        "drawn": {"drawing": "data:image/png;base64," + base64.b64encode(picture).decode()},
    }[source]
    said |= {"committee": without_seals.committee.pk, "kind": kind, "source": source}
    assert head.post("/office/seals/registration/", said).status_code == 302
    new = Seal.objects.get(state=SealState.REGISTERED)
    assert (new.kind, new.specimen) == (kind, source)


@pytest.mark.parametrize("said", [{"source": "photo"}, {"source": "drawn", "drawing": "data:image/png;base64,%%%"}])
def test_a_picture_that_cannot_be_used_registers_nothing(without_seals, head, said):
    answer = head.post(
        "/office/seals/registration/", {"committee": without_seals.committee.pk, "kind": "committee", **said}
    )
    assert answer.status_code == 409
    assert not Seal.objects.filter(state=SealState.REGISTERED).exists()


@pytest.mark.parametrize("day", ["2026-11-24", "9999-12-31", "0001-01-01", "2026-02-30", "heute"])
def test_any_day_may_be_asked_for_in_the_list_of_uses(village, clerk, day):
    assert clerk.get("/office/seal-uses/", {"day": day, "seal": village.seal.pk}).status_code == 200
