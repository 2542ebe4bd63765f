"""Many contributions at once, for benchmarks: inserted in bulk, then checked by `konsens check` (D17)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Count

from konsens.caring.cases.kinds import Audience, Outcome, Prominence, PromiseKind, State
from konsens.caring.cases.models import Assignment, Case, Note, Promise
from konsens.city.people.models import Person, Relation
from konsens.city.people.pseudonyms import FIRST, SECOND
from konsens.city.places.grid import cell_of
from konsens.city.places.locate import atlas
from konsens.demo.cast import Troupe
from konsens.demo.stories import STORIES
from konsens.kernel import clock
from konsens.kernel.models import About, Entry
from konsens.kernel.workdays import after_workdays, public_holidays
from konsens.listening.voices.kinds import Channel, Kind
from konsens.listening.voices.kinds import State as Said
from konsens.listening.voices.models import Contribution, Support

SEED = 7
BATCH = 5000
AUTHORS = 20_000
THINGS = (
    *("Bank", "Baum", "Ampel", "Laterne", "Radweg", "Zebrastreifen", "Mülleimer", "Spielplatz"),
    *("Haltestelle", "Toilette", "Brunnen", "Beet", "Bordstein", "Schaukel", "Treppe", "Geländer"),
    *("Wegweiser", "Bücherschrank", "Bolzplatz", "Unterführung"),
)
WISHES = (
    "{thing} fehlt in der {street}",
    "{thing} an der {street} ist zu klein",
    "Mehr Platz für {thing} in {area}",
    "{thing} in {area} erneuern",
    "Bitte {thing} an der {street} prüfen",
)
REASONS = (
    "Hier gehen jeden Tag viele Kinder entlang.",
    "Für Menschen mit Rollator ist es so zu schwer.",
    "Am Abend fühlt sich hier niemand wohl.",
    "Das haben wir im Viertel schon oft besprochen.",
    "Ein kleiner Schritt würde viel bewirken.",
    "Wir helfen gern mit, wenn jemand den Anfang macht.",
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place inside a quarter."""

    area_id: int
    area: str
    street: str
    lat: float
    lon: float


