"""What can be wrong with an OFD package, or with what is asked of one."""


class OfdError(Exception):
    """The family of all errors of this folder."""


class NotOfdError(OfdError):
    """These bytes are no OFD package: no ZIP archive, or one without OFD.xml."""


class TruncatedError(OfdError):
    """The archive ends before what its directory promises."""


class TooLargeError(OfdError):
    """The archive has too many entries or would inflate beyond the limits: refused before inflating."""


class DuplicateEntryError(OfdError):
    """Two entries have the same name, or names that differ only in case: which one counts is undecided."""


class UnsafePathError(OfdError):
    """An entry or a reference points outside the package."""


class EncryptedEntryError(OfdError):
    """An entry is encrypted."""


class CorruptEntryError(OfdError):
    """An entry does not inflate to the size and checksum that the archive states, or entries overlap."""


class MissingEntryError(OfdError):
    """A file that the document needs is not in the package."""


class BadXmlError(OfdError):
    """A file is not well-formed XML, has a document type declaration, or lacks what it must state."""


class IllegalTextError(OfdError):
    """A text holds characters that XML cannot carry, or a file name is not plain."""


class SigningOrderError(OfdError):
    """A signature is added to a package that an earlier one has closed, or an unsealed file is asked for in vain."""


class AlteredError(OfdError):
    """A package that waits for its next signature does not hold what the last one has signed."""
