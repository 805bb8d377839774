"""`jiban bench`: how fast the main job is on this machine. Nothing is written to the product's own database."""

import json
from collections.abc import Mapping

import click
from django.utils import timezone

from . import database_speed, paper_speed

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


@click.group()
def bench() -> None:
    """Measure the product on this machine."""


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
