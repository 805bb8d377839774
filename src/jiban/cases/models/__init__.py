"""Cases, what happened to them, and what was handed in with them."""

from .case import STATE_WORDS, Case, CasePaper, JournalLine
from .desk import CaseNote, Finding, SavedView, Visit
from .promise import (
    Escalation,
    EscalationStep,
    OfficerNotice,
    Pause,
    PauseReason,
    PromiseDay,
    PromiseOutcome,
    Reminder,
)
from .rulings import AuthorisationDay, AuthorisationUse, CaseFact, Ruling, RulingOutcome, StandingAuthorisation

__all__ = [
    "STATE_WORDS",
    "AuthorisationDay",
    "AuthorisationUse",
    "Case",
    "CaseFact",
    "CaseNote",
    "CasePaper",
    "Escalation",
    "EscalationStep",
    "Finding",
    "JournalLine",
    "OfficerNotice",
    "Pause",
    "PauseReason",
    "PromiseDay",
    "PromiseOutcome",
    "Reminder",
    "Ruling",
    "RulingOutcome",
    "SavedView",
    "StandingAuthorisation",
    "Visit",
]
