"""A wallet gets a credential once, with the code and the digits, in time; everybody else gets nothing."""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone

from jiban.certificates import offers, revoking
from jiban.certificates.models import CredentialOffer
from jiban.standards.credential import base64url, jws
from jiban.web.credentials.metadata import PRE_AUTHORIZED
from jiban.web.visitors import RESIDENT_KEY
from tests import cast
from tests.standards.credential.conftest import Holder
from tests.stories.walk import issued_certificate

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def village(authority, settings):
    settings.SITE_URL = SITE
    made = cast.village(authority)
    cast.items()
    return made


@pytest.fixture
def certificate(village):
    return issued_certificate(village)


@pytest.fixture
def made(certificate):
    return offers.offer(certificate, now=timezone.now())


@pytest.fixture
def wallet():
    return Client()


def token(wallet, code, tx_code, grant=PRE_AUTHORIZED):
    return wallet.post("/credentials/token", {"grant_type": grant, "pre-authorized_code": code, "tx_code": tx_code})


def proof(wallet, holder, **changed):
    nonce = wallet.post("/credentials/nonce").json()["c_nonce"]
    payload = {"aud": SITE, "iat": int(timezone.now().timestamp()), "nonce": nonce, **changed}
    header = {"typ": "openid4vci-proof+jwt", "alg": "ES256", "jwk": jws.key_to_jwk(holder.public_key)}
    signing_input = ".".join(base64url.encode(json.dumps(part).encode()) for part in (header, payload))
    from hashlib import sha256

    signature = jws.raw_signature(holder.sign_digest(sha256(signing_input.encode()).digest()))
    return f"{signing_input}.{base64url.encode(signature)}"


def ask(wallet, access, proofs, configuration="certificate"):
    body = {"credential_configuration_id": configuration, "proofs": {"jwt": proofs}}
    headers = {"authorization": f"Bearer {access}"}
    return wallet.post("/credentials/credential", json.dumps(body), content_type="application/json", headers=headers)


def test_a_code_gives_one_token_and_a_token_one_credential(wallet, made):
    holder = Holder()
    access = token(wallet, made.code, made.tx_code).json()["access_token"]
    assert token(wallet, made.code, made.tx_code).json() == {"error": "invalid_grant"}
    assert "credentials" in ask(wallet, access, [proof(wallet, holder)]).json()
    again = ask(wallet, access, [proof(wallet, holder)])
    assert (again.status_code, again.json()) == (401, {"error": "invalid_token"})


def test_wrong_digits_are_counted_and_the_fifth_ends_the_offer(wallet, made):
    wrong = f"{(int(made.tx_code) + 1) % 10**6:06}"
    for _ in range(offers.TX_CODE_TRIES):
        assert token(wallet, made.code, wrong).status_code == 400
    assert token(wallet, made.code, made.tx_code).json() == {"error": "invalid_grant"}


def test_an_offer_ends_by_itself_and_with_the_next_one(wallet, made, certificate):
    late = timezone.now() + offers.OFFER_LASTS + timedelta(seconds=1)
    with pytest.raises(offers.OfferRefusedError):
        offers.redeem(made.code, made.tx_code, now=late)
    offers.offer(certificate, now=timezone.now())
    assert token(wallet, made.code, made.tx_code).status_code == 400


def test_a_token_ends_too(wallet, made):
    access = offers.redeem(made.code, made.tx_code, now=timezone.now())
    CredentialOffer.objects.update(expires_at=timezone.now())
    assert ask(wallet, access, [proof(wallet, Holder())]).status_code == 401


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"aud": "https://elsewhere.example.cn"}, "invalid_proof"),
        ({"iat": 1}, "invalid_proof"),
        ({"nonce": "made-up"}, "invalid_nonce"),
    ],
)
def test_a_proof_for_somebody_else_or_of_old_is_refused_and_uses_nothing_up(wallet, made, changed, error):
    access = token(wallet, made.code, made.tx_code).json()["access_token"]
    assert ask(wallet, access, [proof(wallet, Holder(), **changed)]).json() == {"error": error}
    assert "credentials" in ask(wallet, access, [proof(wallet, Holder())]).json()


