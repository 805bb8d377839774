"""The network side: one POST an envelope, answered by a signed ack."""

import httpx

from jiban import bounded_answers

from . import node

SECONDS = 10
MAX_ANSWER_BYTES = 64 * 1024


class UnreachableError(Exception):
    """The other node gave no answer that could be an ack."""


def post(url: str, envelope: str) -> str:
    """The text of the answer, whatever its status. Raises UnreachableError."""
    try:
        # A redirect is no answer of the protocol, and is not followed.
        with httpx.stream(
            "POST",
            url.rstrip("/") + node.ENVELOPES,
            content=envelope.encode(),
            headers={"content-type": "application/json"},
            timeout=SECONDS,
        ) as answer:
            data = bounded_answers.read(answer, most=MAX_ANSWER_BYTES)
            if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                raise UnreachableError(f"status-{answer.status_code}")
            return data.decode()
    except bounded_answers.AnswerTooLongError as error:
        raise UnreachableError("too-long") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeDecodeError) as error:
        raise UnreachableError(type(error).__name__) from error
