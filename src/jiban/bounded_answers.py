"""Reading what another program answers: whole, and neither longer nor slower than an answer can be.

The other side may be broken, or mean harm: an answer without an end must fill no memory and hold up no worker.
"""

import time

import httpx

WHOLE_SECONDS = 60
"""However slowly a byte follows the other."""


class AnswerTooLongError(Exception):
    """More bytes than allowed, or not all of them in time."""


def read(answer: httpx.Response, *, most: int) -> bytes:
    """The body of a streamed answer, of `most` bytes at most. Raises AnswerTooLongError, httpx.HTTPError."""
    ends, data = time.monotonic() + WHOLE_SECONDS, bytearray()
    for piece in answer.iter_bytes():
        data += piece
        if len(data) > most or time.monotonic() > ends:
            raise AnswerTooLongError
    return bytes(data)
