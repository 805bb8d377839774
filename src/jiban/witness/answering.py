"""What the witness answers to requests, as a WSGI application: tlog-witness, and pages for whoever looks after it."""

import logging
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jiban.standards.tlog import witnessing
from jiban.standards.tlog.errors import MessageFormatError
from jiban.standards.tlog.witnessing import ADD_CHECKPOINT, SIZE_TYPE, ConflictError, RefusedError, UnknownLogError

from . import folder as folders
from .memory import Evidence, Kind, Memory

log = logging.getLogger(__name__)

TEXT = "text/plain; charset=utf-8"
MAX_REQUEST_BYTES = 65_536
Answer = tuple[HTTPStatus, str, str]


class Witness:
    """Judges requests with one key and one memory."""

    def __init__(self, settings: folders.Settings, *, clock: Callable[[], float] = time.time) -> None:
        self.settings = settings
        self.memory = Memory(settings.memory)
        self.clock = clock
        self.answers: Counter[int] = Counter()

    def add_checkpoint(self, body: bytes) -> Answer:
        """The answer of tlog-witness; whatever it signs is on the disk before."""
        try:
            request = witnessing.parse_request(body.decode())
            keys = self.settings.logs.get(witnessing.origin_of(request))
            if keys is None:
                raise UnknownLogError("this witness does not watch that log")
            head = witnessing.check_signature(request, keys)
            seconds = int(self.clock())
            made = self.memory.cosign(
                request, head, line=lambda: self.settings.cosigner.cosign(head.text, seconds=seconds), seconds=seconds
            )
        except (UnicodeDecodeError, MessageFormatError) as error:
            return HTTPStatus.BAD_REQUEST, TEXT, f"{error}\n"
        except ConflictError as conflict:
            return conflict.status, SIZE_TYPE, f"{conflict.size}\n"
        except RefusedError as refusal:
            if refusal.status == HTTPStatus.UNPROCESSABLE_ENTITY:
                log.warning("refused an inconsistent checkpoint: see `jiban witness evidence`")
            return refusal.status, TEXT, f"{refusal}\n"
        return HTTPStatus.OK, TEXT, made

    def checkpoint(self, origin_hash: str) -> Answer:
        for origin in self.settings.logs:
            newest = self.memory.newest(origin)
            if witnessing.origin_hash(origin) == origin_hash and newest:
                return HTTPStatus.OK, TEXT, newest[1]
        return HTTPStatus.NOT_FOUND, TEXT, "no checkpoint of such a log was cosigned here\n"

    def status(self) -> str:
        """A page for people: key, logs, sizes, and how much evidence there is."""
        lines = [self.settings.cosigner.verifier.vkey, ""]
        kept = Counter((one.origin, one.kind) for one in self.memory.evidence())
        for origin in self.settings.logs:
            newest = self.memory.newest(origin)
            size = f"size {newest[0]}, cosigned {int(self.clock()) - newest[2]} s ago" if newest else "nothing cosigned"
            refused = ", ".join(f"{kind} {kept[origin, kind]}" for kind in Kind if kept[origin, kind])
            lines.append(f"{origin}: {size}; evidence: {refused or 'none'}")
        return "\n".join(lines) + "\n"

    def metrics(self) -> str:
        """The same for Prometheus."""
        lines = [f'jiban_witness_answers_total{{status="{status}"}} {count}' for status, count in self.answers.items()]
        kept = Counter((one.origin, one.kind) for one in self.memory.evidence())
        for origin in self.settings.logs:
            newest = self.memory.newest(origin)
            if newest:
                lines.append(f'jiban_witness_size{{log="{origin}"}} {newest[0]}')
                lines.append(f'jiban_witness_cosigned_seconds{{log="{origin}"}} {newest[2]}')
            lines += [f'jiban_witness_evidence{{log="{origin}",kind="{kind}"}} {kept[origin, kind]}' for kind in Kind]
        return "\n".join(lines) + "\n"

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        name = path.strip("/")
        if name == ADD_CHECKPOINT:
            if method != "POST":
                return HTTPStatus.METHOD_NOT_ALLOWED, TEXT, "POST a checkpoint\n"
            return self.add_checkpoint(body)
        if method not in {"GET", "HEAD"}:
            return HTTPStatus.METHOD_NOT_ALLOWED, TEXT, "only GET\n"
        pages: dict[str, Callable[[], str]] = {
            "": self.status,
            "metrics": self.metrics,
            "evidence": lambda: "\n".join(map(written, self.memory.evidence())),
        }
        if name in pages:
            return HTTPStatus.OK, TEXT, pages[name]()
        if name.endswith("/checkpoint"):
            return self.checkpoint(name.removesuffix("/checkpoint"))
        return HTTPStatus.NOT_FOUND, TEXT, "no such page\n"

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MAX_REQUEST_BYTES:
            status, kind, text = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TEXT, "too long\n"
        else:
            body = environ["wsgi.input"].read(int(length)) if int(length) else b""
            try:
                status, kind, text = self.answer(environ["REQUEST_METHOD"], environ["PATH_INFO"], body)
            except sqlite3.Error as error:
                # A full disk, for one: SQLite cannot even read then. Nothing was signed; the log asks again.
                log.error("the memory cannot be used: %s", error.sqlite_errorname)  # noqa: TRY400 - where says nothing
                status, kind, text = HTTPStatus.SERVICE_UNAVAILABLE, TEXT, "no room to work; ask again later\n"
        self.answers[int(status)] += 1
        data = text.encode()
        headers = [("Content-Type", kind), ("Content-Length", str(len(data))), ("X-Content-Type-Options", "nosniff")]
        start_response(f"{int(status)} {status.phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [data]


def application(folder: str) -> Witness:
    """For the web server: the witness of a folder. Raises WitnessError."""
    return Witness(folders.read(Path(folder)))


def written(evidence: Evidence) -> str:
    """Evidence as a text that anybody can check with the log's key: both sides are signed."""
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(evidence.seconds))
    return (
        f"== {evidence.kind} {evidence.origin} {when} UTC\n"
        f"-- cosigned before:\n{evidence.earlier}-- refused:\n{evidence.request}"
    )
