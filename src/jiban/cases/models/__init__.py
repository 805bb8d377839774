"""Cases, what happened to them, and what was handed in with them."""

from .case import STATE_WORDS, Case, CasePaper, JournalLine

__all__ = ["STATE_WORDS", "Case", "CasePaper", "JournalLine"]
