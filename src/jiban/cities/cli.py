from datetime import date, datetime
from pathlib import Path

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from . import believing, node, offering, trusting
from .errors import CityError
from .models import City, Outbound, RefusedEnvelope

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


class CityGroup(click.Group):
    """A refusal of this room ends a command with its words."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except CityError as refusal:
            raise click.ClickException(str(refusal)) from refusal


@click.group(cls=CityGroup)
def cities() -> None:
    """Other cities: whom we believe, and what goes between us."""


@cities.command()
@click.option("--name", default="", help="As people call the city; the top of the tree if left out.")
@click.option("--name-en", default="", help="The same in English.")
def card(name: str, name_en: str) -> None:
    """Print our card: another city puts us on its list with it."""
    click.echo(trusting.own_card(name, name_en))


@cities.command()
@click.argument("file", type=FILE)
@click.option("--from", "first", type=DAY, help="First day; today if left out.")
@click.option("--until", "last", type=DAY, required=True, help="Last day.")
def trust(file: Path, first: datetime | None, last: datetime) -> None:
    """Put the city of the card FILE on the list, or add the key of the card to it."""
    now = timezone.now()
    begins: date = first.date() if first else timezone.localdate(now)
    key = trusting.trust_card(file.read_text(encoding="utf-8"), valid_from=begins, valid_until=last.date(), now=now)
    city = City.objects.get(pk=key.city_id)
    click.echo(
        _("%(city)s %(name)s is on the list with the key %(key)s. Compare the key by telephone.")
        % {"city": city.code, "name": city.name, "key": key.fingerprint}
    )
    offering.offer_all(now)


@cities.command()
@click.argument("code")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def believe(code: str, folder: Path) -> None:
    """Judge certificates of the city CODE by its trust FOLDER, as unpacked from its trust.zip."""
    name = believing.believe(code, folder)
    click.echo(_("Certificates of %(city)s are judged by its own keys from now on.") % {"city": name})


@cities.command("list")
def list_cities() -> None:
    """List the cities with their keys, how the line is, and what waits."""
    for city in City.objects.prefetch_related("keys"):
        state = _("suspended") if city.suspended_at else city.trouble or _("in order")
        waiting = Outbound.objects.filter(city=city, delivered_at=None, failed_at=None).count()
        click.echo(f"{city.code}\t{city.name}\t{city.valid_from}..{city.valid_until}\t{state}\t{waiting}\t{city.url}")
        for key in city.keys.all():
            revoked = _("revoked") if key.revoked_at else f"{key.valid_from}..{key.valid_until}"
            click.echo(f"\t{key.fingerprint}\t{revoked}")


@cities.command()
@click.argument("code")
@click.option("--because", required=True)
def suspend(code: str, because: str) -> None:
    """Take nothing from the city CODE, and send nothing there, until resumed."""
    trusting.suspend(code, because=because, now=timezone.now())


@cities.command()
@click.argument("code")
def resume(code: str) -> None:
    """Go on with the city CODE: what waits is sent."""
    trusting.resume(code)


@cities.command("revoke-key")
@click.argument("fingerprint")
@click.option("--because", required=True)
def revoke_key(fingerprint: str, because: str) -> None:
    """Never again take anything signed by this key."""
    trusting.revoke_key(fingerprint, because=because, now=timezone.now())


@cities.command()
def offer() -> None:
    """Tell the cities of the list at once what we offer, if it has changed."""
    node.own_code()
    click.echo(_("%(count)d cities will hear of it") % {"count": offering.offer_all(timezone.now())})


@cities.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000))
def refused(limit: int) -> None:
    """List envelopes that were refused, newest first: evidence, without what stood in them."""
    for row in RefusedEnvelope.objects.select_related("city").order_by("-id")[:limit]:
        told = row.letter
        click.echo(
            f"{row.last_at:%Y-%m-%dT%H:%M:%SZ}\t{row.city.code}\t{row.because}\t{told['kind']}\t{told['id']}\t{row.times}"
        )
