"""`jiban city`: a whole invented city, for demonstrations and for measuring."""

import os
import subprocess
import sys
from datetime import datetime

import click
from django.utils import timezone

from . import plan as figures
from .errors import CityError
from .filling import fill


@click.group()
def city() -> None:
    """A whole invented city."""


@city.command()
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed and figures give the same rows.")
@click.option("--cases", default=figures.CASES, show_default=True, type=click.IntRange(min=0))
@click.option("--counties", default=figures.COUNTIES, show_default=True, type=click.IntRange(1, 99))
@click.option("--townships", default=figures.TOWNSHIPS, show_default=True, type=click.IntRange(min=1))
@click.option("--villages", default=figures.VILLAGES, show_default=True, type=click.IntRange(min=1))
@click.option("--sealing", default=0, show_default=True, type=click.IntRange(min=0), help="Committees with real keys.")
@click.option("--until", type=click.DateTime(["%Y-%m-%dT%H:%M"]), help="The city's present, local time; now.")
@click.option("--database", help="postgresql://... or sqlite:///...; the product's own if left out.")
def generate(database: str | None, until: datetime | None, **sizes: int) -> None:
    """Fill an empty database: divisions, committees, officers, seals, residents and two years of cases.

    An interrupted run goes on where its last stage ended when the same command is given again.
    """
    if database:
        sys.exit(_elsewhere(database))
    present = timezone.make_aware(until) if until else timezone.now().replace(second=0, microsecond=0)
    try:
        fill(figures.CityPlan(until=present, **sizes))
    except CityError as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _elsewhere(database: str) -> int:
    """Settings are read when a process starts: the same words in a process of its own, with that database."""
    own = {"--database", database, f"--database={database}"}
    words = [word for word in sys.argv[1:] if word not in own]
    environment = {**os.environ, "JIBAN_DATABASE_URL": database}
    return subprocess.run([sys.executable, "-m", "jiban.cli", *words], check=False, env=environment).returncode  # noqa: S603
