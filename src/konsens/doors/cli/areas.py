"""`konsens areas`: load the districts of a city, and give them the names people use."""

from __future__ import annotations

import click

from konsens.doors.cli.answers import refusing, say


@click.group()
def areas() -> None:
    """Gebiete einer Stadt: laden und benennen."""


@areas.command()
@click.argument("source", metavar="DATEI_ODER_ADRESSE")
@click.option("--level", required=True, help="Ebene in kleinen Buchstaben, zum Beispiel stadtbezirk")
@click.option("--code", required=True, help="Feld mit dem Schlüssel des Gebiets")
@click.option("--name", required=True, help="Feld mit dem Namen des Gebiets")
@click.option("--parent", help="Feld mit Name oder Schlüssel des übergeordneten Gebiets")
@click.option("--parent-level", help="Ebene, die die nächstgrößere sein muss")
@click.option("--alias", help="Feld mit weiteren Namen, getrennt durch Semikolon oder Komma")
@click.option("--source", "credit", default="", help="wen eine Karte der Gebiete als Quelle nennt")
@click.option("--allow-private", is_flag=True, help="auch Adressen im internen Netz abrufen")
@refusing
def load(
    source: str,
    *,
    level: str,
    code: str,
    name: str,
    parent: str | None,
    parent_level: str | None,
    alias: str | None,
    credit: str,
    allow_private: bool,
) -> None:
    """Lädt eine Ebene von Gebieten aus GeoJSON und sagt, was zu reparieren war."""
    from konsens.city.places.actions import load_areas
    from konsens.doors.cli.fetch import get
    from konsens.kernel import clock

    report = load_areas(
        get(source, allow_private=allow_private),
        level=level,
        code_field=code,
        name_field=name,
        parent_field=parent,
        parent_level=parent_level,
        alias_field=alias,
        source=credit,
        now=clock.now(),
    )
    say(report.sentences())


@areas.command()
@click.argument("area", metavar="GEBIET")
@click.argument("name", metavar="NAME")
@click.option("--level", help="Ebene des Gebiets, wenn der Name auf mehreren vorkommt")
@click.option("--source", default="Umgangssprache", show_default=True, help="woher der Name bekannt ist")
@refusing
def alias(area: str, name: str, *, level: str | None, source: str) -> None:
    """Gibt einem Gebiet einen Namen, den die Leute benutzen."""
    from django.utils.translation import gettext as _

    from konsens.city.places.actions import name_area
    from konsens.city.places.models import Area
    from konsens.kernel import clock
    from konsens.kernel.errors import RuleBrokenError

    hits = Area.objects.named(area)
    found = (hits.filter(level=level) if level else hits).first()
    if found is None:
        raise RuleBrokenError(
            _("Das Gebiet „%(area)s“ ist nicht geladen. Bitte prüfen, wie es geschrieben wird."), area=area
        )
    given = name_area(found, name, source=source, now=clock.now())
    say(
        [
            _("%(level)s „%(area)s“ heißt jetzt auch „%(name)s“.")
            % {
                "level": found.level_name,
                "area": found.name,
                "name": given.name,
            }
        ]
    )
