"""The tree changes by decisions of the authorities: each is one act with its history, all of it or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiban.places import names
from jiban.places.errors import ChangeRefusedError
from jiban.places.models import ChangePart, Division, DivisionChange
from jiban.standards.codes import divisions
from jiban.standards.codes.errors import CodeError

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Decision:
    """What a change rests on. `at`: the first day of the new tree; `by`: the user name of who enters it."""

    at: date
    basis: str
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place that begins with a change; `children` of the old place go under it."""

    code: str
    name: str
    children: Sequence[Division] = ()


@transaction.atomic
def open_place(new: NewPlace, parent: Division | None, decision: Decision) -> Division:
    opened = _begin(new, parent, decision)
    _record(DivisionChange.Kind.OPEN, decision, results=[opened])
    return opened


@transaction.atomic
def rename(division: Division, name: str, decision: Decision) -> Division:
    """The place stays what it is, with its committee and its code; only the name is new."""
    division = _locked([division], decision)[0]
    name = _checked_name(name)
    if name == division.name:
        raise ChangeRefusedError(_("%(place)s already has this name.") % {"place": division.name})
    change = _record(DivisionChange.Kind.RENAME, decision, sources=[division], results=[division])
    DivisionChange.objects.filter(pk=change.pk).update(name_before=division.name, name_after=name)
    division.name, division.short_name = name, names.short_name(name, division.level)
    division.save()
    return division


@transaction.atomic
def merge(sources: Sequence[Division], into: Division | NewPlace, decision: Decision) -> Division:
    """The sources end and go into one place, a new one or one that stays; what is below them moves there."""
    sources = _locked(sources, decision)
    parents = {(source.level, source.parent_id) for source in sources}
    if len({level for level, _parent in parents}) != 1:
        raise ChangeRefusedError(_("Only places of the same level can be merged."))
    if isinstance(into, NewPlace):
        target = _begin(into, _above(into, sources), decision)
    else:
        target = _locked([into], decision)[0]
    ending = [source for source in sources if source != target]
    if not ending or (len(ending) == 1 and isinstance(into, NewPlace)):
        raise ChangeRefusedError(_("To merge takes at least two places."))
    if target.level != ending[0].level:
        raise ChangeRefusedError(_("Only places of the same level can be merged."))
    change = _record(DivisionChange.Kind.MERGE, decision, sources=ending, results=[target])
    for source in ending:
        _move_children(change, source.children.filter(closed_on=None), target)
        _end(source, decision)
    return target


@transaction.atomic
def split(source: Division, into: Sequence[NewPlace], decision: Decision, *, remains: bool = False) -> list[Division]:
    """New places begin where one was; with `remains` the old one goes on beside them."""
    source = _locked([source], decision)[0]
    if len(into) + remains < 2:
        raise ChangeRefusedError(_("To split leaves at least two places."))
    given = [child.pk for new in into for child in new.children]
    below = set(source.children.filter(closed_on=None).values_list("pk", flat=True))
    if len(given) != len(set(given)) or not below.issuperset(given):
        raise ChangeRefusedError(_("A place can go under one new place only, and only from the place that is split."))
    if not remains and below.difference(given):
        message = _("Please say for each of the %(count)d places below %(place)s where it goes.")
        raise ChangeRefusedError(message % {"count": len(below.difference(given)), "place": source.short_name})
    begun = [_begin(new, source.parent, decision) for new in into]
    results = [source, *begun] if remains else begun
    change = _record(DivisionChange.Kind.SPLIT, decision, sources=[source], results=results)
    for new, place in zip(into, begun, strict=True):
        _move_children(change, Division.objects.filter(pk__in=[child.pk for child in new.children]), place)
    if not remains:
        _end(source, decision)
    return begun


@transaction.atomic
def close(division: Division, decision: Decision) -> Division:
    """The place ends and nothing takes its place."""
    division = _locked([division], decision)[0]
    open_below = division.children.filter(closed_on=None).count()
    if open_below:
        message = _("%(place)s still has %(count)d open places below it: close or merge them first.")
        raise ChangeRefusedError(message % {"place": division.short_name, "count": open_below})
    _record(DivisionChange.Kind.CLOSE, decision, sources=[division])
    _end(division, decision)
    return division


