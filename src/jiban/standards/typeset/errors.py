"""What can go wrong while setting text."""


class TypesetError(Exception):
    """Text cannot be set as asked."""


class UnknownFaceError(TypesetError):
    """No vendored face has this name."""


class MissingGlyphError(TypesetError):
    """A face lacks characters; they are never dropped or replaced silently.

    characters   every missing character, each once
    face         the name of the face
    """

    def __init__(self, characters: str, face: str) -> None:
        self.characters = characters
        self.face = face
        listed = " ".join(f"{char} (U+{ord(char):04X})" for char in characters)
        super().__init__(f"face {face} has no glyph for {listed}")


class TooWideError(TypesetError):
    """Something that must not be broken does not fit the measure."""


class TooTallError(TypesetError):
    """Something that must not be broken is taller than a whole page leaves room for."""


class TableError(TypesetError):
    """The cells of a table do not make a rectangle, or its columns do not fit."""
