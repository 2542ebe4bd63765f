"""Does every date stand where its series and the diary say, and occupy just what it needs?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from konsens.city.calendar.kinds import OccurrenceState
from konsens.city.calendar.models import Claim, Occurrence, Series
from konsens.city.calendar.recurrence import dates
from konsens.city.calendar.walltime import instant
from konsens.city.places.models import Space
from konsens.city.places.rooms import Rooms
from konsens.kernel import clock
from konsens.kernel.checks import Walk, check, portions
from konsens.kernel.diary import noun_of
from konsens.kernel.models import About

MOVED, CANCELLED = "occurrence.moved", "occurrence.cancelled"


def _keys() -> list[Sequence[int]]:
    return portions(list(Occurrence.objects.order_by("pk").values_list("pk", flat=True)))


@check("Tagebuch der Termine")
def replays(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """A date is cancelled, and as often changed, as the diary tells."""
    for some in walk(_keys()):
        told: dict[int, Counter[str]] = defaultdict(Counter)
        about = About.objects.filter(noun=noun_of(Occurrence), object_id__in=some)
        for pk, verb in about.values_list("object_id", "entry__verb"):
            told[pk][verb] += 1
        rows = Occurrence.objects.filter(pk__in=some).values_list("pk", "public_id", "state", "sequence")
        for pk, name, state, sequence in rows.order_by("pk"):
            verbs = told[pk]
            if (state == OccurrenceState.CANCELLED) != (verbs[CANCELLED] == 1):
                yield f"Termin {name}: Er ist {state}, abgesagt laut Tagebuch {verbs[CANCELLED]}-mal."
            if sequence != verbs[MOVED] + verbs[CANCELLED]:
                yield f"Termin {name}: Geändert {sequence}-mal, laut Tagebuch anders."


@check("Belegung von Räumen und Menschen")
def claims(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """A date that takes place occupies its leaves and its people all the time; others nothing (I20, I21)."""
    rooms = Rooms(Space.objects.order_by("pk"))
    for some in walk(_keys()):
        held: dict[int, list[Claim]] = defaultdict(list)
        for claim in Claim.objects.filter(occurrence__in=some).order_by("pk"):
            held[claim.occurrence_id].append(claim)
        rows = Occurrence.objects.filter(pk__in=some).prefetch_related("spaces", "hosts").order_by("pk")
        for row in rows:
            if _needs(row, rooms) != sorted(
                (each.space_id or 0, each.person_id or 0) for each in held[row.pk]
            ):
                yield f"Termin {row.public_id}: Er belegt nicht, was er braucht."
            until = row.ends + timedelta(minutes=row.turnaround)
            if any(each.starts != row.starts or each.ends < until for each in held[row.pk]):
                yield f"Termin {row.public_id}: Er belegt etwas zu einer anderen Zeit."


def _needs(row: Occurrence, rooms: Rooms) -> list[tuple[int, int]]:
    if not row.is_planned:
        return []
    leaves = rooms.leaves((each.pk for each in row.spaces.all()), on=clock.day_of(row.starts))
    return sorted([(each.pk, 0) for each in leaves] + [(0, each.pk) for each in row.hosts.all()])


@check("Doppelbelegung")
def overlaps(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """Nothing and nobody is occupied twice (I19)."""
    for holder in ("space", "person"):
        keys = Claim.objects.exclude(**{holder: None}).order_by(holder).values_list(holder, flat=True)
        for some in walk(portions(list(keys.distinct()))):
            rows = Claim.objects.filter(**{f"{holder}__in": some}).order_by(holder, "starts", "pk")
            stretches = rows.values_list(holder, "starts", "ends", "occurrence__public_id")
            for one, two in pairwise(stretches):
                if one[0] == two[0] and two[1] < one[2]:
                    yield f"Termine {one[3]} und {two[3]}: Sie belegen dasselbe zur selben Zeit."


@check("Serien")
def series(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """Each day of a rule is a date or rejected with its reason, at the time on the wall (I14, I22)."""
    keys = portions(list(Series.objects.order_by("pk").values_list("pk", flat=True)), 50)
    for some in walk(keys):
        found = Series.objects.filter(pk__in=some).prefetch_related("occurrences", "rejected", "skipped")
        for each in found.order_by("pk"):
            yield from _wrong_with(each)


def _wrong_with(series: Series) -> Iterator[str]:
    rule = series.rule(frozenset(each.day for each in series.skipped.all()))
    last = None if series.stops_on is None else series.stops_on - timedelta(days=1)
    rows: dict[date, Occurrence] = {each.day: each for each in series.occurrences.all() if each.day}
    rejected = {each.day for each in series.rejected.all()}
    for day in dates(rule, last=last):
        if (day in rows) == (day in rejected):
            yield f"Serie {series.public_id}: Am {day:%d.%m.%Y} ist nicht genau eins von Termin und Grund."
    whole = set(dates(rule))
    for day, row in rows.items():
        if day not in whole:
            yield f"Termin {row.public_id}: Er fällt auf einen Tag, an dem es seine Serie nicht gibt."
        starts = instant(day, rule.at, rule.zone)
        right = (starts, starts + timedelta(minutes=rule.minutes))
        if not row.is_own and (row.starts, row.ends) != right:
            yield f"Termin {row.public_id}: Er ist nicht zur Uhrzeit seiner Serie."
