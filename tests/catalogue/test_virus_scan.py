"""Every upload is shown to the scanner that is set up; one that does not answer lets nothing in."""

import socket
import struct
import sys
import threading

import pytest
from django.utils import translation

from jiban.catalogue import virus_scan

from .test_papers import accept, photo, refusal_of

VIRUS = b"X5O!P%@AP-INVENTED-TEST-VIRUS"


class Clamd(threading.Thread):
    """A whole clamd, as far as INSTREAM goes: takes chunks until an empty one, answers one line."""

    def __init__(self, listener, answer=None):
        super().__init__(daemon=True)
        self.listener, self.answer, self.seen = listener, answer, []
        self.start()

    def run(self):
        while True:
            try:
                talk, _address = self.listener.accept()
            except OSError:
                return
            with talk:
                self.serve(talk)

    def serve(self, talk):
        assert self.exactly(talk, 10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!I", self.exactly(talk, 4))[0]:
            data += self.exactly(talk, size)
        self.seen.append(data)
        verdict = b"stream: Invented.Test FOUND" if VIRUS in data else b"stream: OK"
        if self.answer != b"":
            talk.sendall((self.answer or verdict) + b"\0")

    @staticmethod
    def exactly(talk, count):
        data = b""
        while len(data) < count:
            more = talk.recv(count - len(data))
            if not more:
                return data
            data += more
        return data


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def clamd(settings):
    listener = socket.create_server(("127.0.0.1", 0))
    settings.SCAN_SOCKET = f"127.0.0.1:{listener.getsockname()[1]}"
    yield Clamd(listener)
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def test_without_a_scanner_nothing_is_asked():
    assert virus_scan.is_infected(VIRUS) is False


def test_a_clean_photo_is_shown_to_clamd_whole_and_kept(clamd):
    sent = photo(size=(900, 900), quality=100) + b"\0" * 200_000
    assert accept(sent, paper=_large()).data
    assert clamd.seen == [sent]


def test_what_clamd_finds_is_refused(clamd):
    assert "the virus scanner found something" in refusal_of(photo(comment=VIRUS))


def test_a_path_is_a_unix_socket(settings, tmp_path):
    path = str(tmp_path / "clamd.ctl")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen()
    settings.SCAN_SOCKET = path
    Clamd(listener)
    assert virus_scan.is_infected(VIRUS) is True
    assert virus_scan.is_infected(photo()) is False
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"UNKNOWN COMMAND", b""])
def test_an_answer_that_is_no_verdict_lets_nothing_in(clamd, answer):
    clamd.answer = answer
    assert "cannot be checked for viruses just now" in refusal_of(photo())


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.ctl", "nonsense", "host:port"])
def test_a_scanner_that_is_not_there_lets_nothing_in_and_says_what_to_do(settings, caplog, address):
    settings.SCAN_SOCKET = address
    message = refusal_of(photo(), "王秀兰.jpg")
    assert "What you typed is kept" in message
    assert "the virus scanner does not answer" in caplog.text
    assert "王秀兰" not in caplog.text


def test_a_scanner_that_says_nothing_is_not_waited_for_forever(settings):
    listener = socket.create_server(("127.0.0.1", 0))
    settings.SCAN_SOCKET = f"127.0.0.1:{listener.getsockname()[1]}"
    settings.SCAN_SECONDS = 0.2
    with pytest.raises(virus_scan.ScannerUnreachableError):
        virus_scan.is_infected(b"data")
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


SCANNER = "import sys; sys.exit(1 if b'TEST-VIRUS' in sys.stdin.buffer.read() else 0)"


def test_a_command_says_by_its_exit_code_what_it_found(settings, tmp_path):
    scanner = tmp_path / "scan.py"
    scanner.write_text(SCANNER)
    settings.SCAN_COMMAND = f"{sys.executable} {scanner}"
    assert accept(photo()).data
    assert "the virus scanner found something" in refusal_of(photo(comment=VIRUS))


@pytest.mark.parametrize("command", ["/nowhere/scanner -", "false-by-two"])
def test_a_command_that_cannot_run_lets_nothing_in(settings, tmp_path, command):
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit(2)")
    settings.SCAN_COMMAND = f"{sys.executable} {broken}" if command == "false-by-two" else command
    assert "cannot be checked for viruses just now" in refusal_of(photo())


def _large():
    from .items import hens
    from .test_papers import _paper

    return hens(papers=[_paper(max_bytes=8_000_000)]).paper("photo")
