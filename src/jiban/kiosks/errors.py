from django.utils.translation import gettext_lazy as _


class KioskError(Exception):
    """A rule about kiosks refuses what was asked. Safe to show to the person."""

    message = _("This is not possible now.")

    def __str__(self) -> str:
        return str(self.message)


class NameTakenError(KioskError):
    message = _("There is a kiosk of this name already. Choose another one, for example: hall, second machine.")


class RevokedError(KioskError):
    message = _("This kiosk was taken out of service. Register it anew.")


class PairingCodeError(KioskError):
    message = _("This code is not right or too old. Ask the clerk for a new one; it counts for ten minutes.")


class AgentKeyError(KioskError):
    message = _("The reader's key cannot be read. Restart the reader's program and try again.")


class ArrivalOverError(KioskError):
    message = _("This code is over. Go back to the start of the kiosk and take a new one.")


class WrongNumberError(KioskError):
    message = _(
        "This is not the number on the kiosk, so nothing was opened. "
        "Do you stand before the kiosk? Then take a new code there."
    )


class CardError(KioskError):
    message = _("The card could not be read. Take it away, wait a moment and put it on the reader again.")


class CardExpiredError(KioskError):
    message = _("This identity card is no longer valid. Please go to the counter, or sign in with your phone.")


class CardUnknownError(KioskError):
    message = _("You have not been here before. Register with your phone or at the counter once; then the card works.")


class PickupCodeError(KioskError):
    message = _(
        "This code does not belong to your card. Look at your receipt; the certificate must be ready and still valid."
    )


class NoPrinterError(KioskError):
    message = _("This kiosk cannot print now. Your certificate stays on your phone; the counter can print it too.")
