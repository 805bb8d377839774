"""Every form of applying on a line that breaks and under a thumb that taps twice: nothing is lost, nothing is doubled."""

import re

import pytest
from django.utils import timezone

from jiban.cases import actions, deciding, drafting
from jiban.cases.actions import Request
from jiban.cases.models import Case
from jiban.cases.workflow import State
from jiban.catalogue.questions import item
from tests.web.resident.conftest import ANSWERS, phone, submitted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_mine(open_page, live_server):
    """A page of the resident that remembers which addresses something was posted to."""

    def open_it(owner, path, **how):
        page = open_page("/health/live", **how)
        if owner is not None:
            key = phone(owner).cookies["sessionid"].value
            page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        page.posted = []
        page.on("request", lambda sent: page.posted.append(sent.url) if sent.method == "POST" else None)
        page.goto(live_server.url + path)
        return page

    return open_it


def draft_of(resident, answers=ANSWERS):
    asked = Request(item("residence"), "a-draft-of-the-tests", answers)
    return actions.save_draft(resident, asked, now=timezone.now())


def tap(page, *, times=1):
    """On the main button of the form; a second tap comes before the first has been answered."""
    page.evaluate(
        """times => {
            const form = document.querySelector('main form[method=post]');
            const button = form.querySelector('.primary, .danger') || form.querySelector('button');
            for (let tap = 0; tap < times; tap++) { button.click(); }
        }""",
        times,
    )


def first_question(page):
    page.locator("input[name=purpose]").first.check()
    page.fill("input[name=receiving_unit]", "新安镇中心小学")


def address(page):
    page.fill("input[name=address]", "9组9号")


def statement(page):
    page.locator("input[name=pledge]").check()


def everything(page):
    first_question(page)
    address(page)
    page.fill("input[name=since]", "2009-03")
    for name in ("tenure", "registered_here"):
        page.locator(f"input[name={name}]").first.check()
    statement(page)


def details(page):
    page.fill("input[name=name]", "王秀兰")


def nothing(page):
    pass


def correcting(village):
    case = submitted(village.resident)
    return deciding.ask_correction(case, by=village.clerk, what="请补照片", now=timezone.now())


FORMS = {
    "sign in": (lambda _village: "/sign-in/", details, "input[name=name]"),
    "first question": (lambda _village: "/apply/residence/", first_question, "input[name=receiving_unit]"),
    "everything on one page": (lambda _village: "/apply/residence/?all=1", everything, "input[name=address]"),
    "a question": (
        lambda village: f"/drafts/{draft_of(village.resident).number}/steps/address/",
        address,
        "input[name=address]",
    ),
    "the last page": (lambda village: f"/drafts/{draft_of(village.resident).number}/check/", statement, ""),
    "a correction": (
        lambda village: f"/cases/{correcting(village).number}/correction/",
        lambda page: (address(page), statement(page)),
        "input[name=address]",
    ),
    "undo": (lambda village: f"/cases/{submitted(village.resident).number}/", nothing, ""),
    "withdrawal": (lambda village: f"/cases/{submitted(village.resident).number}/withdrawal/", nothing, ""),
    "not needed": (lambda _village: "/items/residence/instead/", nothing, ""),
    "refused": (lambda _village: "/refused/kinship/", nothing, ""),
}


@pytest.mark.parametrize(("where", "fill", "typed"), FORMS.values(), ids=FORMS)
def test_a_lost_line_sends_nothing_and_keeps_the_words_and_two_taps_send_once(open_mine, village, where, fill, typed):
    owner = None if where(village) == "/sign-in/" else village.resident
    Case.objects.all().delete()
    page = open_mine(owner, where(village))
    fill(page)
    page.context.set_offline(True)
    tap(page)
    page.locator(".lost").wait_for()
    assert page.locator(".lost").get_attribute("role") == "alert"
    assert page.posted == []
    before = page.input_value(typed) if typed else ""
    assert bool(before) == bool(typed)
    page.context.set_offline(False)
    tap(page, times=2)
    page.wait_for_load_state()
    page.wait_for_function("() => !document.querySelector('form[data-sent]')")
    assert len(page.posted) == 1


# As if the page had been open for a minute: its own coming is no sign of life any more.
OPEN_FOR_LONG = "const now = performance.now.bind(performance); performance.now = () => now() + 60000;"


