"""`jiban kiosk`: what stands beside a kiosk's browser, for trying it out."""

from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from jiban.demo.kiosk_reader import Reader, SimulatedCard, serve


@click.group()
def kiosk() -> None:
    """Try out a kiosk."""


@kiosk.command("reader-simulator")
@click.option("--port", default=None, type=click.IntRange(1, 65535), help="Default: JIBAN_KIOSK_AGENT_PORT.")
@click.option("--origin", default=None, help="Address of the server as the kiosk opens it; JIBAN_SITE_URL.")
@click.option("--card", "card_text", default="", help="NAME,NUMBER of the card on the reader; none if left out.")
@click.option("--paper", default=200, show_default=True, type=click.IntRange(0), help="Sheets in the printer.")
@click.option("--folder", default=None, type=click.Path(file_okay=False, path_type=Path), help="Where prints go.")
def reader_simulator(*, port: int | None, origin: str | None, card_text: str, paper: int, folder: Path | None) -> None:
    """Stand in for the card reader and the printer beside a kiosk, until stopped."""
    port, origin = port or settings.KIOSK_AGENT_PORT, (origin or settings.SITE_URL).rstrip("/")
    name, _comma, number = card_text.partition(",")
    reader = Reader(
        origin=origin,
        key=_key(settings.VAR / "kiosk-reader.key"),
        folder=folder or settings.VAR / "kiosk-prints",
        card=SimulatedCard(name.strip(), number.strip()) if number else None,
        paper_left=paper,
    )
    click.echo(f"http://127.0.0.1:{port} answers pages of {origin}. Prints go to {reader.folder}. Ctrl-C stops it.")
    serve(reader, port).serve_forever()


def _key(path: Path) -> Ed25519PrivateKey:
    """The same one after a restart: the kiosk was paired with it."""
    if path.exists():
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes_raw())
    return key