def crowd(troupe: Troupe, count: int, *, now: datetime, say: object = None) -> None:
    """Add contributions with cases, dates, notes, support and diary, all in the states they can have."""
    tell = say if callable(say) else lambda _text: None
    chance = random.Random(SEED)  # noqa: S311 - the same crowd each time, nothing secret
    authors = _authors(troupe, min(AUTHORS, max(50, count // 5)), now=now)
    spots = _spots(chance)
    done = 0
    numbers = iter(range(count))
    while batch := list(islice(numbers, BATCH)):
        with transaction.atomic():
            said = _say(troupe, batch, authors, spots, chance, now)
            cases = _cases(troupe, said, chance, now)
            _surround(troupe, cases, chance, now)
            _support(said, authors, chance)
        done += len(batch)
        tell(f"{done} von {count} Beiträgen")
    _count_support(troupe)


def _authors(troupe: Troupe, count: int, *, now: datetime) -> list[int]:
    people = Person.objects.bulk_create([Person(since=now) for _each in range(count)], batch_size=BATCH)
    Relation.objects.bulk_create(
        (
            Relation(
                person=person,
                controller=troupe.controller,
                pseudonym=f"{FIRST[n % len(FIRST)]} {SECOND[n % len(SECOND)]} {10_000 + n}",
                email=f"menge{n}@{troupe.controller.slug}.example",
                email_verified_at=now,
                since=now,
            )
            for n, person in enumerate(people)
        ),
        batch_size=BATCH,
    )
    return [person.pk for person in people]


def _spots(chance: random.Random) -> list[Spot]:
    """Points all over the city, more of them around the middle of each quarter."""
    from konsens.city.places.models import Street

    known = atlas()
    streets = Street.objects.values_list("name", "area_id", "area__name", "lat", "lon")
    spots = []
    for name, area_id, area, lat, lon in streets:
        for _each in range(40):
            point = (lat + chance.gauss(0, 0.002), lon + chance.gauss(0, 0.003))
            found = known.locate(*point)
            if found is not None and found.area_id == area_id:
                spots.append(Spot(area_id, area, name, round(point[0], 6), round(point[1], 6)))
    return spots


def _say(
    troupe: Troupe,
    batch: list[int],
    authors: list[int],
    spots: list[Spot],
    chance: random.Random,
    now: datetime,
) -> list[Contribution]:
    topics = [topic for key, topic in troupe.topics.items() if key != "vertraulich"]
    rows = []
    for _number in batch:
        spot = chance.choice(spots)
        words = {"thing": chance.choice(THINGS), "street": spot.street, "area": spot.area}
        heard = now - timedelta(days=chance.random() * 720, seconds=1)
        text = " ".join(chance.sample(REASONS, chance.randint(1, 4)))
        rows.append(
            Contribution(
                controller=troupe.controller,
                phase=troupe.phase,
                kind=chance.choice((Kind.IDEA, Kind.CONCERN)),
                channel=chance.choice(list(Channel)),
                state=Said.PUBLISHED,
                title=chance.choice(WISHES).format(**words),
                text=f"{text} {chance.choice(STORIES).text}",
                topic=chance.choice(topics),
                area_id=spot.area_id,
                street=spot.street,
                lat=spot.lat,
                lon=spot.lon,
                author_id=chance.choice(authors),
                pseudonym="Blauer Ahorn",
                heard_at=heard,
                confirmed_at=heard,
                looked_at=heard,
            )
        )
    return Contribution.objects.bulk_create(rows, batch_size=BATCH)


def _cases(troupe: Troupe, said: list[Contribution], chance: random.Random, now: datetime) -> list[Case]:
    offices = dict(_office_of(troupe))
    rows = []
    for contribution in said:
        assert contribution.confirmed_at is not None
        assert contribution.lat is not None
        assert contribution.lon is not None
        assert contribution.topic_id is not None
        state = chance.choices(list(State), weights=(2, 3, 1, 6))[0]
        age = now - contribution.confirmed_at
        closed = contribution.confirmed_at + age * chance.random() if state is State.CLOSED else None
        waits = state is State.WAITING
        rows.append(
            Case(
                public_id=contribution.public_id,
                controller=troupe.controller,
                lead=contribution,
                organisation_id=offices[contribution.topic_id],
                topic_id=contribution.topic_id,
                area_id=contribution.area_id,
                lat=contribution.lat,
                lon=contribution.lon,
                cell=cell_of(contribution.lat, contribution.lon),
                state=state,
                prominence=Prominence.PUBLIC,
                outcome=chance.choice((Outcome.DONE, Outcome.PLANNED, Outcome.EXISTS)) if closed else "",
                outcome_text="Das ist das Ergebnis, mit dem der Vorgang endet." if closed else "",
                waiting_for="season" if waits else "",
                waiting_until=clock.day_of(now) + timedelta(days=30) if waits else None,
                received_at=contribution.confirmed_at,
                closed_at=closed,
                asked_at=closed,
                changed_at=closed or contribution.confirmed_at,
            )
        )
    cases = Case.objects.bulk_create(rows, batch_size=BATCH)
    links = Case.contributions.through
    links.objects.bulk_create(
        (links(case_id=case.pk, contribution_id=case.lead_id) for case in cases), batch_size=BATCH
    )
    return cases


def _office_of(troupe: Troupe) -> Iterator[tuple[int, int]]:
    from konsens.demo.cast import OFFICES

    for key, _name, topics in OFFICES:
        for topic in topics:
            yield troupe.topics[topic].pk, troupe.offices[key].pk


def _surround(troupe: Troupe, cases: list[Case], chance: random.Random, now: datetime) -> None:
    """Give each case its caretaker, its dates, a note and its lines in the diary."""
    caretakers = {office.pk: troupe.caretakers[key].pk for key, office in troupe.offices.items()}
    assignments: list[Assignment] = []
    promises: list[Promise] = []
    notes: list[Note] = []
    for case in cases:
        caretaker = caretakers[case.organisation_id]
        assignments.append(Assignment(case=case, caretaker_id=caretaker, starts=case.received_at))
        promises.extend(_dates(case))
        if case.state != State.RECEIVED:
            notes.append(
                Note(
                    case=case,
                    audience=Audience.PUBLIC,
                    text=chance.choice(REASONS),
                    author_id=caretaker,
                    at=case.received_at + timedelta(hours=20),
                )
            )
    Assignment.objects.bulk_create(assignments, batch_size=BATCH)
    Promise.objects.bulk_create(promises, batch_size=BATCH)
    Note.objects.bulk_create(notes, batch_size=BATCH)
    _write_diary(cases, caretakers)


def _dates(case: Case) -> Iterator[Promise]:
    received = clock.day_of(case.received_at)
    answered = case.state != State.RECEIVED
    ended = case.closed_at
    for kind, days in ((PromiseKind.FIRST_ANSWER, 5), (PromiseKind.NEXT_STEP, 20), (PromiseKind.DONE, 60)):
        kept = ended
        if kind is PromiseKind.FIRST_ANSWER:
            kept = case.received_at + timedelta(hours=20) if answered else None
        yield Promise(
            case=case,
            kind=kind,
            due=after_workdays(received, days, public_holidays()),
            made_at=case.received_at,
            kept_at=None if kind is PromiseKind.NEXT_STEP else kept,
            ended_at=ended if kind is PromiseKind.NEXT_STEP else None,
        )


def _write_diary(cases: list[Case], caretakers: dict[int, int]) -> None:
    lines: list[tuple[Case, Entry]] = []
    for case in cases:
        lines.extend((case, entry) for entry in _lines(case, caretakers[case.organisation_id]))
    Entry.objects.bulk_create([entry for _case, entry in lines], batch_size=BATCH)
    About.objects.bulk_create(
        (About(entry=entry, noun="cases.case", object_id=case.pk) for case, entry in lines), batch_size=BATCH
    )


def _lines(case: Case, caretaker: int) -> Iterator[Entry]:
    def line(verb: str, at: datetime, **facts: object) -> Entry:
        return Entry(
            at=at,
            verb=verb,
            facts={"case": case.pk, **facts},
            actor_id=caretaker,
            controller_id=case.controller_id,
            told_at=at,
        )

    yield line(
        "case.received",
        case.received_at,
        contribution=case.lead_id,
        organisation=case.organisation_id,
        caretaker=caretaker,
        prominence=Prominence.PUBLIC,
    )
    way = {
        State.RECEIVED: [],
        State.CARED: [State.CARED],
        State.WAITING: [State.CARED, State.WAITING],
        State.CLOSED: [State.CARED, State.CLOSED],
    }[State(case.state)]
    before: State = State.RECEIVED
    for number, after in enumerate(way):
        at = case.closed_at or case.received_at + timedelta(hours=20 + number)
        ends = after is State.CLOSED
        yield line(
            "case.moved",
            at,
            before=before,
            after=after,
            outcome=case.outcome if ends else "",
            note=None,
            until=None,
        )
        before = after


def _support(said: list[Contribution], authors: list[int], chance: random.Random) -> None:
    rows = (
        Support(
            contribution=contribution,
            person_id=person,
            given_at=contribution.heard_at,
            confirmed_at=contribution.heard_at,
        )
        for contribution in said
        for person in _supporters(contribution, authors, chance)
    )
    Support.objects.bulk_create(rows, batch_size=BATCH)


def _supporters(contribution: Contribution, authors: list[int], chance: random.Random) -> list[int]:
    wanted = min(int(chance.expovariate(0.5)), 40)
    return sorted(set(chance.choices(authors, k=wanted)) - {contribution.author_id or 0})


def _count_support(troupe: Troupe) -> None:
    counts = dict(
        Support.objects.filter(contribution__controller=troupe.controller, confirmed_at__isnull=False)
        .values_list("contribution_id")
        .annotate(n=Count("pk"))
    )
    said = Contribution.objects.filter(pk__in=counts).only("pk", "support_count")
    _bulk_counts(Contribution, [(row.pk, counts[row.pk]) for row in said.iterator()])
    cases = Case.objects.filter(lead_id__in=counts, support_count=0).values_list("pk", "lead_id")
    _bulk_counts(Case, [(pk, counts[lead]) for pk, lead in cases.iterator()])


def _bulk_counts(model: type[Contribution] | type[Case], counts: list[tuple[int, int]]) -> None:
    """One UPDATE per number of supporters, not per row."""
    by_count: dict[int, list[int]] = {}
    for pk, count in counts:
        by_count.setdefault(count, []).append(pk)
    for count, pks in by_count.items():
        for start in range(0, len(pks), BATCH):
            model._default_manager.filter(pk__in=pks[start : start + BATCH]).update(support_count=count)
