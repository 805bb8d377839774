"""Several signatures on one file, one after the other, none of which breaks an earlier one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from jiban.standards.ofd.package import Package
from jiban.standards.ofd.signing import Kind, Pending, Provider, Stamp, begin, finish


@dataclass(frozen=True, slots=True)
class Signatory:
    """One who signs.

    signed_value   makes the content of SignedValue.dat for what is pending: it knows the key, or asks who does
    seal_esl       DER of the seal, or None for a signature without one
    stamps         where the seal is shown: one place, one on each page, or a seam
    """

    signed_value: Callable[[Pending], bytes]
    seal_esl: bytes | None = None
    stamps: Sequence[Stamp] = ()
    kind: Kind = "Seal"
    parameters: Mapping[str, str] = field(default_factory=dict)


def sign_in_order(
    package: Package, signatories: Sequence[Signatory], *, provider: Provider, at: datetime, closes: bool = True
) -> Package:
    """Everyone signs, each over all that stands before; the last one closes the package unless told otherwise.

    A signature always covers the whole document, whatever pages it is shown on: a reader must be able to say what was
    signed without looking at single pages. Raises SigningOrderError if the package is closed, and what they raise.
    """
    for number, one in enumerate(signatories, start=1):
        pending = begin(
            package,
            provider=provider,
            stamps=one.stamps,
            at=at,
            closes=closes and number == len(signatories),
            kind=one.kind,
            seal_esl=one.seal_esl,
            parameters=one.parameters,
        )
        package = finish(pending, one.signed_value(pending))
    return package
