"""A process with a database of its own: `python -m jiban.bench.office_process prepare COUNT | approve WARM-UP PID...`."""

import json
import sys

import click

from jiban.starting import start_django


def main(act: str, *figures: str) -> None:
    start_django()
    from django.utils import translation  # noqa: PLC0415 - after start_django

    from jiban.bench import office  # noqa: PLC0415

    translation.activate("zh-hans")
    if act == "prepare":
        office.prepare(count=int(figures[0]))
    else:
        found = office.approve_all(warm_up=int(figures[0]), workers=[int(pid) for pid in figures[1:]])
        click.echo(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
