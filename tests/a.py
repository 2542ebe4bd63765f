"""A small world for tests: `a.controller()`, `a.caretaker("kim")`, `a.case()`; built by real actions."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.test import Client

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import Case
from konsens.city.calendar import actions as calendar
from konsens.city.calendar.kinds import OccurrenceKind
from konsens.city.calendar.models import Occurrence
from konsens.city.people import actions as people
from konsens.city.people.kinds import LegalKind, OrganisationKind, Role
from konsens.city.people.models import Account, Organisation, Person, Relation
from konsens.city.places import actions as places
from konsens.city.places.models import Area, Space
from konsens.city.projects.actions import open_idea_platform
from konsens.city.projects.models import Phase
from konsens.city.topics.actions import add_topic
from konsens.city.topics.models import Topic
from konsens.kernel import clock
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Channel, Kind
from konsens.listening.voices.models import Contribution
from konsens.listening.voices.said import Said, Spot

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
"""A Thursday; the public dates of a case received now avoid the Easter holidays."""
DAY = timedelta(days=1)
_number = itertools.count(1)


def number() -> int:
    """A number nobody has had in this run."""
    return next(_number)


def _square(west: float, south: float, name: str, parent: str | None = None) -> dict[str, Any]:
    size = 0.02 if parent else 0.04
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    properties = {"code": name[:3].lower(), "name": name, "parent": parent}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def city(now: datetime = NOW) -> dict[str, Area]:
    """A city of two districts with two quarters each, side by side; by name."""
    if not Area.objects.exists():
        districts = [_square(7.48, 51.48, "Hoerdental"), _square(7.52, 51.48, "Eversberg")]
        quarters = [
            _square(7.48, 51.48, "Uferhof", "Hoerdental"),
            _square(7.48, 51.50, "Bergheim", "Hoerdental"),
            _square(7.50, 51.48, "Neumarkt", "Hoerdental"),
            _square(7.50, 51.50, "Altdorf", "Hoerdental"),
            _square(7.52, 51.48, "Lindenfeld", "Eversberg"),
            _square(7.52, 51.50, "Waldrand", "Eversberg"),
            _square(7.54, 51.48, "Seeblick", "Eversberg"),
            _square(7.54, 51.50, "Ziegelei", "Eversberg"),
        ]
        for level, features, parent in (
            ("stadtbezirk", districts, None),
            ("statistischer-bezirk", quarters, "parent"),
        ):
            places.load_areas(
                {"type": "FeatureCollection", "features": features},
                level=level,
                code_field="code",
                name_field="name",
                parent_field=parent,
                now=now,
            )
    return {area.name: area for area in Area.objects.all()}


def controller(
    slug: str = "stadt",
    *,
    kind: OrganisationKind = OrganisationKind.CITY,
    now: datetime = NOW,
    **identity: Any,
) -> Organisation:
    """A controller with identity, privacy notice, office, catch-all route, coordinator and phase."""
    found = Organisation.objects.filter(slug=slug).first()
    if found is not None:
        return found
    identity.setdefault("is_default", not Organisation.objects.exists())
    made = people.found_controller(
        slug=slug, name=f"Stadt {slug.title()}", kind=kind, by=None, now=now - DAY, **identity
    )
    for kind_of_text in LegalKind:
        people.publish_legal_text(
            made, kind_of_text, f"{kind_of_text.label} von {made.name}", by=None, now=now
        )
    desk = people.found_office(made, slug=f"{slug}-buero", name="Bürgerbüro", by=None, now=now)
    staff(Role.COORDINATOR, at=made, name=f"koordination-{slug}")
    caring.set_route(made, desk, by=None, now=now)
    open_idea_platform(made, "Ideen und Anliegen", by=None, now=now - DAY)
    return made


def office(of: Organisation | None = None, slug: str = "") -> Organisation:
    """A controller's first office, or a new one."""
    root = of or controller()
    if not slug:
        return Organisation.objects.filter(parent=root).order_by("pk")[0]
    return people.found_office(root, slug=slug, name=slug.title(), by=None, now=NOW)


def phase(of: Organisation | None = None) -> Phase:
    """The one phase of a controller's idea platform."""
    return Phase.objects.get(project__controller=of or controller())


def topic(of: Organisation | None = None, name: str = "Straßen und Wege", **fields: Any) -> Topic:
    """A topic of a controller."""
    root = of or controller()
    found = Topic.objects.filter(controller=root, name=name).first()
    return found or add_topic(root, name, by=None, now=NOW, **fields)


def person(name: str = "", *, email: str = "", now: datetime = NOW) -> Person:
    """A person with a verified account."""
    address = email or f"{name or 'mensch'}{number()}@beispiel.example"
    account = Account.objects.create_user(address, "ein langes Passwort")
    made = people.join_account(account, now=now)
    if name:
        Person.objects.filter(pk=made.pk).update(name=name.title())
        made.refresh_from_db()
    return made


