"""Certificates with their files, and what holders do with them: copies for one use, shares, reports of refusals."""

from .certificate import Affected, Certificate, CertificateState, CredentialOffer, Paper
from .holding import AnnotatedCopy, Share, ShareOpening
from .sight import DataView
from .unit_refusals import RefusingUnit, UnitRefusal

__all__ = [
    "Affected",
    "AnnotatedCopy",
    "Certificate",
    "CertificateState",
    "CredentialOffer",
    "DataView",
    "Paper",
    "RefusingUnit",
    "Share",
    "ShareOpening",
    "UnitRefusal",
]
