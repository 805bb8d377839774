from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


class PlacesError(Exception):
    """A rule about places refuses what was asked. Safe to show to the person."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one line of a file, counted from 1 with the heading."""

    line: int
    message: str
    column: str = ""

    def __str__(self) -> str:
        if self.column:
            values = {"line": self.line, "column": self.column, "message": self.message}
            return _("line %(line)d, column %(column)s: %(message)s") % values
        return _("line %(line)d: %(message)s") % {"line": self.line, "message": self.message}


class ImportRefusedError(PlacesError):
    """The file has mistakes, so nothing of it was imported."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CommitteeRefusedError(PlacesError):
    """The committee cannot be registered like this."""


class ChangeRefusedError(PlacesError):
    """The tree cannot be changed like this."""


class SheetRefusedError(PlacesError):
    """The file cannot be read as a sheet at all."""
