"""An office of ours asks in another city: the answer is checked, kept, and logged here as it is logged there."""

import base64
import json

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from jiban.exchange import actions, answers, asking, consenting, proofs, questions, retaining
from jiban.exchange.asking import Wanted
from jiban.exchange.cli import exchange
from jiban.exchange.connected import _read
from jiban.exchange.errors import RequestError, SourceAnswerError, SourceAwayError, UnknownCityError
from jiban.exchange.models import LookUp, Received
from jiban.ledger import sequencer
from jiban.ledger.models import Line
from jiban.ledger.questions import verifier_key
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.keys.software import Sm2InMemory
from tests.exchange.conftest import days

pytestmark = pytest.mark.django_db

CITY, KNOWN_AS = "990200", "education-990100"
CONNECTED = """
[departments.{known_as}]
name = "样例市教育局"
name_en = "Bureau of Yangli"
key = "{asks}"

[elsewhere.{city}]
name = "远方市"
url = "http://city.example"
key = "{tells}"
receiver = "{known_as}"
"""


class OtherCity:
    """Its pages are those of this site; a test may change what comes back over the line."""

    def __init__(self):
        self.asked = []
        self.change = lambda status, text: (status, text)

    def post(self, _url, text):
        self.asked.append(text)
        answer = Client().post("/exchange/requests", data=text, content_type="application/json")
        return self.change(answer.status_code, answer.content.decode())


@pytest.fixture
def city(settings, tmp_path, monkeypatch, shared):
    settings.KEYRING_DIR, settings.LOG_ORIGIN, settings.LANGUAGE_CODE = tmp_path / "keys", "log.example/asks", "en"
    catalogue = tmp_path / "facts"
    catalogue.mkdir()
    for path in actions.SHIPPED.glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("[education]", f"[education, {KNOWN_AS}]")
        (catalogue / path.name).write_text(text, encoding="utf-8")
    actions.load(catalogue)
    keys = {name: base64.b64encode(answers.department_key(code).spki).decode() for name, code in SIGNERS.items()}
    with open(settings.EXCHANGE, "a", encoding="utf-8") as file:  # noqa: PTH123
        file.write(CONNECTED.format(city=CITY, known_as=KNOWN_AS, **keys))
    _read.cache_clear()
    made = OtherCity()
    monkeypatch.setattr(asking, "_posted", made.post)
    return made


SIGNERS = {"asks": "education", "tells": "public-security"}


@pytest.fixture
def consent(resident, city):
    about = {"purpose": "school", "receiver": KNOWN_AS, "receiver_name": "样例市教育局", "days": 30, "key": "k"}
    return consenting.offer(resident, questions.fact("lives-here-since"), now=timezone.now(), **about)


def wanted(consent, **changed):
    about = {
        "city": CITY,
        "request": "r1",
        "fact": "lives-here-since",
        "fields": ("lives_here", "since"),
        "purpose": "school",
        "case_number": "ENROL-7",
        "consent": consent.number,
    }
    return Wanted(**{**about, **changed})


def ask(consent, **changed):
    return asking.ask(wanted(consent, **changed), now=timezone.now())


def test_it_learns_only_what_it_asked_for_and_never_whose_it_is(consent, city, resident):
    told = ask(consent, fields=("since",))
    assert dict(asking.values_of(told)) == {"since": "2009-03"}
    for text in (city.asked[0], told.answer, told.statement):
        assert not [mine for mine in (resident.name, resident.identity_number, resident.address) if mine in text]


def test_both_cities_log_the_same_answer_and_each_line_is_proved(consent):
    told = ask(consent)
    sequencer.sequence(timezone.now(), holder="w")
    ours = proofs.received_file(told)
    theirs = proofs.proof_file(LookUp.objects.get(), "shared")
    statements = [proofs.check_file(text, verifier_key()) for text in (ours, theirs)]
    assert statements[0]["answer"] == statements[1]["answer"] != ""
    with pytest.raises(RequestError):
        proofs.check_file(ours.replace("ENROL-7", "ENROL-8"), verifier_key())


