"""Runs in its own process: make the database, fill it, say what is in it."""

import shutil
import sys
from datetime import timedelta
from pathlib import Path

import click

from jiban.starting import start_django


@click.command()
@click.option("--fresh", is_flag=True)
@click.option("--issue-one", type=click.Path(file_okay=False, path_type=Path))
def prepare(*, fresh: bool, issue_one: Path | None) -> None:
    start_django()
    from django.conf import settings  # noqa: PLC0415 - after start_django, as all of the product's own modules
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone, translation  # noqa: PLC0415

    from jiban.certificates import trust  # noqa: PLC0415
    from jiban.demo import county, first_certificate, history, plans, sharing  # noqa: PLC0415
    from jiban.people.models import Officer  # noqa: PLC0415

    # Publishing the trusted keys is the last step of filling: without them an earlier run was cut short.
    unfinished = not (settings.TRUST_DIR / trust.LOG_KEY).exists()
    if (fresh or unfinished) and settings.VAR.exists():
        shutil.rmtree(settings.VAR)
    settings.VAR.mkdir(parents=True, exist_ok=True)
    translation.activate("zh-hans")
    if settings.EXCHANGE:
        sharing.set_up(Path(settings.EXCHANGE).parent)
    call_command("migrate", interactive=False, verbosity=0)
    if issue_one is not None:
        first_certificate.issue(issue_one, now=timezone.now())
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    if Officer.objects.exists():
        click.echo("演示数据已经在了（重新开始：jiban demo --fresh）")
    else:
        click.echo("正在生成虚构的样例县……")
        now = timezone.now()
        made = county.build(now - timedelta(days=90))
        history.fill(made, now=now)
    plans.print_log_ins()


if __name__ == "__main__":
    sys.exit(prepare())
