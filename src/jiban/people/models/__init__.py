"""Residents with the proofs of their real names; officers with their second factors, posts and terms."""

from .mobile import MOBILE
from .officers import FailedTries, Officer, OfficerManager, RecoveryCode
from .posts import Post, PostKind, Term
from .residents import SEX_WORDS, AssuranceLevel, OneTimeCode, RealNameProof, Resident

__all__ = [
    "MOBILE",
    "SEX_WORDS",
    "AssuranceLevel",
    "FailedTries",
    "Officer",
    "OfficerManager",
    "OneTimeCode",
    "Post",
    "PostKind",
    "RealNameProof",
    "RecoveryCode",
    "Resident",
    "Term",
]
