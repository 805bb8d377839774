"""Runs in its own process before the parts start: tables up to date, static files in place, the log's key published."""

from jiban.starting import start_django


def prepare() -> None:
    start_django()
    from django.conf import settings  # noqa: PLC0415 - after start_django, as all of the product's own modules
    from django.core.management import call_command  # noqa: PLC0415

    from jiban.certificates import trust  # noqa: PLC0415
    from jiban.ledger import questions  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)
    # Witnesses and auditors need it before the first certificate; the other trusted files come with the first seal.
    key = f"{questions.verifier_key()}\n".encode()
    path = settings.TRUST_DIR / trust.LOG_KEY
    if not path.exists() or path.read_bytes() != key:
        trust.write(settings.TRUST_DIR, {trust.LOG_KEY: key})


if __name__ == "__main__":
    prepare()
