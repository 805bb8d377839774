"""A process of its own that prepares a city, acts in it and tells of it, one line of JSON for each wish and each answer.

It stays for all wishes, since a process takes longer to start than to answer; between two wishes it holds no connection.
"""

import json
import sys
import traceback
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - needs the set-up above
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from jiban.cases import deciding  # noqa: E402
from jiban.cases.models import Case  # noqa: E402
from jiban.certificates.publishing import publish  # noqa: E402
from jiban.cities import applying, offering, trusting  # noqa: E402
from jiban.cities.applying import Person, Wanted  # noqa: E402
from jiban.cities.models import Application, CityItem  # noqa: E402
from jiban.people.actions.appointing import open_post  # noqa: E402
from jiban.people.encryption import decrypt  # noqa: E402
from jiban.people.models import Officer  # noqa: E402
from jiban.places.actions import import_divisions  # noqa: E402
from jiban.places.division_rows import DivisionRow  # noqa: E402
from jiban.seals.certifier import create_test_authority  # noqa: E402
from jiban.web.visitors import remember_officer  # noqa: E402
from tests import cast  # noqa: E402
from tests.cities.city_rows import AWAY_ROWS  # noqa: E402
from tests.stories.walk import ANSWERS  # noqa: E402


def home():
    """A village ready to issue; the resident lives far away."""
    now = timezone.now()
    authority = create_test_authority(now)
    village = cast.village(authority, at=now)
    cast.items()
    publish(settings.TRUST_DIR, authority, now)
    person = village.resident
    return {"name": person.name, "number": person.identity_number, "village": village.committee.division.code}


def away():
    """A window in a city that issues nothing in this story."""
    rows = [DivisionRow(line, *row, is_statistical_only=False) for line, row in enumerate(AWAY_ROWS, 1)]
    import_divisions(rows, source="tests")
    committee = cast.committee_of("990223100201")
    clerk = cast.officer("window", "孙窗口")
    cast.hold(clerk, open_post("clerk", "窗口人员", committee=committee), timezone.now())
    return {"window": committee.name, "card": trusting.own_card("", "Yuanfang")}


def meet(card):
    """Put the city of this card on the list, and give our own."""
    now = timezone.now()
    today = timezone.localdate(now)
    text = Path(card).read_text(encoding="utf-8")
    trusting.trust_card(text, valid_from=today, valid_until=today.replace(year=2099, day=1), now=now)
    offering.offer_all(now)
    return {"card": trusting.own_card("", "Yangli")}


def apply(name, number, key):
    clerk = Officer.objects.get(username="window")
    item = CityItem.objects.select_related("city").get(code="residence")
    wanted = Wanted(item, item.city.villages.get(), ANSWERS, (), key)
    person = Person(name, number, "identity-card")
    window = cast.Committee.objects.get()
    made = applying.apply_at_window(wanted, person, by=clerk, window=window, now=timezone.now())
    return {"number": made.number}


def correct(address):
    found = Application.objects.get()
    applying.correct(found, {**found.said, "address": address}, [], now=timezone.now())
    return {}


def approve():
    head, case, now = Officer.objects.get(username="head1"), Case.objects.get(), timezone.now()
    deciding.approve(case, by=head, pin=cast.PIN, read_at=now, now=now)
    return {"number": case.number}


def ask():
    clerk, case = Officer.objects.get(username="clerk1"), Case.objects.get()
    deciding.ask_correction(case, by=clerk, what="请写清楚门牌号", now=timezone.now())
    return {}


def session(username):
    """The key of a session of this officer: what a browser here would hold after signing in."""
    made = Client().session
    remember_officer(made, Officer.objects.get(username=username))
    made.save()
    return {"key": made.session_key}


def certificate(folder):
    """Write the files that came back."""
    found = Application.objects.get()
    for each in found.files.all():
        with open(f"{folder}/back.{each.form}", "wb") as file:  # noqa: PTH123
            file.write(decrypt(bytes(each.data)))
    return {"number": found.certificate_number, "forms": sorted(found.files.values_list("form", flat=True))}


ACTS = {each.__name__: each for each in (home, away, meet, apply, correct, approve, ask, session, certificate)}


def answer(line):
    act, *words = json.loads(line)
    try:
        return {"done": ACTS[act](*words)}
    except Exception:  # noqa: BLE001 - whatever it was, the test that asked shows it
        return {"failed": traceback.format_exc()}
    finally:
        connections.close_all()


if __name__ == "__main__":
    for wish in sys.stdin:
        print(json.dumps(answer(wish)), flush=True)  # noqa: T201 - the parent process reads it
