"""An invented village with its committee, and invented people."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import Argon2PasswordHasher

from jiban.people import actions, totp
from jiban.people.models import Officer, Resident
from jiban.places import actions as places_actions
from jiban.places import division_rows
from jiban.places import questions as places
from jiban.places.models import Committee, Division
from jiban.standards.codes import credit_code, identity_number

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PASSWORD = "correct horse 即办"
LI_MING = "李明"
LI_MING_NUMBER = identity_number.make(birth=date(1990, 1, 1), sequence=1).text
WANG_FANG_NUMBER = identity_number.make(birth=date(1985, 3, 7), sequence=28).text
MOBILE = "13800001234"
TREE = """code,name,level
1301,石家庄市,2
130123,正定县,3
130123100,正定镇,4
130123100242,塔元庄村民委员会,5
130123100243,野头村民委员会,5
130181,辛集市,3
"""


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 at its smallest cost: tests hash hundreds of passwords."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


def village(code: str = "130123100242") -> Division:
    if not Division.objects.exists():
        places_actions.import_divisions(division_rows.read_csv(TREE.encode()), "test")
    return places.division(code)


def committee(code: str = "130123100242") -> Committee:
    number = str(credit_code.make(division="990000", organisation=f"CN0{code[-5:]}"))
    return places_actions.register_committee(village(code), credit_code=number)


def resident(name: str = LI_MING, number: str = LI_MING_NUMBER, *, now: datetime = NOW) -> Resident:
    challenge = actions.start_sign_in(name=name, identity_number=number, mobile=MOBILE, now=now)
    return actions.register_or_sign_in(challenge.id, challenge.shown_code, village=village(), now=now)


def officer(username: str = "zhang") -> Officer:
    return actions.register_officer(username, name="张建国", password=PASSWORD)


def officer_with_app(username: str = "zhang", *, now: datetime = NOW) -> tuple[Officer, bytes]:
    """An officer and the secret in the phone, set up an hour ago."""
    somebody = officer(username)
    earlier = now - timedelta(hours=1)
    secret = actions.set_up_totp(somebody, now=earlier).secret
    actions.confirm_totp(somebody, totp.code_at(secret, earlier), earlier)
    return somebody, secret
