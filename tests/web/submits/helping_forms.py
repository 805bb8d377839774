"""Every form of helping: by a relative, by a grid worker, by the second officer; of the one who is helped; of visits."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from jiban.helping import home_visits
from jiban.helping.home_visits import Wanted
from jiban.helping.models import HelpTask, HomeVisit
from tests.web.office.test_helping import PERSON, drawn
from tests.web.resident.conftest import ANSWERS
from tests.web.submits.sending import fill


def relative(world):
    """Typed by the daughter, on her phone, for the mother."""
    world.helped = world.mother()
    known = {"name": world.helped.name, "identity_number": world.helped.identity_number}
    return world.mine, reverse("resident:help-new"), {"authority": "relation", "kin": "parent", **known}


def grid_worker(world):
    """Typed by a grid worker for somebody who was never here."""
    browser = world.phone(world.grid_worker())
    return browser, reverse("office:help-new"), {"authority": "presence", "kin": "", **PERSON}


def begin(world, by):
    browser, page, said = by(world)
    return fill(browser, page, {"item": "residence", **said}, having=["identity_number"])


def facts(world, by):
    form = begin(world, by)
    page = form.send()["Location"]
    return fill(form.browser, page, {"act": "facts", **ANSWERS}, having=["purpose"])


def reading(world, by):
    form = facts(world, by)
    form.send()
    shown = form.browser.get(form.page)
    needed = [row.name for row in shown.context["rows"]] + [shown.context["undertaking_name"]]
    return fill(form.browser, form.page, {"act": "read", "read": needed}, having=["read"])


def changed_again(world, by):
    form = facts(world, by)
    form.send()
    return fill(form.browser, form.page, {"act": "change"}, having=["act", "csrfmiddlewaretoken"])


def agreeing(world, by):
    form = reading(world, by)
    form.send()
    return form.browser, form.page


def at_counter(world, by):
    return fill(*agreeing(world, by), {"act": "counter"})


def stopped(world, by):
    form = facts(world, by)
    return fill(form.browser, form.page, {"act": "stop"})


def half_an_hour_more(world, by):
    form = facts(world, by)
    HelpTask.objects.update(ends_at=timezone.now() + timedelta(minutes=5))
    return fill(form.browser, form.page, {"act": "longer"})


BOTH = [begin, facts, reading, changed_again, at_counter, stopped, half_an_hour_more]


def send_code(world):
    return fill(*agreeing(world, relative), {"act": "send-code"}, having=["key"])


def code(world):
    form = send_code(world)
    sent = form.send()
    typed = re.search(r"\b(\d{6})\b", str(sent.context["challenge"].shown_code))[1]
    return fill(form.browser, form.page, {"act": "code", "code": typed}, having=["code"], answer=sent)


def mark(world):
    return fill(*agreeing(world, grid_worker), {"act": "mark", "drawing": drawn()}, having=["drawing"])


def put_away(world):
    form = mark(world)
    form.send()
    return fill(form.browser, form.page, {"act": "close"}, having=["act"])


def the_other_officer(world, said):
    browser, _page = agreeing(world, grid_worker)
    form = fill(browser, _page, {"act": "counter"})
    form.send()
    page = reverse("office:help-check", args=[HelpTask.objects.get().pk])
    return fill(world.phone(world.village.clerk), page, said)


def counter_yes(world):
    return the_other_officer(world, {"document": "identity-card", "agrees": "on"})


def counter_no(world):
    return the_other_officer(world, {"no": "1"})


def _hers(world, page_of, said, **more):
    page = reverse("resident:helped-by", args=[page_of.pk])
    return fill(world.phone(world.helped), page, said, **more)


def handed_in(world):
    code(world).send()
    return HelpTask.objects.get()


def stopped_by_the_helped(world):
    facts(world, relative)
    return _hers(world, HelpTask.objects.get(), {"stop": "1"}, having=["stop"])


def certificate_allowed(world):
    return _hers(world, handed_in(world), {"act": "let"}, having=["act"])


def objection(world):
    return _hers(world, handed_in(world), {"words": "我没有要这个"}, having=["words"])


def _day():
    return (timezone.localdate() + timedelta(days=2)).isoformat()


def visit_asked_for(world):
    said = {"name": "刘凤英", "place": "2组，小桥边", "wanted_on": _day()}
    return fill(world.mine, reverse("resident:home-visits"), said, having=["place"])


def visit_taken_back(world):
    form = visit_asked_for(world)
    form.send()
    return fill(world.mine, form.page, {"take_back": str(HomeVisit.objects.get().pk)}, having=["take_back"])


def visit_noted(world):
    said = {"name": "刘凤英", "place": "2组，小桥边", "wanted_on": _day(), "asked": "phone"}
    return fill(world.phone(world.grid_worker()), reverse("office:home-visits"), said, having=["place"])


def visit(world, said):
    wanted = Wanted("刘凤英", "2组，小桥边", timezone.localdate(), asked=HomeVisit.Asked.PHONE)
    clerk, committee = world.village.clerk, world.village.committee
    made = home_visits.ask(wanted, committee, key="k" * 20, now=timezone.now(), noted_by=clerk)
    return fill(world.phone(clerk), reverse("office:home-visit", args=[made.pk]), said)


def visit_done(world):
    return visit(world, {"act": HomeVisit.Outcome.values[0]})


def nobody_there(world):
    return visit(world, {"again_on": _day()})


# Each with the name of the address it is sent to.
FORMS = {
    send_code: "resident:help-task",
    code: "resident:help-task",
    mark: "office:help-task",
    put_away: "office:help-task",
    counter_yes: "office:help-check",
    counter_no: "office:help-check",
    stopped_by_the_helped: "resident:helped-by",
    certificate_allowed: "resident:helped-by",
    objection: "resident:helped-by",
    visit_asked_for: "resident:home-visits",
    visit_taken_back: "resident:home-visits",
    visit_noted: "office:home-visits",
    visit_done: "office:home-visit",
    nobody_there: "office:home-visit",
}
