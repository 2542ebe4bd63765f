"""`konsens staff`: ask people to work at an organisation, before anybody else can."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from konsens.doors.cli.answers import refusing, say, unknown_organisation

if TYPE_CHECKING:
    from konsens.city.people.models import Organisation

ROLES = ("caretaker", "head", "moderator", "coordinator", "admin")
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def staff() -> None:
    """Menschen, die hier arbeiten: einladen."""


@staff.command()
@click.argument("email", metavar="E-MAIL")
@click.argument("role", metavar="AUFGABE", type=click.Choice(ROLES))
@click.option("--organisation", "slug", required=True, help="Kürzel der Organisation oder eines ihrer Teams")
@click.option("--name", default="", help="wie das Team diese Person nennt")
@click.option("--from", "starts", type=DAY, help="erster Tag, zum Beispiel 2027-01-31; sonst heute")
@click.option("--until", "ends", type=DAY, help="letzter Tag; sonst ohne Ende")
@refusing
def give(
    email: str, role: str, *, slug: str, name: str, starts: datetime | None, ends: datetime | None
) -> None:
    """Lädt jemanden ein; die Aufgabe gilt, sobald der Link aus der E-Mail angenommen ist."""
    from django.utils.translation import gettext as _

    from konsens.city.people.kinds import Role
    from konsens.city.people.staff import Task, invite
    from konsens.kernel import clock

    now = clock.now()
    task = Task(
        organisation=_find(slug),
        role=Role(role),
        starts=starts.date() if starts else clock.day_of(now),
        ends=ends.date() if ends else None,
    )
    made = invite(email, name, task, by=None, now=now)
    values = {
        "email": made.email,
        "role": str(task.role.label),
        "office": task.organisation.name,
        "day": clock.day_of(made.expires_at).isoformat(),
    }
    say([_("%(email)s ist eingeladen: %(role)s, %(office)s.") % values, *_how_it_goes_on(values)])


def _how_it_goes_on(values: dict[str, str]) -> list[str]:
    from django.conf import settings
    from django.utils.translation import gettext as _

    told = [_("Der Link kommt mit der nächsten E-Mail und gilt bis %(day)s.") % values]
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        folder = settings.EMAIL_FILE_PATH
        told.append(_("E-Mails gehen hier in Dateien: %(folder)s") % {"folder": folder})
    return told


def _find(slug: str) -> Organisation:
    from konsens.city.people.models import Organisation

    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise unknown_organisation(slug)
    return found
