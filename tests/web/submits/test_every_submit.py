"""Every form of residents, of helpers and of kiosks is sent three times: it does what it does once, and says so each time.

The second time the answer to the first was lost on the way, so the browser sends the same with what it knew before. The third
time the answer had come, and somebody went back to the form.
"""

import copy
from functools import partial

import pytest
from django.test import Client

from tests.guards.test_doors import doors
from tests.web.submits import applying_forms, elsewhere_forms, helping_forms, kiosk_forms, own_forms
from tests.web.submits.helping_forms import BOTH, begin, grid_worker, relative
from tests.web.submits.sending import changes, everything_kept, name_of

pytestmark = pytest.mark.django_db

SIDES = (applying_forms, own_forms, helping_forms, kiosk_forms, elsewhere_forms)
FORMS = {make.__name__: (make, name) for side in SIDES for make, name in side.FORMS.items()}
for by, door in ((relative, "resident"), (grid_worker, "office")):
    for act in BOTH:
        name = f"{door}:help-new" if act is begin else f"{door}:help-task"
        FORMS[f"{act.__name__} by {by.__name__}"] = (partial(act, by=by), name)
# They change what the browser or its session knows, or a moment, and nothing else in the tables.
KEEPS_NOTHING = {
    "awake",
    "end",
    "half_an_hour_more by grid_worker",
    "half_an_hour_more by relative",
    "oneself_again",
    "pickup_code",
    "pickup_code_before_the_card",
    "rating_level",
    "sign_out",
    "stay_signed_in",
}
# Asked by programs, which know from the answer's status that they may ask again.
OF_PROGRAMS = {"resident:sign-out-told", "kiosk:heartbeat", "kiosk:print-state"}
HELPERS = ("office:help-", "office:home-visit")


@pytest.mark.parametrize("what", FORMS)
def test_a_lost_answer_a_double_tap_and_the_back_button_do_it_once(world, what):
    make, name = FORMS[what]
    form = make(world)
    assert name_of(form.address) == name
    before, knew = everything_kept(), copy.deepcopy(form.browser.cookies)
    assert is_sensible(form.send()), "the first time"
    once, knows = everything_kept(), copy.deepcopy(form.browser.cookies)
    assert bool(changes(before, once)) != (what in KEEPS_NOTHING), changes(before, once)
    for cookies in (knew, knows):
        once = everything_kept()
        again = form.send_as_before(cookies)
        assert changes(once, everything_kept()) == {}, "once" if cookies is knew else "after the way back"
        assert is_sensible(again), (again.status_code, words(again))
        assert leads_to_a_page(form.browser, again)


def is_sensible(answer):
    """A page, a way on, or a refusal in words. 410: a helper's task is over and shows nothing any more."""
    if answer.status_code in {200, 204, 302}:
        return True
    return answer.status_code in {409, 410} and ('role="alert"' in words(answer) or "<h1" in words(answer))


def leads_to_a_page(browser, answer):
    for _step in range(5):
        if answer.status_code != 302:
            return answer.status_code == 204 or "<h1" in words(answer)
        answer = browser.get(answer["Location"])
    return False


def words(answer):
    return answer.content.decode()


def test_no_form_is_left_out():
    """Every address that takes something by POST on these sides is sent to above."""
    sent_to = {name for _make, name in FORMS.values()}
    take = {door.name for door in doors() if is_of_these_sides(door.name) and takes_post(door)}
    assert take - OF_PROGRAMS == sent_to


def is_of_these_sides(name):
    return name.startswith(("resident:", "kiosk:", "session-", *HELPERS))


def takes_post(door):
    answer = Client().patch(door.address)
    assert answer.status_code == 405, f"{door.name} does not say how it is asked"
    return "POST" in answer["Allow"]
