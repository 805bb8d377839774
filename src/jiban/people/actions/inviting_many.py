"""Invitations for a whole table of officers: looked at first, then all made or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from jiban.people import charge
from jiban.people.actions.invitations import Invitee, Sent, draw_up
from jiban.people.actions.signing_in import plain_username
from jiban.people.door_errors import InvitationError, OtherLevelFillsError
from jiban.people.models import Invitation, Officer, Post, PostKind
from jiban.people.officer_rows import Claim, OfficerRow, Table, read_table
from jiban.people.reach import belongs, divisions_of, posts_now
from jiban.people.usernames import username_for
from jiban.places.errors import RowProblem
from jiban.places.models import Committee, Division
from jiban.places.sheets.sheet import Sheet

ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Planned:
    """One row that would be invited."""

    row: OfficerRow
    username: str
    place: Committee | Division


class TableFaultyError(InvitationError):
    """Nothing was invited. `faults` are on the dry run's page too."""


def dry_run(written: Sheet, *, by: Officer, now: datetime) -> tuple[list[Planned], list[RowProblem]]:
    """Who would be invited, and every fault by row and column. Writes nothing."""
    table = read_table(written, kinds=_kinds())
    places = _places({claim.place for claim in table.claims})
    mine = posts_now(by, now)
    faults = [*table.faults]
    for claim in table.claims:
        faults += _place_faults(claim, places, mine)
    usernames, taken = _usernames(table)
    faults += [RowProblem(row, _("This user name is taken."), "username") for row in taken]
    faulty = {fault.line for fault in faults}
    planned = [Planned(row, usernames[row.row], places[row.place]) for row in table.rows if row.row not in faulty]
    return planned, sorted(faults, key=lambda fault: fault.line)


@transaction.atomic
def invite_many(written: Sheet, *, appointed_by: str, by: Officer, now: datetime) -> list[Sent]:
    """Make all invitations of the table, or none. The tokens are known now alone."""
    planned, faults = dry_run(written, by=by, now=now)
    if faults:
        raise TableFaultyError
    sent = [
        draw_up(
            Invitee(
                name=each.row.name,
                username=each.username,
                mobile=each.row.mobile,
                kind=each.row.kind,
                title=each.row.title,
                place=each.place,
                starts_on=each.row.starts_on,
                appointed_by=appointed_by,
            ),
            by=by,
            now=now,
        )
        for each in planned
    ]
    try:
        with transaction.atomic():
            Invitation.objects.bulk_create([each.invitation for each in sent], batch_size=ASKED_AT_ONCE)
    except IntegrityError as taken:
        # Somebody else took one of the user names a moment ago: looking again names it.
        raise TableFaultyError from taken
    return sent


def _place_faults(claim: Claim, places: Mapping[str, Committee | Division], mine: list[Post]) -> list[RowProblem]:
    if not claim.place:
        return []
    place = places.get(claim.place)
    if place is None:
        return [RowProblem(claim.row, _("There is no committee or division of this code here."), "committee")]
    division = place.division if isinstance(place, Committee) else place
    if not division.lies_in(divisions_of(mine)):
        return [RowProblem(claim.row, _("This place is outside of what you administer."), "committee")]
    if claim.kind and not belongs(claim.kind, place):
        return [RowProblem(claim.row, _("There is no post of this kind in this place."), "post")]
    if claim.kind and not charge.appoints(mine, claim.kind, division):
        return [RowProblem(claim.row, str(OtherLevelFillsError()), "post")]
    return []


def _places(codes: Iterable[str]) -> dict[str, Committee | Division]:
    found: dict[str, Committee | Division] = {}
    above = "parent__parent__parent"
    for part in _parts(sorted(codes)):
        for division in Division.objects.filter(code__in=part, closed_on=None).select_related(above):
            found[division.code] = division
        committees = Committee.objects.select_related(f"division__{above}").filter(division__closed_on=None)
        for committee in committees.filter(division__code__in=part):
            found[committee.division.code] = committee
        for committee in committees.filter(credit_code__in=part):
            found[committee.credit_code] = committee
    return found


def _usernames(table: Table) -> tuple[dict[int, str], list[int]]:
    """A user name for every good row, by its number; and the rows whose own wish is taken."""
    wishes = [(claim.row, plain_username(claim.username)) for claim in table.claims if claim.username]
    in_use = _in_use({name for _row, name in wishes})
    chosen: dict[int, str] = {}
    refused: list[int] = []
    wished: set[str] = set()
    for number, name in wishes:
        if name in in_use or name in wished:
            refused.append(number)
        else:
            chosen[number] = name
            wished.add(name)
    nameless = [row for row in table.rows if not row.username]
    while True:
        taken, made = wished | in_use, {}
        for row in nameless:
            made[row.row] = username_for(row.name, taken)
            taken.add(made[row.row])
        found = _in_use(set(made.values()))
        if not found:
            return chosen | made, refused
        in_use |= found


def _in_use(usernames: set[str]) -> set[str]:
    found: set[str] = set()
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    for part in _parts(sorted(usernames)):
        found |= set(Officer.objects.filter(username__in=part).values_list("username", flat=True))
        found |= set(waiting.filter(username__in=part).values_list("username", flat=True))
    return found


def _kinds() -> dict[str, str]:
    """A post may be written as its value, or by its name in any language of the pages."""
    words = {kind.value: kind.value for kind in PostKind}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words |= {str(kind.label).casefold(): kind.value for kind in PostKind}
    return words


def _parts(codes: list[str]) -> Iterable[list[str]]:
    return (codes[start : start + ASKED_AT_ONCE] for start in range(0, len(codes), ASKED_AT_ONCE))
