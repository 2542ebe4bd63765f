"""Series: plan one, change it from a date on, end it; nothing is dropped silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from konsens.city.calendar import events
from konsens.city.calendar.actions.dates import What, check_title, drop, tell_moved
from konsens.city.calendar.actions.lay import lay, write
from konsens.city.calendar.actions.occupy import Needs, hold, require_planning
from konsens.city.calendar.models import Claim, Occurrence, RejectedDate, Series, SkippedDate
from konsens.city.calendar.recurrence import Rule
from konsens.city.calendar.rules import check_reason, check_series, check_zone
from konsens.city.calendar.walltime import wall
from konsens.city.people.models import Organisation, Person
from konsens.kernel.diary import action, record
from konsens.kernel.errors import RuleBrokenError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a series: its dates, those that cannot be, and what stayed as it was."""

    series: Series
    accepted: Sequence[Occurrence]
    rejected: Sequence[RejectedDate]
    kept: Sequence[Occurrence] = ()
    cancelled: Sequence[Occurrence] = ()


@dataclass(frozen=True, slots=True)
class GoesOn:
    """What a series goes on from: the one it replaces, those of its dates that move over, and why."""

    series: Series | None = None
    rows: Mapping[date | None, Occurrence] = field(default_factory=dict)
    because: str = ""


@action
def plan_series(
    organisation: Organisation, what: What, rule: Rule, *, by: Person | None, now: datetime
) -> Outcome:
    """Plan a series; each of its days is accepted, or rejected with its reason.

    Raises:
        RuleBrokenError: a rule that makes no sense, has no end or no day.
    """
    check_title(what.title)
    check_series(rule, _today(rule, now))
    require_planning(by, organisation, what.spaces, what.hosts, now)
    needs = hold(what.spaces, what.hosts, rule.turnaround)
    return _begin(organisation, what, _to_come(rule, now), needs, by=by, now=now)


@action
def change_series(
    series: Series, what: What, rule: Rule, *, because: str, by: Person | None, now: datetime
) -> Outcome:
    """Let a series go on in another way from the first day of a rule: this date and all that follow.

    `recurrence.following` gives the rest of the present rule. Dates before stay as they were, and so do those
    that were moved or cancelled on their own; all others move, with their names. Where no new date comes in
    their place they are cancelled.

    Args:
        series: which.
        what: what takes place from then on.
        rule: from which day on, and how.
        because: why; those who come read it.
        by: who may plan there.
        now: the instant.

    Raises:
        RuleBrokenError: it goes on no more, no reason, or a rule that makes no sense.
    """
    series = _lock(series)
    require_planning(by, series.organisation, what.spaces, what.hosts, now)
    _check_goes_on(series, rule.starts_on)
    check_title(what.title)
    check_reason(because)
    check_series(rule, _today(rule, now))
    later = list(_later(series, rule.starts_on))
    needs = hold(what.spaces, what.hosts, rule.turnaround, also=list(series.spaces.all()))
    moving = {each.day: each for each in later if _moves(each, now)}
    kept = [each for each in later if each.day not in moving]
    kept += [each for one in _line(series)[1:] for each in _later(one, rule.starts_on) if each.is_planned]
    skips = rule.skips | {each.day for each in kept if each.day is not None}
    was = {each.pk: each.starts for each in moving.values()}
    Claim.objects.filter(occurrence__in=list(was)).delete()
    series.stops_on = rule.starts_on
    series.save(update_fields=["stops_on"])
    rest = _to_come(replace(rule, skips=skips), now)
    goes_on = GoesOn(series, moving, because.strip())
    made = _begin(series.organisation, what, rest, needs, by=by, now=now, goes_on=goes_on)
    for each in made.accepted:
        if each.pk in was:
            tell_moved(each, was=was[each.pk], by=by, now=now)
    going_on = {each.pk for each in made.accepted}
    gone = [each for each in moving.values() if each.pk not in going_on]
    for each in gone:
        drop(each, because=because, by=by, now=now)
    return replace(made, kept=kept, cancelled=gone)


