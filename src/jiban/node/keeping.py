"""Keep the parts of a node up: start each, start again what ends by itself, stop all on a signal.

Nothing here knows what the parts do: each of them may be killed at any moment and loses nothing, so to start it again
is all that is needed. Where this process itself is killed, the parts are told by the kernel and stop as well.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .errors import NodeError

LOCK = "node.lock"
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.5, 30.0
STEADY_SECONDS = 60
"""A part that ran so long had not failed at its start: it is started again without a wait that grew."""
STOP_SECONDS = 40
"""Longer than the web server gives its last requests."""
TAKE_OVER_SECONDS = 60
LOOK_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1

Say = Callable[[str], None]


@dataclass(slots=True)
class Part:
    """One process of a node."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0
    failures: int = 0
    due: float = field(default=0)


@contextmanager
def alone_in(folder: Path, say: Say) -> Iterator[int]:
    """Hold the folder's lock. Parts inherit it: an earlier life that still ends is waited for. Raises NodeError."""
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    gives_up, told = time.monotonic() + TAKE_OVER_SECONDS, False
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if not told:
                    say(f"processes of this node still run in {folder}: waiting for their end")
                    told = True
                if time.monotonic() > gives_up:
                    raise NodeError(f"a node already runs in {folder}: stop it first") from error
                time.sleep(LOOK_SECONDS)
        yield descriptor
    finally:
        os.close(descriptor)


class Keeper:
    """Runs parts until told to stop."""

    def __init__(self, parts: Sequence[Part], *, environment: Mapping[str, str], lock: int, say: Say) -> None:
        self.parts = list(parts)
        self.environment = environment
        self.lock = lock
        self.say = say
        # What signals ask for. Not a threading.Event: a signal that comes while this thread holds the event's own lock
        # would wait for it for ever.
        self.stopping = self.restarting = False

    def run(self, look: Callable[[], None] = lambda: None) -> None:
        """SIGTERM and SIGINT stop, SIGHUP starts all parts anew. `look` is called in every round."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGHUP, self._restart)
        try:
            while not self.stopping:
                if self.restarting:
                    self.restarting = False
                    self.say("starting all parts anew")
                    self._stop_all()
                for part in self.parts:
                    self._look_after(part)
                look()
                time.sleep(LOOK_SECONDS)
        finally:
            self._stop_all()
            self.say("stopped")

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _restart(self, *_: object) -> None:
        self.restarting = True

    def _look_after(self, part: Part) -> None:
        now = time.monotonic()
        if part.process is None:
            if now >= part.due:
                self._start(part, now)
            return
        code = part.process.poll()
        if code is None:
            return
        part.process = None
        part.failures = 1 if now - part.began > STEADY_SECONDS else part.failures + 1
        wait = min(FIRST_WAIT_SECONDS * 2 ** (part.failures - 1), LONGEST_WAIT_SECONDS)
        part.due = now + wait
        self.say(f"{part.name} ended by itself with code {code}; started again in {wait:g} s")

    def _start(self, part: Part, now: float) -> None:
        part.process = start(part.command, environment=self.environment, lock=self.lock)
        part.began = now
        self.say(f"{part.name} runs as process {part.process.pid}")

    def _stop_all(self) -> None:
        running = [part for part in self.parts if part.process is not None]
        for part in running:
            assert part.process is not None  # noqa: S101 - chosen above
            part.process.terminate()
        gives_up = time.monotonic() + STOP_SECONDS
        for part in running:
            assert part.process is not None  # noqa: S101 - chosen above
            try:
                part.process.wait(timeout=max(gives_up - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                self.say(f"{part.name} did not stop; killed. What it had begun is taken over at the next start")
                part.process.kill()
                part.process.wait()
            part.process, part.failures, part.due = None, 0, 0


def start(command: Sequence[str], *, environment: Mapping[str, str], lock: int) -> subprocess.Popen[bytes]:
    """A process that holds the folder's lock as long as it lives, and ends when this one does."""
    return subprocess.Popen(  # noqa: S603 - our own commands, no shell
        command,
        env=environment,
        pass_fds=[lock],
        stdin=subprocess.DEVNULL,
        preexec_fn=_end_with_the_parent,  # noqa: PLW1509 - this process has one thread
    )


def _end_with_the_parent() -> None:
    """Ask the kernel for SIGTERM when the keeper dies, however it dies. Elsewhere than on Linux, a supervisor must."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
