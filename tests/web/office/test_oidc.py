"""Officers sign in at the office's identity provider, a real one in a process of its own that can also lie."""

import logging
import subprocess
import sys
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from jiban.people import oidc, totp
from jiban.people.actions import confirm_totp, set_up_totp
from jiban.people.models import Officer, OidcLink
from jiban.web.visitors import OFFICER_KEY
from tests import cast
from tests.people.oidc_provider import CLIENT, SECRET
from tests.web.office.conftest import desk, words
from tests.web.office.door_cast import village

__all__ = ["village"]

pytestmark = pytest.mark.django_db
LIES = [
    "nonce",
    "audience",
    "two audiences",
    "party",
    "issuer",
    "expired",
    "future",
    "no subject",
    "no times",
    "none",
    "shared secret",
    "key",
    "changed",
    "mix-up",
    "huge",
]


class Provider:
    def __init__(self, issuer):
        self.issuer = issuer

    def told(self, **what):
        httpx.post(f"{self.issuer}/told", json=what, trust_env=False).raise_for_status()


@pytest.fixture(scope="module")
def running():
    command = [sys.executable, "-m", "tests.people.oidc_provider"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        port = process.stdout.readline().split()[1]
        yield Provider(f"http://127.0.0.1:{port}")
        process.kill()


@pytest.fixture
def provider(running, settings):
    settings.OIDC_ISSUER, settings.OIDC_NAME = running.issuer, "省统一认证"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
    settings.OIDC_STRONG = ("mfa",)
    running.told()
    oidc.forget_providers()
    return running


@pytest.fixture
def linked(village, provider):
    return link(village.head)


def link(officer):
    now = timezone.now()
    return OidcLink.objects.create(
        issuer=oidc.settings.OIDC_ISSUER,
        subject="account-1",
        officer=officer,
        linked_by=officer,
        linked_at=now,
        confirmed_at=now,
    )


def app_of(officer):
    earlier = timezone.now() - timedelta(hours=1)
    made = set_up_totp(officer, now=earlier)
    confirm_totp(officer, totp.code_at(made.secret, earlier), earlier)
    return made.secret


def out_and_back(browser, start="/office/sign-in/office/"):
    """Go to the provider as a browser does, and come back with what it says."""
    return come_back(browser, browser.get(start)["Location"])


def come_back(browser, address):
    answer = httpx.get(address, trust_env=False)
    return browser.get(answer.headers["Location"].removeprefix("http://127.0.0.1:8000"))


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_who_proved_two_factors_there_is_in_at_once(village, provider, linked, algorithm):
    provider.told(amr=["pwd", "mfa"], algorithm=algorithm)
    browser = desk()
    assert "省统一认证" in words(browser.get("/office/sign-in/"))
    answer = out_and_back(browser, "/office/sign-in/office/?next=/office/seals/")
    assert answer["Location"] == "/office/seals/"
    assert browser.session[OFFICER_KEY] == village.head.pk
    linked.refresh_from_db()
    assert linked.last_used_at is not None
    assert "office sign-in" in words(browser.get("/office/account/sessions/"))
    assert browser.post("/office/sign-out/")["Location"] == "/office/sign-in/?elsewhere=1"
    assert browser.get("/office/account/").status_code == 302


def test_otherwise_our_second_factor_is_asked_for(village, provider, linked):
    secret, browser = app_of(village.head), desk()
    assert out_and_back(browser)["Location"] == "/office/sign-in/code/"
    assert OFFICER_KEY not in browser.session
    code = totp.code_at(secret, timezone.now())
    assert browser.post("/office/sign-in/code/", {"code": code})["Location"] == "/office/"
    assert browser.session[OFFICER_KEY] == village.head.pk


def test_no_list_of_strong_methods_means_ours_is_always_asked_for(village, provider, linked, settings):
    settings.OIDC_STRONG = ()
    provider.told(amr=["pwd", "mfa"])
    app_of(village.head)
    assert out_and_back(desk())["Location"] == "/office/sign-in/code/"


def test_an_account_that_nobody_linked_opens_nothing_and_creates_nobody(village, provider):
    before, browser = Officer.objects.count(), desk()
    answer = out_and_back(browser)
    assert answer.status_code == 409
    assert "not linked to anybody" in words(answer)
    assert OFFICER_KEY not in browser.session
    assert (Officer.objects.count(), OidcLink.objects.count()) == (before, 0)


def test_a_closed_account_stays_closed(village, provider, linked):
    Officer.objects.filter(pk=village.head.pk).update(is_active=False)
    assert "not linked to anybody" in words(out_and_back(desk()))


def test_no_lie_gets_in(village, provider, linked, caplog):
    caplog.set_level(logging.WARNING)
    for lie in LIES:
        provider.told(amr=["mfa"], lie=lie)
        browser = desk()
        answer = out_and_back(browser)
        assert (lie, answer.status_code) == (lie, 409)
        assert "cannot be trusted" in words(answer)
        assert (lie, OFFICER_KEY in browser.session) == (lie, False)
    assert caplog.text.count("office sign-in refused") == len(LIES)
    assert "account-1" not in caplog.text
    provider.told(amr=["mfa"])
    assert out_and_back(desk())["Location"] == "/office/", "the truth still gets in"


def test_a_provider_that_describes_itself_falsely_is_not_gone_to(village, provider):
    for lie in ("discovery", "unsafe"):
        provider.told(lie=lie)
        answer = desk().get("/office/sign-in/office/")
        assert answer.status_code == 409
        assert "cannot be trusted" in words(answer)


def test_a_provider_that_is_down_or_was_cancelled_is_told_apart(village, provider, linked, settings):
    provider.told(lie="broken")
    assert "does not answer" in words(out_and_back(desk()))
    provider.told(lie="cancelled")
    assert "cancelled" in words(out_and_back(desk()))
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = desk().get("/office/sign-in/office/")
    assert "does not answer" in words(answer)


def test_an_answer_counts_once_in_the_browser_that_asked_and_not_for_long(village, provider, linked, monkeypatch):
    provider.told(amr=["mfa"])
    browser, other = desk(), desk()
    back = httpx.get(browser.get("/office/sign-in/office/")["Location"], trust_env=False).headers["Location"]
    path = back.removeprefix("http://127.0.0.1:8000")
    assert other.get(path).status_code == 409
    assert browser.get(path.replace("state=", "state=x")).status_code == 409
    assert browser.get(path).status_code == 409, "the way was used up"
    later = timezone.now() + timedelta(minutes=11)
    address = browser.get("/office/sign-in/office/")["Location"]
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: later)
        assert "too long" in words(come_back(browser, address))


