"""A browser without a window: one connection, cookies, and the forms of a page with what they carry unseen."""

import http.client
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

SECONDS = 120
REDIRECTS = {301, 302, 303}
MOST_REDIRECTS = 5
SET_COOKIE = re.compile(r"([^=;,\s]+)=([^;]*)")


class AnswerError(Exception):
    """The server answered something that no person would go on with."""


@dataclass(slots=True)
class Form:
    action: str
    hidden: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.boxes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(said.get("action", "")))
        elif tag == "input" and said.get("name") and "disabled" not in said:
            pair = (said["name"], said.get("value", ""))
            if said.get("type") == "hidden" and self.forms:
                self.forms[-1].hidden.append(pair)
            elif said.get("type") == "checkbox":
                self.boxes.append(pair)


@dataclass(frozen=True, slots=True)
class Answer:
    address: str
    status: int
    text: str

    def _read(self) -> _Forms:
        reader = _Forms()
        reader.feed(self.text)
        return reader

    def boxes(self, name: str) -> Sequence[str]:
        """What can be ticked under this name, on the whole page: a box may stand outside its form."""
        return [value for known, value in self._read().boxes if known == name]

    def form(self, action: str) -> Form:
        """The form that is sent to an address with this path."""
        for form in self._read().forms:
            if urlsplit(form.action or self.address).path == action:
                return form
        raise AnswerError(f"{self.address}: no form for {action} ({self.status})")


class Browser:
    def __init__(self, host: str, port: int, session: str) -> None:
        self._host, self._port = host, port
        self._cookies = {"sessionid": session}
        self._line: http.client.HTTPConnection | None = None

    def get(self, address: str) -> Answer:
        return self._follow("GET", address, None)

    def send(self, form: Form, at: Answer, typed: Iterable[tuple[str, str]]) -> Answer:
        """Send a form as a browser would: what it carries unseen and what was typed."""
        address = urljoin(at.address, form.action)
        return self._follow("POST", address, urlencode([*form.hidden, *typed]))

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _follow(self, method: str, address: str, body: str | None) -> Answer:
        for _ in range(MOST_REDIRECTS):
            status, to, text = self._once(method, address, body)
            if status not in REDIRECTS:
                return Answer(address, status, text)
            method, address, body = "GET", urljoin(address, to), None
        raise AnswerError(f"{address}: no end of redirects")

    def _once(self, method: str, address: str, body: str | None) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{self._host}/"}
        line = self._connected()
        try:
            line.request(method, address, body, headers)
            answer = line.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The server closes a line that was quiet for two seconds. Every form is safe to send twice.
            self.close()
            line = self._connected()
            line.request(method, address, body, headers)
            answer = line.getresponse()
        for said in answer.headers.get_all("Set-Cookie") or ():
            if found := SET_COOKIE.match(said):
                self._cookies[found[1]] = found[2]
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()

    def _connected(self) -> http.client.HTTPConnection:
        if self._line is None:
            self._line = http.client.HTTPConnection(self._host, self._port, timeout=SECONDS)
        return self._line
