"""`jiban verify-code TEXT`: check the offline code of a certificate, without network and without a database."""

from datetime import datetime
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jiban.standards.credential.errors import (
    CredentialError,
    MalformedError,
    NotInForceError,
    TooLargeError,
    UntrustedIssuerError,
)

from . import offline_codes, trust
from .offline_codes import OfflineCode
from .revocations import RevocationListError
from .verdicts import Outcome

CANNOT_TELL = (UntrustedIssuerError, MalformedError, TooLargeError)


@click.command(name="verify-code")
@click.argument("text")
@click.option("--trust", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder of trusted keys.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="Judge the validity as of this day.")
@click.option("--lang", type=click.Choice(["zh-hans", "en"]), default="zh-hans", show_default=True)
@click.pass_context
def verify_code(context: click.Context, text: str, *, folder: Path | None, at: datetime | None, lang: str) -> None:
    """Check the offline code of a certificate (the text of its QR code, JB1:…).

    Exit code: 0 genuine and in force, 1 do not rely on it, 2 cannot tell.
    """
    with translation.override(lang):
        now = timezone.make_aware(at) if at else timezone.now()
        outcome, words = _judge(text, folder or settings.TRUST_DIR, now)
        click.echo(words)
    context.exit(outcome.value)


def _judge(text: str, folder: Path, now: datetime) -> tuple[Outcome, str]:
    try:
        keys = trust.load(folder)
        above = (folder / trust.PDF_ISSUING).read_bytes()
        code = offline_codes.verify(text, roots=keys.pdf_roots, intermediates=[above], now=now)
        standing = trust.load_listed(folder, keys).standing(code.texts["identifier"])
    except (trust.TrustError, RevocationListError, OSError) as error:
        return Outcome.CANNOT_TELL, f"the trusted keys cannot be used: {error}. Name their folder with --trust."
    except CANNOT_TELL:
        return Outcome.CANNOT_TELL, _("This code cannot be read, or nobody we know has signed it.")
    except NotInForceError:
        return Outcome.NOT_GENUINE, _("The time of this certificate is over, or has not come yet.")
    except CredentialError:
        return Outcome.NOT_GENUINE, _("This code was changed. Do not rely on it.")
    if standing is not None and standing.revoked_on is not None:
        return Outcome.NOT_GENUINE, _("This certificate was revoked.")
    return Outcome.GENUINE, _as_words(code, known=standing is not None)


def _as_words(code: OfflineCode, *, known: bool) -> str:
    head = _("Genuine and in force.") if known else _("Genuine and in force; whether it was revoked is not known here.")
    facts = [code.title, code.texts["number"], code.holder, code.issuer, code.texts["validUntil"]]
    return "\n".join([head, " | ".join(facts), *([_("A test paper, without legal effect.")] if code.is_test else [])])
