"""Every form of a kiosk, and the one on the phone of who stands before it."""

import re

from django.utils import timezone

from jiban.kiosks import actions, pickup
from jiban.kiosks.models import Arrival
from tests.stories.walk import issued_certificate
from tests.web.resident.conftest import ANSWERS, submitted
from tests.web.submits.sending import Form, fill


def pairing(world):
    _kiosk, code = actions.register(
        world.village.committee, name="大厅二号机", by=world.village.clerk, now=timezone.now()
    )
    return fill(world.phone(), "/kiosk/pair/", {"code": code})


def on_the_phone(world):
    kiosk = world.kiosk()
    kiosk.get("/kiosk/by-phone/")
    page = f"/kiosk/phone/{kiosk.session['kiosk_arrival']['token']}/"
    world.before_it = kiosk
    return fill(world.mine, page, {"number": str(Arrival.objects.get().number)}, having=["number"])


def enter(world):
    form = on_the_phone(world)
    form.send()
    return fill(world.before_it, "/kiosk/by-phone/", {}, to="/kiosk/enter/")


def come_in(world):
    form = enter(world)
    form.send()
    return form.browser


def end(world):
    return fill(come_in(world), "/kiosk/", {}, to="/kiosk/end/")


def card(world):
    kiosk = world.kiosk()
    form = fill(kiosk, "/kiosk/by-card/", {})
    nonce = kiosk.session["kiosk_arrival"]["token"]
    form.body = {**form.body, "answer": world.station.answer(nonce)}
    return form


def card_read(world):
    form = card(world)
    form.send()
    return fill(form.browser, "/kiosk/by-card/read/", {})


def card_code(world):
    form = card_read(world)
    form.send()
    page = "/kiosk/by-card/code/"
    code = re.search(r"\b(\d{6})\b", form.browser.get(page).content.decode())[1]
    return fill(form.browser, page, {"code": code})


def ask_the_counter(world):
    form = card(world)
    form.send()
    return fill(form.browser, "/kiosk/by-card/read/", {}, to="/kiosk/by-card/counter/")


def pickup_code(world):
    certificate = issued_certificate(world.village)
    code = pickup.code_for(certificate.case.number)
    return fill(come_in(world), "/kiosk/pickup/", {"code": code}, to="/kiosk/pickup/code/")


def pickup_code_before_the_card(world):
    certificate = issued_certificate(world.village)
    code = pickup.code_for(certificate.case.number)
    return fill(world.kiosk(), "/kiosk/pickup/", {"code": code}, to="/kiosk/pickup/code/")


def print_certificate(world):
    page = f"/kiosk/certificates/{issued_certificate(world.village).number}/"
    return fill(come_in(world), page, {}, to=f"{page}print/")


def print_receipt(world):
    case = submitted(world.resident)
    page = f"/kiosk/receipt/{case.number}/"
    return fill(come_in(world), page, {}, to=f"{page}print/")


def application(world):
    said = {**ANSWERS, "pledge": "on"}
    return fill(come_in(world), "/apply/residence/?all=1", said, to="/apply/residence/", having=["pledge"])


def awake(world):
    """Sent by the page's script, with the token of the page."""
    form = fill(come_in(world), "/kiosk/", {}, to="/kiosk/end/")
    return Form(form.browser, "/kiosk/", "/kiosk/awake/", form.body)


# Each with the name of the address it is sent to.
FORMS = {
    pairing: "kiosk:pair",
    on_the_phone: "kiosk:phone",
    enter: "kiosk:enter",
    end: "kiosk:end",
    card: "kiosk:by-card",
    card_read: "kiosk:card-read",
    card_code: "kiosk:card-code",
    ask_the_counter: "kiosk:counter",
    pickup_code: "kiosk:pickup-code",
    pickup_code_before_the_card: "kiosk:pickup-code",
    print_certificate: "kiosk:print-certificate",
    print_receipt: "kiosk:print-receipt",
    application: "resident:apply",
    awake: "kiosk:awake",
}
