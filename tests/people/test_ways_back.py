"""The way back after a loss: a link that works once, and opens only what was lost."""

from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError

from jiban.people import actions, totp
from jiban.people.account_history import account_history, has_news
from jiban.people.actions.invitations import token_hash
from jiban.people.actions.sessions import note_sign_in
from jiban.people.actions.ways_back import find_way_back, give_way_back, revoke_way_back, take_way_back
from jiban.people.door_errors import (
    AccountClosedAlreadyError,
    AccountReasonMissingError,
    NotLookedAfterError,
    OwnAccountError,
    WayBackEndedError,
    WayBackExpiredError,
    WayBackGiverError,
    WayBackRevokedError,
    WayBackUnknownError,
    WayBackUsedError,
)
from jiban.people.encryption import encrypt
from jiban.people.errors import TooManyTriesError, WeakPasswordError, WrongPasswordError
from jiban.people.models import OidcLink, Passkey, PostKind, WayBack
from tests.people import builders
from tests.people.builders import NOW, PASSWORD

pytestmark = pytest.mark.django_db
NEW = "other long words 9"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def officer():
    """With app, recovery codes, a security key and an office account; signed in somewhere."""
    made, _secret = builders.officer_with_app()
    hold(made, PostKind.CLERK, committee=builders.committee())
    actions.make_recovery_codes(made)
    Passkey.objects.create(officer=made, name="blue", credential_id="blue", public_key=b"key")
    OidcLink.objects.create(
        issuer="https://id.example", subject="7", officer=made, linked_by=made, linked_at=NOW, confirmed_at=NOW
    )
    Session.objects.create(session_key="elsewhere", session_data="", expire_date=NOW + timedelta(days=1))
    note_sign_in(made, session_key="elsewhere", way="app", user_agent="", now=NOW)
    return made


@pytest.fixture
def county():
    made = builders.officer("county")
    hold(made, PostKind.COUNTY_ADMINISTRATOR, division=builders.village("130123000000"))
    return made


def hold(officer, kind, **place):
    post = actions.open_post(kind, "岗位", **place)
    return actions.appoint(officer, post, starts_on=date(2024, 5, 12), appointed_by="民政局")


def given(officer, county, lost="both", *, now=NOW):
    return give_way_back(officer, lost=lost, because="手机丢失", by=county, now=now).token


def take(token, *, password=NEW, now=LATER):
    return take_way_back(token_hash(token), password=password, now=now)


def kept(officer):
    return (bool(officer.totp_secret), officer.recovery_codes.count(), officer.passkeys.count())


def test_who_lost_both_chooses_a_password_and_sets_up_a_new_app(officer, county):
    take(given(officer, county))
    officer.refresh_from_db()
    assert kept(officer) == (False, 0, 0)
    with pytest.raises(WrongPasswordError):
        actions.sign_in("zhang", PASSWORD, LATER)
    assert actions.sign_in("zhang", NEW, LATER).must_set_up
    assert officer.oidc_links.get().confirmed_at is None


def test_who_lost_the_password_alone_is_still_asked_for_the_second_factor(officer, county):
    take(given(officer, county, "password"))
    officer.refresh_from_db()
    assert kept(officer) == (True, 10, 1)
    assert not actions.sign_in("zhang", NEW, LATER).must_set_up


def test_who_lost_the_phone_alone_is_still_asked_for_the_password(officer, county):
    token = given(officer, county, "authenticator")
    for _try in range(2):
        with pytest.raises(WrongPasswordError):
            take(token)
    assert WayBack.objects.get().used_at is None
    take(token, password=PASSWORD)
    officer.refresh_from_db()
    assert kept(officer) == (False, 0, 0)
    assert actions.sign_in("zhang", PASSWORD, LATER).must_set_up


def test_guessing_the_password_behind_a_link_shuts_the_door(officer, county):
    token = given(officer, county, "authenticator")
    answers = []
    for _try in range(8):
        with pytest.raises((WrongPasswordError, TooManyTriesError)) as refused:
            take(token)
        answers.append(refused.type)
    assert answers[0] is WrongPasswordError
    assert answers[-1] is TooManyTriesError


@pytest.mark.parametrize("lost", ["password", "authenticator", "both"])
def test_every_session_ends_whatever_was_lost(officer, county, lost):
    before = officer.get_session_auth_hash()
    take(given(officer, county, lost), password=PASSWORD if lost == "authenticator" else NEW)
    officer.refresh_from_db()
    assert officer.get_session_auth_hash() != before
    assert not Session.objects.filter(session_key="elsewhere").exists()
    assert not officer.sign_ins.exists()


