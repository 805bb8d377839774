"""The first city administrator: invited by whoever runs the system, because nobody is there yet to invite."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jiban.people.actions.invitations import Invitee, Sent, draw_up
from jiban.people.door_errors import AdministratorThereError
from jiban.people.errors import UsernameTakenError
from jiban.people.models import Invitation, Officer, PostKind, Term


@transaction.atomic
def invite_first(invitee: Invitee, *, now: datetime) -> Sent:
    """An earlier invitation made like this no longer counts. Raises AdministratorThereError, UsernameTakenError."""
    there = city_administrators(now).first()
    if there is not None:
        raise AdministratorThereError(name=there.name, username=there.username)
    sent = draw_up(invitee, by=None, now=now)
    if Officer.objects.filter(username=sent.invitation.username).exists():
        raise UsernameTakenError
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    waiting.filter(Q(invited_by=None) | Q(username=sent.invitation.username)).update(revoked_at=now)
    sent.invitation.save()
    return sent


def city_administrators(now: datetime) -> QuerySet[Officer]:
    """Who can sign in and holds such a post, or will."""
    open_ = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate(now))
    terms = Term.objects.filter(open_, ended_at=None, post__kind=PostKind.CITY_ADMINISTRATOR)
    return Officer.objects.filter(pk__in=terms.values("officer"), is_active=True).order_by("pk")
