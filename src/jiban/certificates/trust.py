"""What a checker believes: root certificates, the log's key, and the newest list of revoked certificates. Plain files.

sm2-root.der  sm2-issuing.der  seal-maker.der  pdf-root.der  pdf-issuing.der  log.vkey  revocations.txt (optional)
log-sm2.vkey (optional): the key of the SM2 line on the log's checkpoints
witness-policy.txt (optional): which witnesses must have cosigned the log
cities/CODE/ (optional): the same files of other cities
trust-list.json and revocation/*.crl, *.ocsp (optional): other authorities and what they revoked, for files not ours
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from jiban.standards.gm.note_line import Sm2Verifier
from jiban.standards.tlog import policy
from jiban.standards.tlog.errors import KeyFormatError, PolicyFormatError
from jiban.standards.tlog.policy import Policy

from . import revocations
from .revocations import RevocationList

SM2_ROOT, SM2_ISSUING, SEAL_MAKER = "sm2-root.der", "sm2-issuing.der", "seal-maker.der"
PDF_ROOT, PDF_ISSUING = "pdf-root.der", "pdf-issuing.der"
LOG_KEY, REVOCATIONS = "log.vkey", "revocations.txt"
LOG_SM2_KEY = "log-sm2.vkey"
TRUST_LIST = "trust-list.json"
WITNESS_POLICY = "witness-policy.txt"
REVOCATION_COPIES = "revocation/"
CITIES = "cities/"


class TrustError(Exception):
    """The folder of trusted keys is missing or incomplete."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a certificate beyond its file: revoked or not, and as of when that is known."""

    revoked_on: date | None
    known_as_of: str
    authority_confirmed: bool | None = None
    replaced_by: str = ""


class StandingSource(Protocol):
    def standing(self, identifier: str) -> Standing | None:
        """None when the source knows nothing about revocation at all."""


@dataclass(frozen=True, slots=True)
class Trust:
    sm2_roots: tuple[bytes, ...]
    sm2_intermediates: tuple[bytes, ...]
    seal_makers: tuple[bytes, ...]
    pdf_roots: tuple[bytes, ...]
    log_vkey: str
    witness_policy: Policy | None = None
    log_sm2_key: Sm2Verifier | None = None


@dataclass(frozen=True, slots=True)
class ListedStanding:
    """Standing as a published list tells it, for checking offline."""

    listed: RevocationList | None

    def standing(self, identifier: str) -> Standing | None:
        if self.listed is None:
            return None
        return Standing(self.listed.revoked_on(identifier), self.listed.made_at.isoformat(timespec="minutes"))


def load(folder: Path) -> Trust:
    """Read the folder. Raises TrustError naming what is missing."""
    try:
        return Trust(
            sm2_roots=((folder / SM2_ROOT).read_bytes(),),
            sm2_intermediates=((folder / SM2_ISSUING).read_bytes(),),
            seal_makers=((folder / SEAL_MAKER).read_bytes(),),
            pdf_roots=((folder / PDF_ROOT).read_bytes(),),
            log_vkey=log_key(folder),
            witness_policy=_witness_policy(folder / WITNESS_POLICY),
            log_sm2_key=_sm2_key(folder / LOG_SM2_KEY),
        )
    except KeyFormatError as error:
        raise TrustError(f"{LOG_SM2_KEY}: {error}") from error
    except PolicyFormatError as error:
        raise TrustError(f"{WITNESS_POLICY}: {error}") from error
    except OSError as error:
        raise TrustError(f"{error.filename}: {error.strerror}") from error


def log_key(folder: Path) -> str:
    """The log's key alone: it is published before the first seal is. Raises TrustError."""
    try:
        return (folder / LOG_KEY).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise TrustError(f"{error.filename}: {error.strerror}") from error


def _witness_policy(path: Path) -> Policy | None:
    return policy.parse(path.read_text(encoding="utf-8")) if path.exists() else None


def _sm2_key(path: Path) -> Sm2Verifier | None:
    return Sm2Verifier.parse(path.read_text(encoding="utf-8").strip()) if path.exists() else None


def load_listed(folder: Path, trust: Trust) -> ListedStanding:
    """The list of revoked certificates beside the keys, if there is one. Raises RevocationListError if it is forged."""
    path = folder / REVOCATIONS
    if not path.exists():
        return ListedStanding(None)
    return ListedStanding(revocations.parse(path.read_text(encoding="utf-8"), vkey=trust.log_vkey))


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        fresh = folder / f"{name}.new"
        fresh.write_bytes(data)
        fresh.replace(folder / name)
