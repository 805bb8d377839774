"""The pages of the file beside the verdict, so that a person compares what was verified with what she sees.

As PNG: a stranger's drawing is pixels then, of a bounded number, and no markup of it gets into our page.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

SECONDS = 8.0
# Each takes a core and up to a gigabyte: more at once would starve those who only want the verdict.
AT_ONCE, WAIT_SECONDS = 2, 4.0
MOST_BYTES = 6 * 1024 * 1024
MOST_PAGES = 3
COMMAND = (sys.executable, "-I", "-m", "jiban.web.verify.page_drawing", str(MOST_PAGES))

_free = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class PagePicture:
    """`address` is the picture itself, as a data: address; `text` how the page begins."""

    number: int
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """`total` pages are in the file; it is 0 if they could not even be counted in time."""

    total: int
    pages: tuple[PagePicture, ...]

    @property
    def complete(self) -> bool:
        return 0 < self.total == len(self.pages)

    @property
    def cut_short(self) -> bool:
        """Whether fewer pages were drawn than are shown as a rule: too rich, or damaged."""
        return len(self.pages) < min(MOST_PAGES, self.total) or not self.total


def preview(data: bytes) -> Preview | None:
    """The first pages of an OFD; None for another kind of file."""
    if not data.startswith(b"PK"):
        return None
    lines = list(_lines(_drawn(data)))
    total = lines[0].get("pages", 0) if lines else 0
    pages = (
        PagePicture(number, f"data:image/png;base64,{line['png']}", line["text"])
        for number, line in enumerate(lines[1:], start=1)
    )
    return Preview(total, tuple(pages))


def allow_pictures(response: HttpResponse) -> HttpResponse:
    """Let this answer alone show pictures that stand in the page itself."""
    # What django-csp's csp_update decorator sets, for this answer only.
    response._csp_update = {"img-src": ["data:"]}  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def _drawn(data: bytes) -> bytes:
    """What was drawn in time. Whatever ends the drawing early, its first lines count."""
    if not _free.acquire(timeout=WAIT_SECONDS):
        return b""
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            COMMAND, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False, env={}
        )
    except subprocess.TimeoutExpired as late:
        return late.stdout or b""
    finally:
        _free.release()
    return done.stdout


def _lines(output: bytes) -> Iterator[dict[str, Any]]:
    """Whole lines only, as long as they are not too much for the page."""
    taken = 0
    for line in output.split(b"\n")[:-1]:
        taken += len(line)
        if taken > MOST_BYTES:
            return
        yield json.loads(line)
