"""We are the home city: what another city received becomes a case of our village, which alone decides."""

import json

import pytest
from django.utils import timezone

from jiban.cases import deciding
from jiban.cases.models import Case
from jiban.catalogue.models import Item
from jiban.cities import envelopes, telling, trusting
from jiban.cities.models import Inbound, Outbound, Reception, RefusedEnvelope
from jiban.people.models import RealNameProof, Resident
from jiban.standards.codes import identity_number
from jiban.standards.gm.sm2 import PrivateKey
from tests import cast
from tests.cities.conftest import NUMBER, THREAD, application
from tests.stories.walk import work
from tests.web.office.conftest import JPEG  # noqa: F401 - the form of a photo there

pytestmark = pytest.mark.django_db


def ack(answer):
    """What the node answers: a signed ack, or of what nobody proved to have sent a code alone."""
    said = json.loads(answer.text)
    if "body" not in said:
        return "refused", said["because"]
    return said["body"]["outcome"], said["body"].get("because", "")


def test_an_application_becomes_a_case_that_says_where_it_was_received(far_city, village):
    answer = far_city.send("apply", THREAD, application(village))
    assert (answer.status, ack(answer)) == (200, ("taken", ""))
    case = Case.objects.get()
    assert (case.state, case.resident, case.committee) == ("submitted", village.resident, village.committee)
    assert (case.reception.city.code, case.reception.window) == ("990200", "远方镇便民服务中心")
    assert case.journal.get(action="received-elsewhere").reason == "远方市 远方镇便民服务中心"
    work()
    assert far_city.bodies("receipt")[0]["number"] == case.number
    assert Outbound.objects.exclude(delivered_at=None).filter(body=b"").count() == Outbound.objects.count()


def test_the_village_decides_and_the_certificate_goes_back(far_city, village):
    far_city.send("apply", THREAD, application(village))
    case = Case.objects.get()
    deciding.approve(case, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())
    work()
    told_until_ended()
    case.refresh_from_db()
    sent = far_city.bodies("certificate")[0]
    assert sent["number"] == case.certificate.number
    received = next(each for each in far_city.taken.values() if each.letter.kind == "certificate")
    forms = {each["form"]: received.files[each["digest"]][:4] for each in sent["files"]}
    assert forms == {"pdf": b"%PDF", "ofd": b"PK\x03\x04"}
    assert case.journal.filter(action="sent-to-city").count() == 1


def told_until_ended():
    for _round in range(5):
        telling.tell_all(timezone.now())
        work()
        if not Reception.objects.filter(closed_at=None).exists():
            return


def test_what_is_asked_for_is_told_and_the_answer_is_taken_once(far_city, village):
    far_city.send("apply", THREAD, application(village))
    case = Case.objects.get()
    deciding.ask_correction(case, by=village.clerk, what="请写清楚门牌号", now=timezone.now())
    telling.tell_all(timezone.now())
    work()
    assert far_city.bodies("status")[-1]["words"] == "请写清楚门牌号"
    answers = {**application(village)["answers"], "address": "2组17号"}
    assert ack(far_city.send("correct", THREAD, {"answers": answers, "files": []})) == ("taken", "")
    case.refresh_from_db()
    assert (case.state, case.answers["address"]) == ("submitted", "2组17号")
    far_city.send("correct", THREAD, {"answers": answers, "files": []})
    telling.tell_all(timezone.now())
    work()
    assert far_city.bodies("status")[-1]["state"] == "submitted"


def test_an_answer_that_our_form_does_not_take_goes_back_with_the_reason(far_city, village):
    far_city.send("apply", THREAD, application(village))
    case = Case.objects.get()
    deciding.ask_correction(case, by=village.clerk, what="请写清楚门牌号", now=timezone.now())
    answers = {**application(village)["answers"], "since": "yesterday"}
    far_city.send("correct", THREAD, {"answers": answers, "files": []})
    work()
    case.refresh_from_db()
    assert case.state == "correcting"
    assert "请写清楚门牌号" in far_city.bodies("status")[-1]["words"]


