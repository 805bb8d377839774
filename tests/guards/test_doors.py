"""Every address of the site is public by this list, or sends a stranger to sign in."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import get_converters

pytestmark = pytest.mark.django_db

# Whoever adds a page writes it here on purpose, or it has to ask for a sign-in.
PUBLIC = {
    "preferences",
    "too-large",
    "reading",
    "session-stay",
    "health-live",
    "health-ready",
    "message-receipts",
    "data-request",
    "city-envelopes",
    "resident:home",
    "resident:items",
    "resident:item",
    "resident:refused",
    "resident:elsewhere",
    "resident:instead",
    "resident:life-event",
    "resident:scores",
    "resident:scores-of",
    "resident:sign-in",
    "resident:sign-in-code",
    "resident:sign-in-village",
    "resident:sign-in-ways",
    "resident:sign-in-slip",
    "resident:sign-in-link",
    "resident:sign-in-platform",
    "resident:sign-in-platform-back",
    "resident:sign-out",
    "resident:sign-out-told",
    "resident:sign-out-further",
    "resident:sign-out-platform",
    "resident:sign-out-back",
    "resident:acting-stop",
    "credentials:issuer-metadata",
    "credentials:server-metadata",
    "credentials:token",
    "credentials:nonce",
    "credentials:credential",
    "credentials:status",
    "kiosk:start",
    "kiosk:pair",
    "kiosk:end",
    "kiosk:awake",
    "kiosk:heartbeat",
    "kiosk:by-phone",
    "kiosk:arrival",
    "kiosk:enter",
    "kiosk:by-card",
    "kiosk:card-read",
    "kiosk:card-code",
    "kiosk:counter",
    "kiosk:pickup",
    "kiosk:pickup-code",
    "kiosk:certificates",
    "kiosk:certificate",
    "kiosk:picture",
    "kiosk:print-certificate",
    "kiosk:receipt",
    "kiosk:print-receipt",
    "kiosk:on-phone",
    "kiosk:print",
    "kiosk:print-standing",
    "kiosk:print-file",
    "kiosk:print-state",
    "office:sign-in",
    "office:sign-in-code",
    "office:sign-in-set-up",
    "office:sign-in-passkey",
    "office:oidc-go",
    "office:oidc-back",
    "office:joining",
    "office:invitation-link",
    "office:way-back",
    "office:way-back-link",
    "office:sign-out",
}
# Everything about checking a certificate is public.
PUBLIC_NAMESPACES = {"verify"}
# A made-up value for each kind of parameter.
MADE_UP = {"int": "7", "slug": "no-such-thing", "str": "no-such-thing", "path": "no/such/thing", "uuid": "0" * 32}
PERSONAL = {"name", "identity", "id_number", "identity_number", "mobile", "phone", "telephone", "address", "birth"}
# Here `name` is that of a published file, or of a step in a seal's life: out of a fixed list.
NAMES_OF_NOBODY = {"verify:trust-file", "office:seal-step"}


@dataclass(frozen=True)
class Door:
    name: str
    parameters: tuple[tuple[str, str], ...]
    route: str

    @property
    def is_public(self) -> bool:
        return self.name in PUBLIC or self.name.partition(":")[0] in PUBLIC_NAMESPACES

    @property
    def address(self) -> str:
        return reverse(self.name, kwargs={name: MADE_UP[kind] for name, kind in self.parameters})


def doors(resolver: URLResolver | None = None, namespaces: tuple[str, ...] = (), before: str = "") -> Iterator[Door]:
    kinds = {type(converter): kind for kind, converter in get_converters().items()}
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from doors(pattern, inner, route)
        elif isinstance(pattern, URLPattern):
            found = pattern.pattern.converters.items()
            parameters = tuple((name, kinds[type(converter)]) for name, converter in found)
            yield Door(":".join((*namespaces, pattern.name or "")), parameters, route)


@pytest.fixture
def stranger() -> Client:
    return Client(raise_request_exception=False)


def test_a_stranger_finds_every_door_public_by_list_or_is_sent_to_sign_in(stranger):
    assert [door.name for door in doors() if not door.is_public and not asks_for_sign_in(door, stranger)] == []


def asks_for_sign_in(door: Door, stranger: Client) -> bool:
    """Both ways of asking are tried; a way the view does not offer at all is no open door."""
    sign_in = "/office/sign-in/?next=" if door.name.startswith("office:") else "/sign-in/?next="
    answers = [ask(door.address) for ask in (stranger.get, stranger.post)]
    sent = [answer.status_code == 302 and answer["Location"].startswith(sign_in) for answer in answers]
    refused = [answer.status_code == 405 for answer in answers]
    return any(sent) and all(one or other for one, other in zip(sent, refused, strict=True))


def test_public_doors_open_without_a_fault(stranger):
    """With made-up values: found or not found, but never broken and never a sign-in."""
    answers = {door.name: ask(door.address) for door in doors() if door.is_public for ask in (stranger.get,)}
    wrong = {name: answer.status_code for name, answer in answers.items() if answer.status_code >= 500}
    assert wrong == {}


def test_the_list_of_public_doors_names_none_that_is_gone():
    assert PUBLIC - {door.name for door in doors()} == set()


def test_every_door_has_a_name_of_its_own():
    names = [door.name for door in doors()]
    assert [name for name in names if not name or name.endswith(":") or names.count(name) > 1] == []


def test_no_address_carries_anything_personal():
    """Addresses stand in logs, histories and referrers."""
    words = {door.route: {name for name, _ in door.parameters} for door in doors() if door.name not in NAMES_OF_NOBODY}
    assert {route: found & PERSONAL for route, found in words.items() if found & PERSONAL} == {}