@action
def end_series(
    series: Series, *, from_day: date, because: str, by: Person | None, now: datetime
) -> list[Occurrence]:
    """Cancel all dates of a series from a day on, also those that were moved on their own; returns which.

    Raises:
        RuleBrokenError: it goes on no more, or no reason.
    """
    series = _lock(series)
    require_planning(by, series.organisation, (), (), now)
    _check_goes_on(series, from_day)
    check_reason(because)
    gone = [
        each for one in _line(series) for each in _later(one, from_day) if each.is_planned and each.ends > now
    ]
    hold([space for each in gone for space in each.spaces.all()], ())
    stops_on = max(from_day, wall(now, series.zone).date())
    for each in gone:
        drop(each, because=because, by=by, now=now)
    series.stops_on = stops_on
    series.save(update_fields=["stops_on"])
    ended = events.SeriesEnded(series=series.pk, stops_on=stops_on, cancelled=len(gone))
    record(ended, about=[series], by=by, at=now, controller=series.controller_id)
    return gone


def rule_of(series: Series) -> Rule:
    """When a series takes place, with the days it skips; one query."""
    return series.rule(frozenset(series.skipped.values_list("day", flat=True)))


def _today(rule: Rule, now: datetime) -> date:
    """The day in the zone of the series; a zone that nobody knows is refused by the rules."""
    check_zone(rule.zone)
    return wall(now, rule.zone).date()


def _to_come(rule: Rule, now: datetime) -> Rule:
    """Without a first date whose hour has already passed today."""
    today, clock = wall(now, rule.zone).date(), wall(now, rule.zone).time()
    return replace(rule, skips=rule.skips | {today}) if rule.at < clock else rule


def _begin(
    organisation: Organisation,
    what: What,
    rule: Rule,
    needs: Needs,
    *,
    by: Person | None,
    now: datetime,
    goes_on: GoesOn | None = None,
) -> Outcome:
    """Write a series down with all its dates, inside an action that holds what they need."""
    before = goes_on or GoesOn()
    series = Series.objects.create(
        controller_id=organisation.root_id,
        organisation=organisation,
        kind=what.kind,
        title=what.title.strip(),
        is_public=what.is_public,
        zone=rule.zone,
        frequency=rule.frequency,
        every=rule.every,
        weekdays="".join(str(each) for each in sorted(set(rule.weekdays))),
        nth=rule.nth,
        starts_on=rule.starts_on,
        ends_on=rule.ends_on,
        at=rule.at,
        minutes=rule.minutes,
        turnaround=rule.turnaround,
        skips_holidays=rule.skips_holidays,
        replaces=before.series,
        planned_at=now,
    )
    series.spaces.set(what.spaces)
    series.hosts.set(what.hosts)
    skipped = [day for day in sorted(rule.skips) if rule.starts_on <= day <= rule.ends_on]
    SkippedDate.objects.bulk_create(SkippedDate(series=series, day=day) for day in skipped)
    laid = lay(series, rule, needs)
    made = write(series, laid, needs, now, rows=before.rows, because=before.because)
    planned = events.SeriesPlanned(
        series=series.pk,
        kind=what.kind,
        replaces=None if before.series is None else before.series.pk,
        accepted=len(made),
        rejected=len(laid.rejected),
    )
    record(planned, about=[series], by=by, at=now, controller=series.controller_id)
    return Outcome(series, made, laid.rejected)


def _lock(series: Series) -> Series:
    return Series.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=series.pk)


def _check_goes_on(series: Series, day: date) -> None:
    if series.stops_on is not None:
        raise RuleBrokenError(_("Diese Serie geht nicht weiter. Bitte ändern Sie die, die ihr folgt."))
    if not series.starts_on <= day <= series.ends_on:
        raise RuleBrokenError(_("An diesem Tag gibt es diese Serie nicht."))


def _line(series: Series) -> list[Series]:
    """A series and those it came out of, which still have the dates that were moved on their own."""
    found = [series]
    while (before := found[-1].replaces) is not None:
        found.append(before)
    return found


def _later(series: Series, day: date) -> Sequence[Occurrence]:
    """The dates of a series from a day on, held until the transaction ends."""
    rows = Occurrence.objects.select_for_update(of=("self",)).filter(series=series, day__gte=day)
    return list(rows.prefetch_related("spaces").order_by("pk"))


def _moves(occurrence: Occurrence, now: datetime) -> bool:
    """Does it follow its series still?"""
    return occurrence.is_planned and not occurrence.is_own and occurrence.starts > now
