"""School asks where a child lives. The mother agrees on her phone, the education bureau's program asks by the number she
hands over and learns "yes, since", and no certificate is made. She sees who asked, with a proof that holds."""

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from jiban.cases.models import Case
from jiban.catalogue.models import AvoidedDay
from jiban.certificates.models import Certificate
from jiban.exchange import actions, answers, proofs
from jiban.exchange.models import Consent
from jiban.ledger import sequencer
from jiban.ledger.questions import verifier_key
from jiban.web.visitors import RESIDENT_KEY
from tests import cast
from tests.exchange.conftest import connect, letter, source
from tests.stories.test_phone_to_certificate import Walk

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mother(transactional_db, settings, tmp_path):
    """The police keep where she lives, in a database of their own; the bureau's key is known here."""
    cast.divisions()
    cast.items()
    person = cast.resident(cast.committee_of("990123100201").division, now=timezone.now())
    path = source(tmp_path, (person.identity_number, "是", "2009-03", 1), as_of=timezone.localdate())
    connect(settings, tmp_path, connector=f'kind = "sql"\nurl = "sqlite:///{path}"\nview = "shared"')
    actions.load()
    return person


@pytest.fixture
def phone(open_page, live_server, mother):
    session = Client().session
    session[RESIDENT_KEY] = mother.pk
    session.save()
    page = open_page("/health/live", locale="en-US")
    page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": live_server.url}])
    page.goto(live_server.url + "/items/")
    page.said.clear()
    return Walk(page, live_server)


def ask(server, text):
    return httpx.post(f"{server.url}/exchange/requests", content=text, headers={"Content-Type": "application/json"})


def test_a_school_asks_instead_of_the_mother_proving(phone, live_server, mother, tmp_path):
    phone.to("/items/residence/")
    with phone.page.expect_navigation():
        phone.page.get_by_role("link", name="No certificate: let them look it up").click()
    phone.looked_at()
    phone.press("I agree")
    number = phone.page.locator(".code").inner_text()
    assert number == Consent.objects.get(resident=mother).number

    answer = ask(live_server, letter(Consent.objects.get(), now=timezone.now()))
    told = answers.read(answer.text, answers.key_of(answer.text))
    assert told["values"] == {"lives_here": True, "since": "2009-03"}
    assert not any(mine in answer.text for mine in (mother.name, mother.identity_number, mother.address))
    assert (Case.objects.count(), Certificate.objects.count()) == (0, 0)
    counted = AvoidedDay.objects.get(division=mother.village, kind="exchanged:lives-here-since")
    assert counted.avoided == 1

    sequencer.sequence(timezone.now(), holder="story")
    phone.to("/me/data/")
    with phone.page.expect_navigation():
        phone.page.locator(f"a[href='/me/data/look-ups/{mother.look_ups.get().pk}/']").click()
    phone.looked_at()
    with phone.page.expect_download() as download:
        phone.page.get_by_role("link", name="Proof of the office that told").click()
    download.value.save_as(tmp_path / "proof.json")
    held = proofs.check_file((tmp_path / "proof.json").read_text(encoding="utf-8"), verifier_key())
    assert (held["receiver"], held["case"], held["outcome"]) == ("样例县教育局", "ENROL-7", "answered")

    phone.to(f"/me/data/consents/{number}/")
    phone.press("Withdraw my consent")
    again = ask(live_server, letter(Consent.objects.get(), now=timezone.now(), id="another"))
    assert (again.status_code, again.json()["refusal"]) == (403, "consent-over")
    phone.to("/me/data/")
    assert phone.page.get_by_text("Refused: they were told nothing").count() == 1
