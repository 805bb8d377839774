"""What a certificate has to be good for (RFC 5280 sections 4.2.1.3 and 4.2.1.12), purpose by purpose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jiban.standards.pki import oids
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.errors import KeyUsageError

Purpose = Literal["seal", "sign", "maker", "pdf", "tsa", "ocsp", "crl"]
"""A committee's seal, a person's signature, the maker of seals, a signature in a PDF, a time stamp, an OCSP answer, a
list of revoked certificates."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a purpose asks of a certificate.

    every_use, one_use    key usages that it must have: all of the first, one of the second if there are any
    extended              extended usages of which it must have one, if it has the extension
    is_extended_needed    whether it must have the extension
    is_extended_alone     whether that must be the only extended usage, and critical (RFC 3161 section 2.3)
    is_inherited          whether the authorities' extended usages, where they have any, must allow it too
    is_for_authorities    whether an authority's certificate may serve
    """

    every_use: frozenset[str] = frozenset()
    one_use: frozenset[str] = frozenset()
    extended: frozenset[str] = frozenset()
    is_extended_needed: bool = False
    is_extended_alone: bool = False
    is_inherited: bool = True
    is_for_authorities: bool = False


BOTH = frozenset({"digitalSignature", "nonRepudiation"})
DOCUMENTS = frozenset(
    {
        oids.ANY_EXTENDED_KEY_USAGE,
        oids.DOCUMENT_SIGNING,
        oids.MICROSOFT_DOCUMENT_SIGNING,
        oids.EMAIL_PROTECTION,  # what signers of documents carried before RFC 9336
    }
)
_DOCUMENT = Demand(every_use=BOTH, extended=DOCUMENTS)

DEMANDS: dict[Purpose, Demand] = {
    "seal": _DOCUMENT,
    "sign": _DOCUMENT,
    "maker": _DOCUMENT,
    "pdf": Demand(every_use=frozenset({"digitalSignature"}), extended=DOCUMENTS),
    "tsa": Demand(
        one_use=BOTH, extended=frozenset({oids.TIME_STAMPING}), is_extended_needed=True, is_extended_alone=True
    ),
    "ocsp": Demand(
        every_use=frozenset({"digitalSignature"}),
        extended=frozenset({oids.OCSP_SIGNING}),
        is_extended_needed=True,
        is_inherited=False,  # a delegate is named by the very authority it answers for (RFC 6960 section 4.2.2.2)
    ),
    "crl": Demand(every_use=frozenset({"cRLSign"}), is_inherited=False, is_for_authorities=True),
}


def check(path: Sequence[Certificate], purpose: Purpose) -> None:
    """Check that the first certificate of a chain, and the authorities above it, serve `purpose`. Raises KeyUsageError."""
    leaf, demand = path[0], DEMANDS[purpose]
    _check_uses(leaf, demand)
    if not demand.extended:
        return
    _check_extended(leaf, demand)
    allowed = demand.extended | {oids.ANY_EXTENDED_KEY_USAGE}
    for certificate in path[1:] if demand.is_inherited else ():
        if certificate.extended_key_usage is not None and not certificate.extended_key_usage & allowed:
            raise KeyUsageError("the extended key usage of an authority does not include this purpose", certificate)


def _check_uses(leaf: Certificate, demand: Demand) -> None:
    if leaf.is_ca and not demand.is_for_authorities:
        raise KeyUsageError("an authority's certificate does not serve this purpose itself", leaf)
    uses = leaf.key_usage or frozenset()
    missing = demand.every_use - uses
    if missing:
        raise KeyUsageError(f"the certificate is not meant for {', '.join(sorted(missing))}", leaf)
    if demand.one_use and not demand.one_use & uses:
        raise KeyUsageError(f"the certificate is meant for none of {', '.join(sorted(demand.one_use))}", leaf)


def _check_extended(leaf: Certificate, demand: Demand) -> None:
    extended = leaf.extended_key_usage
    if extended is None:
        if demand.is_extended_needed:
            raise KeyUsageError("the certificate lacks the extended key usage for this purpose", leaf)
        return
    if not extended & demand.extended:
        raise KeyUsageError("the extended key usage does not include this purpose", leaf)
    if demand.is_extended_alone and (extended != demand.extended or oids.EXTENDED_KEY_USAGE not in leaf.critical):
        raise KeyUsageError("the extended key usage has to be for this purpose alone, and critical", leaf)
