"""A form as it stands on a page, sent as often as a nervous thumb or a lost answer sends it; and all that it has done."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import resolve

# Not what a form does: who is signed in, who tried a door, who looked at a page.
NO_EFFECTS = {"Session", "FailedTries", "DataView", "FollowUpLook"}
# That news was read follows from showing a page.
OF_LOOKING = {"read_at"}


@dataclass
class Form:
    """Filled in and not sent yet. Files are made anew for each sending."""

    browser: Client
    page: str
    address: str
    body: Mapping[str, Any]
    files: Mapping[str, Callable[[], Any]] = field(default_factory=dict)

    def send(self):
        return self.browser.post(self.address, {**self.body, **{name: make() for name, make in self.files.items()}})

    def send_as_before(self, cookies):
        """As a browser that has heard nothing of what became of the first time."""
        self.browser.cookies = copy.deepcopy(cookies)
        return self.send()


def fill(browser, page, typed, *, to="", having=(), files=None, answer=None) -> Form:
    """The form on this page that goes to that address and has those fields, with its hidden fields as they are."""
    shown = answer if answer is not None else browser.get(page)
    assert shown.status_code == 200, (page, shown.status_code, shown.headers.get("Location"))
    found = Forms()
    found.feed(shown.content.decode())
    address = to or page
    for form in found.forms:
        if (form.action or page) == address and set(having) <= form.names:
            return Form(browser, page, address, {**form.hidden, **typed}, files or {})
    raise AssertionError(f"no form to {address} with {having} on {page}: {found.forms}")


@dataclass
class Found:
    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """The forms of a page that are sent by POST. A field may stand elsewhere and name its form."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Found] = []
        self.by_id: dict[str, Found] = {}
        self.now: Found | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.now = Found(said.get("action", ""))
            if said.get("method", "get").lower() == "post":
                self.forms.append(self.now)
            self.by_id[said.get("id", "")] = self.now
        form = self.by_id.get(said["form"]) if said.get("form") else self.now
        if form is None or "name" not in said:
            return
        form.names.add(said["name"])
        if tag == "input" and said.get("type") == "hidden":
            form.hidden[said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.now = None


def everything_kept() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables. Of a moment it counts that it was written down, not which one it was."""
    with connection.cursor() as cursor:
        return {model.__name__: _rows(model, cursor) for model in _kept_models()}


@cache
def _kept_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__name__ not in NO_EFFECTS]


def _rows(model: type[models.Model], cursor: Any) -> list[dict[str, Any]]:
    """As the database gives them: making objects of all would take most of the test's time."""
    kept = [each for each in model._meta.concrete_fields if each.attname not in OF_LOOKING]
    columns = ", ".join(f'"{each.column}"' for each in kept)
    cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}" ORDER BY "{model._meta.pk.column}"')  # noqa: S608
    return [
        {each.attname: _still(each, value) for each, value in zip(kept, row, strict=True)} for row in cursor.fetchall()
    ]


def _still(kind: "models.Field[Any, Any]", value: object) -> object:
    if isinstance(kind, models.DateTimeField) and value is not None:
        return "a moment"
    return bytes(value) if isinstance(value, memoryview) else value


def changes(before, after) -> dict[str, Any]:
    """What is different, for whoever reads why a test failed."""
    return {
        name: [row for row in after[name] if row not in before[name]]
        + [{"gone": row} for row in before[name] if row not in after[name]]
        for name in after
        if after[name] != before[name]
    }


def name_of(address: str) -> str:
    return resolve(address.partition("?")[0]).view_name