def test_an_officer_links_the_own_account_with_the_password(village, provider, head):
    wrong = head.post("/office/account/oidc/", {"password": "something else"})
    assert wrong.status_code == 422
    page = words(head.post("/office/account/oidc/", {"password": cast.PASSWORD}))
    address = page.split('href="http://127.0.0.1:')[1].split('"')[0].replace("&amp;", "&")
    assert come_back(head, f"http://127.0.0.1:{address}")["Location"] == "/office/account/oidc/?linked=1"
    found = OidcLink.objects.get()
    assert (found.officer, found.linked_by, found.subject) == (village.head, village.head, "account-1")
    provider.told(amr=["mfa"])
    browser = desk()
    out_and_back(browser)
    assert browser.session[OFFICER_KEY] == village.head.pk
    assert head.post("/office/account/oidc/removal/").status_code == 302
    assert not OidcLink.objects.exists()


def test_nobody_links_an_account_by_only_following_a_link(village, provider, head):
    answer = out_and_back(head)
    assert answer.status_code == 409
    assert not OidcLink.objects.exists()


def test_one_account_belongs_to_one_officer(village, provider, linked, clerk):
    page = words(clerk.post("/office/account/oidc/", {"password": cast.PASSWORD}))
    address = page.split('href="http://127.0.0.1:')[1].split('"')[0].replace("&amp;", "&")
    answer = come_back(clerk, f"http://127.0.0.1:{address}")
    assert "somebody else already" in words(answer)


def test_a_link_made_by_an_administrator_asks_for_our_second_factor_once(village, provider, county):
    secret = app_of(village.head)
    made = county.post("/office/office-accounts/", {"username": village.head.username, "subject": "account-1"})
    assert made.status_code == 302
    assert village.head.name in words(county.get("/office/office-accounts/"))
    provider.told(amr=["mfa"])
    browser = desk()
    assert out_and_back(browser)["Location"] == "/office/sign-in/code/"
    browser.post("/office/sign-in/code/", {"code": totp.code_at(secret, timezone.now())})
    assert out_and_back(desk())["Location"] == "/office/"
    removed = county.post(f"/office/office-accounts/{OidcLink.objects.get().pk}/removal/")
    assert removed.status_code == 302
    assert not OidcLink.objects.exists()


def test_who_writes_down_an_account_number_sets_up_no_second_factor_as_somebody_else(village, provider, county):
    said = {"username": village.head.username, "subject": "account-1"}
    assert county.post("/office/office-accounts/", said).status_code == 302
    provider.told(amr=["mfa"])
    browser = desk()
    answer = out_and_back(browser)
    assert answer.status_code == 409
    assert "with your password once" in words(answer)
    assert browser.get("/office/sign-in/set-up/").status_code == 302
    village.head.refresh_from_db()
    assert not village.head.totp_new_secret


def test_a_link_that_is_removed_on_the_way_in_leads_nowhere(village, provider, linked):
    secret, browser = app_of(village.head), desk()
    assert out_and_back(browser)["Location"] == "/office/sign-in/code/"
    linked.delete()
    code = totp.code_at(secret, timezone.now())
    assert browser.post("/office/sign-in/code/", {"code": code})["Location"] == "/office/sign-in/?late=1"
    assert OFFICER_KEY not in browser.session


def test_the_link_of_who_left_is_removed_where_they_worked(village, provider, county):
    pk = link(village.head).pk
    village.head.terms.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert village.head.name in words(county.get("/office/office-accounts/"))
    assert county.post(f"/office/office-accounts/{pk}/removal/").status_code == 302
    assert not OidcLink.objects.exists()


def test_an_administrator_links_nobody_elsewhere_and_clerks_link_nobody(village, provider, county, clerk):
    cast.officer("lonely", "钱一")
    said = {"username": "lonely", "subject": "account-9"}
    assert county.post("/office/office-accounts/", said).status_code == 409
    unknown = county.post("/office/office-accounts/", {**said, "username": "nobody"})
    assert unknown.status_code == 422
    assert 'value="account-9"' in words(unknown)
    assert clerk.get("/office/office-accounts/").status_code in {403, 404}
    assert not OidcLink.objects.exists()


def test_without_a_provider_nothing_is_offered(village, head):
    assert "office account" not in words(desk().get("/office/sign-in/"))
    assert desk().get("/office/sign-in/office/")["Location"] == "/office/sign-in/"
    assert "No office sign-in" in words(head.get("/office/account/oidc/"))
