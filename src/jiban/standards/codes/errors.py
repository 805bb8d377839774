"""What can be wrong with a code. The text is for programmers; a door tells the person by the error's type."""


class CodeError(ValueError):
    """A text is not the code it claims to be."""


class LengthError(CodeError):
    """Too short or too long."""


class CharacterError(CodeError):
    """A character stands where the code does not allow it."""


class BirthDateError(CodeError):
    """The date inside does not exist, or has not come yet."""


class CheckCharacterError(CodeError):
    """The check character does not fit: something was mistyped."""


class StructureError(CodeError):
    """The parts are not the parts this code is made of."""
