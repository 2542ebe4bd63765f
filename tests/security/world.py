"""A small world in which everybody who may come to the door stands once, and things wait to be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO

from django.db import connection
from django.test import Client
from PIL import Image

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import Case
from konsens.city.people import actions as people
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.city.people.models import Absence, Membership, Organisation, Person, Relation
from konsens.city.projects.models import Phase
from konsens.city.topics.models import Topic
from konsens.kernel import clock
from konsens.kernel.files import prepare_photo
from konsens.kernel.models import Entry
from konsens.listening.voices.models import Photo
from tests import a

FAR = timedelta(days=1000)


def upload(colour: str = "green") -> BytesIO:
    """A picture as a browser sends it."""
    target = BytesIO()
    Image.new("RGB", (40, 30), colour).save(target, format="PNG")
    target.seek(0)
    return target


@dataclass
class World:
    """Two controllers, one of each role, a public case and a confidential one."""

    city: Organisation
    party: Organisation
    green: Organisation
    works: Organisation
    topic: Topic
    secret: Topic
    people: dict[str, Person | None] = field(default_factory=dict)
    case: Case = field(init=False)
    confidential: Case = field(init=False)

    def person(self, role: str) -> Person:
        """The human behind a role; not for anybody."""
        found = self.people[role]
        if found is None:
            raise LookupError(role)
        return found

    def relation(self, role: str) -> Relation:
        """What the city knows of them."""
        return Relation.objects.get(person=self.person(role), controller=self.city)

    def browser(self, role: str) -> Client:
        """The browser of a role; unproven staff have shown one factor only."""
        return a.client(self.people[role], second_factor=role != "unproven")

    def photo(self, case: Case) -> Photo:
        """The photo of a case."""
        return Photo.objects.get(contribution=case.lead)


STAFF: dict[str, tuple[Role, str]] = {
    "caretaker": (Role.CARETAKER, "green"),
    "deputy": (Role.CARETAKER, "works"),
    "colleague": (Role.CARETAKER, "green"),
    "neighbour": (Role.CARETAKER, "works"),
    "head": (Role.HEAD, "green"),
    "moderator": (Role.MODERATOR, "city"),
    "coordinator": (Role.COORDINATOR, "city"),
    "admin": (Role.ADMIN, "city"),
    "unproven": (Role.COORDINATOR, "city"),
    "former": (Role.COORDINATOR, "city"),
}
ROLES = (
    "anybody", "resident", "author", "caretaker", "deputy", "colleague", "neighbour", "head", "moderator",
    "coordinator", "admin", "unproven", "elsewhere", "former",
)  # fmt: skip


def build() -> World:
    """Build it by the real actions."""
    city, party = a.controller("stadt"), a.controller("partei", kind=OrganisationKind.PARTY)
    green, works = a.office(city, "gruen"), a.office(city, "bau")
    topic = a.topic(city, "Grün")
    secret = a.topic(city, "Vertrauliches", slug="vertraulich", is_private=True)
    world = World(city, party, green, works, topic, secret)
    _engage(world)
    kim = world.person("caretaker")
    for each in (topic, secret):
        caring.set_route(city, green, topic=each, caretaker=kim, by=None, now=a.NOW)
    author = world.relation("author")
    world.case = a.case(
        "Eine Bank am Ufer",
        by=author,
        topic=topic,
        photos=(prepare_photo(upload()),),
        private_note="Bitte klingeln.",
    )
    world.confidential = a.case(
        "Vertraulich: Streit im Haus", by=author, topic=secret, photos=(prepare_photo(upload("red")),)
    )
    return world


def _engage(world: World) -> None:
    offices = {"city": world.city, "green": world.green, "works": world.works}
    world.people["anybody"] = None
    for name in ("resident", "author"):
        world.people[name] = a.person(name)
    for name, (role, where) in STAFF.items():
        world.people[name] = a.staff(role, at=offices[where], name=name)
    elsewhere = a.staff(Role.COORDINATOR, at=world.party, name="elsewhere")
    for role in (Role.ADMIN, Role.MODERATOR, Role.HEAD, Role.CARETAKER):
        people.give_role(elsewhere, world.party, role, by=None, now=a.NOW, starts=clock.day_of(a.NOW - a.DAY))
    world.people["elsewhere"] = elsewhere
    for somebody in filter(None, world.people.values()):
        _introduce(somebody, world.city)
    yesterday = clock.day_of(a.NOW - a.DAY)
    Membership.objects.filter(person=world.person("former")).update(ends=yesterday)
    Absence.objects.create(
        person=world.person("caretaker"), controller=world.city, deputy=world.person("deputy"),
        starts=yesterday, ends=clock.day_of(a.NOW + FAR),
    )  # fmt: skip


def _introduce(somebody: Person, controller: Organisation) -> None:
    relation = people.meet(controller, person=somebody, now=a.NOW)
    relation.email = somebody.account.email if somebody.account else ""
    relation.save(update_fields=["email"])
    people.verify_address(relation, now=a.NOW)


def phase(world: World) -> Phase:
    """The city's idea platform."""
    return a.phase(world.city)


def lines() -> int:
    """How many lines the diary has."""
    return Entry.objects.count()


UNWATCHED = frozenset({"django_session", "kernel_counter"})


def snapshot() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but for sessions and throttle counters."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - UNWATCHED)
        found = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found