def test_a_key_that_somebody_else_holds_is_refused(wallet, made):
    access = token(wallet, made.code, made.tx_code).json()["access_token"]
    thief = Holder()
    thief.public_key = ec.generate_private_key(ec.SECP256R1()).public_key()
    assert ask(wallet, access, [proof(wallet, thief)]).json() == {"error": "invalid_proof"}
    assert ask(wallet, access, []).json() == {"error": "invalid_proof"}
    assert ask(wallet, access, [proof(wallet, Holder())], "other").json() == {
        "error": "unknown_credential_configuration"
    }


def test_what_was_revoked_meanwhile_is_not_issued(wallet, made, certificate, village):
    access = token(wallet, made.code, made.tx_code).json()["access_token"]
    revoking.revoke(certificate, by=village.head, reason="已搬离本村", now=timezone.now())
    assert ask(wallet, access, [proof(wallet, Holder())]).json() == {"error": "credential_request_denied"}


def test_nothing_kept_gives_a_code_a_token_or_the_digits_away(wallet, made):
    access = token(wallet, made.code, made.tx_code).json()["access_token"]
    kept = repr(CredentialOffer.objects.values().get())
    assert not any(secret in kept for secret in (made.code, made.tx_code + "'", access))


def test_other_grants_and_broken_questions_are_refused(wallet, made):
    assert token(wallet, made.code, made.tx_code, "password").json() == {"error": "unsupported_grant_type"}
    access = token(wallet, made.code, made.tx_code).json()["access_token"]
    headers = {"authorization": f"Bearer {access}"}
    for body in ("", "[]", "{", "[" * 9000, "x" * 20_000):
        answer = wallet.post("/credentials/credential", body, content_type="application/json", headers=headers)
        assert answer.status_code == 400


def signed_in(resident):
    browser = Client(headers={"accept-language": "en"})
    session = browser.session
    session[RESIDENT_KEY] = resident.pk
    session.save()
    return browser


def test_the_link_holds_nothing_about_the_holder(certificate, village):
    page = signed_in(village.resident).post(f"/certificates/{certificate.number}/wallet/")
    link = page.context["link"]
    for personal in (village.resident.name, village.resident.identity_number, certificate.number):
        assert personal not in link
    assert page["Cache-Control"] == "no-store"


def test_a_neighbour_finds_neither_page(certificate, village):
    neighbour = signed_in(cast.resident(village.resident.village, name="李树林", sequence=131, now=timezone.now()))
    for page in ("wallet", "offline"):
        assert neighbour.get(f"/certificates/{certificate.number}/{page}/").status_code == 404


def test_the_offline_page_shows_the_code_as_a_picture(certificate, village):
    page = signed_in(village.resident).get(f"/certificates/{certificate.number}/offline/")
    assert page.context["code"].startswith("JB1:")
    assert "<svg" in page.content.decode()


def test_a_revoked_certificate_leads_back_to_its_page(certificate, village):
    revoking.revoke(certificate, by=village.head, reason="已搬离本村", now=timezone.now())
    for page in ("wallet", "offline"):
        assert signed_in(village.resident).get(f"/certificates/{certificate.number}/{page}/").status_code == 302


def test_status_lists_are_public(village, certificate, wallet):
    answer = wallet.get(f"/credentials/status/{village.committee.pk}/0")
    assert answer["Content-Type"] == "application/statuslist+jwt"
    for nowhere in ("999999/0", f"{village.committee.pk}/1", f"{village.committee.pk}/{10**30}", f"{10**30}/0"):
        assert wallet.get(f"/credentials/status/{nowhere}").status_code == 404
