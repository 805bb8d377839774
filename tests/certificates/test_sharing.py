"""Links that open a certificate: a few times, for a while, until the holder ends them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.certificates import copies, sharing
from jiban.certificates.copy_face import Notation
from jiban.certificates.errors import CopyOverError, NotInForceError, ShareOverError, ShareTooManyError
from jiban.certificates.models import Share, ShareOpening
from jiban.certificates.revoking import revoke
from jiban.certificates.sharing import Wish

pytestmark = pytest.mark.django_db

LOOK = Wish(minutes=60, most_openings=2, gives="picture")


def shared(certificate, wish=LOOK, key="k-share"):
    return sharing.share(certificate, wish, key=key, now=timezone.now())


def test_the_token_is_kept_as_a_digest_alone_and_a_second_tap_shows_the_same_link(certificate):
    first, second = shared(certificate), shared(certificate)
    assert first.token == second.token
    assert Share.objects.count() == 1
    kept = Share.objects.values().get()
    assert all(first.token not in str(value) and "k-share" not in str(value) for value in kept.values())
    assert sharing.find(first.token).pk == first.share.pk
    assert sharing.find("another") is None


def test_it_opens_as_often_as_was_said_and_no_more(certificate):
    link = shared(certificate).share
    for _time in range(2):
        sharing.open_link(link, now=timezone.now())
    with pytest.raises(ShareOverError):
        sharing.open_link(link, now=timezone.now())
    assert ShareOpening.objects.count() == 2


def test_it_opens_for_as_long_as_was_said(certificate):
    link = shared(certificate).share
    with pytest.raises(ShareOverError):
        sharing.open_link(link, now=timezone.now() + timedelta(minutes=61))


def test_an_ended_link_opens_nothing_and_gives_no_file(certificate):
    link, now = shared(certificate).share, timezone.now()
    opening = sharing.open_link(link, now=now)
    sharing.end(link, now=now)
    with pytest.raises(ShareOverError):
        sharing.open_link(link, now=now)
    with pytest.raises(ShareOverError):
        sharing.download(sharing.Share.objects.get(), opening.pk, now=now)


def test_the_file_is_taken_soon_after_opening_and_that_is_noted(certificate):
    link, now = shared(certificate).share, timezone.now()
    opening = sharing.open_link(link, now=now)
    assert sharing.download(link, opening.pk, now=now).downloaded_at == now
    with pytest.raises(ShareOverError):
        sharing.download(link, opening.pk, now=now + timedelta(minutes=16))


def test_a_link_lasts_no_longer_than_the_copy_it_gives(certificate):
    last_day = timezone.localdate() + timedelta(days=1)
    copy = copies.make(certificate, Notation("入学", "小学", last_day), key="k", now=timezone.now())
    link = shared(certificate, Wish(7 * 24 * 60, 1, "copy", copy)).share
    assert timezone.localdate(link.expires_at) == last_day + timedelta(days=1)
    copies.end(copy, now=timezone.now())
    with pytest.raises(CopyOverError):
        shared(certificate, Wish(60, 1, "copy", copy), key="another")


def test_of_a_revoked_certificate_nothing_is_shared(certificate):
    revoke(certificate, by=None, reason="用不着了", now=timezone.now())
    with pytest.raises(NotInForceError):
        shared(certificate)


def test_more_than_twenty_open_links_are_too_many(certificate):
    for place in range(sharing.MOST_OPEN):
        shared(certificate, key=f"k-{place}")
    with pytest.raises(ShareTooManyError):
        shared(certificate, key="one-more")
