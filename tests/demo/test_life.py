"""The invented county shows life on every board, and filling it takes no longer than a newcomer waits."""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jiban.cases.models import AuthorisationUse, Case
from jiban.certificates.models import AnnotatedCopy, UnitRefusal
from jiban.demo import county, history, sharing
from jiban.exchange.models import LookUp
from jiban.feedback.models import FollowUp, Rating, RatingDay
from jiban.helping.models import HelpTask, HomeVisit
from jiban.kiosks.models import Kiosk
from jiban.notices.models import Delivery
from jiban.web.visitors import RESIDENT_KEY, remember_officer


@pytest.fixture
def made(db, settings, tmp_path):
    settings.TRUST_DIR = tmp_path / "trust"
    settings.EXCHANGE = str(sharing.set_up(tmp_path / "exchange"))
    now = timezone.now()
    built = county.build(now - timedelta(days=90), with_real_places=False)
    history.fill(built, now=now)
    return built


@pytest.mark.any_database
def test_every_board_shows_life(made):
    assert set(Rating.objects.values_list("level", flat=True)) == {1, 2, 3, 4, 5}
    assert RatingDay.objects.exists(), "enough of them are released together"
    states = {"opened", "contacted", "fixed", "rechecked", "closed"}
    assert set(FollowUp.objects.values_list("state", flat=True)) == states
    assert AnnotatedCopy.objects.count() == 1
    assert Counter(UnitRefusal.objects.values_list("state", flat=True)) == {"answered": 1, "open": 1}
    assert Counter(LookUp.objects.values_list("outcome", flat=True))["answered"] == 1
    assert LookUp.objects.count() == 2
    assert Counter(HelpTask.objects.values_list("state", flat=True)) == {"done": 1, "filling": 1}
    assert HomeVisit.objects.filter(done_at=None).count() == 2
    assert AuthorisationUse.objects.count() == 1
    assert Kiosk.objects.filter(paired_at__isnull=False).count() == 2
    assert Delivery.objects.exists()
    assert Case.objects.filter(state="submitted").count() >= 5
    officers, resident = made.officers, made.residents["王秀兰"]
    pages = {
        "county": ("unit-refusals/", "scores/", "promise/", "messages/", "shared-data/", "rules/"),
        "town": ("follow-ups/", "scores/", "promise/"),
        "grid": ("help/", "home-visits/"),
        "clerk": ("", "kiosks/", "help/"),
        "head": ("", "authorisations/", "scores/"),
    }
    for name, places in pages.items():
        browser = Client()
        session = browser.session
        remember_officer(session, officers[name])
        session.save()
        answers = {place: browser.get(f"/office/{place}", follow=True).status_code for place in places}
        assert set(answers.values()) == {200}, (name, answers)
    phone = Client()
    session = phone.session
    session[RESIDENT_KEY] = resident.pk
    session.save()
    for page in ("/", "/cases/", "/certificates/", "/me/data/", "/unit-refusals/", "/scores/"):
        assert phone.get(page).status_code == 200, page
