"""`konsens transparency`: what moderation did in a year, for everybody to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from konsens.doors.cli.answers import refusing, say, unknown_organisation

if TYPE_CHECKING:
    from konsens.city.people.models import Organisation
    from konsens.listening.voices.queries import Year


@click.command()
@click.argument("year", metavar="JAHR", type=click.IntRange(2000, 2100))
@click.option("--organisation", "slug", help="Kürzel der Organisation; sonst alle")
@click.option("--json", "as_json", is_flag=True, help="für Maschinen")
@refusing
def transparency(year: int, *, slug: str | None, as_json: bool) -> None:
    """Nennt, was die Moderation in einem Jahr entschieden hat und wie lange es dauerte."""
    import json
    from dataclasses import asdict

    from konsens.listening.voices.queries import year_of

    found = [(each, year_of(each.pk, year)) for each in _organisations(slug)]
    if as_json:
        click.echo(
            json.dumps([{"organisation": each.slug, **asdict(told)} for each, told in found], indent=2)
        )
        return
    for each, told in found:
        say(_sentences(each.name, told))


def _organisations(slug: str | None) -> list[Organisation]:
    from django.utils.translation import gettext_lazy as _

    from konsens.city.people.models import Organisation
    from konsens.kernel.errors import RuleBrokenError

    roots = Organisation.objects.filter(parent=None).order_by("name", "pk")
    found = list(roots.filter(slug=slug) if slug else roots)
    if not found and slug:
        raise unknown_organisation(slug)
    if not found:
        raise RuleBrokenError(
            _("Es gibt noch keine Organisation. Bitte zuerst „konsens organisations found“ aufrufen.")
        )
    return found


def _sentences(name: str, told: Year) -> Iterator[str]:
    from django.utils.translation import gettext as _

    yield f"{name}, {told.year}"
    yield _("  Gesagt: %(number)s Beiträge und Kommentare.") % {"number": told.heard}
    yield _(
        "  Davon hielt die Plattform %(number)s an, bis ein Mensch sie ansah%(days)s. "
        "Abgelehnt hat sie selbst nichts."
    ) % {"number": told.stopped, "days": _after(told.days_stopped)}
    yield from _measures(told.judged)
    yield _("  Gemeldet: %(number)s. Beantwortet: %(settled)s%(days)s. Eingegriffen: %(acted)s.") % {
        "number": told.reports,
        "settled": told.reports_settled,
        "acted": told.reports_acted,
        "days": _after(told.days_to_settle),
    }
    yield _("  Widersprüche: %(number)s. Entschieden: %(decided)s%(days)s. Recht bekommen: %(upheld)s.") % {
        "number": told.complaints,
        "decided": told.complaints_decided,
        "upheld": told.complaints_upheld,
        "days": _after(told.days_to_decide),
    }


def _after(days: float | None) -> str:
    from django.utils.translation import gettext as _

    if days is None:
        return ""
    return _(" (die Hälfte nach höchstens %(days)s Tagen)") % {"days": str(days).replace(".", ",")}


def _measures(judged: dict[str, dict[str, int]]) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from konsens.listening.voices.kinds import Ground, Measure

    if not judged:
        yield _("  Nichts wurde gekürzt oder nicht veröffentlicht.")
    for measure, grounds in judged.items():
        rests = "; ".join(f"{Ground(key).label}: {number}" for key, number in grounds.items() if key)
        total = sum(grounds.values())
        yield f"  {Measure(measure).label}: {total}" + (f" ({rests})." if rests else ".")
