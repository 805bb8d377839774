"""What the mirror answers, as a WSGI application: the copies as static files, and pages for whoever looks after it."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from jiban.standards.tlog.errors import TileError
from jiban.standards.tlog.tiles import WIDTH, parse_path

from . import folder as folders
from .copying import Copier
from .disk import CHECKPOINT, Disk
from .memory import Evidence, Kind

log = logging.getLogger(__name__)
TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"
# A full tile never changes. A partial one does not either, but is superseded soon.
FULL_TILE, PARTIAL_TILE, FRESH = "public, max-age=31536000, immutable", "public, max-age=60", "no-cache"


class Answer(NamedTuple):
    status: HTTPStatus
    body: bytes
    kind: str = TEXT
    caching: str = FRESH


class Mirror:
    """Serves one folder, and looks at its logs when asked to."""

    def __init__(self, settings: folders.Settings, *, clock: Callable[[], float] = time.time) -> None:
        self.settings = settings
        self.copier = Copier(settings, clock=clock)
        self.memory = self.copier.memory
        self.clock = clock
        self.answers: Counter[int] = Counter()

    def keep_looking(self, every_seconds: float) -> None:
        """Look at each log again and again, in a thread of its own: one that is slow must not hold up the others."""
        for one in self.settings.logs:
            threading.Thread(target=self._look, args=(one, every_seconds), name=one.origin, daemon=True).start()

    def _look(self, one: folders.Log, every_seconds: float) -> None:
        while True:
            try:
                self.copier.look(one)
            except Exception:
                log.exception("a round of the mirror failed")
            time.sleep(every_seconds)

    def status(self) -> str:
        """A page for people: key, logs, how far each copy goes, and how much evidence there is."""
        lines = [self.settings.cosigner.verifier.vkey, ""]
        kept = Counter((one.origin, one.kind) for one in self.memory.evidence())
        for one in self.settings.logs:
            newest, last = self.memory.newest(one.origin), self.memory.last_round(one.origin)
            size = f"size {newest.size}" if newest else "nothing copied yet"
            looked = f"looked at {int(self.clock()) - last[0]} s ago" if last else "not looked at yet"
            trouble = f"; trouble: {last[1]}" if last and last[1] else ""
            told = ", ".join(f"{kind} {kept[one.origin, kind]}" for kind in Kind if kept[one.origin, kind])
            lines.append(f"{one.origin}: {size}, {looked}{trouble}; evidence: {told or 'none'}; /{one.hash}/checkpoint")
        return "\n".join(lines) + "\n"

    def metrics(self) -> str:
        """The same for Prometheus."""
        lines = [f'jiban_mirror_answers_total{{status="{status}"}} {count}' for status, count in self.answers.items()]
        kept = Counter((one.origin, one.kind) for one in self.memory.evidence())
        for one in self.settings.logs:
            newest, last = self.memory.newest(one.origin), self.memory.last_round(one.origin)
            if newest:
                lines.append(f'jiban_mirror_size{{log="{one.origin}"}} {newest.size}')
                lines.append(f'jiban_mirror_cosigned_seconds{{log="{one.origin}"}} {newest.seconds}')
            if last:
                lines.append(f'jiban_mirror_looked_seconds{{log="{one.origin}"}} {last[0]}')
                lines.append(f'jiban_mirror_trouble{{log="{one.origin}"}} {int(bool(last[1]))}')
            lines += [
                f'jiban_mirror_evidence{{log="{one.origin}",kind="{kind}"}} {kept[one.origin, kind]}' for kind in Kind
            ]
        return "\n".join(lines) + "\n"

    def evidence(self) -> str:
        return "\n".join(map(written, self.memory.evidence()))

    def file(self, origin_hash: str, path: str) -> Answer:
        """A file of a copy: its checkpoint, or a tile by the one spelling that tlog-tiles has for it."""
        one = next((one for one in self.settings.logs if one.hash == origin_hash), None)
        if one is None:
            return Answer(HTTPStatus.NOT_FOUND, b"this mirror does not copy such a log\n")
        disk = Disk(self.settings.copies(one))
        try:
            if path == CHECKPOINT:
                return Answer(HTTPStatus.OK, (disk.folder / CHECKPOINT).read_bytes())
            tile = parse_path(path)
            caching = FULL_TILE if tile.width == WIDTH else PARTIAL_TILE
            return Answer(HTTPStatus.OK, disk.read(tile), BYTES, caching)
        except (OSError, TileError):
            return Answer(HTTPStatus.NOT_FOUND, b"the copy has no such file\n")

    def answer(self, method: str, path: str) -> Answer:
        if method not in {"GET", "HEAD"}:
            return Answer(HTTPStatus.METHOD_NOT_ALLOWED, b"only GET\n")
        pages = {"/": self.status, "/metrics": self.metrics, "/evidence": self.evidence}
        if path in pages:
            return Answer(HTTPStatus.OK, pages[path]().encode())
        origin_hash, _, rest = path.removeprefix("/").partition("/")
        return self.file(origin_hash, rest)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        told = self.answer(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        self.answers[int(told.status)] += 1
        headers = [
            ("Content-Type", told.kind),
            ("Content-Length", str(len(told.body))),
            ("Cache-Control", told.caching if told.status == HTTPStatus.OK else FRESH),
            ("Access-Control-Allow-Origin", "*"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response(f"{int(told.status)} {told.status.phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [told.body]


def application(folder: str, every_seconds: float = 0) -> Mirror:
    """For the web server: the mirror of a folder; it looks at its logs if told how often. Raises MirrorError."""
    mirror = Mirror(folders.read(Path(folder)))
    if every_seconds:
        mirror.keep_looking(every_seconds)
    return mirror


def written(evidence: Evidence) -> str:
    """Evidence as a text that anybody can check with the log's key: both checkpoints are signed by it."""
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(evidence.seconds))
    parts = [f"== {evidence.kind} {evidence.origin} {when} UTC\n", f"-- copied before:\n{evidence.earlier}"]
    parts.append(f"-- refused:\n{evidence.later}")
    if evidence.proof:
        parts.append(
            f"-- the root that the larger one has at the size of the smaller one, and the consistency proof:\n{evidence.proof}"
        )
    return "".join(parts)
