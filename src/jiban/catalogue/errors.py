from collections.abc import Sequence


class CatalogueError(Exception):
    """A rule of the catalogue refuses what was asked. Safe to show to the person."""


class DefinitionError(CatalogueError):
    """An item's file is not as the schema says, or contradicts itself. `problems` names each mistake."""

    def __init__(self, source: str, problems: Sequence[str]) -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{source}: {problem}" for problem in self.problems))


class RefusedKindError(CatalogueError):
    """The item is of a kind that a village or community must not issue."""


class NoBasisError(CatalogueError):
    """Neither a legal basis nor a note on the local basis is given."""


class MissingFactError(CatalogueError):
    """The text has a slot that no fact fills."""

    def __init__(self, slot: str) -> None:
        self.slot = slot
        super().__init__(f"the text needs a value for {{{slot}}}")


class PaperRefusedError(CatalogueError):
    """An uploaded paper cannot be accepted."""
