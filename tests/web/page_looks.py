"""One page in every mode: what is measured, and how a mode is put on. The numbers stand in docs/reference/reading.md."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

CHECKS = Path(__file__).with_name("page_checks.js").read_text()
AXE = """choice => axe.run({resultTypes: ['violations'], ...choice}).then(found => found.violations.flatMap(fault =>
  fault.nodes.map(node => `axe ${fault.id}: ${node.html.slice(0, 120)}`)))"""
# Another set of colours moves nothing: what axe said of names and order holds.
COLOURS = {"runOnly": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]}
# Where a page is looked at once more, in another size: contrast takes axe longest, and is measured here in every mode.
NOT_CONTRAST = {"rules": {name: {"enabled": False} for name in ("color-contrast", "color-contrast-enhanced")}}
NORMAL = {"running": 16, "side": 14, "target": 44, "wide": 24, "contrast": 4.5, "ofLarge": 3}
AT_A_DESK = {**NORMAL, "target": 24}
AT_A_KIOSK = {**NORMAL, "target": 72, "wide": 72}
LARGE = {**NORMAL, "running": 24, "side": 24, "target": 60, "wide": 44}
HIGH = {"contrast": 7, "ofLarge": 7}
PAPER = {"print": True, "contrast": 4.5, "ofLarge": 3}
Faults = dict[str, list[str]]


@dataclass(frozen=True)
class Place:
    """Where a page is looked at: the window in normal and in large print, and what is asked of normal print there."""

    name: str
    normal: tuple[int, int]
    large: tuple[int, int]
    least: dict[str, Any]

    def size(self, mode: str) -> tuple[int, int]:
        return self.large if mode == "large" else self.normal

    def rule(self, mode: str) -> dict[str, Any]:
        if mode != "large":
            return self.least
        return {**LARGE, **{name: max(LARGE[name], self.least[name]) for name in ("target", "wide")}}


Places = tuple[Place, ...]
PHONE = Place("phone", (390, 844), (320, 640), NORMAL)
DESK = Place("desk", (1440, 900), (1440, 900), AT_A_DESK)
KIOSK = Place("kiosk", (1080, 1920), (1080, 1920), AT_A_KIOSK)


class Looker:
    """One person's browser in one language, twice: in normal and in large print."""

    def __init__(self, browser: Any, address: str, cookies: dict[str, str], *, language: str = "zh-hans") -> None:
        self.address, self.pages = address, {}
        for mode in ("standard", "large"):
            context = browser.new_context(locale="zh-CN")
            said = {**cookies, "django_language": language, "jiban_mode": mode}
            context.add_cookies([{"name": name, "value": value, "url": address} for name, value in said.items()])
            page = context.new_page()
            page.said = []
            page.on("console", lambda message, page=page: page.said.append(message.text))
            page.on("pageerror", lambda error, page=page: page.said.append(str(error)))
            self.pages[mode] = page

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()

    def open(self, path: str, mode: str, size: tuple[int, int]) -> Any:
        page = self.pages[mode]
        page.said.clear()
        resize(page, size)
        page.emulate_media(media="screen", contrast="no-preference")
        answer = page.goto(self.address + path, wait_until="load")
        assert answer.status != 405, path
        return page


def resize(page: Any, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def measured(page: Any, rule: dict[str, Any]) -> list[str]:
    return page.evaluate(f"({CHECKS})", rule)


def axe(page: Any, choice: dict[str, Any] | None = None) -> list[str]:
    return page.evaluate(AXE, choice or {})


def complaints(page: Any) -> list[str]:
    """What the console said, but for the browser's own notes: a page is not there (4xx), no reader stands beside a kiosk."""
    notes = ("responded with a status of 4", "net::ERR_CONNECTION_REFUSED")
    return [said for said in page.said if not any(note in said for note in notes)]


@contextmanager
def high_contrast(page: Any) -> Iterator[None]:
    page.emulate_media(contrast="more")
    yield
    page.emulate_media(contrast="no-preference")


def in_every_mode(looker: Looker, path: str, places: Places) -> Faults:
    """Normal print, high contrast and paper, then large print and large print in high contrast, in windows of each size.

    Axe takes longer than all else together: it looks at everything in normal print in the first window, at all but
    contrast in the others and in large print; contrast is measured everywhere.
    """
    found: Faults = {}
    for mode in ("standard", "large"):
        page = looker.open(path, mode, places[0].size(mode))
        page.evaluate(AXE_SCRIPT)
        page.keyboard.press("Tab")
        for place in places:
            resize(page, place.size(mode))
            name, rule = f"{place.name}, {mode}", place.rule(mode)
            found[name] = measured(page, {**rule, "keys": True})
            is_first = place is places[0]
            if is_first or mode == "standard":
                found[name] += axe(page, {} if is_first and mode == "standard" else NOT_CONTRAST)
            with high_contrast(page):
                found[f"{name}, high contrast"] = measured(page, {**rule, **HIGH})
                if is_first and mode == "standard":
                    found[f"{name}, high contrast"] += axe(page, COLOURS)
        if mode == "standard":
            page.emulate_media(media="print")
            found["paper"] = measured(page, PAPER)
        found[f"console, {mode}"] = complaints(page)
    return {name: faults for name, faults in found.items() if faults}


def in_english(looker: Looker, path: str, places: Places, typed: list[str]) -> Faults:
    """Longer words where there is least room, in large print, and no Chinese but what people typed."""
    found: Faults = {}
    page = looker.open(path, "large", places[0].size("large"))
    for place in places:
        resize(page, place.size("large"))
        found[place.name] = measured(page, {**place.rule("large"), "typed": typed})
    found["console"] = complaints(page)
    return {name: faults for name, faults in found.items() if faults}
