"""Kept counters of public things: on the map, and in figures."""

from __future__ import annotations

from django.db import models

from konsens.city.people.models import Organisation


class MapCell(models.Model):
    """How many public cases lie in a cell of the map at one zoom, and where their middle is."""

    controller = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    zoom = models.PositiveSmallIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    count = models.IntegerField(default=0)
    lat_sum = models.FloatField(default=0)
    lon_sum = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["controller", "zoom", "x", "y"], name="a_map_cell_is_counted_once"
            ),
            models.CheckConstraint(condition=models.Q(count__gte=0), name="no_map_cell_is_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.zoom}/{self.x}/{self.y}: {self.count}"


class Figure(models.Model):
    """A number for the public: which, of whom, as of when; computed by the clock, read by pages."""

    controller = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=48)
    dimension = models.CharField(max_length=48, blank=True)
    value = models.FloatField(null=True)
    people = models.PositiveIntegerField(default=0)
    as_of = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["controller", "name", "dimension"], name="a_figure_stands_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.dimension}: {self.value}"
