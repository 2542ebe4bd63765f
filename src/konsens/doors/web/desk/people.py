"""Who works here today: to give a case to, to stand in, to take everything over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from konsens.city.people.kinds import Role
from konsens.city.people.models import Absence, Membership, Organisation, Person
from konsens.doors.web.jinja import day

LOOKS_AFTER = (Role.CARETAKER, Role.HEAD, Role.COORDINATOR)
Groups = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at an office, and until when they are away if they are."""

    person: Person
    office: Organisation
    away_until: date | None

    @property
    def key(self) -> str:
        """How a form names them."""
        return f"{self.person.public_id}.{self.office.slug}"

    @property
    def label(self) -> str:
        """Their name, and that they are away."""
        name = name_of(self.person)
        if self.away_until is None:
            return name
        return _("%(name)s (abwesend bis %(day)s)") % {"name": name, "day": day(self.away_until)}


def name_of(person: Person) -> str:
    """How colleagues call somebody; a number when nobody has given a name."""
    return person.name or _("Person %(number)s") % {"number": person.public_id.upper()}


def colleagues(controller: int, today: date) -> list[Colleague]:
    """Everybody who can look after cases at an organisation today, by office and name; two queries."""
    here = Membership.objects.on(today).filter(organisation__controller_id=controller, role__in=LOOKS_AFTER)
    away = dict(
        Absence.objects.filter(controller_id=controller, starts__lte=today, ends__gte=today).values_list(
            "person_id", "ends"
        )
    )
    rows = here.select_related("person", "organisation").order_by("organisation__name", "person__name", "pk")
    found = {
        (each.person_id, each.organisation_id): Colleague(
            each.person, each.organisation, away.get(each.person_id)
        )
        for each in rows
    }
    return list(found.values())


def grouped(people: Iterable[Colleague], *, offices: bool = False) -> Groups:
    """Colleagues for a form, by office; with `offices` also each office itself, for whoever is free there."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in people:
        group = groups[each.office.name]
        if offices and not group:
            group.append((f".{each.office.slug}", _("Wer dort am wenigsten offen hat")))
        group.append((each.key, each.label))
    return list(groups.items())


def persons(people: Iterable[Colleague], *, but: int) -> list[tuple[str, str]]:
    """Everybody once, for a form that asks for a person, without one of them."""
    known = {each.person.public_id: each for each in people if each.person.pk != but}
    return sorted(((key, each.label) for key, each in known.items()), key=lambda each: each[1].casefold())
