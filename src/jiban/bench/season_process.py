"""A process of the office on a school-season morning: `python -m jiban.bench.season_process prepare V N SHARE | standing | verify`."""

import json
import sys

import click

from jiban.starting import start_django


def main(act: str, *figures: str) -> None:
    start_django()
    from django.utils import translation  # noqa: PLC0415 - after start_django

    from jiban.bench import season_office  # noqa: PLC0415

    translation.activate("zh-hans")
    if act == "prepare":
        villages, per_village, known = figures
        told = season_office.prepare(villages=int(villages), per_village=int(per_village), known=float(known))
    else:
        told = season_office.standing() if act == "standing" else season_office.verify()
    click.echo(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
