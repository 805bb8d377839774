from django.utils.translation import gettext_lazy as _


class NoticeError(Exception):
    """A rule about messages refuses what was asked. Safe to show to the person."""

    message = _("This is not possible now.")

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__()

    def __str__(self) -> str:
        return str(self.message) % self.details


# Texts


class TextError(NoticeError):
    """The text cannot be sent like this."""


class TextEmptyError(TextError):
    message = _("Write a text, or restore the default.")


class PlaceholderUnknownError(TextError):
    message = _("%(found)s is not known here. Use only %(allowed)s, with their braces.")


class BraceAloneError(TextError):
    message = _("A brace stands alone. Write a placeholder whole, for example {link}.")


class LinkMissingError(TextError):
    message = _("Put {link} where the address of the app shall stand: without it nobody can find the way.")


class ForeignAddressError(TextError):
    message = _("No other address than {link} may stand in a message: residents must be able to trust every link.")


class SignatureInTextError(TextError):
    message = _("Leave out 【 and 】: the signature %(sign)s is put in front by itself.")


class LineBreakError(TextError):
    message = _("An SMS is one line. Leave out the line breaks.")


class TextTooLongError(TextError):
    message = _("This makes %(parts)s SMS; at most %(most)s are allowed. Shorten the text.")


class TextChangedMeanwhileError(NoticeError):
    message = _("Somebody else has changed this text meanwhile. Compare below, then save again.")


# Reaching a resident


class EmailInvalidError(NoticeError):
    message = _("This is no e-mail address. Type it like name@example.com.")


class EmailNotOfferedError(NoticeError):
    message = _("E-mail is not offered here. You find every message in the app.")


class EmailUnreachableError(NoticeError):
    message = _("The code could not be sent. Check the address and try again in some minutes.")


class TooManyEmailCodesError(NoticeError):
    message = _("Several codes were sent already. Wait half an hour and ask again.")


class EmailCodeWrongError(NoticeError):
    message = _("This code is not right. Look at the newest e-mail and type its six digits again.")


class EmailCodeExpiredError(NoticeError):
    message = _("This code is too old or was used already. Ask for a new code.")


class EmailCodeLockedError(NoticeError):
    message = _("This code was typed wrongly too often and no longer counts. Ask for a new code.")


# Sending: for the machinery, not for a person


class SendingError(Exception):
    """A message did not go out now. `reason` is a word for the log; it never holds what a resident typed."""

    def __init__(self, reason: str) -> None:
        self.reason = reason[:40]
        super().__init__(self.reason)


class RefusedError(SendingError):
    """It never will: the other side refuses this message."""


class UnreachableError(SendingError):
    """Nobody answered, or with a fault of the other side's own. Try again later."""


class SlowDownError(SendingError):
    """The other side has had enough for now."""

    def __init__(self, *, seconds: int) -> None:
        self.seconds = seconds
        super().__init__("slow-down")


class TakenElsewhereError(Exception):
    """Another worker was first: whatever was being done must be rolled back."""


# Receipts


class ReceiptError(Exception):
    """A receipt that is not taken."""


class SignatureError(ReceiptError):
    """Not signed with the agreed secret, or too old."""


class ReplayedError(ReceiptError):
    """Taken already."""


class MessageUnknownError(ReceiptError):
    """No message has this id yet."""
