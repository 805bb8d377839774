"""The network side of tlog-witness."""

import httpx

from jiban import bounded_answers
from jiban.standards.tlog.witnessing import ADD_CHECKPOINT, MAX_ANSWER_BYTES, UnavailableError, origin_hash

SECONDS = 5


def add_checkpoint(url: str, body: str) -> tuple[int, str]:
    """Status and text of the answer. Raises UnavailableError."""
    return _ask("POST", f"{url.rstrip('/')}/{ADD_CHECKPOINT}", body)


def newest_checkpoint(url: str, origin: str) -> str:
    """What the witness shows as the newest checkpoint of a log; empty if it shows none. Raises UnavailableError."""
    status, text = _ask("GET", f"{url.rstrip('/')}/{origin_hash(origin)}/checkpoint")
    return text if status == httpx.codes.OK else ""


def _ask(method: str, address: str, body: str = "") -> tuple[int, str]:
    try:
        # A redirect is no answer of the protocol, and is not followed.
        with httpx.stream(method, address, content=body.encode() or None, timeout=SECONDS) as answer:
            return answer.status_code, bounded_answers.read(answer, most=MAX_ANSWER_BYTES).decode()
    except bounded_answers.AnswerTooLongError as error:
        raise UnavailableError("the answer is too long") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeDecodeError) as error:
        raise UnavailableError(type(error).__name__) from error