def test_a_page_open_for_long_asks_for_a_sign_of_life_before_it_sends(open_mine, resident):
    """The phone believes that it is online, but nothing answers: a lift, a village behind a hill."""
    draft = draft_of(resident)
    there = f"/drafts/{draft.number}/steps/address/"
    page = open_mine(resident, there)
    page.context.add_init_script(OPEN_FOR_LONG)
    page.reload()
    page.route("**/health/live", lambda route: route.abort())
    address(page)
    tap(page, times=2)
    page.locator(".lost").wait_for()
    assert page.posted == []
    assert page.input_value("input[name=address]") == "9组9号"
    page.unroute_all()
    tap(page, times=2)
    page.wait_for_url("**/steps/since/")
    assert len(page.posted) == 1
    assert Case.objects.get().answers["address"] == "9组9号"


def test_a_line_that_breaks_between_the_sign_of_life_and_the_answer_loses_nothing(open_mine, resident):
    """The browser says so itself; going back finds the question, and what was answered before is on the server."""
    draft = draft_of(resident)
    page = open_mine(resident, f"/drafts/{draft.number}/steps/address/")
    page.route(
        re.compile("/steps/address/"),
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    address(page)
    tap(page)
    page.wait_for_timeout(500)
    page.unroute_all()
    page.goto(page.url if page.url.startswith("http") else "about:blank")
    assert Case.objects.get().answers == ANSWERS


def test_a_button_with_a_name_is_sent_with_it(open_mine, resident):
    page = open_mine(resident, "/apply/residence/")
    first_question(page)
    page.locator("button[name=act][value=later]").click()
    page.wait_for_url("**/?saved=1")
    assert Case.objects.get().state == State.DRAFT


def test_after_the_back_button_a_form_can_be_sent_again(open_mine, resident):
    page = open_mine(resident, "/apply/residence/")
    first_question(page)
    tap(page)
    page.wait_for_url("**/steps/address/")
    page.go_back()
    page.wait_for_load_state()
    assert page.locator("form[data-sent]").count() == 0
    first_question(page)
    tap(page)
    page.wait_for_url("**/steps/address/")
    assert Case.objects.count() == 1


# Photos are made smaller on the phone


BIG_PHOTO = """async () => {
    const canvas = document.createElement('canvas');
    canvas.width = 4000; canvas.height = 3000;
    const pen = canvas.getContext('2d'), dots = pen.createImageData(4000, 3000);
    for (let at = 0; at < dots.data.length; at++) { dots.data[at] = at % 4 === 3 ? 255 : Math.random() * 256; }
    pen.putImageData(dots, 0, 0);
    const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', .6));
    const list = new DataTransfer();
    list.items.add(new File([blob], 'DSC_0001.JPG', { type: 'image/jpeg' }));
    const input = document.querySelector('input[type=file]');
    input.files = list.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    return blob.size;
}"""
SMALLER = """() => {
    const file = document.querySelector('input[type=file]').files[0];
    return !document.querySelector('[data-shrinking]') && file && file.name === 'photo.jpg' ? file.size : 0;
}"""


def renting(resident):
    answers = {**ANSWERS, "tenure": "rented", "owner_name": "张桂兰", "owner_mobile": "13812345678"}
    return draft_of(resident, answers)


def test_a_large_photo_is_made_smaller_before_it_is_sent(open_mine, resident):
    draft = renting(resident)
    page = open_mine(resident, f"/drafts/{draft.number}/steps/paper_home/")
    size = page.evaluate(BIG_PHOTO)
    smaller = page.wait_for_function(SMALLER).json_value()
    assert smaller < size / 2
    assert page.locator(".upload [role=status]").inner_text()
    tap(page)
    page.wait_for_url("**/check/")
    assert drafting.Case.objects.get().papers.count() == 1
    assert page.said == []


def test_a_tap_waits_until_the_photo_is_ready(open_mine, resident):
    draft = renting(resident)
    page = open_mine(resident, f"/drafts/{draft.number}/steps/paper_home/")
    page.evaluate(
        "() => { window.slow = createImageBitmap; window.createImageBitmap = async (...what) => { "
        "await new Promise(done => setTimeout(done, 700)); return window.slow(...what); }; }"
    )
    size = page.evaluate(BIG_PHOTO)
    tap(page)
    page.wait_for_url("**/check/")
    assert len(bytes(Case.objects.get().papers.get().data)) < size


def test_a_phone_that_cannot_make_it_smaller_sends_the_original(open_mine, resident):
    draft = renting(resident)
    page = open_mine(resident, f"/drafts/{draft.number}/steps/paper_home/")
    page.evaluate("() => { window.createImageBitmap = () => Promise.reject(new Error('too old')); }")
    page.evaluate(BIG_PHOTO)
    page.wait_for_function("() => !document.querySelector('[data-shrinking]')")
    name = page.evaluate("() => document.querySelector('input[type=file]').files[0].name")
    assert name == "DSC_0001.JPG"
