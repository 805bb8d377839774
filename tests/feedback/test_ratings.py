"""A rating is given once, in its time, and reaches nobody in the village alone."""

from datetime import timedelta

import pytest

from jiban.cases import actions, deciding
from jiban.cases.models import OfficerNotice
from jiban.feedback import boards, rating, releasing, ticking
from jiban.feedback.errors import LevelMissingError, NotEndedError, RatedAlreadyError, TooLateError
from jiban.feedback.models import FollowUp, Level, Rating, RatingDay, ReleasedWords
from jiban.feedback.rating import Said
from jiban.places.models import Division
from tests.feedback.conftest import at, days, ended, person, rated, submitted

pytestmark = pytest.mark.django_db
TOMORROW = at("09:00") + days(1)


def counts(code):
    figures = boards.figures_of([Division.objects.get(code=code)], TOMORROW.date())
    return next((tuple(each.score.counts) for each in figures.values()), (0,) * 5)


def test_a_case_is_rated_once_and_keeps_only_reasons_of_its_level(village):
    case = ended(village)
    said = Said(Level.GOOD, ["kind", "rude", "quick", "kind", "nonsense"], "  很快  ")
    given = rating.rate(case, said, now=at("10:00"))
    assert (given.reasons, given.words, given.committee) == (["quick", "kind"], "很快", village.committee)
    with pytest.raises(RatedAlreadyError):
        rating.rate(case, Said(Level.VERY_BAD), now=at("10:00"))
    assert Rating.objects.get().level == Level.GOOD
    assert not FollowUp.objects.exists()


def test_of_two_taps_at_the_same_moment_the_first_counts(village, monkeypatch):
    case = ended(village)
    rating.rate(case, Said(Level.GOOD), now=at("10:00"))
    monkeypatch.setattr(rating, "check_open", lambda *_, **__: None)
    with pytest.raises(RatedAlreadyError):
        rating.rate(case, Said(Level.BAD), now=at("10:00"))
    assert (Rating.objects.count(), FollowUp.objects.count()) == (1, 0)


def test_a_case_without_an_answer_is_not_rated(village):
    with pytest.raises(NotEndedError):
        rating.rate(submitted(village), Said(Level.GOOD), now=at("10:00"))


def test_thirty_days_after_the_answer_it_is_too_late(village, settings):
    case = ended(village)
    rating.check_open(case, now=at("09:30") + days(30))
    with pytest.raises(TooLateError):
        rating.rate(case, Said(Level.GOOD), now=at("09:31") + days(30))


def test_no_level_is_no_rating(village):
    with pytest.raises(LevelMissingError):
        rating.rate(ended(village), Said(0), now=at("10:00"))


def test_what_was_taken_back_is_rated_only_if_somebody_had_looked_at_it(village):
    unseen = submitted(village, key="unseen")
    actions.withdraw(unseen, now=at("09:10"))
    assert rating.may_be_rated_until(unseen) is None
    seen = submitted(village, key="seen")
    deciding.ask_correction(seen, by=village.clerk, what="补合同", now=at("09:10"))
    seen.refresh_from_db()
    actions.withdraw(seen, now=at("09:20"))
    assert rating.may_be_rated_until(seen) == at("09:20") + days(30)


def test_ratings_of_today_and_fewer_than_five_are_shown_to_nobody(village):
    for place in range(4):
        rated(village, Level.GOOD, place=place)
    assert releasing.release(TOMORROW) == 0
    rated(village, Level.BAD, place=4, words="等了很久，电话13800005521")
    assert releasing.release(at("18:00")) == 0, "on the same day the village knows whose case ended"
    assert (RatingDay.objects.filter(division=village.committee.division).count(), ReleasedWords.objects.count()) == (
        0,
        0,
    )
    ticking.release_ratings(TOMORROW)
    assert counts("990123100201") == counts("990123100000") == counts("990100000000") == (0, 4, 0, 1, 0)
    assert [each.words for each in ReleasedWords.objects.all()] == ["等了很久，电话****"]
    ticking.release_ratings(TOMORROW)
    assert counts("990123100201") == (0, 4, 0, 1, 0)


def test_a_sixth_waits_until_there_are_five_again(village):
    for place in range(5):
        rated(village, Level.GOOD, place=place)
    releasing.release(TOMORROW)
    rated(village, Level.BAD, place=5)
    assert releasing.release(TOMORROW + days(60)) == 0
    assert counts("990123100201") == (0, 5, 0, 0, 0)


def test_released_words_lead_back_to_no_case_and_tell_no_order(village):
    fields = {field.name for field in ReleasedWords._meta.get_fields()}
    assert fields == {"id", "committee", "level", "words", "released_on"}
    for place in range(5):
        rated(village, Level.GOOD, place=place, words=f"第{place}条")
    releasing.release(TOMORROW)
    keys = [each.pk.version for each in boards.words_of(village.committee)]
    assert keys == [4] * 5


def test_a_bad_rating_tells_the_village_nothing_on_its_day(village, township):
    rated(village, Level.VERY_BAD)
    told = set(OfficerNotice.objects.values_list("officer__username", flat=True))
    assert told == {"township1"}
    assert not RatingDay.objects.filter(division=village.committee.division).exists()
    assert RatingDay.objects.get(division__code="990123100000").opened == 1
    case = Rating.objects.get().case
    assert {line.action for line in case.journal.all()} == {"submit", "refuse"}


def test_signs_are_kept_beside_the_figures_and_devices_are_forgotten(village):
    for place in range(5):
        rated(village, Level.VERY_GOOD, place=place, device="one", by_officers_device=place == 0)
    releasing.release(TOMORROW)
    figures = next(iter(boards.figures_of([village.committee.division], TOMORROW.date()).values()))
    assert figures.signs == {"one_device": 5, "burst": 5, "same_words": 0, "officers_device": 1}
    assert releasing.forget_devices(TOMORROW) == 0
    assert releasing.forget_devices(TOMORROW + days(60)) == 5
    assert not Rating.objects.exclude(device="").exists()


def test_the_public_figures_cost_one_read_however_many_ratings(village, django_assert_num_queries):
    for place in range(6):
        rated(village, Level.GOOD, place=place)
    releasing.release(TOMORROW)
    with django_assert_num_queries(1):
        boards.figures_of([village.committee.division, village.committee.division.parent], TOMORROW.date())


def test_a_year_old_rating_is_in_no_score(village):
    for place in range(5):
        rated(village, Level.GOOD, place=place)
    releasing.release(TOMORROW)
    assert boards.figures_of([village.committee.division], (TOMORROW + timedelta(days=366)).date()) == {}


def test_a_person_who_rates_twice_rates_two_cases(village):
    somebody = person(village, 1)
    for key in ("a", "b"):
        rating.rate(ended(village, key=key, resident=somebody), Said(Level.GOOD), now=at("10:00"))
    assert Rating.objects.count() == 2
