"""The tables of places: the tree and its history, committees, offices."""

from .committees import Committee, Holiday, OfficeHours
from .divisions import CODE, ChangePart, Division, DivisionChange
from .offices import Department, LiaisonPerson, ServiceHours, ServicePoint, SheetUpload, Terminal

__all__ = [
    "CODE",
    "ChangePart",
    "Committee",
    "Department",
    "Division",
    "DivisionChange",
    "Holiday",
    "LiaisonPerson",
    "OfficeHours",
    "ServiceHours",
    "ServicePoint",
    "SheetUpload",
    "Terminal",
]
