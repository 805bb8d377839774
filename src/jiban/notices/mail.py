"""Sending an e-mail, by whatever settings.EMAIL names."""

import smtplib
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from .errors import RefusedError, UnreachableError


@dataclass(frozen=True, slots=True)
class Letter:
    """`key` is the same at every try and becomes the Message-ID, by which mail systems see a second copy."""

    to: str
    subject: str
    body: str
    key: str


def is_offered() -> bool:
    return settings.EMAIL != "off"


def send(letter: Letter) -> None:
    """Raises RefusedError or UnreachableError."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = EmailMessage(
        letter.subject,
        letter.body,
        to=[letter.to],
        headers={"Message-ID": f"<{letter.key}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        raise _of_status(max(codes, default=0)) from error
    except smtplib.SMTPResponseException as error:
        raise _of_status(error.smtp_code) from error
    except (smtplib.SMTPException, OSError) as error:
        raise UnreachableError(type(error).__name__) from error


def _of_status(code: int) -> RefusedError | UnreachableError:
    """RFC 5321: 5yz will be refused again, but for what concerns our own sign-in at the server."""
    if 550 <= code <= 554:
        return RefusedError(f"smtp-{code}")
    return UnreachableError(f"smtp-{code}")
