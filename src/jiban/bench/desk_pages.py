"""The pages an office lives on, who opens them, and how long the server takes for each: in a process with a city."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from jiban.cases.models import Case
from jiban.cases.workflow import OPEN_FOR_OFFICE, State
from jiban.people.models import Officer
from jiban.places.models import Division
from jiban.web.visitors import remember_officer

from . import plans

WARM_UP, ROUNDS = 3, 100
VILLAGES = 6
DONE = 200


class PageFailedError(Exception):
    """A page that is to be measured did not come."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One opening of a page: a form is sent if there is one."""

    officer: str
    address: str
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    visits: Sequence[Visit]


def measure() -> dict[str, Any]:
    """By page: milliseconds, how many queries, and what each query costs."""
    return {page.name: _measured(page) for page in pages()}


def pages() -> Iterator[Page]:
    """Pages whose address is not there yet are left out."""
    heads = _busy_heads()
    waiting = {code: list(_cases(code, OPEN_FOR_OFFICE)) for code in heads}
    ended = {code: list(_cases(code, (State.ISSUED,))) for code in heads}
    yield from _page("queue", heads, lambda code: _visit(code, "queue"))
    yield from _page("case, waiting", heads, lambda code: _visit(code, "case", waiting[code][0].number))
    yield from _page("case, issued", heads, lambda code: _visit(code, "case", ended[code][0].number))
    for what, words in _searches(ended).items():
        yield from _page(f"find by {what}", heads, partial(_search, words))
    yield from _page("certificates", heads, lambda code: _visit(code, "certificates"))
    yield from _above_the_villages(heads)


def _above_the_villages(heads: Sequence[str]) -> Iterator[Page]:
    counties, towns = sorted({code[:6] for code in heads}), sorted({code[:9] for code in heads})
    names = {place.code: place for place in Division.objects.filter(code__in=heads)}
    yield from _page("village tree", counties, lambda code: _visit(f"county-{code}", "places"))
    yield from _page("a branch of it", towns, lambda code: _visit(f"town-{code}", "place-branch", _full(code)))
    for what, field in {"name": "short_name", "first letters": "initials", "code": "code"}.items():
        said = {code: str(getattr(place, field, "")) for code, place in names.items()}
        yield from _page(f"villages by {what}", heads, partial(_search_places, said))
    yield from _page("city board", ["9901"], lambda code: _visit(f"city-{code}", "promise-board", _full(code)))
    yield from _page("county board", counties, lambda code: _visit(f"county-{code}", "promise-board", _full(code)))
    yield from _page("township board", towns, lambda code: _visit(f"town-{code}", "promise-board", _full(code)))
    yield from _page("village board", heads, lambda code: _visit(code, "promise-board", code))
    yield from _page("county workload", counties, lambda code: _visit(f"county-{code}", "workload"))


def _search_places(said: Mapping[str, str], code: str) -> Visit:
    opened = _visit(f"county-{code[:6]}", "places")
    return Visit(opened.officer, f"{opened.address}?{urlencode({'q': said[code]})}")


def _full(code: str) -> str:
    return code.ljust(12, "0")


def _page(name: str, subjects: Sequence[str], visit: Callable[[str], Visit]) -> Iterator[Page]:
    try:
        yield Page(name, [visit(subject) for subject in subjects])
    except NoReverseMatch:
        return


def _visit(who: str, name: str, *arguments: str, **form: str) -> Visit:
    officer = who if "-" in who else f"head-{who}"
    return Visit(officer, reverse(f"office:{name}", args=arguments), form or None)


def _search(words: Mapping[str, str], code: str) -> Visit:
    return _visit(code, "find", q=words[code])


def _busy_heads() -> list[str]:
    """Villages with a full desk, spread over the city."""
    first: dict[str, str] = {}
    for code in Division.objects.filter(level=Division.Level.VILLAGE).order_by("code").values_list("code", flat=True):
        first.setdefault(code[:6], code)
    return list(first.values())[:VILLAGES]


def _cases(code: str, states: Sequence[State]) -> Iterator[Case]:
    of_village = Case.objects.filter(committee__division__code=code, state__in=states)
    return of_village.select_related("resident").order_by("-submitted_at")[:1].iterator()


def _searches(ended: Mapping[str, Sequence[Case]]) -> dict[str, dict[str, str]]:
    newest = {code: found[0] for code, found in ended.items()}
    return {
        "name": {code: case.resident.name for code, case in newest.items()},
        "last four": {code: case.resident.identity_number[-4:] for code, case in newest.items()},
        "number": {code: case.number for code, case in newest.items()},
    }


def _measured(page: Page) -> dict[str, Any]:
    clients = {visit.officer: _signed_in(visit.officer) for visit in page.visits}
    taken, processor = [], []
    for turn in range(WARM_UP + ROUNDS):
        visit = page.visits[turn % len(page.visits)]
        began, busy = time.perf_counter(), time.process_time()
        _open(clients[visit.officer], visit)
        taken.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - busy) * 1000)
    with plans.heard() as ear:
        _open(clients[page.visits[0].officer], page.visits[0])
    return {
        "p50_ms": median(taken[WARM_UP:]),
        "p95_ms": quantiles(taken[WARM_UP:], n=20)[18],
        "cpu_ms": median(processor[WARM_UP:]),
        "queries": len(ear.queries),
        "costs": [asdict(plans.explain(*query)) for query in ear.queries],
    }


def _open(client: Client, visit: Visit) -> None:
    answer = client.get(visit.address) if visit.form is None else client.post(visit.address, visit.form)
    if answer.status_code not in {HttpResponse.status_code, 302}:
        raise PageFailedError(f"{visit.address} for {visit.officer}: {answer.status_code}")


def _signed_in(username: str) -> Client:
    """A browser whose officer has signed in before: signing in is not what is measured."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    remember_officer(session, Officer.objects.get(username=username))
    session.save()
    client = Client(raise_request_exception=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client
