"""The ways in that nobody on the pages can open: the first city administrator's, and the way back of one who is alone."""

import click
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jiban.people.actions.first_administrator import city_administrators, invite_first
from jiban.people.actions.invitations import Invitee
from jiban.people.actions.signing_in import plain_username
from jiban.people.actions.ways_back import give_way_back
from jiban.people.details import read_name
from jiban.people.errors import PeopleError
from jiban.people.models import MOBILE, PostKind, WayBack
from jiban.places import questions as places
from jiban.places.models import Division

LONGEST_USERNAME = 50


@click.group()
def officers() -> None:
    """Officers' accounts, where nobody can let them in on the pages."""


@officers.command()
@click.argument("username")
@click.option("--name", required=True, help="Name of the administrator.")
@click.option("--mobile", required=True, help="Mobile number, 11 digits.")
@click.option("--city", "code", required=True, help="Code of the city: 4 or 12 digits.")
@click.option("--title", default="市级管理员", help="Title of the post; 市级管理员.")
@click.option("--appointed-by", default="系统启用时指定", help="On what the appointment rests; 系统启用时指定.")
def first(username: str, *, name: str, mobile: str, code: str, title: str, appointed_by: str) -> None:
    """Invite the first city administrator, as USERNAME, and print the link, once.

    Refused once there is one. Given again before the link was used, it makes a new link and the earlier one ends.
    """
    now = timezone.now()
    try:
        MOBILE(mobile)
        invitee = Invitee(
            name=read_name(name),
            username=_username(username),
            mobile=mobile,
            kind=PostKind.CITY_ADMINISTRATOR,
            title=title,
            place=_city(code),
            starts_on=timezone.localdate(now),
            appointed_by=appointed_by,
        )
        sent = invite_first(invitee, now=now)
    except ValidationError as wrong:
        raise click.ClickException(" ".join(wrong.messages)) from wrong
    except (ValueError, PeopleError) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    words = _("%(name)s is invited as %(title)s. Hand the link over in person; it is not shown again.")
    click.echo(words % {"name": invitee.name, "title": title}, err=True)
    _print_link("office:invitation-link", sent.token)


@officers.command("way-back")
@click.argument("username")
@click.option("--lost", type=click.Choice(WayBack.Lost.values), default="both", help="What was lost; both.")
@click.option("--because", required=True, help="Reason; the officer reads it after signing in.")
def way_back(username: str, lost: str, because: str) -> None:
    """Print a link, once, by which the city administrator USERNAME comes back in after a loss.

    All other officers ask their administrator: the page of the officer has it.
    """
    now = timezone.now()
    officer = city_administrators(now).filter(username=plain_username(username)).first()
    if officer is None:
        raise click.ClickException(
            _("No city administrator has this user name. For other officers an administrator gives it on the pages.")
        )
    try:
        given = give_way_back(officer, lost=lost, because=because, by=None, now=now)
    except PeopleError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(_("Hand the link to %(name)s in person; it is not shown again.") % {"name": officer.name}, err=True)
    _print_link("office:way-back-link", given.token)


def _username(text: str) -> str:
    username = plain_username(text)
    if not username.isprintable() or not 0 < len(username) <= LONGEST_USERNAME or " " in username:
        raise ValueError(_("A user name has 1 to 50 characters and no blanks."))
    return username


def _city(code: str) -> Division:
    try:
        city = places.division(code)
    except Division.DoesNotExist as error:
        words = _("There is no place with the code %(code)s. Import the divisions first: jiban places import FILE")
        raise ValueError(words % {"code": code}) from error
    if city.level != Division.Level.CITY or city.closed_on is not None:
        raise ValueError(_("%(place)s is not an open city.") % {"place": city.short_name})
    return city


def _print_link(name: str, token: str) -> None:
    """Alone on standard output, so that nothing else needs to be cut away."""
    click.echo(settings.SITE_URL + reverse(name, args=[token]))
