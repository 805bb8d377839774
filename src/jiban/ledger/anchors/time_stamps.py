"""A time stamping authority (RFC 3161) as an anchor: it stamps the digest of the checkpoint note.

The token is the evidence. Anybody checks it with the note alone:

    openssl ts -verify -data NOTE -in TOKEN -token_in -CAfile ROOT
"""

import secrets
from collections.abc import Sequence

import httpx

from jiban import bounded_answers
from jiban.standards.pki import timestamps
from jiban.standards.pki.errors import PkiError, TimestampRefusedError
from jiban.standards.pki.signing import HashName, digest

from .protocol import AnchorRefusedError, AnchorUnavailableError, Confirmation, Head, Receipt

PATIENCE_SECONDS = 5
MAX_ANSWER_BYTES = 256 * 1024
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class TimestampAnchor:
    """`roots` are DER certificates of the authorities trusted for these stamps."""

    def __init__(self, name: str, *, url: str, roots: Sequence[bytes], hash_name: HashName = "sha256") -> None:
        self.name = name
        self._url = url
        self._roots = tuple(roots)
        self._hash_name = hash_name

    def submit(self, head: Head) -> Receipt:
        asked = timestamps.request(self._imprint(head, self._hash_name), self._hash_name, secrets.randbits(63))
        answer = self._post(asked)
        try:
            token = timestamps.parse_token(timestamps.read_response(answer, request_der=asked))
            receipt = Receipt(reference=f"{token.serial:x}", evidence=token.der)
            self._check(head, receipt)
        except TimestampRefusedError as refused:
            raise AnchorRefusedError(str(refused)) from refused
        except PkiError as wrong:
            # Another answer may be right: a proxy's page in between, an authority that renews its certificate.
            raise AnchorUnavailableError(str(wrong)) from wrong
        return receipt

    def confirm(self, head: Head, receipt: Receipt) -> Confirmation | None:
        try:
            return Confirmation(self._check(head, receipt).time)
        except PkiError as wrong:
            raise AnchorRefusedError(str(wrong)) from wrong

    def latest(self, origin: str) -> tuple[int, bytes] | None:  # noqa: ARG002 - an authority keeps no list
        return None

    def _check(self, head: Head, receipt: Receipt) -> timestamps.TimestampToken:
        token = timestamps.parse_token(receipt.evidence)
        timestamps.check_token(token, imprint=self._imprint(head, token.hash_name), roots=self._roots)
        return token

    @staticmethod
    def _imprint(head: Head, hash_name: HashName) -> bytes:
        return digest(hash_name, head.note.encode())

    def _post(self, asked: bytes) -> bytes:
        headers = {"Content-Type": QUERY, "Accept": REPLY}
        try:
            with (
                httpx.Client(timeout=PATIENCE_SECONDS, trust_env=False) as client,
                client.stream("POST", self._url, content=asked, headers=headers) as answer,
            ):
                answer.raise_for_status()
                return bounded_answers.read(answer, most=MAX_ANSWER_BYTES)
        except bounded_answers.AnswerTooLongError as error:
            raise AnchorUnavailableError("the answer is too long") from error
        except httpx.HTTPError as error:
            raise AnchorUnavailableError(type(error).__name__) from error
