"""The JavaScript package @openid4vc/openid4vci brings a certificate into a wallet, from our server on loopback."""

import re
from html import unescape

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from jiban.certificates import papers
from jiban.certificates.credentials import record_of
from jiban.standards.credential import sd_jwt_vc, status_list
from jiban.web.visitors import RESIDENT_KEY
from tests import cast
from tests.interop.node_process import conversation
from tests.stories.walk import issued_certificate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wallet():
    with conversation("wallet.mjs") as ask:
        yield ask


@pytest.fixture
def certificate(authority, live_server, settings):
    settings.SITE_URL = live_server.url
    village = cast.village(authority)
    cast.items()
    return issued_certificate(village)


def offered(certificate):
    """What the holder's page shows her: the link for the wallet, and the digits."""
    browser = Client()
    session = browser.session
    session[RESIDENT_KEY] = certificate.holder_id
    session.save()
    page = browser.post(f"/certificates/{certificate.number}/wallet/").content.decode()
    link = unescape(re.search(r'href="(openid-credential-offer:[^"]+)"', page)[1])
    return link, re.search(r"<strong>(\d{6})</strong>", page)[1]


def test_a_wallet_written_elsewhere_receives_the_credential(certificate, wallet, authority):
    link, digits = offered(certificate)
    received = wallet("receive", link=link, txCode=digits)
    assert received.get("refusal") is None
    [given] = received["credentials"]
    roots = [authority.p256_root]
    read = sd_jwt_vc.verify(given["credential"], roots=roots, now=timezone.now())
    assert record_of(read.claims) == papers.record_from(certificate.record)
    assert read.claims["cnf"]["jwk"]["x"] == received["publicJwk"]["x"]
    assert received["again"] == "refused"
    assert received["version"] == "V1"
    listed = httpx.get(read.status.uri)
    assert listed.headers["content-type"] == "application/statuslist+jwt"
    assert status_list.status_of(read.status, listed.text, roots=roots, now=timezone.now()) == status_list.VALID


def test_the_wallet_gets_nothing_with_other_digits_nor_twice(certificate, wallet):
    link, digits = offered(certificate)
    wrong = f"{(int(digits) + 1) % 10**6:06}"
    assert "refusal" in wallet("receive", link=link, txCode=wrong)
    assert "credentials" in wallet("receive", link=link, txCode=digits)
    assert "refusal" in wallet("receive", link=link, txCode=digits)
