"""Seals that end soon; and the keys of seals: what holds them, a trial of it, and the signing server."""

import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType

import click
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from jiban.people.models import Officer
from jiban.places.models import Division
from jiban.standards.keys.checking import check_signature
from jiban.standards.keys.errors import KeyStoreError
from jiban.standards.keys.remote_setup import open_server
from jiban.standards.keys.store import DIGEST_BYTES, Algorithm, KeyStore

from .certifier import test_authority
from .errors import SealError
from .keyring import keyring
from .preparing import Missing, check_right, missing
from .preparing import prepare as prepare_all
from .questions import expiring


@click.group()
def seals() -> None:
    """Seals and reviewers' signatures."""


@seals.command("expiring")
def expiring_command() -> None:
    """List seals that end within 90 days or have ended. Exit code 1 if one ends within 7 days or has ended."""
    found = expiring(timezone.now())
    for seal, ending in found:
        words = _("has ended") if ending.is_over else _("ends in %(days)d days") % {"days": ending.days}
        click.echo(f"{ending.at:%Y-%m-%d}\t{seal.seal_id}\t{seal.kind}\t{seal.committee.name}\t{words}")
    if not found:
        click.echo(_("No seal ends within 90 days."))
    sys.exit(1 if any(ending.alarm <= 7 for _seal, ending in found) else 0)


@seals.command()
@click.option("--county", "code", help="Code of the county.")
@click.option("--all", "everywhere", is_flag=True, help="The whole city.")
@click.option("--by", "username", required=True, help="User name of the administrator who checks and approves.")
@click.option("--at-most", type=click.IntRange(min=1), help="Stop after this many; the next run goes on.")
def prepare(code: str | None, username: str, *, everywhere: bool, at_most: int | None) -> None:
    """Make the seals and approve the signatures that nobody has applied for yet, or that end within 90 days.

    Seals of committees are put in force. A signature stays approved: its reviewer makes it with a PIN of their own.
    An interrupted run goes on when the same command is given again. Exit code 1 if one could not be prepared.
    """
    if bool(code) == everywhere:
        raise click.UsageError(_("Give either --county or --all."))
    now = timezone.now()
    try:
        by = Officer.objects.get(username=username)
        county = Division.objects.get(code=code, level=Division.Level.COUNTY) if code else None
        check_right(by, county, now)
    except (Officer.DoesNotExist, Division.DoesNotExist) as error:
        raise click.ClickException(_("There is no such officer or county.")) from error
    except SealError as error:
        raise click.ClickException(str(error)) from error
    wanted = missing(county, now)[:at_most]
    sys.exit(1 if _prepare_all(wanted, by) else 0)


def _prepare_all(wanted: list[Missing], by: Officer) -> int:
    """Tell what could not be prepared, and how many those were."""
    begun, number, faults = time.monotonic(), 0, []
    try:
        with click.progressbar(length=len(wanted), label=_("Seals"), file=sys.stderr) as bar:
            for one in prepare_all(wanted, certifier=test_authority(), by=by, clock=timezone.now):
                # The seals themselves, with their pictures, are not kept: thousands are made.
                number += one.seal is not None
                faults += [f"{one.wanted.committee.division.code}\t{one.wanted.kind}\t{one.fault}"] if one.fault else []
                bar.update(1)
    except SealError as error:
        raise click.ClickException(str(error)) from error
    finally:
        click.echo("".join(f"{line}\n" for line in faults), err=True, nl=False)
    seconds = f"{time.monotonic() - begun:.1f}"
    click.echo(_("%(number)d prepared in %(seconds)s s.") % {"number": number, "seconds": seconds})
    return len(faults)


@click.group()
def keys() -> None:
    """The private keys of seals, and the signing server."""


@keys.command("list")
def list_command() -> None:
    """List the keys that the configured stores hold."""
    try:
        for algorithm, store in _stores().items():
            for key in store.list_keys():
                if key.algorithm is algorithm:
                    click.echo(f"{store.capabilities.kind}\t{key.algorithm}\t{key.key_id}")
    except KeyStoreError as error:
        raise click.ClickException(str(error)) from error


@keys.command()
@click.argument("key_id", metavar="KEY")
def check(key_id: str) -> None:
    """Have the key KEY sign a trial digest (32 zero bytes) and check the signature. For keys without a PIN."""
    for store in _stores().values():
        try:
            if key_id not in {key.key_id for key in store.list_keys()}:
                continue
            digest = bytes(DIGEST_BYTES)
            check_signature(store.public_key(key_id), digest, store.sign_digest(key_id, digest))
        except KeyStoreError as error:
            raise click.ClickException(str(error)) from error
        click.echo(_("The key signs, and the signature is right."))
        return
    raise click.ClickException(_("No store holds a key of this name."))


@keys.command()
@click.argument("description", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def serve(description: Path) -> None:
    """Answer for keys by HTTPS as the TOML file DESCRIPTION says, until stopped."""
    try:
        server = open_server(description, production=settings.PRODUCTION, clock=timezone.now)
    except (KeyStoreError, OSError) as error:
        raise click.ClickException(str(error)) from error

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # shutdown() waits for the loop that this handler interrupts.
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    host, port = server.server_address[:2]
    click.echo(_("The signing server listens on %(place)s") % {"place": f"https://{host!s}:{port}"})
    server.serve_forever()
    server.server_close()


def _stores() -> dict[Algorithm, KeyStore]:
    ring = keyring()
    return {Algorithm.SM2: ring.sm2, Algorithm.P256: ring.p256}
