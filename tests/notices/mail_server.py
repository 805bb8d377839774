"""A small SMTP server for tests (RFC 5321): takes mail, refuses some of it, and speaks no encryption."""

import socketserver
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default


@dataclass
class MailServer:
    """`letters` were taken. `refused` are mailboxes that do not exist; `busy` asks to come back later."""

    letters: list = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    busy: bool = False

    def __post_init__(self) -> None:
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _bound(self))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def _bound(house: MailServer) -> type["Handler"]:
    return type("BoundHandler", (Handler,), {"house": house})


class Handler(socketserver.StreamRequestHandler):
    house: MailServer

    def handle(self) -> None:
        self._say("220 mail.example")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split()[0].upper()
            if verb == "QUIT":
                return self._say("221 bye")
            self._take(verb, line)
        return None

    def _take(self, verb: str, line: str) -> None:
        if verb == "RCPT" and self.house.busy:
            self._say("451 try again later")
        elif verb == "RCPT" and any(each in line for each in self.house.refused):
            self._say("550 no such mailbox")
        elif verb == "DATA":
            self._say("354 go on")
            self.house.letters.append(message_from_bytes(self._body(), policy=default))
            self._say("250 taken")
        else:
            self._say("250 mail.example" if verb in {"EHLO", "HELO"} else "250 ok")

    def _body(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
