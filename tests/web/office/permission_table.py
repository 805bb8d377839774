"""Who may open which office page: asked of the pages themselves, and written to docs/reference/permissions.md.

python -m tests.web.office.permission_page      writes the page anew
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseForbidden, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import URLPattern, resolve, reverse

from jiban.people.models import Officer, PostKind
from jiban.web.office import urls
from jiban.web.office.permissions import EVERYBODY, declared
from jiban.web.visitors import remember_officer
from tests.web.office import samples_elsewhere, samples_helping  # noqa: F401 - they add their own
from tests.web.office.samples import SAMPLES, Side

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "permissions.md"
NOTHING_TYPED = "csrfmiddlewaretoken=x"
READ, ENTER = "R", "E"
# The tree of places and the list of who is responsible where are there for every officer, whole.
OPEN_OUTSIDE = {"place": READ, "place-branch": READ}
# One address for every scope: what it gives is what is inside.
WITHOUT_PLACE = {"export", "elsewhere-apply"}
# Takes away one's own alone, and answers the same whoever's it is.
SAYS_NOTHING = {"saved-view-removal"}
# The object is named by the form, not by the address.
IN_THE_FORM: dict[str, dict[str, Callable[[Side], object]]] = {
    "seal-registration": {"committee": lambda side: side.committee.pk, "kind": lambda _side: "reviewer"},
    "invitation-new": {
        "name": lambda _side: "吴新人",
        "place": lambda side: side.division.code,
        "kind": lambda _side: "clerk",
        "title": lambda _side: "村务专干",
        "starts_on": lambda _side: "2026-01-05",
        "appointed_by": lambda _side: "村委会",
    },
    "invitations-many": {
        "table": lambda side: (
            f"name,committee,post,title,starts_on\n吴新人,{side.division.code},clerk,村务专干,2026-01-05\n"
        ),
        "appointed_by": lambda _side: "村委会",
        "act": lambda _side: "make",
    },
    "office-accounts": {"username": lambda side: side.clerk.username, "subject": lambda _side: "account-7"},
}
# The page itself is there for everyone of its kinds; what its form names outside of the scope is refused on it, in words.
REFUSED_ON_THE_PAGE = {"invitation-new", "invitations-many", "office-accounts"}
REFUSED_IN_WORDS = {409, 422}
NOT_OPENED = {403, 404, 405}
HEAD = """# Who may open which office page

Written by `python -m tests.web.office.permission_page`; a test fails when it is out of date. Do not edit it by hand.
Every cell was asked of the running page: an officer with this one post, and a real object inside the officer's scope.

R: the page opens. E: something may be entered there. Empty: refused. An officer with several posts has the rights of
all of them, each in its own place; who stands in for a holder has the rights of that post while the deputation runs.

Outside the scope nothing opens, except for reading: {outside}.
Whoever works above the village sees no name, number, answer or paper of a resident on any page.
Without a sign-in, and without a post, every page of this table is refused.

Open to everybody, because they lead to the sign-in and guard themselves: {everybody}.

"""


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    kinds: frozenset[str] | None
    parameters: frozenset[str]

    def url(self, side: Side, officer: Officer) -> str:
        values = SAMPLES[self.name](side, officer) if self.parameters else {}
        return reverse(f"office:{self.name}", kwargs=values)

    def body(self, side: Side) -> str:
        named = IN_THE_FORM.get(self.name, {})
        return "&".join([NOTHING_TYPED, urlencode({name: value(side) for name, value in named.items()})])


@dataclass
class Answers:
    """What one officer was answered: how the page opened, and the pages read."""

    ways: str = ""
    said: list[int] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    @property
    def was_done(self) -> bool:
        """What the form asked for was done: the page did not come back with a refusal."""
        return ENTER in self.ways and self.said[-1] not in REFUSED_IN_WORDS


def addresses() -> list[Address]:
    return [
        Address(pattern.name, "/office/" + str(pattern.pattern), declared(pattern.callback), _parameters(pattern))
        for pattern in urls.urlpatterns
    ]


def guarded() -> list[Address]:
    return [each for each in addresses() if each.kinds != EVERYBODY]


def _parameters(pattern: URLPattern) -> frozenset[str]:
    return frozenset(pattern.pattern.converters)


@dataclass
class Asker:
    """An officer's browser; always the same session, whatever a page did to it before that was undone."""

    officer: Officer | None
    client: Client = field(default_factory=lambda: Client(headers={"accept-language": "en"}))

    def __post_init__(self) -> None:
        self.client.raise_request_exception = False
        if self.officer is not None:
            session = self.client.session
            remember_officer(session, self.officer)
            session.save()
        self.key = self.client.session.session_key if self.officer else None

    def fetch(self, method: str, url: str, body: str = NOTHING_TYPED) -> HttpResponseBase:
        if self.key:
            self.client.cookies["sessionid"] = self.key
        return self.client.generic(method, url, body, "application/x-www-form-urlencoded")

    def knock(self, method: str, url: str, body: str = NOTHING_TYPED) -> HttpResponseBase:
        """Straight at the view: where a refusal is expected, its page need not be drawn."""
        request = RequestFactory().generic(method, url, body, "application/x-www-form-urlencoded")
        request.session = SessionStore(self.key)
        found = resolve(url)
        try:
            return found.func(request, *found.args, **found.kwargs)
        except PermissionDenied:
            return HttpResponseForbidden()
        except Http404:
            return HttpResponseNotFound()


def ask(asker: Asker, address: Address, side: Side, officer: Officer, *, draws: bool = True) -> Answers:
    """Read the page and post an empty form to it; whatever that does is undone."""
    found = Answers()
    for letter, method in ((READ, "GET"), (ENTER, "POST")):
        with undone():
            answer = (asker.fetch if draws else asker.knock)(method, address.url(side, officer), address.body(side))
            found.said.append(answer.status_code)
            if answer.status_code not in NOT_OPENED and not _sent_away(answer):
                found.ways += letter
            if not answer.streaming and "text" in answer.headers.get("Content-Type", ""):
                found.pages.append(answer.content.decode())
    return found


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _sent_away(answer: Any) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/office/sign-in/")


def table(asked: Callable[[Address, str], str]) -> str:
    """The whole page; `asked` says how an address opens for a kind of post."""
    kinds = list(PostKind)
    everybody = ", ".join(f"`{each.route}`" for each in addresses() if each.kinds == EVERYBODY)
    outside = ", ".join(f"`{each.route}`" for each in addresses() if each.name in OPEN_OUTSIDE)
    lines = [
        "| Address | " + " | ".join(kind.value.replace("_", " ") for kind in kinds) + " |",
        "|---|" + ":-:|" * len(kinds),
        *(
            f"| `{each.route}` | " + " | ".join(asked(each, kind) for kind in kinds) + " |"
            for each in sorted(guarded(), key=lambda each: each.route)
        ),
    ]
    return HEAD.format(everybody=everybody, outside=outside) + "\n".join(lines).replace("|  |", "| |") + "\n"
