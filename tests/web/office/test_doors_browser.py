"""The doors of officers seen by a browser: a security key of Chromium's own, every page in both widths."""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from jiban.people import totp
from jiban.people.models import Invitation, OidcLink, Passkey
from tests import cast
from tests.web.conftest import accessibility_faults
from tests.web.office.door_cast import village
from tests.web.office.test_browser import SCROLLS_SIDEWAYS, open_desk
from tests.web.office.test_oidc import app_of

__all__ = ["open_desk", "village"]

pytestmark = pytest.mark.django_db(transaction=True)
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}
SIZES = {1440: 900, 390: 844}


@pytest.fixture
def site(live_server, settings):
    settings.SITE_URL = live_server.url
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://127.0.0.1:9", "jiban"
    return live_server.url


def looked_at(page, name):
    """Nothing off the side at a desk or on a phone, and no fault there."""
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert (name, width, page.evaluate(SCROLLS_SIDEWAYS)) == (name, width, False)
        if os.environ.get("JIBAN_TEST_SHOTS"):
            page.screenshot(path=Path(os.environ["JIBAN_TEST_SHOTS"]) / f"{name}-{width}.png", full_page=True)
    assert (name, accessibility_faults(page)) == (name, [])


def sent(page, button="button.primary"):
    with page.expect_navigation():
        page.click(button)


def plug_in(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]


def test_a_security_key_is_added_and_opens_the_door(village, open_desk, site):
    secret = app_of(village.head)
    page = open_desk(village.head, "/office/account/passkeys/")
    session, key = plug_in(page)
    looked_at(page, "passkeys-none")
    sent(page, "a.primary")
    looked_at(page, "passkey-new")
    page.fill("[name=password]", cast.PASSWORD)
    page.fill("[name=name]", "blue key")
    page.click("[data-touch]")
    page.wait_for_url("**/passkeys/?added=1")
    looked_at(page, "passkeys-one")
    pk = Passkey.objects.get().pk
    for name, path in (("passkey", ""), ("passkey-removal", "removal/")):
        page.goto(f"{site}/office/account/passkeys/{pk}/{path}")
        looked_at(page, name)
    page.context.clear_cookies()
    page.goto(f"{site}/office/sign-in/")
    looked_at(page, "sign-in")
    page.fill("[name=username]", village.head.username)
    page.fill("[name=password]", cast.PASSWORD)
    sent(page)
    looked_at(page, "code-with-key")
    page.click("[data-touch]")
    page.wait_for_url(f"{site}/office/")
    assert Passkey.objects.get().sign_count >= 1
    page.goto(f"{site}/office/account/sessions/")
    looked_at(page, "sessions")
    # The key that is known already is not registered twice, and the page says so.
    page.goto(f"{site}/office/account/passkeys/new/")
    page.fill("[name=password]", cast.PASSWORD)
    page.fill("[name=name]", "again")
    page.click("[data-touch]")
    page.locator("[data-told]", has_text="已经登记过了").wait_for()
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    assert page.said == []
    # Without scripts the code of the phone opens the same door.
    plain = open_desk(village.clerk, "/office/account/", javascript=False)
    plain.context.clear_cookies()
    plain.goto(f"{site}/office/sign-in/")
    plain.fill("[name=username]", village.head.username)
    plain.fill("[name=password]", cast.PASSWORD)
    sent(plain)
    assert plain.locator("[data-touch]").is_hidden()
    plain.fill("[name=code]", totp.code_at(secret, timezone.now()))
    sent(plain)
    assert plain.url == f"{site}/office/"


def test_every_page_of_the_doors_in_both_widths(village, open_desk, site):
    page = open_desk(village.county, "/office/invitations/")
    looked_at(page, "invitations-none")
    page.goto(f"{site}/office/invitations/new/")
    sent(page)
    looked_at(page, "invitation-faulty")
    said = {"name": "孙志强", "place": "990123100201", "title": "村务专干", "appointed_by": "样例县民政局"}
    for name, value in said.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=kind]", "clerk")
    page.fill("[name=starts_on]", "2026-01-05")
    sent(page)
    looked_at(page, "invitation-slip")
    link = page.locator(".secret").inner_text()
    page.goto(f"{site}/office/invitations/{Invitation.objects.get().pk}/")
    looked_at(page, "invitation")
    page.goto(f"{site}/office/invitations/many/")
    heading = "name,username,mobile,committee,post,title,starts_on\n"
    for name, row in (
        ("many-faulty", "孙志强,clerk1,1,99,x,y,z"),
        ("many", "李小花,,,990123100201,clerk,会计,2026-01-05"),
    ):
        page.fill("textarea[name=table]", heading + row)
        page.fill("[type=text][name=appointed_by]", "样例县民政局")
        sent(page, "form[enctype] button")
        looked_at(page, name)
    page.goto(f"{site}/office/invitations/")
    looked_at(page, "invitations")
    page.goto(f"{site}/office/office-accounts/")
    looked_at(page, "office-accounts-none")
    OidcLink.objects.create(
        issuer="http://127.0.0.1:9",
        subject="1",
        officer=village.head,
        linked_by=village.county,
        linked_at=timezone.now(),
    )
    page.goto(f"{site}/office/office-accounts/")
    looked_at(page, "office-accounts")
    page.goto(f"{site}/office/account/oidc/")
    looked_at(page, "account-oidc")
    page.goto(f"{site}/office/account/")
    looked_at(page, "account")
    page.context.clear_cookies()
    page.goto(link)
    assert page.url == f"{site}/office/joining/"
    looked_at(page, "joining")
    page.fill("[name=new]", "several long words 8")
    page.fill("[name=again]", "several long words 8")
    sent(page)
    assert page.url == f"{site}/office/sign-in/set-up/"
    faults = [said for said in page.said if "422" not in said]
    assert faults == []
    page.goto(link)
    looked_at(page, "joining-used")
    page.goto(f"{site}/office/sign-in/office/")
    looked_at(page, "oidc-failed")
