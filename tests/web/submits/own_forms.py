"""Every form of signing in and out, of what is under "Me", and of what a holder does with certificates."""

import re
from datetime import date, timedelta

from django.core import mail
from django.utils import timezone

from jiban.cases import known_facts
from jiban.certificates import copies, sharing
from jiban.certificates.copy_face import Notation
from jiban.certificates.sharing import Wish
from jiban.exchange import actions as exchange
from jiban.people.actions import guardians
from jiban.people.actions.counter import make_slip
from jiban.people.actions.guardians import Child
from jiban.people.models import Guardianship, ResidentLink
from tests import cast
from tests.exchange.conftest import connect, source
from tests.web.resident.conftest import issued, submitted
from tests.web.resident.province import out_and_back
from tests.web.resident.test_children import TYPED as CHILD
from tests.web.resident.test_holding import copy_data, share_data
from tests.web.resident.test_sign_in import NEWCOMER, details_of, shown_code
from tests.web.resident.test_slip import seen
from tests.web.submits.sending import fill

EMAIL = "wang@mail.example"


# Signing in and out


def sign_in(world):
    details = details_of(world.resident)
    return fill(world.phone(), "/sign-in/", details)


def asked_for_code(world, details=None):
    stranger = world.phone()
    assert fill(stranger, "/sign-in/", details or details_of(world.resident)).send().status_code == 302
    return stranger


def sign_in_code(world):
    stranger = asked_for_code(world)
    return fill(stranger, "/sign-in/code/", {"code": shown_code(stranger)}, having=["code"])


def code_once_more(world):
    return fill(asked_for_code(world), "/sign-in/code/", {"again": "1"}, having=["again"])


def newcomers_village(world):
    stranger = asked_for_code(world, NEWCOMER)
    fill(stranger, "/sign-in/code/", {"code": shown_code(stranger)}, having=["code"]).send()
    said = {"village": world.village.committee.division.code, "address": "3组2号"}
    return fill(stranger, "/sign-in/village/", said, having=["village"])


def slip_of_the_counter(world):
    made = make_slip(
        seen(world.resident), committee=world.village.committee, by=world.village.clerk, now=timezone.now()
    )
    said = {"code": made.grouped, "last_four": world.resident.identity_number[-4:]}
    return fill(world.phone(), "/sign-in/slip/", said)


def link_of_a_platform(world):
    province, stranger = world.fixture("province"), world.phone()
    province.knows(world.resident)
    out_and_back(stranger)
    return fill(stranger, "/sign-in/link/", {})


def link_taken_away(world):
    province = world.fixture("province")
    link = ResidentLink.objects.create(
        issuer=province.issuer, subject="sub", resident=world.resident, linked_at=timezone.now()
    )
    return fill(world.mine, "/me/", {}, to=f"/me/links/{link.pk}/removal/")


def sign_out(world):
    return fill(world.mine, "/me/", {}, to="/sign-out/")


def stay_signed_in(world):
    session = world.mine.session
    session["ends_at"] = (timezone.now() + timedelta(minutes=5)).isoformat()
    session.save()
    return fill(world.mine, "/me/", {}, to="/session/")


# Under "Me"


def reading_and_language(world):
    return fill(world.mine, "/me/", {"mode": "large", "language": "en"}, having=["mode"])


def mobile_number(world):
    return fill(world.mine, "/me/mobile/", {"mobile": "13900002222"})


def sms_off(world):
    return fill(world.mine, "/me/", {"sms": "off"}, to="/me/sms/")


def email_address(world):
    return fill(world.mine, "/me/email/", {"email": EMAIL})


def email_code(world):
    email_address(world).send()
    return fill(world.mine, "/me/email/code/", {"code": re.search(r"\d{6}", mail.outbox[-1].body)[0]})


def email_taken_away(world):
    email_code(world).send()
    return fill(world.mine, "/me/", {}, to="/me/email/removal/")


def child(world):
    return fill(world.mine, "/me/children/new/", CHILD)


def family(world):
    asked = guardians.ask(world.resident, Child(**CHILD), now=timezone.now())
    return guardians.confirm(asked, by=world.village.clerk, now=timezone.now())


def acting_for_a_child(world):
    return fill(world.mine, "/me/children/", {}, to=f"/me/children/{family(world).pk}/acting/")


def no_more_for_a_child(world):
    return fill(world.mine, "/me/children/", {}, to=f"/me/children/{family(world).pk}/end/")


def oneself_again(world):
    acting_for_a_child(world).send()
    return fill(world.mine, "/", {}, to="/me/children/oneself/")


def grown_up(world):
    made = family(world)
    day = timezone.localdate()
    old = Child(
        **{**CHILD, "identity_number": cast.identity_number.make(birth=date(day.year - 15, 3, 2), sequence=302)}
    )
    made.child.identity_number = str(old.identity_number)
    made.child.save()
    return made


