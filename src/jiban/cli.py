"""The `jiban` command. Each room brings its own group of commands; this file only gathers them."""

import sys
from importlib import import_module
from importlib.metadata import version

import click

from jiban.starting import name_settings, start_django, start_words

# name -> (module, attribute): loaded when asked for, so that `jiban verify` starts without a database.
COMMANDS = {
    "bench": ("jiban.bench.cli", "bench"),
    "catalogue": ("jiban.catalogue.cli", "catalogue"),
    "cities": ("jiban.cities.cli", "cities"),
    "city": ("jiban.demo.city.cli", "city"),
    "demo": ("jiban.demo.cli", "demo"),
    "exchange": ("jiban.exchange.cli", "exchange"),
    "keys": ("jiban.seals.cli", "keys"),
    "kiosk": ("jiban.demo.kiosk_cli", "kiosk"),
    "ledger": ("jiban.cosigning.cli", "ledger"),
    "migrate": ("jiban.running", "migrate"),
    "node": ("jiban.node.cli", "node"),
    "ofd": ("jiban.reading.cli", "ofd"),
    "mirror": ("jiban.mirror.cli", "mirror"),
    "officers": ("jiban.people.cli", "officers"),
    "places": ("jiban.places.cli", "places"),
    "rules": ("jiban.cases.rules_cli", "rules"),
    "seals": ("jiban.seals.cli", "seals"),
    "serve": ("jiban.running", "serve"),
    "verify": ("jiban.certificates.cli", "verify"),
    "verify-code": ("jiban.certificates.code_cli", "verify_code"),
    "witness": ("jiban.witness.cli", "witness"),
    "worker": ("jiban.running", "worker"),
}
# They start without the system's tables and pages: the small programs of departments and of other cities, and what only
# keeps processes up.
STARTS = {"mirror": start_words, "node": name_settings, "witness": start_words}


class Rooms(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        STARTS.get(cmd_name, start_django)()
        module, attribute = COMMANDS[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - the table above names commands only
        return command


@click.command(cls=Rooms)
@click.version_option(version("jiban"), prog_name="jiban")
def main() -> None:
    """Jiban 即办: from a villager's phone to a sealed certificate that anyone can check."""


if __name__ == "__main__":
    sys.exit(main())
