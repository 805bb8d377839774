"""Residents with the proofs of their real names; officers with their second factors, posts and terms."""

from .deputies import Absence, Deputation
from .doors import Invitation, OidcLink, Passkey, SignIn, WayIn
from .mobile import MOBILE
from .officers import FailedTries, Officer, OfficerManager, RecoveryCode
from .posts import IN_COMMITTEES, LEVELS, Post, PostKind, Term
from .proposals import Proposal
from .residents import SEX_WORDS, AssuranceLevel, OneTimeCode, RealNameProof, Resident

__all__ = [
    "IN_COMMITTEES",
    "LEVELS",
    "MOBILE",
    "SEX_WORDS",
    "Absence",
    "AssuranceLevel",
    "Deputation",
    "FailedTries",
    "Invitation",
    "Officer",
    "OfficerManager",
    "OidcLink",
    "OneTimeCode",
    "Passkey",
    "Post",
    "PostKind",
    "Proposal",
    "RealNameProof",
    "RecoveryCode",
    "Resident",
    "SignIn",
    "Term",
    "WayIn",
]
