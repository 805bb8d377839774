"""Whether the certificates of a chain were revoked (RFC 5280 section 6.3, RFC 6960), from lists and answers at hand.

Nothing is fetched: lists and answers come from the document, a folder, or whoever has a network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from jiban.standards.pki import name
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.crl import RevocationList, check_is_by
from jiban.standards.pki.errors import (
    CrlError,
    CrlFormatError,
    CrlScopeError,
    CrlSignatureError,
    OcspError,
    OcspFormatError,
    OcspOutdatedError,
    OcspRefusedError,
    OcspSignatureError,
)
from jiban.standards.pki.links import LinkMemory
from jiban.standards.pki.ocsp import (
    OcspResponse,
    SingleAnswer,
    check_answer,
    check_in_force,
    find_answer,
    parse_response,
)
from jiban.standards.pki.revoked import Revocation

Source = Literal["crl", "ocsp"]
Status = Literal["good", "revoked", "unknown"]
MAX_REMEMBERED_BYTES = 64 * 1024

PROBLEMS = frozenset(
    {
        "no-evidence",
        "crl-unreadable",
        "crl-scope",
        "crl-signature",
        "crl-outdated",
        "ocsp-unreadable",
        "ocsp-refused",
        "ocsp-signature",
        "ocsp-outdated",
        "ocsp-unknown",
        "ocsp-responder-unchecked",
    }
)


@dataclass(frozen=True, slots=True)
class RevocationPolicy:
    """What is asked of the evidence.

    require     "all": every certificate below the root must be known to be good; "leaf": the first one;
                "none": none may be known to be revoked, and that is all
    evidence    "in-force": it must be the newest there can be; "after-the-moment": what was made at or after the moment
                in question counts too, however old it is now, as kept beside long-lived documents
    trusted_responders   DER of certificates whose OCSP answers are believed by themselves
    """

    require: Literal["all", "leaf", "none"] = "all"
    evidence: Literal["in-force", "after-the-moment"] = "in-force"
    trusted_responders: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class RevocationFact:
    """What is known of one certificate.

    as_of         when that was known to be so
    revoked_at    with "revoked", and with "good" if it was revoked after the moment in question
    problems      codes of PROBLEMS: why evidence was left aside
    acceptable    whether the policy is content
    """

    certificate: Certificate
    status: Status
    source: Source | None
    as_of: datetime | None
    revoked_at: datetime | None
    reason: str | None
    problems: tuple[str, ...]
    acceptable: bool


class _Evidence(NamedTuple):
    """A statement whose signature holds. `is_usable`: it is fresh enough to show that something is good."""

    source: Source
    as_of: datetime
    revocation: Revocation | None
    is_usable: bool


def check_revocation(
    chain: Sequence[Certificate],
    *,
    crls: Iterable[bytes | RevocationList],
    ocsp_responses: Iterable[bytes | OcspResponse],
    at: datetime,
    policy: RevocationPolicy = RevocationPolicy(),
    now: datetime | None = None,
    memory: LinkMemory | None = None,
) -> list[RevocationFact]:
    """Look up every certificate of a checked chain but the root; gives a fact for each, the leaf's first.

    chain     as check_chain gives it
    crls, ocsp_responses   DER, or values already read: who checks many documents reads large lists once
    at        the aware moment in question, such as that of signing: what was revoked later was good then
    now       the aware moment at which evidence must be in force; `at` if None

    A revocation counts however old the list that tells it: it is not taken back, except from hold. Raises nothing.
    """
    search = _Search(
        lists=[_read_list(one) for one in crls],
        answers=[_read_answer(one) for one in ocsp_responses],
        at=at,
        now=at if now is None else now,
        policy=policy,
        memory=memory,
    )
    return [
        search.fact(certificate, issuer, place=place) for place, (certificate, issuer) in enumerate(pairwise(chain))
    ]


def _read_list(given: bytes | RevocationList) -> RevocationList | str:
    if isinstance(given, RevocationList):
        return given
    try:
        return _small_list(given) if len(given) <= MAX_REMEMBERED_BYTES else RevocationList.parse(given)
    except CrlScopeError:
        return "crl-scope"
    except CrlFormatError:
        return "crl-unreadable"


def _read_answer(given: bytes | OcspResponse) -> OcspResponse | str:
    if isinstance(given, OcspResponse):
        return given
    try:
        return _small_answer(given)
    except OcspRefusedError:
        return "ocsp-refused"
    except OcspFormatError:
        return "ocsp-unreadable"


_small_list = lru_cache(maxsize=32)(RevocationList.parse)
_small_answer = lru_cache(maxsize=64)(parse_response)


@dataclass(frozen=True, slots=True)
class _Search:
    lists: Sequence[RevocationList | str]
    answers: Sequence[OcspResponse | str]
    at: datetime
    now: datetime
    policy: RevocationPolicy
    memory: LinkMemory | None

    def fact(self, certificate: Certificate, issuer: Certificate, *, place: int) -> RevocationFact:
        found = [*self._from_answers(certificate, issuer), *self._from_lists(certificate, issuer)]
        evidence = [one for one in found if not isinstance(one, str)]
        problems = tuple(dict.fromkeys(one for one in found if isinstance(one, str)))
        told, status = _verdict(evidence, self.at)
        if told is None and not problems:
            problems = ("no-evidence",)
        needed = self.policy.require == "all" or (self.policy.require == "leaf" and place == 0)
        revocation = told.revocation if told else None
        return RevocationFact(
            certificate=certificate,
            status=status,
            source=told.source if told else None,
            as_of=told.as_of if told else None,
            revoked_at=revocation.effective if revocation else None,
            reason=revocation.reason if revocation else None,
            problems=problems,
            acceptable=status == "good" or (status == "unknown" and not needed),
        )

    def _is_usable(self, as_of: datetime, *, in_force: bool) -> bool:
        if in_force:
            return True
        return self.policy.evidence == "after-the-moment" and self.at <= as_of <= self.now

    def _from_lists(self, certificate: Certificate, issuer: Certificate) -> Iterator[_Evidence | str]:
        for crl in self.lists:
            if isinstance(crl, str):
                yield crl
                continue
            if not name.is_same(crl.issuer, certificate.issuer):
                continue  # about other certificates, and no fault of anybody's
            try:
                check_is_by(issuer, certificate=certificate, crl=crl, memory=self.memory)
            except CrlSignatureError:
                yield "crl-signature"
            except CrlError:
                yield "crl-scope"
            else:
                in_force = crl.this_update <= self.now.replace(microsecond=0) <= crl.next_update
                usable = self._is_usable(crl.this_update, in_force=in_force)
                yield _Evidence("crl", crl.this_update, crl.revoked.get(certificate.serial), usable)
                if not usable:
                    yield "crl-outdated"

    def _from_answers(self, certificate: Certificate, issuer: Certificate) -> Iterator[_Evidence | str]:
        for response in self.answers:
            if isinstance(response, str):
                yield response
            elif find_answer(response, certificate, issuer) is not None:
                yield from self._from_answer(response, certificate, issuer)

    def _from_answer(
        self, response: OcspResponse, certificate: Certificate, issuer: Certificate
    ) -> Iterator[_Evidence | str]:
        try:
            answer, responder = check_answer(
                certificate,
                response=response,
                issuer=issuer,
                now=None,
                trusted_responders=self.policy.trusted_responders,
                memory=self.memory,
            )
        except OcspSignatureError:
            yield "ocsp-signature"
            return
        except OcspError:
            yield "ocsp-unreadable"
            return
        if not self._is_responder_sound(responder, issuer):
            yield "ocsp-responder-unchecked"
        elif answer.status == "unknown":
            yield "ocsp-unknown"
        else:
            usable = self._is_usable(answer.this_update, in_force=_is_in_force(answer, response, self.now))
            yield _Evidence("ocsp", answer.this_update, answer.revocation, usable)
            if not usable:
                yield "ocsp-outdated"

    def _is_responder_sound(self, responder: Certificate, issuer: Certificate) -> bool:
        """The issuer itself, one trusted by itself, one that says its status is not to be asked, or one looked up."""
        if responder.der == issuer.der or responder.der in self.policy.trusted_responders:
            return True
        if responder.has_ocsp_no_check:
            return True
        evidence = [one for one in self._from_lists(responder, issuer) if not isinstance(one, str)]
        return _verdict(evidence, self.now)[1] == "good"


def _is_in_force(answer: SingleAnswer, response: OcspResponse, now: datetime) -> bool:
    try:
        check_in_force(answer, response, now)
    except OcspOutdatedError:
        return False
    return True


def _verdict(evidence: Sequence[_Evidence], at: datetime) -> tuple[_Evidence | None, Status]:
    """What the statements come to: a revocation before anything else, then the newest that is fresh enough."""
    usable = [one for one in evidence if one.is_usable]
    newest = max(usable, key=lambda one: one.as_of, default=None)
    told = [one for one in evidence if one.revocation is not None and not _is_released(one, newest)]
    revoked = [one for one in told if one.revocation is not None and one.revocation.effective <= at]
    if revoked:
        return max(revoked, key=lambda one: one.as_of), "revoked"
    if newest is None:
        return None, "unknown"
    return max(told, key=lambda one: one.as_of, default=newest), "good"


def _is_released(told: _Evidence, newest: _Evidence | None) -> bool:
    """Whether a certificate on hold was released since: a newer statement no longer speaks of it."""
    is_hold = told.revocation is not None and told.revocation.reason == "certificateHold"
    return is_hold and newest is not None and newest.revocation is None and newest.as_of > told.as_of
