"""Refusals across cities: of envelopes, told by a code to the other node, and of people, told in words."""

from django.utils.translation import gettext_lazy as _


class CityError(Exception):
    """A rule of working across cities refuses what was asked. Safe to show to the person."""

    message = _("This step is not possible now.")

    def __str__(self) -> str:
        return str(self.args[0] if self.args else self.message)


class EnvelopeError(Exception):
    """An envelope is not taken. For the other node and for operators: a code, and nothing of what stood in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotTakingPartError(CityError):
    message = _("This city does not work with other cities yet. JIBAN_CITY_CODE says who it is.")


class CityAwayError(CityError):
    message = _("This city is not on our list now, so nothing can be sent there. Call the hotline of the home city.")


class NotOfferedThereError(CityError):
    message = _("The home city does not offer this now. Choose another item, or call the village.")


class NotReceivedElsewhereError(CityError):
    message = _("The home city wants to see the person itself for this item.")


class UnknownVillageError(CityError):
    message = _("Choose the home village from the list of the home city.")


class NotRealNameElsewhereError(CityError):
    message = _("Your identity must be confirmed again before you can apply. Please sign in once more.")


class StepOverError(CityError):
    message = _("The home city has gone on meanwhile. Reload the page to see where it stands.")


class TooMuchError(CityError):
    message = _("The photos are too large together. Choose fewer or smaller ones: 8 MB in all.")
