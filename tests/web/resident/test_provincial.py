"""Residents sign in at a provincial platform: a whole one, made with Authlib, in a process of its own."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from jiban.people import provincial
from jiban.people.models import ProvincialSession, RealNameProof, Resident, ResidentLink
from jiban.people.questions import real_name_level
from jiban.web.visitors import RESIDENT_KEY, SHARED_DEVICE_KEY
from tests.web.resident.conftest import phone, words
from tests.web.resident.province import GO, at_platform, come_back, out_and_back, platform_process, province
from tests.web.resident.test_sign_in import NEWCOMER

__all__ = ["platform_process", "province"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def linked(province, resident):
    province.knows(resident)
    now = timezone.now()
    subject = f"sub-{resident.identity_number[-4:]}"
    return ResidentLink.objects.create(issuer=province.issuer, subject=subject, resident=resident, linked_at=now)


def in_file(settings, before, after):
    file = Path(settings.PROVINCIAL_SIGN_IN)
    file.write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def asked_of(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_the_sign_in_page_names_the_platform_and_still_offers_the_code(stranger, province, resident):
    page = words(stranger.get("/sign-in/?next=/certificates/"))
    assert "样例省统一身份认证平台" in page
    assert f'href="{GO}?next=%2Fcertificates%2F"' in page
    assert 'name="identity_number"' in page


def test_without_a_platform_the_page_offers_none_and_its_address_does_not_exist(stranger, resident):
    assert "/sign-in/with/" not in words(stranger.get("/sign-in/"))
    assert stranger.get(GO).status_code == 404


def test_the_way_out_asks_for_a_code_with_proof_key_state_and_nonce_and_names_the_exact_way_back(stranger, province):
    asked = asked_of(stranger.get(GO)["Location"])
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://127.0.0.1:8000/sign-in/with/province/back/"
    assert len(asked["state"]) >= 43
    assert len(asked["nonce"]) >= 43
    assert "phone" in asked["scope"]
    assert stranger.get(GO)["Location"] != stranger.get(GO)["Location"]


def test_who_is_linked_is_in_at_once_and_their_name_is_proved_at_the_level_of_the_platform(stranger, province, linked):
    RealNameProof.objects.all().delete()
    answer = out_and_back(stranger, f"{GO}?next=/certificates/", proof="face")
    assert answer["Location"] == "/certificates/"
    assert stranger.session[RESIDENT_KEY] == linked.resident.pk
    proof = linked.resident.proofs.get()
    assert (proof.provider, proof.level, proof.confirmed_by) == ("province", "high", None)
    assert real_name_level(linked.resident, now=timezone.now()) == "high"
    linked.refresh_from_db()
    assert linked.last_used_at is not None


def test_what_the_platform_says_may_stand_in_the_id_token_or_be_asked_for(stranger, province, linked):
    province.told(claims_in_token=True)
    assert out_and_back(stranger)["Location"] == "/"


def test_user_info_about_somebody_else_is_not_believed(stranger, province, linked):
    province.told(userinfo_subject="somebody-else")
    answer = out_and_back(stranger)
    assert answer.status_code == 409
    assert RESIDENT_KEY not in stranger.session


def test_who_was_here_before_is_asked_before_the_account_is_linked(stranger, province, resident):
    province.knows(resident)
    before = resident.proofs.count()
    assert out_and_back(stranger, f"{GO}?next=/cases/")["Location"] == "/sign-in/link/"
    assert RESIDENT_KEY not in stranger.session
    page = words(stranger.get("/sign-in/link/"))
    assert "王*兰" in page
    assert resident.identity_number not in page
    assert (ResidentLink.objects.count(), resident.proofs.count()) == (0, before)
    answer = stranger.post("/sign-in/link/")
    assert answer["Location"] == "/cases/"
    assert resident.links.get().issuer == province.issuer
    assert resident.proofs.count() == before + 1
    # A second tap, and the next time.
    assert stranger.post("/sign-in/link/").status_code == 302
    assert out_and_back(phone())["Location"] == "/"
    assert ResidentLink.objects.count() == 1


def test_who_says_no_links_nothing(stranger, province, resident):
    province.knows(resident)
    out_and_back(stranger)
    assert 'href="/sign-in/?next=%2F"' in words(stranger.get("/sign-in/link/"))
    assert not ResidentLink.objects.exists()


def test_a_question_that_waited_too_long_is_asked_anew(stranger, province, resident, monkeypatch):
    province.knows(resident)
    out_and_back(stranger)
    later = timezone.now() + timedelta(minutes=20)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert stranger.post("/sign-in/link/").status_code == 409
    assert not ResidentLink.objects.exists()


def test_a_low_level_neither_signs_in_nor_links_and_says_how_to_prove_more(stranger, province, linked):
    before = linked.resident.proofs.count()
    answer = out_and_back(stranger, f"{GO}?next=/cases/", proof="password")
    page = words(answer)
    assert answer.status_code == 409
    assert RESIDENT_KEY not in stranger.session
    assert linked.resident.proofs.count() == before
    assert f'href="{GO}?how=more&amp;next=%2Fcases%2F"' in page
    assert "/sign-in/ways/" in page
    asked = asked_of(stranger.get(f"{GO}?how=more&next=/cases/")["Location"])
    assert (asked["acr_values"], asked["prompt"]) == ("urn:sample:face", "login")
    assert out_and_back(stranger, f"{GO}?how=more&next=/cases/", proof="face")["Location"] == "/cases/"


def test_a_word_that_nobody_mapped_means_low(stranger, province, linked, settings):
    in_file(settings, 'middle = ["urn:sample:sms"]', 'middle = ["urn:sample:other-word"]')
    assert out_and_back(stranger).status_code == 409


def test_the_way_without_a_face_scan_asks_the_platform_for_another_proof(stranger, province):
    page = words(stranger.get("/sign-in/ways/?next=/cases/"))
    assert f'href="{GO}?how=no-face&amp;next=%2Fcases%2F"' in page
    assert asked_of(stranger.get(f"{GO}?how=no-face")["Location"])["acr_values"] == "urn:sample:sms"


def test_a_newcomer_from_the_platform_chooses_the_village_and_is_linked(stranger, province, resident):
    province.knows(SimpleNamespace(**NEWCOMER))
    assert out_and_back(stranger, f"{GO}?next=/apply/residence/")["Location"] == "/sign-in/village/"
    answer = stranger.post("/sign-in/village/", {"q": "赵家", "village": "990123100201", "address": "3组1号"})
    assert answer["Location"] == "/apply/residence/"
    new = Resident.objects.get(identity_number=NEWCOMER["identity_number"])
    assert (new.name, new.mobile, new.links.get().issuer) == ("孙小红", NEWCOMER["mobile"], province.issuer)
    assert ProvincialSession.objects.get().link.resident == new


def test_the_number_the_platform_knows_never_replaces_the_one_kept_here(stranger, province, linked):
    province.knows(linked.resident, phone_number="+8613900009999")
    out_and_back(stranger)
    linked.resident.refresh_from_db()
    assert linked.resident.mobile == "13800005521"
    Resident.objects.update(mobile="")
    out_and_back(phone())
    linked.resident.refresh_from_db()
    assert linked.resident.mobile == "13900009999"


def test_an_account_whose_identity_number_changed_lets_nobody_in(stranger, province, linked, neighbour):
    province.knows(neighbour, sub=linked.subject)
    answer = out_and_back(stranger)
    assert answer.status_code == 409
    assert RESIDENT_KEY not in stranger.session
    assert not neighbour.links.exists()


def test_another_name_with_the_same_number_is_not_linked(stranger, province, resident):
    province.knows(resident, name="李四光")
    assert out_and_back(stranger).status_code == 409
    assert not ResidentLink.objects.exists()


def test_a_second_account_of_the_same_person_is_refused_until_the_first_is_removed(
    stranger, province, linked, resident
):
    province.knows(resident, sub="another-account")
    assert out_and_back(stranger).status_code == 409
    assert resident.links.get() == linked
    signed_in = phone(resident)
    page = words(signed_in.get("/me/"))
    assert "样例省统一身份认证平台" in page
    assert signed_in.post(f"/me/links/{linked.pk}/removal/")["Location"] == "/me/"
    assert out_and_back(stranger)["Location"] == "/sign-in/link/"


def test_nobody_removes_anothers_link(client, province, linked, neighbour):
    phone(neighbour).post(f"/me/links/{linked.pk}/removal/")
    assert ResidentLink.objects.filter(pk=linked.pk).exists()


@pytest.mark.parametrize("facts", [{"name": ""}, {"id_number": "990000198603121220"}, {"id_number": 12}])
def test_a_platform_that_does_not_say_who_it_is_lets_nobody_in(stranger, province, linked, facts):
    province.told(more_claims=facts)
    assert out_and_back(stranger).status_code == 409
    assert RESIDENT_KEY not in stranger.session


def test_who_cancels_there_is_told_so_and_may_try_again(stranger, province, linked):
    answer = out_and_back(stranger, press="cancel")
    assert answer.status_code == 409
    assert f'href="{GO}?next=%2F"' in words(answer)


def test_an_answer_serves_once_and_only_in_the_session_that_set_out(stranger, province, linked):
    back = at_platform(stranger.get(GO)["Location"])
    assert come_back(phone(), back).status_code == 409
    assert come_back(stranger, back)["Location"] == "/"
    assert come_back(phone(), back).status_code == 409


def test_a_changed_state_is_refused(stranger, province, linked):
    back = at_platform(stranger.get(GO)["Location"])
    assert come_back(stranger, back.replace("state=", "state=x")).status_code == 409
    assert RESIDENT_KEY not in stranger.session


def test_an_answer_of_another_issuer_is_refused(stranger, province, linked):
    back = at_platform(stranger.get(GO)["Location"])
    parts = urlsplit(back)
    other = "&".join(pair for pair in parts.query.split("&") if not pair.startswith("iss="))
    assert come_back(stranger, f"{back.split('?')[0]}?{other}&iss=http%3A%2F%2F127.0.0.1%3A1").status_code == 409


def test_a_platform_that_does_not_answer_leaves_the_other_ways(stranger, province, settings, resident):
    in_file(settings, province.issuer, "http://127.0.0.1:9")
    answer = stranger.get(GO)
    assert answer.status_code == 409
    assert "/sign-in/ways/" in words(answer)


def test_on_a_shared_device_the_session_ends_with_the_browser(stranger, province, linked):
    out_and_back(stranger, f"{GO}?shared=1")
    assert stranger.session[SHARED_DEVICE_KEY]
    assert stranger.session.get_expire_at_browser_close()


def test_the_log_and_the_addresses_say_nothing_about_the_person(stranger, province, resident, caplog):
    province.knows(resident, name="李四光")
    back = at_platform(stranger.get(GO)["Location"])
    come_back(stranger, back)
    assert resident.identity_number not in back + caplog.text
    assert "李四光" not in caplog.text


def test_everything_kept_over_the_way_is_encrypted(stranger, province, resident):
    province.knows(resident)
    out_and_back(stranger)
    assert resident.identity_number not in str(dict(stranger.session))
    stranger.post("/sign-in/link/")
    assert "eyJ" not in str(dict(stranger.session))


def test_signing_out_ends_the_session_here_first_and_then_offers_the_platform(stranger, province, linked):
    out_and_back(stranger)
    answer = stranger.post("/sign-out/")
    assert answer["Location"] == "/sign-out/further/"
    assert RESIDENT_KEY not in stranger.session
    assert stranger.get("/me/").status_code == 302
    page = words(stranger.get("/sign-out/further/"))
    assert 'data-draft-done="*"' in page
    assert 'href="/sign-out/platform/"' in page
    address = stranger.get("/sign-out/platform/")["Location"]
    asked = asked_of(address)
    assert address.startswith(f"{province.issuer}/leave?")
    assert asked["post_logout_redirect_uri"] == "http://127.0.0.1:8000/sign-out/back/"
    assert asked["id_token_hint"].count(".") == 2
    back = at_platform(address)
    assert come_back(stranger, back)["Location"] == "/?bye=both"
    assert province.told()["sessions"] == []
    assert not stranger.session.keys()


def test_a_way_back_from_signing_out_without_our_state_is_not_taken_for_it(stranger, province, linked):
    out_and_back(stranger)
    stranger.post("/sign-out/")
    stranger.get("/sign-out/further/")
    assert stranger.get("/sign-out/back/?state=made-up")["Location"] == "/?bye=1"
    assert stranger.get("/sign-out/back/")["Location"] == "/?bye=1"


TOLD = f"{GO}signed-out/"


def test_the_platform_ends_the_session_here_by_a_signed_logout_token(stranger, province, linked):
    out_and_back(stranger)
    elsewhere = phone(linked.resident)
    [token] = province.told()["tokens"]
    assert phone().post(TOLD, {"logout_token": token}).status_code == 200
    assert stranger.get("/me/").status_code == 302
    assert elsewhere.get("/me/").status_code == 200, "it came by another way"
    assert not ProvincialSession.objects.exists()


def test_a_logout_token_sent_again_does_not_end_a_later_session(stranger, province, linked):
    out_and_back(stranger)
    [token] = province.told()["tokens"]
    out_and_back(again := phone())
    ProvincialSession.objects.update(begun_at=timezone.now() + timedelta(seconds=30))
    phone().post(TOLD, {"logout_token": token})
    assert again.get("/me/").status_code == 200


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "as in an ID token"},
        {"events": {}},
        {"events": None},
        {"aud": "somebody-else"},
        {"iss": "http://127.0.0.1:1"},
        {"exp": 1},
        {"iat": 1},
        {"sub": "", "sid": ""},
    ],
)
def test_a_logout_token_that_lies_ends_nothing(stranger, province, linked, lie):
    out_and_back(stranger)
    [token] = province.told(changed=lie)["tokens"]
    assert phone().post(TOLD, {"logout_token": token}).status_code == 400
    assert stranger.get("/me/").status_code == 200


def test_a_logout_token_with_another_signature_ends_nothing(stranger, province, linked):
    out_and_back(stranger)
    [token] = province.told()["tokens"]
    head, body, signature = token.split(".")
    for made_up in (f"{head}.{body}.{signature[::-1]}", "", "no token"):
        assert phone().post(TOLD, {"logout_token": made_up}).status_code == 400
    assert stranger.get("/me/").status_code == 200


def test_who_came_by_a_code_signs_out_in_one_step(client, province):
    assert client.post("/sign-out/")["Location"] == "/?bye=1"


def test_the_platform_files_must_be_whole(settings, tmp_path, stranger, resident):
    settings.PROVINCIAL_SIGN_IN = str(tmp_path / "none.toml")
    with pytest.raises(ImproperlyConfigured, match=r"none\.toml cannot be read"):
        provincial.offered()
    (tmp_path / "none.toml").write_text('[[provider]]\ncode = "x"\n', encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="code"):
        provincial.offered()


def test_a_neighbour_linked_to_the_same_platform_is_somebody_else(province, linked, resident, neighbour):
    province.knows(resident, neighbour)
    browser = phone()
    other = f"sub-{neighbour.identity_number[-4:]}"
    assert out_and_back(browser, sub=other)["Location"] == "/sign-in/link/"
    browser.post("/sign-in/link/")
    assert browser.session[RESIDENT_KEY] == neighbour.pk