def _locked(places: Iterable[Division], decision: Decision) -> list[Division]:
    """The places as they are now, held until the change is written; only open ones change."""
    keys = {place.pk for place in places}
    found = list(Division.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    if not found:
        raise ChangeRefusedError(_("Please choose a place."))
    for place in found:
        if place.closed_on is not None:
            raise ChangeRefusedError(_("%(place)s is closed and cannot change any more.") % {"place": place.short_name})
        newest = DivisionChange.objects.filter(parts__division=place).order_by("at").last()
        if newest is not None and newest.at > decision.at:
            message = _("%(place)s changed on %(day)s; an earlier change cannot be entered after it.")
            raise ChangeRefusedError(message % {"place": place.short_name, "day": newest.at.isoformat()})
    return found


def _above(new: NewPlace, sources: Sequence[Division]) -> Division | None:
    """Where places of several townships come together, the new code tells in which of them."""
    parents = [source.parent for source in sources]
    try:
        above = divisions.parse(new.code).parent
    except CodeError:
        # `_begin` tells it.
        return parents[0]
    return next((each for each in parents if each and above and each.code == above.code), parents[0])


def _begin(new: NewPlace, parent: Division | None, decision: Decision) -> Division:
    try:
        code = divisions.parse(new.code)
    except CodeError as error:
        raise ChangeRefusedError(_("The code must have 4, 6, 9 or 12 digits.")) from error
    if parent is not None:
        # Held: the place above must not end, and nobody else take the code, while this one begins.
        parent = Division.objects.select_for_update().get(pk=parent.pk)
    if Division.objects.filter(code=code.code).exists():
        message = _("Code %(code)s is taken: a new place needs a new code, even if the old one is closed.")
        raise ChangeRefusedError(message % {"code": code.code})
    above = code.parent.code if code.parent and code.parent.level >= divisions.Level.CITY else None
    if code.level < divisions.Level.CITY or above != (parent.code if parent else None):
        where = parent.short_name if parent else ""
        raise ChangeRefusedError(_("Code %(code)s does not lie in %(place)s.") % {"code": code.code, "place": where})
    if parent is not None and parent.closed_on is not None:
        raise ChangeRefusedError(_("%(place)s is closed and cannot change any more.") % {"place": parent.short_name})
    name = _checked_name(new.name)
    return Division.objects.create(
        code=code.code,
        name=name,
        short_name=names.short_name(name, code.level),
        level=int(code.level),
        parent=parent,
        source=decision.basis[:200],
        opened_on=decision.at,
    )


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or not name.isprintable() or len(name) > LONGEST_NAME:
        raise ChangeRefusedError(_("Please give the name, at most %(limit)d characters.") % {"limit": LONGEST_NAME})
    return name


def _end(place: Division, decision: Decision) -> None:
    Division.objects.filter(pk=place.pk).update(closed_on=decision.at)


def _record(
    kind: DivisionChange.Kind, decision: Decision, *, sources: Sequence[Division] = (), results: Sequence[Division] = ()
) -> DivisionChange:
    if not decision.basis.strip():
        raise ChangeRefusedError(_("Please name the decision that this change rests on."))
    # The rows of the tree are today's: a place closed ahead of its day would be gone at once.
    if decision.at > timezone.localdate(decision.now):
        message = _("The change begins on %(day)s. Please enter it on that day or later.")
        raise ChangeRefusedError(message % {"day": decision.at.isoformat()})
    change = DivisionChange.objects.create(
        kind=kind, at=decision.at, basis=decision.basis.strip(), recorded_at=decision.now, recorded_by=decision.by
    )
    roles = [(ChangePart.Role.SOURCE, place) for place in sources]
    roles += [(ChangePart.Role.RESULT, place) for place in results]
    ChangePart.objects.bulk_create(ChangePart(change=change, division=place, role=role) for role, place in roles)
    return change


def _move_children(change: DivisionChange, children: Iterable[Division], to: Division) -> None:
    moving = list(children)
    ChangePart.objects.bulk_create(
        ChangePart(change=change, division=child, role=ChangePart.Role.MOVED, parent_before_id=child.parent_id)
        for child in moving
    )
    Division.objects.filter(pk__in=[child.pk for child in moving]).update(parent=to)
