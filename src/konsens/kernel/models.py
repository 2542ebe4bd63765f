"""The kernel's tables: diary, tokens, counters, files."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One line of the diary: what happened, when, by whom; ids, dates and codes only."""

    at = models.DateTimeField()
    verb = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    actor_id = models.BigIntegerField(null=True)
    controller_id = models.BigIntegerField(null=True)
    public = models.BooleanField(default=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="what_is_still_to_be_told", condition=Q(told_at=None)),
            models.Index(fields=["controller_id", "at"], name="what_happened_at_a_controller"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class About(models.Model):
    """Which rows a line of the diary concerns."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="abouts")
    noun = models.CharField(max_length=48)
    object_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["noun", "object_id", "entry"], name="the_timeline_of_a_row")]
        constraints = [
            models.UniqueConstraint(fields=["entry", "noun", "object_id"], name="an_entry_names_a_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.object_id}"


class Token(models.Model):
    """A link from a mail: one purpose, one object, one use; only its hash is kept."""

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=32)
    noun = models.CharField(max_length=48)
    object_id = models.BigIntegerField()
    address_digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="which_tokens_expire")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.noun} {self.object_id}"


class Counter(models.Model):
    """How often somebody did something in a stretch of time; the somebody is a keyed hash."""

    key = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "window"], name="a_counter_counts_a_window_once")
        ]
        indexes = [models.Index(fields=["window"], name="which_counters_are_old")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.window:%H:%M} {self.count}"


class File(models.Model):
    """Bytes that somebody gave: known by their hash, stored under a random name (D8)."""

    name = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
