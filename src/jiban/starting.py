"""Make Django ready in a process that is not a web server."""

import gc
import os


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiban.settings")
    import django  # noqa: PLC0415 - only when a command is really run

    django.setup()


def settle() -> None:
    """What is loaded by now stays: the garbage collector need not walk over all of it time and again."""
    gc.collect()
    gc.freeze()
