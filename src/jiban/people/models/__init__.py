"""Residents with the proofs of their real names; officers with their second factors, posts and terms."""

from .accounts import AccountClosing, WayBack
from .deputies import Absence, Deputation
from .doors import Invitation, OidcLink, Passkey, SignIn, WayIn
from .guardians import Guardianship, Relation
from .mobile import MOBILE
from .officers import FailedTries, Officer, OfficerManager, RecoveryCode
from .posts import IN_COMMITTEES, LEVELS, Post, PostKind, Term
from .proposals import Proposal
from .resident_doors import Document, ProvincialSession, ResidentLink, SignInSlip
from .residents import SEX_WORDS, AssuranceLevel, OneTimeCode, RealNameProof, Resident

__all__ = [
    "IN_COMMITTEES",
    "LEVELS",
    "MOBILE",
    "SEX_WORDS",
    "Absence",
    "AccountClosing",
    "AssuranceLevel",
    "Deputation",
    "Document",
    "FailedTries",
    "Guardianship",
    "Invitation",
    "Officer",
    "OfficerManager",
    "OidcLink",
    "OneTimeCode",
    "Passkey",
    "Post",
    "PostKind",
    "Proposal",
    "ProvincialSession",
    "RealNameProof",
    "RecoveryCode",
    "Relation",
    "Resident",
    "ResidentLink",
    "SignIn",
    "SignInSlip",
    "Term",
    "WayBack",
    "WayIn",
]
