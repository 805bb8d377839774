"""What can be wrong with a piece of a transparency log."""


class TlogError(Exception):
    """A piece of a transparency log is not what it should be."""


class ProofError(TlogError):
    """A proof does not lead where it claims to, or cannot exist."""


class ProofFormatError(TlogError):
    """The text is no tlog-proof."""


class TileError(TlogError):
    """No such tile: the path or the size is wrong."""


class FalseTileError(TileError):
    """The tile is not the one that the checkpoint signs."""


class KeyFormatError(TlogError):
    """The text is no signer or verifier key."""


class NoteFormatError(TlogError):
    """The text is no signed note."""


class SignatureError(TlogError):
    """A signature in the name of a known key is false."""


class UnknownSignerError(TlogError):
    """No known key signed the note."""


class CheckpointFormatError(TlogError):
    """The text is no checkpoint."""


class OriginError(TlogError):
    """The checkpoint is another log's."""


class PolicyFormatError(TlogError):
    """The text is no policy."""


class MessageFormatError(TlogError):
    """The text is no message between a log and a witness."""
