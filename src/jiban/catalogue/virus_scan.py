"""Ask the county's virus scanner about an upload, if one is set up. Off unless a setting names it.

A scanner that is set up and does not answer refuses: what nobody has looked at is not taken in.
"""

import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import closing

from django.conf import settings

CHUNK_BYTES = 64 * 1024
# The exit codes of clamscan, clamdscan and most others.
CLEAN, FOUND = 0, 1
LONGEST_ANSWER_BYTES = 4096


class ScannerUnreachableError(Exception):
    """Nobody knows what the file is. The reason is for the log: it names no person and no file."""


def is_infected(data: bytes) -> bool:
    """False if no scanner is set up. Raises ScannerUnreachableError if one is and does not answer."""
    if settings.SCAN_SOCKET and _found_by_clamd(data):
        return True
    return bool(settings.SCAN_COMMAND) and _found_by_command(data)


def _found_by_clamd(data: bytes) -> bool:
    """INSTREAM of clamd: chunks with their length before them, an empty one at the end, then one line of answer."""
    try:
        with closing(_connected()) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for chunk in _chunks(data):
                clamd.sendall(struct.pack("!I", len(chunk)) + chunk)
            clamd.sendall(struct.pack("!I", 0))
            answer = _answer_of(clamd)
    except OSError as error:
        raise ScannerUnreachableError(f"clamd: {type(error).__name__}") from error
    if answer.endswith("FOUND"):
        return True
    if answer.endswith("OK"):
        return False
    raise ScannerUnreachableError(f"clamd answered {answer[:80]!r}")


def _connected() -> socket.socket:
    address: str = settings.SCAN_SOCKET
    if address.startswith("/"):
        clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        clamd.settimeout(settings.SCAN_SECONDS)
        try:
            clamd.connect(address)
        except OSError:
            clamd.close()
            raise
        return clamd
    host, _colon, port = address.rpartition(":")
    if not (host and port.isdecimal()):
        raise OSError("the address is neither a path nor HOST:PORT")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=settings.SCAN_SECONDS)


def _chunks(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), CHUNK_BYTES):
        yield data[start : start + CHUNK_BYTES]


def _answer_of(clamd: socket.socket) -> str:
    answer = b""
    while not answer.endswith((b"\0", b"\n")) and len(answer) < LONGEST_ANSWER_BYTES:
        more = clamd.recv(1024)
        if not more:
            break
        answer += more
    return answer.decode("ascii", "replace").strip("\0\n ")


def _found_by_command(data: bytes) -> bool:
    """The command reads the file from its standard input; words are split at blanks, no shell is asked."""
    try:
        done = subprocess.run(  # noqa: S603 - the administrator's own command, from the settings
            settings.SCAN_COMMAND.split(), input=data, capture_output=True, timeout=settings.SCAN_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ScannerUnreachableError(f"scan command: {type(error).__name__}") from error
    if done.returncode not in {CLEAN, FOUND}:
        raise ScannerUnreachableError(f"scan command ended with {done.returncode}")
    return done.returncode == FOUND