def staff(role: Role, *, at: Organisation, name: str = "", now: datetime = NOW) -> Person:
    """A person with a role at an organisation since last month."""
    made = person(name or role.value)
    people.give_role(made, at, role, by=None, now=now, starts=clock.day_of(now - 30 * DAY))
    return made


def caretaker(name: str = "kim", *, at: Organisation | None = None) -> Person:
    """Somebody who looks after cases at an office."""
    return staff(Role.CARETAKER, at=at or office(), name=name)


def coordinator(of: Organisation | None = None) -> Person:
    """The coordinator who came with a controller."""
    root = of or controller()
    return Person.objects.filter(memberships__organisation=root, memberships__role=Role.COORDINATOR).order_by(
        "pk"
    )[0]


def resident(name: str = "bo", *, of: Organisation | None = None, now: datetime = NOW) -> Relation:
    """What a controller knows of a resident whose address is verified."""
    somebody = person(name)
    address = "" if somebody.account is None else somebody.account.email
    relation = people.meet(of or controller(), person=somebody, email=address, now=now)
    relation.email = address
    relation.save(update_fields=["email"])
    return people.verify_address(relation, now=now)


def said(title: str = "Eine Bank am Ufer", **fields: Any) -> Said:
    """Words as they come in through a door."""
    fields.setdefault("kind", Kind.IDEA)
    fields.setdefault("text", "Dort könnten wir uns ausruhen.")
    fields.setdefault("topic", None)
    fields.setdefault("channel", Channel.WEB)
    fields.setdefault("spot", spot())
    return Said(title=title, **fields)


def spot(area: str = "Uferhof", lat: float = 51.49, lon: float = 7.49) -> Spot:
    """A place in the small city."""
    return Spot(lat=lat, lon=lon, area_id=city()[area].pk, street="Uferweg")


def contribution(
    title: str = "Eine Bank am Ufer",
    *,
    by: Relation | None = None,
    of: Organisation | None = None,
    confirmed: bool = True,
    now: datetime = NOW,
    **fields: Any,
) -> Contribution:
    """Something said; confirmed unless told otherwise."""
    relation = by or resident(of=of, now=now)
    made = voices.hear(
        said(title, **fields),
        phase=phase(relation.controller),
        relation=relation,
        by=relation.person if confirmed else None,
        now=now,
    )
    made.refresh_from_db()
    return made


def case(title: str = "Eine Bank am Ufer", **fields: Any) -> Case:
    """A case as a resident's confirmed contribution opens it."""
    return Case.objects.get(lead=contribution(title, **fields))


def caretaker_of(case: Case) -> Person:
    """Who looks after a case now."""
    return case.assignments.get(ends=None).caretaker


def house(name: str = "Haus am Ufer", *, of: Organisation | None = None, **facts: Any) -> Space:
    """A house that a controller's first office keeps."""
    return calendar.open_house(office(of), name, by=None, now=NOW, **facts)


def hall(*parts: str, turnaround: int = 0) -> tuple[Space, list[Space]]:
    """A hall in a house of its own, with its parts."""
    made = calendar.add_room(house(), "Großer Saal", by=None, now=NOW, turnaround=turnaround)
    return made, [calendar.add_room(made, each, by=None, now=NOW, turnaround=turnaround) for each in parts]


def what(*spaces: Space, **fields: Any) -> calendar.What:
    """An office hour in some spaces."""
    fields.setdefault("kind", OccurrenceKind.OFFICE_HOUR)
    fields.setdefault("title", "Sprechstunde")
    return calendar.What(spaces=spaces, **fields)


def when(
    day: date = date(2026, 3, 19), at: time = time(17), minutes: int = 60, **fields: Any
) -> calendar.When:
    """An hour on the Thursday after `NOW`, unless told otherwise."""
    return calendar.When(day=day, at=at, minutes=minutes, **fields)


def occurrence(*spaces: Space, to: calendar.When | None = None, **fields: Any) -> Occurrence:
    """A date of a controller's first office."""
    return calendar.plan_date(office(), what(*spaces, **fields), to or when(), by=None, now=NOW)


def client(somebody: Person | None = None, *, second_factor: bool = True) -> Client:
    """A browser, signed in as somebody if given."""
    browser = Client()
    if somebody is not None:
        if somebody.account is None:
            raise ValueError("only a person with an account can sign in")
        browser.force_login(somebody.account, backend="django.contrib.auth.backends.ModelBackend")
        session = browser.session
        methods = [{"method": "password", "at": NOW.timestamp()}]
        if second_factor:
            methods.append({"method": "mfa", "type": "totp", "at": NOW.timestamp()})
        session["account_authentication_methods"] = methods
        session.save()
    return browser
