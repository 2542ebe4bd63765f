"""Topics: what a contribution is about, and by when somebody answers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from konsens.city.people.models import Organisation


class TopicQuerySet(models.QuerySet["Topic"]):
    """Reads on topics."""

    def offered_by(self, controller_id: int) -> TopicQuerySet:
        """What residents of a controller can choose from, in its order."""
        return self.filter(controller_id=controller_id, ends=None).order_by("order", "name")


class Topic(models.Model):
    """A subject with its deadlines in Arbeitstage (working days)."""

    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="topics")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    slug = models.SlugField(max_length=48)
    name = models.CharField(max_length=80)
    hint = models.CharField(max_length=160, blank=True)
    icon = models.CharField(max_length=24, default="idea")
    order = models.PositiveSmallIntegerField(default=0)
    first_answer_days = models.PositiveSmallIntegerField(default=5)
    next_step_days = models.PositiveSmallIntegerField(default=20)
    done_days = models.PositiveSmallIntegerField(default=60)
    retention_days = models.PositiveIntegerField(null=True)
    is_private = models.BooleanField(default=False)
    ends = models.DateField(null=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["controller", "slug"], name="a_topic_has_its_own_address"),
            models.CheckConstraint(
                condition=Q(first_answer_days__gte=1)
                & Q(next_step_days__gte=F("first_answer_days"))
                & Q(done_days__gte=F("next_step_days")),
                name="the_deadlines_of_a_topic_follow_each_other",
            ),
        ]

    def __str__(self) -> str:
        return self.name
