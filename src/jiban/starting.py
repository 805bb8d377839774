"""Make Django ready in a process that is not a web server."""

import os


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiban.settings")
    import django  # noqa: PLC0415 - only when a command is really run

    django.setup()