def test_it_is_taken_back_on_the_word_of_the_city_that_received_it(far_city, village):
    far_city.send("apply", THREAD, application(village))
    far_city.send("withdraw", THREAD, {})
    telling.tell_all(timezone.now())
    work()
    assert Case.objects.get().state == "withdrawn"
    assert far_city.bodies("status")[-1]["state"] == "withdrawn"
    assert Reception.objects.get().closed_at is not None


def test_a_refusal_tells_why_and_who_helps(far_city, village):
    far_city.send("apply", THREAD, application(village))
    deciding.refuse(Case.objects.get(), by=village.head, reason="租期已过", alternative="县民政局", now=timezone.now())
    telling.tell_all(timezone.now())
    work()
    assert far_city.bodies("refusal") == [{"because": "decided", "words": "租期已过", "instead": "县民政局"}]


def test_who_was_never_here_is_entered_without_a_number_that_codes_go_to(far_city, village):
    person = {**application(village)["applicant"], "identityNumber": NUMBER, "name": "孙小燕"}
    far_city.send("apply", THREAD, application(village, applicant=person))
    entered = Resident.objects.get(identity_number=NUMBER)
    assert (entered.mobile, entered.village) == ("", village.committee.division)
    assert RealNameProof.objects.get(resident=entered).level == "middle"
    assert not Case.objects.get().all_green


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({"item": "no-such-item"}, "not-offered"),
        ({"village": "990123100299"}, "unknown-village"),
        ({"village": "990123100202"}, "unknown-village"),
        ({"answers": {"purpose": "school"}}, "answers"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_words(far_city, village, changed, because):
    assert ack(far_city.send("apply", THREAD, application(village, **changed))) == ("taken", "")
    work()
    [told] = far_city.bodies("refusal")
    assert told["because"] == because
    assert told["words"]
    assert Case.objects.count() == 0


def test_the_wrong_name_and_the_wrong_village_are_told_alike(far_city, village, authority):
    cast.committee_of("990123100202")
    person = application(village)["applicant"]
    far_city.send("apply", THREAD, application(village, applicant={**person, "name": "张三丰"}))
    far_city.send("apply", "KS2026-CCCC-DDDD", application(village, village="990123100202"))
    work()
    first, second = far_city.bodies("refusal")
    assert first == second
    assert Case.objects.count() == 0


def test_an_item_can_be_kept_for_those_who_come_in_person(far_city, village):
    item = Item.objects.get(code="residence", current=True)
    item.definition = {**item.definition, "reception": {"allowed": False, "because": "须当面核对", "because_en": "x"}}
    item.save()
    far_city.send("apply", THREAD, application(village))
    work()
    assert far_city.bodies("refusal")[0]["words"] == "须当面核对"


def test_a_child_is_applied_for_by_its_guardian_at_home(far_city, village):
    birth = timezone.localdate().replace(year=timezone.localdate().year - 8, day=1)
    number = str(identity_number.make(birth=birth, sequence=33))
    person = {**application(village)["applicant"], "identityNumber": number, "name": "王小宝"}
    far_city.send("apply", THREAD, application(village, applicant=person))
    work()
    assert far_city.bodies("refusal")[0]["because"] == "person"
    assert not Resident.objects.filter(identity_number=number).exists()


def test_a_paper_is_looked_at_anew_as_if_it_were_uploaded_here(far_city, village):
    data = b"%PDF-1.7 not a photo, and no PDF either"
    name = envelopes.digest(data)
    told = [{"name": "home", "fileName": "a.pdf", "mediaType": "application/pdf", "digest": name}]
    answers = {
        **application(village)["answers"],
        "tenure": "rented",
        "owner_name": "张桂兰",
        "owner_mobile": "13812345678",
    }
    body = application(village, files=told, answers=answers)
    far_city.send("apply", THREAD, body, files={name: data})
    work()
    assert far_city.bodies("refusal")[0]["because"] == "papers"


def test_the_same_envelope_twice_makes_one_case(far_city, village):
    text = far_city.sealed("apply", THREAD, application(village))
    from jiban.cities import receiving

    answers = [receiving.take(text, now=timezone.now()) for _time in range(3)]
    assert [ack(each)[0] for each in answers] == ["taken", "again", "again"]
    assert (Case.objects.count(), Inbound.objects.count()) == (1, 1)


@pytest.mark.parametrize("changed", [{"sequence": 1}, {"body": "altered"}])
def test_a_replayed_place_of_the_thread_is_refused_and_kept_as_evidence(far_city, village, changed):
    first = far_city.letter("apply", THREAD, application(village))
    far_city.sequences[THREAD] = 0
    far_city.send("apply", THREAD, application(village), id=first.id)
    about = {"id": first.id} if "body" in changed else {"sequence": 1}
    answer = far_city.send("withdraw", THREAD, {}, **about)
    assert (answer.status, ack(answer)) == (409, ("refused", "used-again"))
    assert RefusedEnvelope.objects.get().because == "used-again"
    assert Case.objects.get().state == "submitted"


def test_a_second_application_in_one_thread_is_refused(far_city, village):
    far_city.send("apply", THREAD, application(village))
    assert ack(far_city.send("apply", THREAD, application(village))) == ("refused", "used-again")
    assert Case.objects.count() == 1


def test_out_of_order_waits_for_what_comes_before(far_city, village):
    answer = far_city.send("withdraw", THREAD, {}, sequence=2)
    assert (answer.status, ack(answer)) == (409, ("refused", "out-of-order"))
    assert RefusedEnvelope.objects.count() == 0


def test_a_stolen_key_is_worth_nothing_once_it_is_revoked_whatever_day_it_names(far_city, village):
    key = far_city.on_the_list()
    trusting.revoke_key(key.fingerprint, because="私钥失窃", now=timezone.now())
    answer = far_city.send("apply", THREAD, application(village))
    assert (answer.status, ack(answer)) == (403, ("refused", "key-revoked"))
    evidence = RefusedEnvelope.objects.get()
    assert (evidence.because, evidence.letter["thread"]) == ("key-revoked", THREAD)
    assert village.resident.name not in json.dumps(evidence.letter, ensure_ascii=False)
    assert Case.objects.count() == 0


def test_after_its_key_was_changed_the_city_goes_on_with_the_new_one(far_city, village):
    old = far_city.on_the_list()
    trusting.revoke_key(old.fingerprint, because="换钥", now=timezone.now())
    far_city.key = PrivateKey.generate()
    assert ack(far_city.send("apply", THREAD, application(village))) == ("refused", "unknown-key")
    far_city.on_the_list()
    far_city.sequences.clear()
    assert ack(far_city.send("apply", THREAD, application(village))) == ("taken", "")


def test_an_altered_body_is_refused_and_kept_without_what_stood_in_it(far_city, village):
    from jiban.cities import receiving

    text = far_city.sealed("apply", THREAD, application(village)).replace("2组16号", "9组99号")
    answer = receiving.take(text, now=timezone.now())
    assert ack(answer) == ("refused", "altered")
    assert RefusedEnvelope.objects.get().because == "altered"


def test_a_suspended_city_is_not_heard(far_city, village):
    trusting.suspend("990200", because="核查", now=timezone.now())
    assert ack(far_city.send("apply", THREAD, application(village))) == ("refused", "suspended")
    trusting.resume("990200")
    far_city.sequences.clear()
    assert ack(far_city.send("apply", THREAD, application(village))) == ("taken", "")


def test_one_city_cannot_speak_about_the_applications_of_another(far_city, village):
    from tests.cities.other_city import OtherCity

    third = OtherCity("990300")
    third.on_the_list()
    far_city.send("apply", THREAD, application(village))
    assert ack(third.send("withdraw", THREAD, {})) == ("refused", "unknown-thread")
    assert Case.objects.get().state == "submitted"


def test_strangers_leave_no_rows(other_city, village):
    assert ack(other_city.send("apply", THREAD, application(village))) == ("refused", "unknown-city")
    assert RefusedEnvelope.objects.count() == 0
