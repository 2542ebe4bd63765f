"""Projects and phases: why we listen, by which method, from when until when."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from konsens.city.people.models import Organisation
from konsens.city.places.models import Area
from konsens.kernel.ids import public_id


class Method(models.TextChoices):
    """How a phase asks."""

    IDEAS = "ideas", _("Ideen und Anliegen")


class Moderation(models.TextChoices):
    """When somebody looks at a contribution."""

    AFTERWARDS = "afterwards", _("Sofort sichtbar, danach geprüft")
    BEFOREHAND = "beforehand", _("Erst geprüft, dann sichtbar")


class Project(models.Model):
    """Why a controller listens."""

    public_id = models.CharField(max_length=8, unique=True, default=public_id)
    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="projects")
    title = models.CharField(max_length=120)
    is_permanent = models.BooleanField(default=False)
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["controller"],
                condition=Q(is_permanent=True),
                name="a_controller_has_one_permanent_idea_platform",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PhaseQuerySet(models.QuerySet["Phase"]):
    """Reads on phases."""

    def open_at(self, moment: datetime) -> PhaseQuerySet:
        """Those in which something can be said now."""
        return self.filter(Q(closes_at=None) | Q(closes_at__gt=moment), opens_at__lte=moment)


class Phase(models.Model):
    """A stretch of a project in which people are asked by one method."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="phases")
    method = models.CharField(max_length=16, choices=Method.choices, default=Method.IDEAS)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    comments = models.BooleanField(default=False)
    moderation = models.CharField(max_length=16, choices=Moderation.choices, default=Moderation.AFTERWARDS)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="a_phase_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.method}"
