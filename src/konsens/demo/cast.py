"""Who plays in the demo: two controllers with offices and staff, and residents; all invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress

from konsens.caring.cases.actions import save_template, set_route
from konsens.city.people import actions as people
from konsens.city.people.kinds import LegalKind, OrganisationKind, Role
from konsens.city.people.models import Account, Organisation, Person, Relation
from konsens.city.projects.actions import open_idea_platform
from konsens.city.projects.models import Phase
from konsens.city.topics.actions import add_topic
from konsens.city.topics.models import Topic
from konsens.demo.stories import TOPICS
from konsens.demo.texts import legal_text

OFFICES = (
    ("wege", "Team Straßen und Wege", ("wege", "sicherheit")),
    ("gruen", "Team Grün und Sauberkeit", ("gruen", "sauberkeit")),
    ("leben", "Team Leben im Stadtteil", ("schule", "jugend", "miteinander", "bus-und-bahn")),
)
FAR_BACK = timedelta(days=400)


@dataclass(slots=True)
class Troupe:
    """A controller with everybody who works for it."""

    controller: Organisation
    phase: Phase
    topics: dict[str, Topic]
    offices: dict[str, Organisation]
    coordinator: Person
    caretakers: dict[str, Person]
    residents: list[Relation] = field(default_factory=list)


def person(name: str, address: str, *, now: datetime) -> Person:
    """Somebody with an account whose password nobody knows; the demo signs in by its own links."""
    account = Account.objects.create_user(address)
    EmailAddress.objects.create(user=account, email=address, verified=True, primary=True)
    made = people.join_account(account, now=now)
    Person.objects.filter(pk=made.pk).update(name=name)
    made.refresh_from_db()
    return made


def _staff(name: str, address: str, role: Role, at: Organisation, *, now: datetime) -> Person:
    made = person(name, address, now=now)
    people.give_role(made, at, role, by=None, now=now, starts=now.date())
    return made


def found(slug: str, name: str, kind: OrganisationKind, *, now: datetime, **identity: object) -> Organisation:
    """A controller with its legal texts."""
    made = people.found_controller(slug=slug, name=name, kind=kind, by=None, now=now, **identity)
    for legal in LegalKind:
        people.publish_legal_text(made, legal, legal_text(legal, made), by=None, now=now)
    return made


def engage(controller: Organisation, *, now: datetime) -> Troupe:
    """Give a controller topics, offices, routes, staff and its idea platform."""
    slug = controller.slug
    topics = {}
    for order, (key, name, hint, icon, days) in enumerate(TOPICS):
        first, following, done = days
        topics[key] = add_topic(
            controller,
            name,
            slug=key,
            hint=hint,
            icon=icon,
            order=order,
            is_private=key == "vertraulich",
            first_answer_days=first,
            next_step_days=following,
            done_days=done,
            by=None,
            now=now,
        )
    front = people.found_office(
        controller, slug=f"{slug}-buero", name="Bürgerbüro", phone="0231 000 100", by=None, now=now
    )
    coordinator = _staff("Mila Muster", f"koordination@{slug}.example", Role.COORDINATOR, controller, now=now)
    for role in (Role.MODERATOR, Role.ADMIN):
        people.give_role(coordinator, controller, role, by=None, now=now, starts=now.date())
    second = _staff("Noa Beispiel", f"moderation@{slug}.example", Role.MODERATOR, controller, now=now)
    set_route(controller, front, by=None, now=now)
    offices, caretakers = {"buero": front}, {"buero": second}
    people.give_role(second, front, Role.CARETAKER, by=None, now=now, starts=now.date())
    for number, (key, name, looks_after) in enumerate(OFFICES):
        office = people.found_office(
            controller, slug=f"{slug}-{key}", name=name, phone=f"0231 000 20{number}", by=None, now=now
        )
        offices[key] = office
        caretakers[key] = _staff(NAMES[number], f"{key}@{slug}.example", Role.CARETAKER, office, now=now)
        _staff(HEADS[number], f"leitung-{key}@{slug}.example", Role.HEAD, office, now=now)
        for topic in looks_after:
            set_route(controller, office, topic=topics[topic], by=None, now=now)
    phase = open_idea_platform(controller, "Ideen und Anliegen", by=None, now=now)
    _templates(controller, coordinator, now=now)
    return Troupe(controller, phase, topics, offices, coordinator, caretakers)


NAMES = ("Kim Kümmerlich", "Toni Tatendrang", "Alex Anpacker")
HEADS = ("Robin Rathaus", "Sascha Stadtgrün", "Charlie Quartier")


def _templates(controller: Organisation, by: Person, *, now: datetime) -> None:
    for title, text in (
        (
            "Wir sehen es uns an",
            "Danke für Ihren Hinweis. Wir sehen uns die Stelle in den nächsten Tagen an. "
            "Danach lesen Sie hier, was wir tun können.",
        ),
        (
            "Wir brauchen mehr Zeit",
            "Wir sind noch nicht so weit, wie wir wollten. Der Grund steht bei der neuen Frist.",
        ),
        ("Erledigt", "Das ist erledigt. Bitte sagen Sie uns, falls vor Ort noch etwas fehlt."),
    ):
        save_template(controller, title=title, text=text, by=by, now=now)


def member(name: str, address: str, troupe: Troupe, *, now: datetime) -> Relation:
    """A resident with an account whose address a controller knows."""
    somebody = person(name, address, now=now)
    relation = people.meet(troupe.controller, person=somebody, email=address, now=now)
    return people.verify_address(relation, now=now)


def invite(troupe: Troupe, count: int, *, now: datetime) -> None:
    """Let residents meet a controller; their addresses lead nowhere."""
    slug = troupe.controller.slug
    for number in range(count):
        address = f"mensch{number + 1}@{slug}.example"
        relation = people.meet(troupe.controller, email=address, now=now)
        troupe.residents.append(people.verify_address(relation, now=now))
