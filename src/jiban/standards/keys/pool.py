"""Threads of our own for calls into devices, which may be slow, fail, hang, or lose their device.

A session belongs to one thread, as PKCS#11 and SDF ask for, and is opened when first needed. A call that does not
come back in time is left to its thread, and another thread takes its place; the caller gets TimedOutError.
"""

import contextlib
import os
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from jiban.standards.keys.errors import BusyError, KeyStoreError, TimedOutError, UnavailableError

Session = TypeVar("Session")
Result = TypeVar("Result")
SURPLUS = 4  # how many times its size a pool may grow by threads that hang


class SessionLostError(KeyStoreError):
    """Inside a store: the session or its device is gone. The pool opens a new session and tries once more.

    is_closed   the session is closed already: its handle must not be used again, not even to close it
    """

    def __init__(self, text: str, *, is_closed: bool = False) -> None:
        super().__init__(text)
        self.is_closed = is_closed


@dataclass
class _Errand:
    act: Callable[[Any], Any]
    done: threading.Event = field(default_factory=threading.Event)
    begun: bool = False
    given_up: bool = False
    result: Any = None
    error: BaseException | None = None


@dataclass
class _Held(Generic[Session]):
    """What a thread has open. Cleared before anything can fail: a closed session must never be used again."""

    session: Session | None = None


class SessionPool(Generic[Session]):
    """At most `size` calls at once, each on a session of its thread, each at most `timeout_seconds`.

    After a fork the child has a pool of its own: sessions of a parent do not work in its children.
    """

    def __init__(
        self,
        open_session: Callable[[], Session],
        close_session: Callable[[Session], None],
        *,
        size: int,
        timeout_seconds: float,
    ) -> None:
        self._open_session = open_session
        self._close_session = close_session
        self._size = size
        self._timeout_seconds = timeout_seconds
        self._lock = threading.Lock()
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._process = os.getpid()
        self._errands: queue.SimpleQueue[_Errand | None] = queue.SimpleQueue()
        self._alive = 0  # threads that serve this queue
        self._idle = 0
        self._hanging = 0

    def run(self, act: Callable[[Session], Result]) -> Result:
        """What `act` gives for a session. Raises what it raises; BusyError, TimedOutError, UnavailableError."""
        errand = _Errand(act)
        with self._lock:
            if self._process != os.getpid():
                self._begin_anew()
            if self._hanging >= self._size * SURPLUS:
                raise UnavailableError("the device hangs: too many calls have not come back")
            if self._idle == 0 and self._alive < self._size:
                self._alive += 1
                threading.Thread(target=self._serve, args=(self._errands,), daemon=True, name="key-session").start()
            self._errands.put(errand)
        if not errand.done.wait(self._timeout_seconds):
            self._give_up(errand)
        if errand.error is not None:
            raise errand.error
        result: Result = errand.result
        return result

    def close(self) -> None:
        """End the threads that are idle and close their sessions; busy ones end after their call."""
        with self._lock:
            ending, self._errands = self._errands, queue.SimpleQueue()
            for _ in range(self._alive):
                ending.put(None)
            self._alive = self._idle = 0

    def _give_up(self, errand: _Errand) -> None:
        with self._lock:
            if errand.done.is_set():
                return
            errand.given_up = True
            if not errand.begun:
                raise BusyError(f"no session became free in {self._timeout_seconds:g} s")
            self._hanging += 1
            self._alive -= 1  # its thread no longer counts: another may be started
        raise TimedOutError(f"the device did not answer in {self._timeout_seconds:g} s")

    def _serve(self, errands: "queue.SimpleQueue[_Errand | None]") -> None:
        held = _Held[Session]()
        while (errand := self._next(errands)) is not None:
            try:
                errand.result = self._carry_out(errand, held)
            except SessionLostError as lost:
                errand.error = UnavailableError(str(lost))
            except BaseException as error:  # noqa: BLE001 - handed to the caller's thread, whatever it is
                errand.error = error
            with self._lock:
                errand.done.set()
                if errand.given_up:
                    self._hanging -= 1
                    break
        self._let_go(held)

    def _next(self, errands: "queue.SimpleQueue[_Errand | None]") -> _Errand | None:
        while True:
            with self._lock:
                self._idle += errands is self._errands
            errand = errands.get()
            with self._lock:
                self._idle -= errands is self._errands
                if errand is None:
                    return None
                if not errand.given_up:
                    errand.begun = True
                    return errand

    def _carry_out(self, errand: _Errand, held: "_Held[Session]") -> Any:
        is_fresh = held.session is None
        try:
            return self._attempt(errand, held)
        except SessionLostError:
            if is_fresh:
                raise
        return self._attempt(errand, held)

    def _attempt(self, errand: _Errand, held: "_Held[Session]") -> Any:
        if held.session is None:
            held.session = self._open_session()
        try:
            return errand.act(held.session)
        except SessionLostError as lost:
            if lost.is_closed:
                held.session = None
            self._let_go(held)
            raise

    def _let_go(self, held: "_Held[Session]") -> None:
        session, held.session = held.session, None
        # The device may be gone: then closing fails, and that is no news.
        with contextlib.suppress(KeyStoreError):
            if session is not None:
                self._close_session(session)
