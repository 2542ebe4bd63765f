"""Follows, deliveries and the mails that carry them."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from konsens.caring.cases.models import Case
from konsens.city.people.models import Organisation, Person
from konsens.city.places.models import Area
from konsens.city.topics.models import Topic
from konsens.kernel.models import Entry
from konsens.telling.news.kinds import Cadence, DeliveryState, Reason, Sending

THINGS = ("case", "topic", "area", "organisation", "radius_m")
"""What a follow can name; one that names none of them hears of everything at its controller."""


def names_only(*things: str) -> Q:
    """The condition that a follow names just these of the things it could name."""
    return Q(**{f"{each}__isnull": each not in things for each in THINGS})


class FollowQuerySet(models.QuerySet["Follow"]):
    """Reads on follows."""

    def counting(self) -> FollowQuerySet:
        """Those that were confirmed and have not ended."""
        return self.filter(ended_at=None, confirmed_at__isnull=False)


class Follow(models.Model):
    """What somebody wants to hear of at one controller: a case, topic, area, office, place, or all of it."""

    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="follows")
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="follows")
    topic = models.ForeignKey(Topic, null=True, on_delete=models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    radius_m = models.PositiveIntegerField(null=True)
    cadence = models.CharField(max_length=12, choices=Cadence.choices, default=Cadence.AT_ONCE)
    since = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=reduce(or_, (names_only(each) for each in THINGS), names_only()),
                name="a_follow_names_one_thing",
            ),
            models.CheckConstraint(
                condition=(Q(lat=None) & Q(lon=None) & Q(radius_m=None))
                | (Q(lat__isnull=False) & Q(lon__isnull=False) & Q(radius_m__isnull=False)),
                name="a_followed_place_has_a_radius",
            ),
            models.UniqueConstraint(
                fields=["person", "case"],
                condition=Q(ended_at=None, case__isnull=False),
                name="a_case_is_followed_once",
            ),
            models.UniqueConstraint(
                fields=["person", "topic"],
                condition=Q(ended_at=None, topic__isnull=False),
                name="a_topic_is_followed_once",
            ),
            models.UniqueConstraint(
                fields=["person", "controller", "area"],
                condition=Q(ended_at=None, area__isnull=False),
                name="an_area_is_followed_once_at_a_controller",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ended_at=None, organisation__isnull=False),
                name="an_office_is_followed_once",
            ),
            models.UniqueConstraint(
                fields=["person", "controller", "lat", "lon", "radius_m"],
                condition=Q(ended_at=None, radius_m__isnull=False),
                name="a_place_is_followed_once_at_a_controller",
            ),
            models.UniqueConstraint(
                fields=["person", "controller"],
                condition=Q(ended_at=None) & names_only(),
                name="everything_is_followed_once_at_a_controller",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="who_follows_a_case", condition=Q(ended_at=None)),
            models.Index(
                fields=["controller"], name="who_follows_more", condition=Q(ended_at=None, case=None)
            ),
            models.Index(fields=["person"], name="what_a_person_follows", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"follow {self.pk}"


class Mailing(models.Model):
    """One mail: queued once, handed over at most once; what is uncertain keeps its Message-ID (D15).

    `queued_at` says from when on it may be handed over; a mail server that asks for patience moves it on.
    """

    controller = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mailings")
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=12, choices=Sending.choices, default=Sending.QUEUED)
    queued_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["queued_at"],
                name="what_is_to_be_sent",
                condition=Q(state="queued") | Q(state="handed_over"),
            ),
            models.Index(
                fields=["controller", "queued_at"],
                name="what_staff_should_look_at",
                condition=Q(state="uncertain") | Q(state="failed"),
            ),
        ]

    def __str__(self) -> str:
        return self.message_id


class Delivery(models.Model):
    """One piece of news for one person, at most once (I32)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deliveries")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="deliveries")
    follow = models.ForeignKey(Follow, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    mailing = models.ForeignKey(Mailing, null=True, on_delete=models.CASCADE, related_name="deliveries")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "entry"], name="a_person_hears_of_something_once")
        ]
        indexes = [
            models.Index(fields=["due_at"], name="what_waits_to_be_told", condition=Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return f"{self.person_id} hears of {self.entry_id}"
