"""Where: the tree of areas with the names people use, streets, rooms, and the version of it all."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace

from konsens.city.places.names import LONGEST, fold, fold_typed, level_name
from konsens.kernel.ids import public_id


class AreaQuerySet(models.QuerySet["Area"]):
    """Reads of areas."""

    def current(self) -> AreaQuerySet:
        """The areas of the latest load; retired ones stay only for what still refers to them."""
        return self.filter(retired=False)

    def at_level(self, level: str) -> AreaQuerySet:
        """The current areas of one level, in the order of their codes."""
        return self.current().filter(level=level).order_by("position")

    def named(self, text: str) -> AreaQuerySet:
        """Current areas with this name or alias, umlauts and spelling ignored, coarsest level first."""
        folded = fold(text)
        hits = Q(folded=folded) | Q(aliases__folded=folded)
        return self.current().filter(hits).distinct().order_by("level_order", "position")


class Area(models.Model):
    """A part of the city at one level of its hierarchy, with its border."""

    level = models.SlugField(max_length=40)
    level_order = models.PositiveSmallIntegerField(help_text="0 is the coarsest level")
    code = models.CharField(max_length=40)
    position = models.PositiveIntegerField(default=0, help_text="among the codes of its level")
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=LONGEST, db_index=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    boundary = models.JSONField(help_text="GeoJSON geometry, lon/lat in degrees (WGS 84), six decimals")
    outline = models.TextField(blank=True, help_text="SVG path in the coverage's view box, whole numbers")
    label_lat = models.FloatField()
    label_lon = models.FloatField()
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()
    retired = models.BooleanField(default=False, help_text="no longer in the city's data, but referred to")

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["level_order", "position"]
        constraints = [
            models.UniqueConstraint(fields=["level", "code"], name="a_code_names_one_area_of_a_level"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="an_area_has_a_code_and_a_name"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="an_area_is_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(label_lat__gte=-90, label_lat__lte=90, label_lon__gte=-180, label_lon__lte=180),
                name="an_area_is_labelled_on_this_earth",
            ),
            models.CheckConstraint(
                condition=Q(south__lte=F("north"), west__lte=F("east")), name="an_area_has_an_extent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def level_name(self) -> str:
        """The level as people read it: "Statistischer Bezirk"."""
        return level_name(self.level)

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees: the order of GeoJSON."""
        return (self.west, self.south, self.east, self.north)


class AreaAlias(models.Model):
    """A name people use for an area, or for a part of it; two areas may share one."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=LONGEST, db_index=True)
    source = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["area", "folded"], name="an_alias_is_given_to_an_area_once"),
            models.CheckConstraint(condition=~Q(folded=""), name="an_alias_says_something"),
        ]

    def __str__(self) -> str:
        return self.name


class StreetQuerySet(models.QuerySet["Street"]):
    """Reads of streets."""

    def starting(self, prefix: str) -> StreetQuerySet:
        """Streets whose name, or a later word of it, begins with what was typed; best matches first.

        Case, umlauts, hyphens and the spelling of "Straße" do not matter.
        """
        typed = fold_typed(prefix)
        if not typed:
            return self.none()
        glued = Replace(F("folded"), Value(" "), Value(""))
        first = Q(glued__startswith=typed.replace(" ", ""))
        rank = models.Case(models.When(first, then=0), default=1, output_field=models.SmallIntegerField())
        hits = self.annotate(glued=glued).filter(first | Q(folded__contains=" " + typed))
        return hits.annotate(rank=rank).select_related("area").order_by("rank", "folded", "area__position")


class Street(models.Model):
    """A street, or the part of it that lies in one area, with a point on it."""

    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=LONGEST, db_index=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="streets")
    lat = models.FloatField()
    lon = models.FloatField()

    objects = StreetQuerySet.as_manager()

    class Meta:
        ordering = ["folded"]
        constraints = [
            models.UniqueConstraint(fields=["name", "area"], name="a_street_is_listed_once_per_area"),
            models.CheckConstraint(condition=~Q(folded=""), name="a_street_has_a_name"),
            models.CheckConstraint(
                condition=Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="a_street_lies_on_this_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SpaceQuerySet(models.QuerySet["Space"]):
    """Reads of spaces."""

    def in_houses(self, houses: Collection[int]) -> SpaceQuerySet:
        """Some houses with everything in them, ended or not."""
        return self.filter(Q(pk__in=houses) | Q(house__in=houses)).order_by("pk")


class Space(models.Model):
    """A house, or a room or a part of a room in it; what has no parts can be occupied.

    `opens` is its first day, `ends` the first on which it is no more; who asks for a day sees the tree of
    that day. `turnaround` minutes are kept free after each use.
    """

    public_id = models.CharField(max_length=8, unique=True, default=public_id)
    house = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    name = models.CharField(max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    capacity = models.PositiveIntegerField(null=True, help_text="how many people fit in")
    turnaround = models.PositiveSmallIntegerField(default=0)
    is_step_free = models.BooleanField(default=False)
    has_hearing_loop = models.BooleanField(default=False)
    has_accessible_toilet = models.BooleanField(default=False)
    opens = models.DateField()
    ends = models.DateField(null=True)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_space_has_a_name"),
            models.CheckConstraint(
                condition=Q(house=None, parent=None) | Q(house__isnull=False, parent__isnull=False),
                name="a_part_knows_its_house",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="a_space_is_not_its_own_part"
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("opens")), name="a_space_ends_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def house_pk(self) -> int:
        """Primary key of the house; a house is its own."""
        return self.house_id or self.pk


class Coverage(models.Model):
    """The version of all areas together: one row, whose revision changes with every load.

    The revision is random and not a counter, so that a restored or rolled-back database is never mistaken
    for the one a process has in memory.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    revision = models.CharField(max_length=16)
    view_box = models.CharField(max_length=40, help_text="of every area's outline, as SVG writes it")
    source = models.CharField(max_length=200, blank=True, help_text="whom a map of the areas credits")
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_coverage")]

    def __str__(self) -> str:
        return self.revision