def test_a_pending_secret_of_before_is_worth_nothing(officer, county):
    officer.totp_new_secret = encrypt(totp.new_secret())
    officer.save()
    assert not take(given(officer, county)).totp_new_secret


def test_a_link_works_once(officer, county):
    token = given(officer, county)
    take(token)
    with pytest.raises(WayBackUsedError):
        take(token, password="yet other words 5")
    assert actions.sign_in("zhang", NEW, LATER)


def test_a_weak_password_leaves_the_link_good_and_everything_as_it_was(officer, county):
    token = given(officer, county)
    with pytest.raises(WeakPasswordError):
        take(token, password="short")
    officer.refresh_from_db()
    assert kept(officer) == (True, 10, 1)
    take(token)


def test_an_old_link_a_revoked_one_and_one_that_was_replaced_open_nothing(officer, county):
    old = given(officer, county)
    with pytest.raises(WayBackExpiredError):
        take(old, now=NOW + timedelta(days=8))
    new = given(officer, county)
    with pytest.raises(WayBackRevokedError):
        take(old)
    way_back = find_way_back(token_hash(new), now=NOW)
    revoke_way_back(way_back, by=county, now=NOW)
    with pytest.raises(WayBackRevokedError):
        take(new)
    with pytest.raises(WayBackEndedError):
        revoke_way_back(way_back, by=county, now=NOW)
    with pytest.raises(WayBackUnknownError):
        take(new[:-1])
    assert actions.sign_in("zhang", PASSWORD, LATER)


def test_a_link_opens_no_other_officers_account(officer, county):
    other = builders.officer("wang")
    hold(other, PostKind.CLERK, committee=builders.committee("130123100243"))
    assert take(given(officer, county)) == officer
    assert actions.sign_in("wang", PASSWORD, LATER)
    assert actions.sign_in("zhang", NEW, LATER)
    # The password of somebody else does not prove who stands before the link.
    other.set_password("somebody else's words 3")
    other.save()
    with pytest.raises(WrongPasswordError):
        take(given(officer, county, "authenticator", now=LATER), password="somebody else's words 3")


def test_only_who_looks_after_the_account_gives_a_way_back_and_nobody_to_the_own(officer, county):
    neighbour = builders.officer("neighbour")
    hold(neighbour, PostKind.COUNTY_ADMINISTRATOR, division=builders.village("130181000000"))
    with pytest.raises(NotLookedAfterError):
        given(officer, neighbour)
    with pytest.raises(OwnAccountError):
        given(county, county)
    with pytest.raises(AccountReasonMissingError):
        give_way_back(officer, lost="both", because=" ", by=county, now=NOW)
    assert not WayBack.objects.exists()


def test_a_link_kept_back_is_worth_nothing_once_the_officer_has_risen(officer, county):
    token = given(officer, county)
    actions.end_term(officer.terms.get(), because="调任", now=LATER)
    post = actions.open_post(PostKind.AUDITOR, "审计", division=builders.village("130123000000"))
    actions.appoint(officer, post, starts_on=LATER.date(), appointed_by="市政府")
    with pytest.raises(WayBackGiverError):
        take(token, now=LATER + timedelta(hours=1))


def test_a_link_of_an_administrator_who_left_is_worth_nothing(officer, county):
    token = given(officer, county)
    actions.end_term(county.terms.get(), because="离任", now=LATER)
    with pytest.raises(WayBackGiverError):
        take(token, now=LATER + timedelta(hours=1))


def test_a_closed_account_gets_no_way_back_and_closing_ends_the_one_given(officer, county):
    token = given(officer, county)
    actions.close_account(officer, because="调离", by=county, now=NOW)
    with pytest.raises(WayBackRevokedError):
        take(token)
    with pytest.raises(AccountClosedAlreadyError):
        given(officer, county)


def test_the_officer_reads_who_gave_the_link_also_if_it_was_never_used(officer, county):
    given(officer, county)
    assert has_news(officer)
    event = account_history(officer)[0]
    assert (event.kind, event.by, event.because, event.is_new) == ("way-back", county, "手机丢失", True)


def test_only_a_hash_of_the_link_is_kept_and_one_is_open_at_a_time(officer, county):
    token = given(officer, county)
    row = WayBack.objects.get()
    assert token not in str(vars(row))
    row.pk = None
    row.token_hash = "another"
    with pytest.raises(IntegrityError):
        row.save()
