"""`konsens streets`: load the list of a city's streets."""

from __future__ import annotations

import click

from konsens.doors.cli.answers import refusing, say


@click.group()
def streets() -> None:
    """Straßen einer Stadt: laden."""


@streets.command()
@click.argument("source", metavar="DATEI_ODER_ADRESSE")
@click.option("--allow-private", is_flag=True, help="auch Adressen im internen Netz abrufen")
@refusing
def load(source: str, *, allow_private: bool) -> None:
    """Lädt Straßen aus CSV mit den Spalten name, area, lat und lon."""
    from konsens.city.places.actions import load_streets
    from konsens.doors.cli.fetch import get
    from konsens.kernel import clock

    say(load_streets(get(source, allow_private=allow_private), now=clock.now()).sentences())
