"""Seals that end soon; and the keys of seals: what holds them, a trial of it, and the signing server."""

import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import click
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from jiban.standards.keys.checking import check_signature
from jiban.standards.keys.errors import KeyStoreError
from jiban.standards.keys.remote_setup import open_server
from jiban.standards.keys.store import DIGEST_BYTES, Algorithm, KeyStore

from .keyring import keyring
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
