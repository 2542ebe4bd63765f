"""The nouns of the calendar: who keeps a space, series, dates, and what they occupy."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q

from konsens.city.calendar.kinds import Frequency, OccurrenceKind, OccurrenceState, Rejection
from konsens.city.calendar.recurrence import Rule
from konsens.city.people.models import Organisation, Person
from konsens.city.people.viewer import Viewer
from konsens.city.places.models import Space
from konsens.kernel.ids import public_id
from konsens.kernel.overlap import NeverOverlap


class Keeping(models.Model):
    """Which organisation keeps a house with all its rooms."""

    space = models.OneToOneField(Space, on_delete=models.PROTECT, related_name="keeping")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.space_id} kept by {self.organisation_id}"


class Series(models.Model):
    """Dates by a rule in wall time; it is never changed: whoever edits it makes the next one.

    `stops_on` is the first day from which it goes on as another series, or no more.
    """

    public_id = models.CharField(max_length=8, unique=True, default=public_id)
    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=OccurrenceKind.choices)
    title = models.CharField(max_length=120)
    is_public = models.BooleanField(default=False)
    zone = models.CharField(max_length=40)
    frequency = models.CharField(max_length=8, choices=Frequency.choices)
    every = models.PositiveSmallIntegerField(default=1)
    weekdays = models.CharField(max_length=7, help_text="digits, Monday is 0")
    nth = models.SmallIntegerField(null=True, help_text="1 to 4, or -1 for the last of the month")
    starts_on = models.DateField()
    ends_on = models.DateField()
    at = models.TimeField()
    minutes = models.PositiveIntegerField()
    turnaround = models.PositiveSmallIntegerField(default=0)
    skips_holidays = models.BooleanField(default=False)
    stops_on = models.DateField(null=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="next")
    spaces = models.ManyToManyField(Space, related_name="+")
    hosts = models.ManyToManyField(Person, related_name="+")
    planned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_series_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0) & Q(every__gt=0) & ~Q(weekdays=""),
                name="a_series_has_length_and_step",
            ),
            models.CheckConstraint(
                condition=Q(frequency=Frequency.WEEKLY, nth=None)
                | Q(frequency=Frequency.MONTHLY, nth__isnull=False),
                name="a_monthly_series_names_the_week",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def rule(self, skips: frozenset[date] = frozenset()) -> Rule:
        """When it takes place, as the rules see it, given the days it skips."""
        return Rule(
            frequency=Frequency(self.frequency),
            every=self.every,
            weekdays=tuple(int(each) for each in self.weekdays),
            nth=self.nth,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            at=self.at,
            minutes=self.minutes,
            zone=self.zone,
            turnaround=self.turnaround,
            skips_holidays=self.skips_holidays,
            skips=skips,
        )


class SkippedDate(models.Model):
    """A day of its rule on which a series does not take place, as its planners want it."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="skipped")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="a_series_skips_a_day_once")]

    def __str__(self) -> str:
        return f"{self.series_id} not on {self.day}"


class RejectedDate(models.Model):
    """A day of its rule on which a series cannot take place, with the reason; nothing is silent (I22)."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="rejected")
    day = models.DateField()
    reason = models.CharField(max_length=12, choices=Rejection.choices)
    space = models.ForeignKey(Space, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "day"], name="a_day_of_a_series_is_rejected_once")
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.day} {self.reason}"


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """Reads on dates."""

    def visible_to(self, viewer: Viewer) -> OccurrenceQuerySet:
        """Public dates for everybody, all of them for those who work at their controller."""
        return self.filter(Q(is_public=True) | Q(controller__in=viewer.controllers))

    def planned(self) -> OccurrenceQuerySet:
        """Those that take place."""
        return self.filter(state=OccurrenceState.PLANNED)

    def between(self, first: datetime, last: datetime) -> OccurrenceQuerySet:
        """Those that touch a stretch of time, half-open, in order."""
        return self.filter(starts__lt=last, ends__gt=first).order_by("starts", "pk")


class Occurrence(models.Model):
    """One date: a sitting, an office hour, a use of a room, a tour.

    `public_id` is its name for life, also in other calendars; `sequence` grows with every change. `day` is
    the day of the rule it stands for. `is_own` marks a date that no longer follows its series.
    """

    public_id = models.CharField(max_length=8, unique=True, default=public_id)
    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(Series, null=True, on_delete=models.PROTECT, related_name="occurrences")
    day = models.DateField(null=True)
    kind = models.CharField(max_length=16, choices=OccurrenceKind.choices)
    title = models.CharField(max_length=120)
    is_public = models.BooleanField(default=False)
    zone = models.CharField(max_length=40)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    turnaround = models.PositiveSmallIntegerField(default=0)
    spaces = models.ManyToManyField(Space, related_name="occurrences")
    hosts = models.ManyToManyField(Person, related_name="hosted")
    state = models.CharField(max_length=12, choices=OccurrenceState.choices, default=OccurrenceState.PLANNED)
    because = models.TextField(blank=True)
    is_own = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField(default=0)
    planned_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="a_date_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(state=OccurrenceState.CANCELLED) | ~Q(because=""),
                name="a_cancelled_date_says_why",
            ),
            models.CheckConstraint(
                condition=Q(series=None, day=None) | Q(series__isnull=False, day__isnull=False),
                name="a_date_of_a_series_knows_its_day",
            ),
            models.UniqueConstraint(fields=["series", "day"], name="a_series_has_a_day_once"),
        ]
        indexes = [
            models.Index(fields=["starts", "ends"], name="what_is_when"),
            models.Index(fields=["organisation", "starts"], name="when_an_office_is_there"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.starts:%Y-%m-%d %H:%M}"

    @property
    def is_planned(self) -> bool:
        """Does it take place?"""
        return self.state == OccurrenceState.PLANNED


class Claim(models.Model):
    """A leaf space or a person is occupied by a date, turnaround included; the database lets none overlap."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="claims")
    space = models.ForeignKey(Space, null=True, on_delete=models.PROTECT, related_name="claims")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    starts = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(space=None, person__isnull=False) | Q(space__isnull=False, person=None),
                name="a_claim_is_of_a_space_or_a_person",
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="a_claim_ends_after_it_starts"),
            NeverOverlap(holder="space", name="no_space_is_occupied_twice"),
            NeverOverlap(holder="person", name="nobody_is_in_two_places_at_once"),
        ]
        indexes = [
            models.Index(fields=["space", "ends"], name="when_a_space_is_occupied"),
            models.Index(fields=["person", "ends"], name="when_a_person_is_occupied"),
        ]

    def __str__(self) -> str:
        return f"{self.space_id or self.person_id} {self.starts:%Y-%m-%d %H:%M}"
