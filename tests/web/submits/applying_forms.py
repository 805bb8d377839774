"""Every form of applying, and of what comes before and after it."""

from django.utils import timezone

from jiban.cases import actions, deciding, drafting
from jiban.cases.actions import Paper, Request
from jiban.catalogue.questions import item
from jiban.feedback import following, rating
from jiban.feedback.following import Call, Evidence
from jiban.feedback.models import FollowUp
from jiban.feedback.rating import Said
from jiban.people.actions.appointing import open_post
from jiban.places.models import Division
from tests import cast
from tests.web.resident.conftest import ANSWERS, submitted
from tests.web.resident.test_apply import photo
from tests.web.submits.sending import fill

FIRST = {"purpose": "school", "receiving_unit": "新安镇中心小学"}
RENTED = {**ANSWERS, "tenure": "rented", "owner_name": "张桂兰", "owner_mobile": "13812345678"}
PLEDGED = {"pledge": "on"}
APPLY = "/apply/residence/"


def draft(world, **answers):
    asked = Request(item("residence"), "a-draft-of-the-tests", {**ANSWERS, **answers})
    return actions.save_draft(world.resident, asked, now=timezone.now())


def step(made, name):
    return f"/drafts/{made.number}/steps/{name}/"


def all_on_one_page(world):
    return fill(world.mine, f"{APPLY}?all=1", {**ANSWERS, **PLEDGED}, to=APPLY, having=["pledge"])


def one_page_with_a_photo(world):
    files = {"paper_home": photo}
    return fill(world.mine, f"{APPLY}?all=1", {**RENTED, **PLEDGED}, to=APPLY, having=["pledge"], files=files)


def three_taps(world):
    world.resident.remember("residence", ANSWERS)
    return fill(world.mine, APPLY, {**FIRST, **PLEDGED}, having=["seen"])


def kept_for_later(world):
    return fill(world.mine, f"{APPLY}?all=1", {**FIRST, "act": "draft"}, to=APPLY, having=["pledge"])


def first_question(world):
    return fill(world.mine, APPLY, FIRST, to=f"{APPLY}begin/")


def first_question_later(world):
    return fill(world.mine, APPLY, {**FIRST, "act": "later"}, to=f"{APPLY}begin/")


def question(world):
    return fill(world.mine, step(draft(world), "address"), {"address": "9组9号"})


def question_later(world):
    return fill(world.mine, step(draft(world), "address"), {"address": "9组9号", "act": "later"})


def photo_at_its_question(world):
    made = draft(world, **RENTED)
    return fill(world.mine, step(made, "paper_home"), {}, files={"paper_home": photo})


def one_photo_more(world):
    made = draft(world, **RENTED)
    return fill(world.mine, step(made, "paper_home"), {"act": "more"}, files={"paper_home": photo})


def photo_taken_out(world):
    made = draft(world, **RENTED)
    for name in ("1.jpg", "2.jpg"):
        drafting.add_papers(made, [Paper("home", name, "image/jpeg", photo().read())], now=timezone.now())
    return fill(world.mine, step(made, "paper_home"), {"act": f"remove-{made.papers.first().pk}"})


def last_page(world):
    return fill(world.mine, f"/drafts/{draft(world).number}/check/", PLEDGED, having=["pledge"])


def undo(world):
    number = submitted(world.resident).number
    return fill(world.mine, f"/cases/{number}/", {}, to=f"/cases/{number}/undo/")


def correction(world):
    case = submitted(world.resident)
    deciding.ask_correction(case, by=world.village.clerk, what="请补照片", now=timezone.now())
    said = {**RENTED, **PLEDGED}
    return fill(world.mine, f"/cases/{case.number}/correction/", said, files={"paper_home": photo})


def withdrawal(world):
    return fill(world.mine, f"/cases/{submitted(world.resident).number}/withdrawal/", {})


def draft_thrown_away(world):
    return fill(world.mine, f"/cases/{draft(world).number}/withdrawal/", {})


def not_needed(world):
    return fill(world.mine, "/items/residence/instead/", {}, having=["fact"])


def not_needed_after_a_draft(world):
    number = draft(world, purpose="bank").number
    return fill(world.mine, f"/items/residence/instead/?draft={number}", {}, to="/items/residence/instead/")


def refused_kind(world):
    return fill(world.mine, "/refused/kinship/", {})


def ended(world):
    case = submitted(world.resident)
    deciding.refuse(case, by=world.village.head, reason="不住本村", alternative="户籍派出所", now=timezone.now())
    case.refresh_from_db()
    return case


def rating_level(world):
    return fill(world.mine, f"/cases/{ended(world).number}/rating/", {"level": "2"})


def rating_sent(world):
    page = f"/cases/{ended(world).number}/rating/"
    level = fill(world.mine, page, {"level": "2"})
    said = {"reasons": ["rude"], "words": "等了很久", "send": "1"}
    return fill(world.mine, page, said, answer=level.send(), having=["send"])


def waiting_for_the_resident(world):
    case, now = ended(world), timezone.now()
    place = Division.objects.get(code="990123100000")
    officers = [cast.officer(f"township{number}", "孙立新") for number in (1, 2)]
    for officer in officers:
        cast.hold(officer, open_post("township_supervisor", officer.username, division=place), now)
    rating.rate(case, Said(1), now=now)
    found = FollowUp.objects.get()
    following.call(found, Call(reached=True, words="已说明"), by=officers[0], now=now)
    following.fix(found, Evidence("已补发"), by=officers[0], now=now)
    following.recheck(found, Evidence("看过"), passed=True, by=officers[1], now=now)
    return case


def put_right(world):
    page = f"/cases/{waiting_for_the_resident(world).number}/rating/"
    return fill(world.mine, page, {"answer": "yes"}, to=f"{page}answer/")


def not_put_right(world):
    page = f"/cases/{waiting_for_the_resident(world).number}/rating/"
    return fill(world.mine, page, {"answer": "no", "words": "还是没有"}, to=f"{page}answer/")


# Each with the name of the address it is sent to.
FORMS = {
    all_on_one_page: "resident:apply",
    one_page_with_a_photo: "resident:apply",
    three_taps: "resident:apply",
    kept_for_later: "resident:apply",
    first_question: "resident:apply-begin",
    first_question_later: "resident:apply-begin",
    question: "resident:draft-step",
    question_later: "resident:draft-step",
    photo_at_its_question: "resident:draft-step",
    one_photo_more: "resident:draft-step",
    photo_taken_out: "resident:draft-step",
    last_page: "resident:draft-check",
    undo: "resident:undo",
    correction: "resident:correction",
    withdrawal: "resident:withdrawal",
    draft_thrown_away: "resident:withdrawal",
    not_needed: "resident:instead",
    not_needed_after_a_draft: "resident:instead",
    refused_kind: "resident:refused",
    rating_level: "resident:rating",
    rating_sent: "resident:rating",
    put_right: "resident:rating-answer",
    not_put_right: "resident:rating-answer",
}
