"""The SVG of one page while it is being written: definitions that are kept once, and what is drawn, in order."""

from collections.abc import Callable, Hashable
from html import escape

from jiban.standards.ofd.reading.objects import Box
from jiban.standards.ofd.rendering.geometry import number, rectangle

MOST_CHARACTERS = 48_000_000
FADED_GROUP = 4_000  # what a group with an opacity of its own costs whoever paints it, beside a character of markup


class FullError(Exception):
    """The drawing has grown beyond its bound; what was drawn so far can still be shown."""


class Canvas:
    """Collects markup. Every group that is opened is closed, also when the drawing was cut short."""

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self._left = most
        self._definitions: list[str] = []
        self._names: dict[Hashable, str] = {}
        self._drawn: list[str] = []
        self._open = 0

    @property
    def left(self) -> int:
        """What may still be spent: characters, and the work that short markup can cause."""
        return self._left

    def charge(self, cost: int) -> None:
        """Spend. Raises FullError when all is spent."""
        self._left -= cost
        if self._left < 0:
            raise FullError

    def draw(self, markup: str) -> None:
        """Add markup that closes all it opens. Raises FullError."""
        self.charge(len(markup))
        self._drawn.append(markup)

    def open_group(self, attributes: str) -> None:
        """Begin a group; `attributes` have a leading space. Raises FullError."""
        self.charge(len(attributes) + (FADED_GROUP if " opacity=" in attributes else 8))
        self._drawn.append(f"<g{attributes}>")
        self._open += 1

    def open_groups(self, tags: str) -> None:
        """Begin several groups at once, given as their opening tags. Raises FullError."""
        self.charge(len(tags))
        self._drawn.append(tags)
        self._open += tags.count("<g")

    def close_group(self) -> None:
        """End the group that was opened last."""
        self._drawn.append("</g>")
        self._open -= 1

    @property
    def depth(self) -> int:
        """How many groups are open."""
        return self._open

    def close_to(self, depth: int) -> None:
        """End groups until `depth` are open."""
        while self._open > depth:
            self.close_group()

    def define(self, key: Hashable, make: Callable[[str], str]) -> str:
        """The name of a definition; `make` gives its markup for that name, once for each `key`. Raises FullError."""
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = f"d{len(self._names)}"
            markup = make(name)
            self.charge(len(markup))
            self._definitions.append(markup)
        return name

    def apart(self, draw: Callable[[], None]) -> str:
        """What `draw` draws, as markup that stands nowhere yet: for definitions that hold drawings."""
        outside, self._drawn = self._drawn, []
        depth = self._open
        try:
            draw()
        finally:
            self.close_to(depth)
            inside, self._drawn = self._drawn, outside
        return "".join(inside)

    def svg(self, sheet: Box, title: str) -> str:
        """The whole document: a white sheet with all that was drawn, one user unit a millimetre."""
        self.close_to(0)
        box = " ".join([number(value) for value in sheet])
        width, height = number(sheet.width), number(sheet.height)
        named = f"<title>{escape(title)}</title>" if title else ""
        defined = f"<defs>{''.join(self._definitions)}</defs>" if self._definitions else ""
        paper = f'<path d="{rectangle(sheet)}" fill="#ffffff"/>'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="{box}">'
            f"{named}{defined}{paper}{''.join(self._drawn)}</svg>"
        )
