"""How the days of a rule become dates: what is free is accepted, the rest rejected with its reason (I22)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from konsens.city.calendar.actions.occupy import AT_ONCE, Holder, Needs, Stretch, claims_for, save, taken
from konsens.city.calendar.kinds import Rejection
from konsens.city.calendar.models import Occurrence, RejectedDate, Series
from konsens.city.calendar.recurrence import Rule, dates
from konsens.city.calendar.rules import Occupation
from konsens.city.calendar.walltime import instant
from konsens.kernel.workdays import public_holidays


@dataclass(frozen=True, slots=True)
class Slot:
    """One day of a rule with its instants, and what it would occupy."""

    day: date
    starts: datetime
    ends: datetime
    stretches: Sequence[Stretch]


@dataclass
class Laid:
    """What became of the days of a rule: together they are all of them."""

    accepted: list[Slot] = field(default_factory=list)
    rejected: list[RejectedDate] = field(default_factory=list)


def slots(rule: Rule, needs: Needs) -> Iterator[Slot]:
    """Each day of a rule with what it needs."""
    for day in dates(rule):
        starts = instant(day, rule.at, rule.zone)
        ends = starts + timedelta(minutes=rule.minutes)
        yield Slot(day, starts, ends, needs.stretches(starts, ends))


def lay(series: Series, rule: Rule, needs: Needs) -> Laid:
    """Sort the days of a rule into those that can take place and those that cannot, and say why."""
    wanted = list(slots(rule, needs))
    occupied: Occupation[Holder] = Occupation(
        taken([stretch for each in wanted for stretch in each.stretches])
    )
    laid = Laid()
    for each in wanted:
        why = _refusal(each, rule, needs, occupied)
        if why:
            laid.rejected.append(RejectedDate(series=series, day=each.day, **why))
            continue
        laid.accepted.append(each)
        for holder, starts, ends in each.stretches:
            occupied.take(holder, starts, ends)
    return laid


def _refusal(slot: Slot, rule: Rule, needs: Needs, occupied: Occupation[Holder]) -> dict[str, Any]:
    if rule.skips_holidays and slot.day in public_holidays():
        return {"reason": Rejection.HOLIDAY}
    closed = needs.missing(slot.day)
    if closed is not None:
        return {"reason": Rejection.CLOSED, "space": closed}
    holder = occupied.first_taken(slot.stretches)
    return {"reason": Rejection.OCCUPIED, f"{holder[0]}_id": holder[1]} if holder else {}


def write(
    series: Series,
    laid: Laid,
    needs: Needs,
    now: datetime,
    *,
    rows: Mapping[date | None, Occurrence] | None = None,
    because: str = "",
) -> list[Occurrence]:
    """Write the accepted dates with what they occupy, and the rejected ones.

    Args:
        series: whose dates they are.
        laid: what `lay` found.
        needs: their spaces and people.
        now: the instant.
        rows: dates of the series it replaces, by day; they keep their name and go on here.
        because: why they do.
    """
    kept = rows or {}
    made = {
        each.day: _fill(kept.get(each.day) or _fresh(series, now), each, series, now)
        for each in laid.accepted
    }
    fresh = [row for row in made.values() if row.pk is None]
    Occurrence.objects.bulk_create(fresh, batch_size=AT_ONCE)
    for row in made.values():
        if row.day in kept:
            row.because = because
            row.save()
    _connect(list(made.values()), needs)
    claims = [claim for each in laid.accepted for claim in claims_for(made[each.day], each.stretches)]
    save(claims, [stretch for each in laid.accepted for stretch in each.stretches], series.zone)
    RejectedDate.objects.bulk_create(laid.rejected, batch_size=AT_ONCE)
    return list(made.values())


def _fresh(series: Series, now: datetime) -> Occurrence:
    return Occurrence(controller_id=series.controller_id, sequence=-1, planned_at=now)


def _fill(row: Occurrence, slot: Slot, series: Series, now: datetime) -> Occurrence:
    """Give a date what its series says; its sequence grows."""
    row.series, row.day = series, slot.day
    row.organisation_id, row.kind, row.title = series.organisation_id, series.kind, series.title
    row.is_public, row.zone, row.turnaround = series.is_public, series.zone, series.turnaround
    row.starts, row.ends = slot.starts, slot.ends
    row.sequence, row.changed_at = row.sequence + 1, now
    return row


def _connect(rows: Sequence[Occurrence], needs: Needs) -> None:
    """Say of each date where it is and who is there."""
    keys = [row.pk for row in rows]
    there, with_them = Occurrence.spaces.through, Occurrence.hosts.through
    if moved := [row.pk for row in rows if row.sequence]:
        there.objects.filter(occurrence__in=moved).delete()
        with_them.objects.filter(occurrence__in=moved).delete()
    spaces, hosts = sorted({each.pk for each in needs.spaces}), sorted({each.pk for each in needs.hosts})
    there.objects.bulk_create(
        (there(occurrence_id=key, space_id=pk) for key in keys for pk in spaces), batch_size=AT_ONCE
    )
    with_them.objects.bulk_create(
        (with_them(occurrence_id=key, person_id=pk) for key in keys for pk in hosts), batch_size=AT_ONCE
    )
