"""The network side of tlog-witness."""

import httpx

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
            data = b""
            for piece in answer.iter_bytes():
                data += piece
                if len(data) > MAX_ANSWER_BYTES:
                    raise UnavailableError("the answer is too long")
            return answer.status_code, data.decode()
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeDecodeError) as error:
        raise UnavailableError(type(error).__name__) from error
