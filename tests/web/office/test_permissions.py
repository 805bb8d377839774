"""Every kind of officer at every office address, inside and outside of the scope, with real objects."""

import pytest
from django.urls import reverse

from jiban.cases.models import SavedView
from jiban.people.models import LEVELS, PostKind
from jiban.web.office.permissions import EVERYBODY
from tests import cast
from tests.web.office import samples
from tests.web.office.permission_page import WRITES
from tests.web.office.permission_table import (
    ENTER,
    IN_THE_FORM,
    NOT_OPENED,
    OPEN_OUTSIDE,
    PAGE,
    REFUSED_ON_THE_PAGE,
    SAYS_NOTHING,
    WITHOUT_PLACE,
    Asker,
    addresses,
    ask,
    guarded,
    table,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(authority, db):
    return samples.inside(authority)


@pytest.fixture
def elsewhere(authority, here):
    return samples.outside(authority)


def test_every_address_says_who_may_open_it_and_has_an_object_to_try():
    assert [each.name for each in addresses() if each.kinds is None] == []
    assert [each.name for each in guarded() if each.parameters and each.name not in samples.SAMPLES] == []


def test_the_declared_kinds_are_kinds_of_posts():
    assert {kind for each in guarded() for kind in each.kinds} <= set(PostKind)


@pytest.mark.any_database
def test_every_kind_of_officer_at_every_address_inside_and_outside(here, elsewhere, request):
    """One walk for all of it: the places and objects take longer to make than the questions to ask."""
    officers = samples.officer_of_each_kind(here)
    ways, faults = {}, []
    done = dict.fromkeys(REFUSED_ON_THE_PAGE, False)
    for kind, officer in officers.items():
        client = Asker(officer)
        for address in guarded():
            inside = ask(client, address, here, officer, draws=kind in address.kinds)
            ways[address.name, kind] = inside.ways
            faults += wrong_inside(address, kind, inside, here, elsewhere)
            has_object = address.parameters or address.name in IN_THE_FORM
            if address.name in REFUSED_ON_THE_PAGE:
                done[address.name] |= inside.was_done
                far = ask(client, address, elsewhere, officer)
                faults += [f"{address.name} does {kind} a favour outside: {far.said}"] if far.was_done else []
            elif has_object and address.name not in WITHOUT_PLACE | SAYS_NOTHING:
                far = ask(client, address, elsewhere, elsewhere.clerk, draws=False)
                faults += wrong_outside(address, kind, far)
    nobodys = [each.name for each in guarded() if not any(ways[each.name, kind] for kind in PostKind)]
    assert faults == [], "\n".join(faults)
    assert nobodys == [], nobodys
    assert all(done.values()), "what is refused outside was never done inside"
    page = table(lambda address, kind: ways[address.name, kind])
    if request.config.pluginmanager.has_plugin(WRITES):
        PAGE.write_text(page, encoding="utf-8")
    assert page == PAGE.read_text(encoding="utf-8"), "run: python -m tests.web.office.permission_page"


def wrong_inside(address, kind, answers, here, elsewhere):
    if kind not in address.kinds and (answers.ways or set(answers.said) - {403, 405}):
        yield f"{address.name} opens for {kind} without being declared: {answers.said}"
    if any(status >= 500 for status in answers.said):
        yield f"{address.name} breaks for {kind}"
    far = {elsewhere.resident.name, elsewhere.waiting.number}
    mine = {here.resident.name, here.resident.identity_number, here.resident.mobile} if kind in LEVELS else set()
    for page in answers.pages:
        for secret in far | mine:
            if secret in page:
                yield f"{address.name} shows {kind} what is not to be seen: {secret}"


def wrong_outside(address, kind, answers):
    allowed = OPEN_OUTSIDE.get(address.name, "") if kind in address.kinds else ""
    if set(answers.ways) - set(allowed) or set(answers.said) - NOT_OPENED - ({200} if allowed else set()):
        yield f"{address.name} opens for {kind} outside of the scope: {answers.said}"


def test_no_post_opens_nothing(here, elsewhere):
    nobody = cast.officer("nobody", "郑无岗")
    client = Asker(nobody)
    assert [
        each.name for each in guarded() if set(ask(client, each, here, here.clerk, draws=False).said) - {403, 405}
    ] == []


def test_a_stranger_is_sent_to_sign_in_everywhere(here):
    client = Asker(None)
    for address in guarded():
        assert (address.name, ask(client, address, here, here.clerk, draws=False).ways) == (address.name, "")


def test_who_stands_in_has_the_rights_of_the_post_and_of_no_other(here, elsewhere):
    officer = cast.officer("standin", "冯代理")
    samples.stand_in_for(here, PostKind.REVIEWER, officer)
    client = Asker(officer)
    for address in guarded():
        opened = ask(client, address, here, officer, draws=False).ways
        if PostKind.REVIEWER not in address.kinds:
            assert (address.name, opened) == (address.name, "")
    approval = next(each for each in guarded() if each.name == "approval")
    assert ENTER in ask(client, approval, here, officer).ways
    assert ask(client, approval, elsewhere, officer).ways == ""


def test_the_township_holds_no_way_to_a_key(here):
    keys = {"approval", "batch", "seal-registration", "refusal", "certificate-revocation"}
    above = set(LEVELS) - {PostKind.COUNTY_ADMINISTRATOR, PostKind.CITY_ADMINISTRATOR}
    opened = {each.name: each.kinds & above for each in guarded() if each.name in keys}
    assert EVERYBODY not in opened.values()
    assert {name for name in keys - {"seal-registration"} if opened.get(name)} == set()


def test_what_answers_the_same_to_all_takes_nothing_of_others(here, elsewhere):
    asker = Asker(here.clerk)
    view = samples.SAMPLES["saved-view-removal"](here, elsewhere.clerk)
    asker.fetch("POST", reverse("office:saved-view-removal", kwargs=view))
    assert SavedView.objects.filter(pk=view["pk"]).exists()
