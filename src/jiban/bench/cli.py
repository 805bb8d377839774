"""`jiban bench`: how fast the main job is on this machine. Nothing is written to the product's own database."""

import json
from collections.abc import Mapping
from pathlib import Path

import click
from django.utils import timezone

from . import city_cli, database_speed, ledger_cli, library_speed, paper_speed
from . import peers as other_programs

PAPER_ROWS = {
    "one SM2 signature, bare": ("sm2_signature", ""),
    "two SM2 signatures, bare": ("two_sm2_signatures", ""),
    "sealed OFD (reviewer and seal)": ("ofd", "ofd"),
    "PDF twin (PAdES B-B)": ("pdf", "pdf"),
    "OFD and PDF": ("pair", "pair"),
}
DATABASE_ROWS = {
    "pairs a second, first grant to last sealed": ("pairs_per_second", 1),
    "pairs a second, until handed over": ("pairs_per_second_until_handed_over", 1),
    "multiple of the two bare signatures": ("pair_multiple_of_two_sm2_signatures", 1),
    "approving all, s": ("grant_seconds", 2),
    "approving one, ms": ("grant_ms_per_certificate", 1),
    "workers, first grant to last sealed, s": ("worker_seconds", 2),
    "workers alone after the last grant, s": ("worker_seconds_after_last_grant", 2),
    "workers' processor time a certificate, ms": ("worker_cpu_ms_per_certificate", 1),
}
LIBRARY_ROWS = {
    "one SM2 signature": "sm2_sign",
    "one SM2 verification": "sm2_verify",
    "SM3 of a sealed file": "sm3_of_file",
    "one P-256 signature": "p256_sign",
    "OFD composed, one seal": "one_seal_ofd",
    "OFD composed, reviewer and seal": "two_seal_ofd",
    "OFD verified with chains, one seal": "verify_one_seal",
    "OFD verified with chains, two seals": "verify_two_seals",
    "OFD read into values": "read",
    "OFD read and drawn as SVG": "render_svg",
    "OFD read and drawn as PNG, 96 dpi": "render_png",
    "PDF composed and signed (PAdES B-B)": "pdf",
    "OFD and PDF": "pair",
    "SD-JWT VC issued": "sd_jwt",
}
PEER_ROWS = {
    "gmssl (pure Python): one SM2 signature": "gmssl_sm2_sign",
    "easyofd: OFD read": "easyofd_read",
    "easyofd: OFD drawn (no text without 宋体)": "easyofd_render",
    "ofdkit: text of the OFD read": "ofdkit_read_text",
    "ofd2img: OFD drawn": "ofd2img_render",
    "pyHanko: one signature on a PDF": "pyhanko_sign",
}


@click.group()
def bench() -> None:
    """Measure the product on this machine."""


bench.add_command(city_cli.desk)
bench.add_command(city_cli.season)
bench.add_command(ledger_cli.ledger)


@bench.command()
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1, 600), help="How long, roughly.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object of numbers, units in the names.")
def issue(*, seconds: float, as_json: bool) -> None:
    """How many certificates a second can be sealed: the papers alone, then through database and workers."""
    found = paper_speed.measure(seconds=seconds / 2, now=timezone.now())
    for name, url in database_speed.databases():
        measured = database_speed.measure(url, seconds=seconds / 2)
        measured["pair_multiple_of_two_sm2_signatures"] = (
            1000 / measured["pairs_per_second"] / found["two_sm2_signatures_ms"]
        )
        found |= {f"{name}_{key}": value for key, value in measured.items()}
    if as_json:
        click.echo(json.dumps({key: round(value, 3) for key, value in found.items()}))
    else:
        print_issue(found)


@bench.command()
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1, 600), help="How long, roughly.")
@click.option(
    "--peers",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path(".cache/oracles/bin/python"),
    show_default=True,
    help="The interpreter in which programs of others are installed.",
)
@click.option("--soak", type=click.IntRange(min=10), help="Make so many pairs, and tell the memory held meanwhile.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object of numbers, units in the names.")
def paper(*, seconds: float, peers: Path, soak: int | None, as_json: bool) -> None:
    """How fast papers are made, verified, drawn and signed, beside bare cryptography and other programs."""
    now = timezone.now()
    found = library_speed.measure(seconds=seconds, now=now) | other_programs.measure(peers, now=now)
    for made, mib in library_speed.soak(soak, now=now) if soak else ():
        found[f"memory_after_{made}_pairs_mib"] = mib
    if as_json:
        click.echo(json.dumps({key: round(value, 3) for key, value in found.items()}))
    else:
        _print_libraries(found)


def _print_libraries(found: Mapping[str, float]) -> None:
    click.echo(f"{'one core, median of ' + format(found['rounds'], '.0f') + ' rounds':<40}       ms   /second   × bare")
    for words, key in LIBRARY_ROWS.items():
        multiple = found.get(f"{key}_multiple_of_bare")
        shown = "" if multiple is None else f"{multiple:8.2f}"
        click.echo(f"  {words:<38} {found[f'{key}_ms']:8.3f} {found[f'{key}_per_second']:9.1f} {shown}")
    click.echo("\nother programs, in the same run")
    for words, key in PEER_ROWS.items():
        told = found.get(f"{key}_ms")
        click.echo(f"  {words:<38} " + ("not installed" if told is None else f"{told:8.3f} {1000 / told:9.1f}"))
    for key, value in found.items():
        if key.startswith("memory_after_"):
            click.echo(f"  memory after {key.split('_')[2]:>7} pairs {value:10.1f} MiB")


def print_issue(found: Mapping[str, float]) -> None:
    """The numbers of `issue` as a table for people."""
    _print_papers(found)
    _print_databases(found)


def _print_papers(found: Mapping[str, float]) -> None:
    click.echo(
        f"{'one core, median of ' + format(found['paper_rounds'], '.0f') + ' rounds':<44}     ms  /second  × two SM2"
    )
    two = found["two_sm2_signatures_ms"]
    for words, (key, counted) in PAPER_ROWS.items():
        ms = found[f"{key}_ms"]
        multiple = f"{ms / two:9.2f}" if counted else ""
        click.echo(f"  {words:<42} {ms:6.3f} {1000 / ms:8.1f} {multiple}")
    click.echo(f"  sizes: OFD {found['ofd_bytes']:,.0f} bytes, PDF {found['pdf_bytes']:,.0f} bytes")


def _print_databases(found: Mapping[str, float]) -> None:
    for name in database_speed.NAMES:
        if f"{name}_certificates" not in found:
            continue
        workers, count = found[f"{name}_workers"], found[f"{name}_certificates"]
        click.echo(f"\nOFD and PDF through the database ({name}), {count:.0f} certificates, {workers:.0f} workers")
        for words, (key, digits) in DATABASE_ROWS.items():
            click.echo(f"  {words:<44} {found[f'{name}_{key}']:10.{digits}f}")