def guardian_agreed_to(world):
    made = grown_up(world)
    return fill(world.phone(made.child), "/me/", {"agree": "1"}, to=f"/me/guardians/{made.pk}/")


def guardian_ended(world):
    made = grown_up(world)
    assert Guardianship.objects.count() == 1
    return fill(world.phone(made.child), "/me/", {"end": "1"}, to=f"/me/guardians/{made.pk}/")


# What is shared instead of proved


def shared(world):
    folder = world.fixture("tmp_path")
    path = source(folder, (world.resident.identity_number, 1, "2009-03", 1), as_of=timezone.localdate())
    connector = f'kind = "sql"\nurl = "sqlite:///{path}"\nview = "shared"'
    connect(world.fixture("settings"), folder, connector=connector)
    exchange.load()


def consent_instead(world):
    shared(world)
    return fill(world.mine, "/me/data/instead/lives-here-since/", {"receiver": "education", "days": "30"})


def asked_by_the_village(world):
    shared(world)
    case = submitted(world.resident)
    asked = known_facts.ask_consent(case, "lives-here-since", by=world.village.clerk, now=timezone.now())
    return f"/me/data/consents/{asked.number}/"


def consent_given(world):
    return fill(world.mine, asked_by_the_village(world), {"act": "give", "days": "7"})


def consent_declined(world):
    return fill(world.mine, asked_by_the_village(world), {"act": "decline"})


def consent_withdrawn(world):
    page = asked_by_the_village(world)
    fill(world.mine, page, {"act": "give", "days": "7"}).send()
    return fill(world.mine, page, {"act": "withdraw"})


# Certificates


def holding(world):
    certificate = issued(world.village).certificate
    return certificate, f"/certificates/{certificate.number}/"


def copy_for_one_use(world):
    _certificate, there = holding(world)
    said = copy_data()
    del said["key"]
    return fill(world.mine, f"{there}copies/", said, having=["receiving_unit"])


def copy_ended(world):
    certificate, there = holding(world)
    until = timezone.localdate() + timedelta(days=3)
    made = copies.make(certificate, Notation("办理入学", "新安镇中心小学", until), key="k" * 20, now=timezone.now())
    return fill(world.mine, f"{there}copies/{made.pk}/", {}, to=f"{there}copies/{made.pk}/end/")


def link_for_a_while(world):
    _certificate, there = holding(world)
    said = share_data()
    del said["key"]
    return fill(world.mine, f"{there}shares/", said, having=["minutes"])


def link_ended(world):
    certificate, there = holding(world)
    wish = Wish(minutes=60, most_openings=3, gives="picture")
    made = sharing.share(certificate, wish, key="k" * 20, now=timezone.now()).share
    return fill(world.mine, f"{there}shares/", {}, to=f"{there}shares/{made.pk}/end/")


def refusal_of_a_unit(world):
    from tests.web.resident.test_holding import refusal_data

    _certificate, there = holding(world)
    said = refusal_data()
    said.pop("key", None)
    return fill(world.mine, f"{there}refusal/", said)


def revocation(world):
    _certificate, there = holding(world)
    return fill(world.mine, f"{there}revocation/", {"reason": "unneeded"})


# Each with the name of the address it is sent to.
FORMS = {
    sign_in: "resident:sign-in",
    sign_in_code: "resident:sign-in-code",
    code_once_more: "resident:sign-in-code",
    newcomers_village: "resident:sign-in-village",
    slip_of_the_counter: "resident:sign-in-slip",
    link_of_a_platform: "resident:sign-in-link",
    link_taken_away: "resident:link-removal",
    sign_out: "resident:sign-out",
    stay_signed_in: "session-stay",
    reading_and_language: "resident:me",
    mobile_number: "resident:my-mobile",
    sms_off: "resident:reach-sms",
    email_address: "resident:email",
    email_code: "resident:email-code",
    email_taken_away: "resident:email-removal",
    child: "resident:child-new",
    acting_for_a_child: "resident:acting",
    no_more_for_a_child: "resident:child-end",
    oneself_again: "resident:acting-stop",
    guardian_agreed_to: "resident:guardian-answer",
    guardian_ended: "resident:guardian-answer",
    consent_instead: "resident:consent-new",
    consent_given: "resident:consent",
    consent_declined: "resident:consent",
    consent_withdrawn: "resident:consent",
    copy_for_one_use: "resident:copies",
    copy_ended: "resident:copy-end",
    link_for_a_while: "resident:shares",
    link_ended: "resident:share-end",
    refusal_of_a_unit: "resident:unit-refusal-new",
    revocation: "resident:revocation",
}