def test_the_same_question_again_asks_nobody_and_logs_nothing_more(consent, city):
    first, lines = ask(consent), Line.objects.count()
    assert ask(consent).pk == first.pk
    assert (len(city.asked), Line.objects.count(), Received.objects.count()) == (1, lines, 1)


def test_a_refusal_is_kept_and_logged_like_an_answer(consent):
    consenting.withdraw(consent, now=timezone.now())
    told = ask(consent)
    assert (told.outcome, told.answer, dict(asking.values_of(told))) == ("consent-over", "", {})
    assert Line.objects.filter(key=f"data-received:elsewhere:{told.pk}").exists()


def lies(name):
    """Each is signed by the department itself, so that nothing but the content is wrong."""

    def change(status, text):
        letter = json.loads(text)["letter"]
        told = {
            "another question": {**letter, "request": f"{KNOWN_AS}:r2"},
            "another consent": {**letter, "consent": "AAAAAAAAAAAA"},
            "more than was asked for": {**letter, "values": {**letter["values"], "mobile": "13800000000"}},
            "no values": {**letter, "values": None},
        }
        return status, answers.sign(told[name], answers.department_key("public-security"))

    return change


@pytest.mark.parametrize("name", ["another question", "another consent", "more than was asked for", "no values"])
def test_an_answer_to_something_else_is_not_taken(consent, city, name):
    city.change = lies(name)
    with pytest.raises(SourceAnswerError):
        ask(consent)
    assert not Received.objects.exists()


def test_an_answer_that_another_key_signed_is_not_taken(consent, city):
    stranger = Sm2InMemory(PrivateKey.generate())
    city.change = lambda status, text: (status, answers.sign(json.loads(text)["letter"], stranger))
    with pytest.raises(SourceAnswerError):
        ask(consent)


@pytest.mark.parametrize(
    ("status", "text", "error"),
    [
        (400, "", RequestError),
        (502, "<html>", SourceAwayError),
        (503, '{"refusal": "source-away"}', SourceAwayError),
        (403, '{"refusal": "because"}', SourceAnswerError),
    ],
)
def test_where_nothing_was_decided_nothing_is_kept_and_it_can_be_asked_again(consent, city, status, text, error):
    city.change = lambda *_: (status, text)
    with pytest.raises(error):
        ask(consent)
    city.change = lambda *same: same
    assert ask(consent).outcome == "answered"


def test_a_city_that_is_not_connected_is_not_asked(consent, city):
    with pytest.raises(UnknownCityError):
        ask(consent, city="990300")
    assert city.asked == []


def test_after_its_time_the_answer_goes_and_the_line_means_nothing(consent, settings):
    settings.LOOK_UP_DAYS = 30
    told = ask(consent)
    sequencer.sequence(timezone.now(), holder="w")
    assert retaining.forget_due(timezone.now() + days(31)) == 2
    told.refresh_from_db()
    assert (told.answer, told.statement, bytes(told.salt), proofs.received_file(told)) == ("", "", b"", None)


def test_the_operator_asks_and_proves_by_two_commands(consent, tmp_path):
    words = ["ask", CITY, "lives-here-since", "--field", "since", "--purpose", "school", "--case", "ENROL-7"]
    told = CliRunner().invoke(exchange, [*words, "--consent", consent.number, "--request", "r9"])
    assert (told.exit_code, told.output.splitlines()[1:]) == (0, ["since: 2009-03"])
    assert CliRunner().invoke(exchange, ["received", "r9"]).exit_code == 1
    sequencer.sequence(timezone.now(), holder="w")
    proof = tmp_path / "proof.json"
    proof.write_text(CliRunner().invoke(exchange, ["received", "r9"]).output, encoding="utf-8")
    assert CliRunner().invoke(exchange, ["verify", str(proof)]).exit_code == 0
    assert CliRunner().invoke(exchange, ["received", "r8"]).exit_code == 1
    consenting.withdraw(consent, now=timezone.now())
    assert CliRunner().invoke(exchange, [*words, "--consent", consent.number]).exit_code == 1
