"""Make Django ready in a process that is not a web server."""

import gc
import os


def name_settings() -> None:
    """Enough for what only reads settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiban.settings")


def start_words() -> None:
    """Enough to speak the reader's language: no room, no table, and a third of the time. Nothing more can start after."""
    name_settings()
    from django.apps import apps  # noqa: PLC0415 - only when a command is really run

    apps.populate(())


def start_django() -> None:
    name_settings()
    import django  # noqa: PLC0415 - only when a command is really run

    django.setup()


def settle() -> None:
    """What is loaded by now stays: the garbage collector need not walk over all of it time and again."""
    gc.collect()
    gc.freeze()
