"""What the door refuses, each with words for people, a code for machines and its HTTP status."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CheckRefusedError(Exception):
    """The check could not be made. Safe to show."""

    status = 400
    code = "refused"
    title: str | Promise = _("This could not be checked")
    text: str | Promise = ""
    advice: str | Promise = ""
    icon_name = "warning"
    ring = "warn"
    retry_after_seconds: int | None = None
    # Whom to call, if anybody better than the public hotline is known.
    phone = ""

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__()

    def __str__(self) -> str:
        return str(self.text) % self.details


class FileTooLargeError(CheckRefusedError):
    status = 413
    code = "too-large"
    title = _("The file is too large")
    text = _("A certificate has less than %(megabytes)d MB, so this file cannot be one. It was not opened.")
    advice = _("Choose the OFD or PDF file that the holder downloaded, or scan the QR code.")


class UnreadableUploadError(CheckRefusedError):
    code = "unreadable-upload"
    title = _("The file did not arrive whole")
    text = _("The connection may have been cut. Nothing was checked and nothing was kept.")
    advice = _("Please choose the file again.")


class UnknownCodeError(CheckRefusedError):
    status = 404
    code = "unknown-code"
    title = _("No certificate has this code")
    text = _(
        "If you typed the code, compare it with the paper once more. If a QR code led you here, the paper does not "
        "come from this system: do not accept it."
    )
    advice = _("Ask the holder for the original file, or call the village that is named on the paper.")
    icon_name = "close"
    ring = "stop"


class UnknownLinkError(CheckRefusedError):
    status = 404
    code = "unknown-link"
    title = _("There is no such link")
    text = _("The address is not complete, or nobody ever made it.")
    advice = _("Open it once more from the message in which you got it, or ask the holder to send it again.")
    icon_name = "close"
    ring = "ask"


class LinkOverError(CheckRefusedError):
    status = 410
    code = "link-over"
    title = _("This link opens nothing any more")
    text = _("Its time is over, it was opened as often as the holder allowed, or the holder has ended it.")
    advice = _("Ask the holder for a new link. It takes them a minute.")
    icon_name = "clock"
    ring = "ask"


class TooManyUnknownCodesError(CheckRefusedError):
    status = 429
    code = "too-many-unknown-codes"
    title = _("Too many wrong codes")
    text = _("Many codes that do not exist were asked for from your network. Please wait %(minutes)d minutes.")
    advice = _("Meanwhile you can check the file itself, or call the village that is named on the paper.")
    icon_name = "clock"

    def __init__(self, *, wait_seconds: int) -> None:
        self.retry_after_seconds = wait_seconds
        super().__init__(minutes=-(-wait_seconds // 60))


class BeingSealedError(CheckRefusedError):
    status = 409
    code = "being-sealed"
    title = _("The seal is being set")
    text = _("The village has approved this certificate, and its seal is being set now. It is not in force yet.")
    advice = _("This takes a few seconds as a rule. Look again in a moment; if it stays so, call the village.")
    icon_name = "clock"
    ring = "wait"
    retry_after_seconds = 10

    def __init__(self, *, phone: str) -> None:
        self.phone = phone
        super().__init__()


class NotSetUpError(CheckRefusedError):
    status = 503
    code = "not-set-up"
    title = _("Checking is not possible at the moment")
    text = _("This says nothing about your certificate: the keys that a check needs are missing on this server.")
    advice = _("For the operator: the folder named by JIBAN_TRUST_DIR is missing or incomplete. See the server's log.")
    icon_name = "stop"
    ring = "ask"
    retry_after_seconds = 600
