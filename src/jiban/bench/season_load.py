"""The people of a school-season morning: residents who hand in at their time, heads of villages who approve what waits.

`python -m jiban.bench.season_load PORT SECONDS residents|heads < morning.json`; tells what it did as JSON.
"""

import json
import re
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import click

from . import season_figures
from .browser import Answer, AnswerError, Browser
from .season_figures import Morning, Village

HOST = "127.0.0.1"
HANDS = 8
# How often a head looks at the queue, by the morning's clock, and how long heads go on after the last was handed in.
LOOKS_EVERY_SECONDS = 600
LATEST_SECONDS = 1800
NUMBER = re.compile(r"/office/cases/(BJ\d{4}-\w{4}-\w{4})/")
OK = 200


@dataclass(slots=True)
class Told:
    done: int = 0
    faults: list[str] = field(default_factory=list)
    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, what: str, began: float) -> None:
        with self.lock:
            self.milliseconds.setdefault(what, []).append((time.perf_counter() - began) * 1000)

    def fault(self, words: str) -> None:
        with self.lock:
            self.faults.append(words[:200])

    def count(self, more: int = 1) -> None:
        with self.lock:
            self.done += more


def hand_in(morning: Morning, port: int, seconds: float, told: Told) -> None:
    """Everybody at an even pace, one village after the other, whether the server keeps up or not."""
    people = [
        session
        for turn in zip(*(village.resident_sessions for village in morning.villages), strict=True)
        for session in turn
    ]
    began = time.perf_counter()
    with ThreadPoolExecutor(HANDS * 2) as hands:
        for place, session in enumerate(people):
            time.sleep(max(0.0, began + seconds * place / len(people) - time.perf_counter()))
            hands.submit(_apply, morning, port, session, told)


def _apply(morning: Morning, port: int, session: str, told: Told) -> None:
    browser, path = Browser(HOST, port, session), f"/apply/{morning.item}/"
    try:
        began = time.perf_counter()
        page = browser.get(f"{path}?all=1")
        told.took("form shown", began)
        began = time.perf_counter()
        answer = browser.send(page.form(path), page, [*morning.answers.items(), ("pledge", "on")])
        told.took("handed in", began)
        if answer.status == OK and "/cases/" in answer.address:
            told.count()
        else:
            told.fault(f"{answer.address}: {answer.status} {_refusal(answer)}")
    except (AnswerError, OSError) as wrong:
        told.fault(str(wrong))
    finally:
        browser.close()


def approve(morning: Morning, port: int, seconds: float, told: Told) -> None:
    """Each head looks at the queue now and then, until all of the morning's applications were decided."""
    speed = season_figures.HOUR_SECONDS / seconds
    rounds = _Rounds(morning, pause_seconds=LOOKS_EVERY_SECONDS / speed)
    until = time.monotonic() + seconds + LATEST_SECONDS

    def work() -> None:
        browsers = {village.code: Browser(HOST, port, village.head_session) for village in morning.villages}
        while told.done < rounds.expected and time.monotonic() < until:
            village = rounds.next()
            if village is None:
                time.sleep(0.05)
                continue
            try:
                _decide(village, browsers[village.code], morning.pin, told)
            except (AnswerError, OSError) as wrong:
                told.fault(str(wrong))
            rounds.looked(village)

    with ThreadPoolExecutor(HANDS) as hands:
        for _ in range(HANDS):
            hands.submit(work)


class _Rounds:
    """Whose turn it is: who looked longest ago, but nobody more often than heads do."""

    def __init__(self, morning: Morning, *, pause_seconds: float) -> None:
        self.expected = sum(len(village.resident_sessions) for village in morning.villages)
        self._pause, self._lock = pause_seconds, threading.Lock()
        began, each = time.monotonic(), pause_seconds / max(1, len(morning.villages))
        # Not all at once: heads look at their own time.
        self._turns = deque((began + each * place, village) for place, village in enumerate(morning.villages))

    def next(self) -> Village | None:
        with self._lock:
            if not self._turns or self._turns[0][0] > time.monotonic():
                return None
            return self._turns.popleft()[1]

    def looked(self, village: Village) -> None:
        with self._lock:
            self._turns.append((time.monotonic() + self._pause, village))


def _decide(village: Village, browser: Browser, pin: str, told: Told) -> None:
    began = time.perf_counter()
    queue = browser.get("/office/")
    told.took("queue shown", began)
    if queue.status != OK:
        raise AnswerError(f"queue of {village.code}: {queue.status}")
    green = queue.boxes("case")
    others = [number for number in dict.fromkeys(NUMBER.findall(queue.text)) if number not in green]
    if green:
        _together(browser, green, pin, told)
    shown: Answer | None = None
    for number in others:
        shown = _alone(browser, number, shown, pin, told)


def _together(browser: Browser, numbers: Sequence[str], pin: str, told: Told) -> None:
    page = browser.get("/office/batch/?" + "&".join(f"case={number}" for number in numbers))
    began = time.perf_counter()
    answer = browser.send(page.form("/office/batch/"), page, [("pin", pin)])
    told.took("batch approved", began)
    if answer.status != OK or "signed=" not in answer.address:
        raise AnswerError(f"batch of {len(numbers)}: {answer.status} {_refusal(answer)}")
    told.count(len(numbers))


def _alone(browser: Browser, number: str, shown: Answer | None, pin: str, told: Told) -> Answer | None:
    """Approve one case; what is shown after it may be the next one already."""
    path = f"/office/cases/{number}/approval/"
    if shown is None or path not in shown.text:
        began = time.perf_counter()
        shown = browser.get(f"/office/cases/{number}/")
        told.took("case shown", began)
    if path not in shown.text:
        return None
    began = time.perf_counter()
    answer = browser.send(shown.form(path), shown, [("pin", pin)])
    told.took("approved", began)
    if answer.status != OK:
        raise AnswerError(f"approval: {answer.status} {_refusal(answer)}")
    told.count()
    return answer


def _refusal(answer: Answer) -> str:
    found = re.search(r'role="alert"[^>]*>(.*?)</', answer.text, re.DOTALL)
    return " ".join(re.sub("<[^>]*>", " ", found[1]).split()) if found else ""


def main(port: str, seconds: str, who: str) -> None:
    morning, told = season_figures.read(json.load(sys.stdin)), Told()
    if who == "residents":
        hand_in(morning, int(port), float(seconds), told)
    else:
        approve(morning, int(port), float(seconds), told)
    used = {"processor_seconds": time.process_time()}
    click.echo(json.dumps({"done": told.done, "faults": told.faults, "milliseconds": told.milliseconds, **used}))


if __name__ == "__main__":
    main(*sys.argv[1:])
