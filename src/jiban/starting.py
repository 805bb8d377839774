"""Make Django ready in a process that is not a web server."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager


def name_settings() -> None:
    """Enough for what only reads settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiban.settings")


def start_words() -> None:
    """Enough to speak the reader's language: no room, no table, and a third of the time. Nothing more can start after."""
    name_settings()
    with loading():
        from django.apps import apps  # noqa: PLC0415 - only when a command is really run

        apps.populate(())


def start_django() -> None:
    name_settings()
    with loading():
        import django  # noqa: PLC0415 - only when a command is really run

        django.setup()


@contextmanager
def loading() -> Iterator[None]:
    """What is loaded stays: the garbage collector walks over it neither now, a sixth of the time to start, nor later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def settle() -> None:
    """What is loaded by now stays: the garbage collector need not walk over all of it time and again."""
    gc.collect()
    gc.freeze()
