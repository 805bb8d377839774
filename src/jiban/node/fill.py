"""Runs in its own process: makes one invented city, tells what others need of it in one line, and reads theirs."""

import json
import sys

from jiban.starting import start_django

from .cities import HISTORY


def main() -> None:
    start_django()
    from django.core.management import call_command  # noqa: PLC0415 - after start_django
    from django.utils import timezone, translation  # noqa: PLC0415

    from . import people  # noqa: PLC0415

    translation.activate("zh-hans")
    call_command("migrate", interactive=False, verbosity=0)
    told = people.settle(sys.argv[1], now=timezone.now(), with_history=HISTORY in sys.argv)
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    people.meet([json.loads(line) for line in sys.stdin], now=timezone.now())


if __name__ == "__main__":
    main()
