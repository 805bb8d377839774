"""What can go wrong with a PDF, made or read."""


class PdfError(Exception):
    """The family: nothing in this folder raises anything else on bad input."""


class PictureError(PdfError):
    """A picture is no PNG or JPEG, is broken, or has more pixels than a page can use."""


class PageError(PdfError):
    """A page value cannot be drawn: a stray operator, wrong coordinates, a stamp on no page."""


class RoomError(PdfError):
    """The signature does not fit into the room reserved for it."""


class TimestampError(PdfError):
    """A time-stamp token is not for what it was asked for."""


class NotOursError(PdfError):
    """The file was not written here, or was changed by another program: nothing of ours can be appended to it."""


class FieldError(PdfError):
    """There is no signature field of this name that waits for a signature."""


class NotPdfError(PdfError):
    """The bytes do not begin like a PDF."""


class TooLargeError(PdfError):
    """The file is larger than any certificate may be."""


class NoSignatureError(PdfError):
    """There is no signature that covers the file from its first to its last byte."""


class SignatureFormError(PdfError):
    """The signature container is no CMS SignedData with exactly one signer."""
