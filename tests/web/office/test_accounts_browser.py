"""Closing an account, opening it again and the way back seen by a browser: both widths, and large print."""

import pytest
from django.utils import timezone

from jiban.people import totp
from jiban.people.encryption import decrypt
from jiban.people.models import Officer
from tests import cast
from tests.web.office.door_cast import village
from tests.web.office.test_browser import open_desk
from tests.web.office.test_doors_browser import looked_at, sent, site

__all__ = ["open_desk", "site", "village"]

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "several long words 8"


@pytest.mark.parametrize("mode", ["standard", "large"])
def test_the_way_back_from_the_loss_to_the_desk(village, open_desk, site, mode):
    clerk = village.clerk
    page = open_desk(village.county, f"/office/officers/{clerk.pk}/", mode=mode)
    looked_at(page, f"officer-account-{mode}")
    page.goto(f"{site}/office/officers/{clerk.pk}/way-back/")
    sent(page)
    looked_at(page, f"way-back-faulty-{mode}")
    page.check("[name=lost][value=both]")
    page.fill("[name=because]", "手机丢失，本人持身份证到场")
    sent(page)
    looked_at(page, f"way-back-slip-{mode}")
    link = page.locator(".secret").inner_text()
    page.goto(f"{site}/office/officers/{clerk.pk}/")
    looked_at(page, f"officer-waiting-{mode}")
    page.context.clear_cookies(name="sessionid")
    page.goto(link)
    assert page.url == f"{site}/office/way-back/"
    looked_at(page, f"way-back-{mode}")
    page.fill("[name=new]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    sent(page)
    secret = decrypt(bytes(Officer.objects.get(pk=clerk.pk).totp_new_secret))
    page.fill("[name=code]", totp.code_at(secret, timezone.now()))
    sent(page)
    recovery_code = page.locator("li").first.inner_text().strip()
    sent(page, "a.primary")
    page.fill("[name=code]", recovery_code)
    sent(page)
    looked_at(page, f"account-history-{mode}")
    sent(page)
    assert page.url == f"{site}/office/"
    page.goto(f"{site}/office/account/history/")
    looked_at(page, f"account-history-read-{mode}")
    page.context.clear_cookies(name="sessionid")
    page.goto(link)
    looked_at(page, f"way-back-used-{mode}")
    assert [said for said in page.said if "422" not in said and "410" not in said] == []


@pytest.mark.parametrize("mode", ["standard", "large"])
def test_an_account_is_closed_and_opened_again(village, open_desk, site, mode):
    clerk = village.clerk
    page = open_desk(village.county, f"/office/officers/{clerk.pk}/closing/", mode=mode)
    looked_at(page, f"officer-closing-{mode}")
    page.fill("[name=because]", "调离")
    sent(page, "button.danger")
    looked_at(page, f"officer-closed-{mode}")
    page.goto(f"{site}/office/officers/{clerk.pk}/reopening/")
    looked_at(page, f"officer-reopening-{mode}")
    page.fill("[name=because]", "调回")
    sent(page)
    looked_at(page, f"officer-reopened-{mode}")
    page.goto(f"{site}/office/places/{cast.ROWS[3][0]}/merge-new/")
    looked_at(page, f"merge-new-{mode}")
    assert page.said == []
