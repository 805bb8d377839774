"""Invitations: an administrator names somebody for a post, and a link that works once opens the account."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from jiban.people import charge
from jiban.people.actions.appointing import appoint, open_post_in
from jiban.people.actions.signing_in import plain_username, register_officer
from jiban.people.door_errors import (
    InvitationDatesError,
    InvitationExpiredError,
    InvitationRevokedError,
    InvitationUnknownError,
    InvitationUsedError,
    InvitedAlreadyError,
    OtherLevelFillsError,
    OutsideReachError,
)
from jiban.people.errors import AppointerMissingError, UsernameTakenError
from jiban.people.models import Invitation, Officer
from jiban.people.reach import divisions_of, posts_now
from jiban.places.models import Committee, Division

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Invitee:
    name: str
    username: str
    mobile: str
    kind: str
    title: str
    place: Committee | Division
    starts_on: date
    ends_on: date | None = None
    appointed_by: str = ""

    @property
    def division(self) -> Division:
        return self.place.division if isinstance(self.place, Committee) else self.place


@dataclass(frozen=True, slots=True)
class Sent:
    """The token is known at this moment alone: show it, print it, keep it nowhere."""

    invitation: Invitation
    token: str


@transaction.atomic
def invite(invitee: Invitee, *, by: Officer, now: datetime) -> Sent:
    check_reach(invitee.kind, invitee.division, by=by, now=now)
    username = plain_username(invitee.username)
    if Officer.objects.filter(username=username).exists():
        raise UsernameTakenError
    if Invitation.objects.filter(username=username, accepted_at=None, revoked_at=None).exists():
        raise InvitedAlreadyError
    if invitee.ends_on is not None and invitee.ends_on < invitee.starts_on:
        raise InvitationDatesError
    if not invitee.appointed_by.strip():
        raise AppointerMissingError
    sent = draw_up(invitee, by=by, now=now)
    try:
        with transaction.atomic():
            sent.invitation.save()
    except IntegrityError as taken:
        # Somebody else invited by this user name a moment ago.
        raise InvitedAlreadyError from taken
    return sent


def draw_up(invitee: Invitee, *, by: Officer | None, now: datetime) -> Sent:
    """The invitation as it will be stored, and its token. The post is opened if it is not there yet."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation(
        name=invitee.name,
        username=plain_username(invitee.username),
        mobile=invitee.mobile,
        post=open_post_in(invitee.place, invitee.kind, invitee.title),
        starts_on=invitee.starts_on,
        ends_on=invitee.ends_on,
        appointed_by=invitee.appointed_by.strip(),
        invited_by=by,
        made_at=now,
        token_hash=token_hash(token),
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    return Sent(invitation, token)


@transaction.atomic
def send_again(invitation: Invitation, *, by: Officer, now: datetime) -> Sent:
    """A new link, valid from now on for the usual time. The earlier one no longer counts."""
    invitation = _locked(invitation)
    check_reach(invitation.post.kind, charge.place_of(invitation.post), by=by, now=now)
    _refuse_closed(invitation)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation.token_hash = token_hash(token)
    invitation.expires_at = now + timedelta(days=settings.INVITATION_DAYS)
    invitation.links_made += 1
    invitation.save(update_fields=["token_hash", "expires_at", "links_made"])
    return Sent(invitation, token)


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Officer, now: datetime) -> Invitation:
    invitation = _locked(invitation)
    check_reach(invitation.post.kind, charge.place_of(invitation.post), by=by, now=now)
    _refuse_closed(invitation)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    return invitation


def find_invitation(hashed: str, *, now: datetime) -> Invitation:
    """The open invitation of this token hash. Raises InvitationError: unknown, used, revoked or expired."""
    people = Invitation.objects.select_related("post__committee", "post__division", "invited_by")
    invitation = people.filter(token_hash=hashed).first()
    if invitation is None:
        raise InvitationUnknownError
    _refuse_closed(invitation)
    if invitation.expires_at <= now:
        raise InvitationExpiredError
    return invitation


@transaction.atomic
def accept(hashed: str, *, password: str, now: datetime) -> Officer:
    """Open the account and begin the term. The second factor is set up when signing in, right after this."""
    invitation = _locked(find_invitation(hashed, now=now))
    if invitation.token_hash != hashed:
        raise InvitationUnknownError
    _refuse_closed(invitation)
    officer = register_officer(invitation.username, name=invitation.name, password=password, mobile=invitation.mobile)
    appoint(
        officer,
        invitation.post,
        starts_on=invitation.starts_on,
        ends_on=invitation.ends_on,
        appointed_by=invitation.appointed_by,
    )
    invitation.accepted_at, invitation.officer = now, officer
    invitation.save(update_fields=["accepted_at", "officer"])
    return officer


def check_reach(kind: str, place: Division, *, by: Officer, now: datetime) -> None:
    """Who invites for a post fills it: the same rule holds as for an appointment."""
    posts = posts_now(by, now)
    divisions = divisions_of(posts)
    if not place.lies_in(divisions):
        raise OutsideReachError(places="、".join(division.name for division in divisions) or "—")
    if not charge.appoints(posts, kind, place):
        raise OtherLevelFillsError


def token_hash(token: str) -> str:
    """A plain hash is enough: a token has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def _locked(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update().get(pk=invitation.pk)


def _refuse_closed(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise InvitationUsedError
    if invitation.revoked_at is not None:
        raise InvitationRevokedError
