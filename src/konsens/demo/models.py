"""The mark of a database that the demo made: only there do its sign-in links work."""

from __future__ import annotations

from django.db import models


class DemoDatabase(models.Model):
    """One row in a database that the demo built, none anywhere else."""

    scenario = models.CharField(max_length=32)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.scenario
