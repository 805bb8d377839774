"""Runs in its own process: the invented county of `jiban demo` in one city. With --tell it prints who can sign in."""

import sys
from datetime import timedelta

from jiban.starting import start_django

TELL = "--tell"


def main() -> None:
    start_django()
    from django.core.management import call_command  # noqa: PLC0415 - after start_django
    from django.utils import timezone, translation  # noqa: PLC0415

    from jiban.demo import county, history  # noqa: PLC0415

    translation.activate("zh-hans")
    call_command("migrate", interactive=False, verbosity=0)
    now = timezone.now()
    history.fill(county.build(now - timedelta(days=90)), now=now)
    if TELL in sys.argv:
        county.print_log_ins()


if __name__ == "__main__":
    main()
