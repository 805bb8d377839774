"""A process with a city of its own: `python -m jiban.bench.desk_process SEED CASES`. Tells what it found as JSON."""

import json
import sys
import time

import click

from jiban.starting import settle, start_django


def main(seed: str, cases: str) -> None:
    start_django()
    from django.core.management import call_command  # noqa: PLC0415 - after start_django
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from jiban.bench import desk_pages  # noqa: PLC0415
    from jiban.demo.city.filling import fill  # noqa: PLC0415
    from jiban.demo.city.plan import CityPlan  # noqa: PLC0415

    began = time.perf_counter()
    fill(CityPlan(seed=int(seed), until=timezone.now(), cases=int(cases)), say=_say)
    generated = time.perf_counter() - began
    call_command("collectstatic", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    # As in a web server: what generating left behind is nothing to walk over while a page is asked for.
    settle()
    found = {"generated_seconds": generated, "database_bytes": size, "pages": desk_pages.measure()}
    click.echo(json.dumps(found))


def _say(words: str) -> None:
    click.echo(words, err=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
