from django.utils.translation import gettext_lazy as _


class CertificateError(Exception):
    """A rule about certificates refuses what was asked. Safe to show to the person."""

    message = _("This step is not possible for this certificate.")

    def __str__(self) -> str:
        return str(self.args[0] if self.args else self.message)


class MissingCharacterError(CertificateError):
    message = _(
        "These characters cannot be printed yet: %(characters)s. Nothing was signed. "
        "Please report them to the county so that the font can be extended."
    )

    def __init__(self, characters: str) -> None:
        super().__init__(self.message % {"characters": characters})


class AlreadyRevokedError(CertificateError):
    message = _("This certificate has already been revoked.")


class NotSealedYetError(CertificateError):
    message = _("The certificate is still being sealed. Please try again in a moment.")


class ReasonMissingError(CertificateError):
    message = _("Say why the certificate is revoked, for example: the holder has moved away.")


class DraftAlteredError(CertificateError):
    """What waits for the seal is not what the reviewer has signed. For the log of the worker, not for a page."""


class AlreadyReplacedError(CertificateError):
    message = _("One of these has been re-issued meanwhile. Nothing was signed. Reload the page to see what is left.")


class NothingToReissueError(CertificateError):
    message = _("Only a certificate that is sealed, in force and not replaced yet can be re-issued.")


class NotInForceError(CertificateError):
    message = _("This certificate is not in force, so nothing can be made of it any more.")


class CopyLastsTooLongError(CertificateError):
    message = _("Choose a last day between today and the last day of the certificate, at most 90 days from now.")


class TooManyCopiesError(CertificateError):
    message = _("There are 20 copies of this certificate in use. End one that nobody needs any more first.")


class CopyOverError(CertificateError):
    message = _("This copy is over. Make a new one.")


class ShareOverError(CertificateError):
    message = _("This link opens nothing any more.")


class ShareTooManyError(CertificateError):
    message = _("There are 20 links of this certificate that still open. End one that nobody needs any more first.")


class RefusalTakenUpError(CertificateError):
    message = _("Somebody has taken this up already. Reload the page to see who.")


class RefusalAnsweredError(CertificateError):
    message = _("This has been answered already. Reload the page to see the answer.")


class RefusalNotTakenUpError(CertificateError):
    message = _("Take it up first: the resident then sees that somebody is looking into it.")


class WordsMissingError(CertificateError):
    message = _(
        "Write what the resident should know, for example: the bank has been told to accept it; go there again."
    )
