import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Area",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.SlugField(max_length=40)),
                ("level_order", models.PositiveSmallIntegerField(help_text="0 is the coarsest level")),
                ("code", models.CharField(max_length=40)),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="among the codes of its level"),
                ),
                ("name", models.CharField(max_length=120)),
                ("folded", models.CharField(db_index=True, max_length=360)),
                (
                    "boundary",
                    models.JSONField(help_text="GeoJSON geometry, lon/lat in degrees (WGS 84), six decimals"),
                ),
                (
                    "outline",
                    models.TextField(
                        blank=True, help_text="SVG path in the coverage's view box, whole numbers"
                    ),
                ),
                ("label_lat", models.FloatField()),
                ("label_lon", models.FloatField()),
                ("south", models.FloatField()),
                ("west", models.FloatField()),
                ("north", models.FloatField()),
                ("east", models.FloatField()),
                (
                    "retired",
                    models.BooleanField(
                        default=False, help_text="no longer in the city's data, but referred to"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="places.area",
                    ),
                ),
            ],
            options={
                "ordering": ["level_order", "position"],
            },
        ),
        migrations.CreateModel(
            name="AreaAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("folded", models.CharField(db_index=True, max_length=360)),
                ("source", models.CharField(max_length=80)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="places.area"
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Coverage",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("revision", models.CharField(max_length=16)),
                (
                    "view_box",
                    models.CharField(help_text="of every area's outline, as SVG writes it", max_length=40),
                ),
                (
                    "source",
                    models.CharField(blank=True, help_text="whom a map of the areas credits", max_length=200),
                ),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="there_is_one_coverage")
                ],
            },
        ),
        migrations.CreateModel(
            name="Street",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("folded", models.CharField(db_index=True, max_length=360)),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="streets", to="places.area"
                    ),
                ),
            ],
            options={
                "ordering": ["folded"],
            },
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.UniqueConstraint(
                fields=("level", "code"), name="a_code_names_one_area_of_a_level"
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", ""), _negated=True), models.Q(("name", ""), _negated=True)
                ),
                name="an_area_has_a_code_and_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True),
                    models.Q(("parent", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="an_area_is_not_its_own_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("label_lat__gte", -90),
                    ("label_lat__lte", 90),
                    ("label_lon__gte", -180),
                    ("label_lon__lte", 180),
                ),
                name="an_area_is_labelled_on_this_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(("south__lte", models.F("north")), ("west__lte", models.F("east"))),
                name="an_area_has_an_extent",
            ),
        ),
        migrations.AddConstraint(
            model_name="areaalias",
            constraint=models.UniqueConstraint(
                fields=("area", "folded"), name="an_alias_is_given_to_an_area_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="areaalias",
            constraint=models.CheckConstraint(
                condition=models.Q(("folded", ""), _negated=True), name="an_alias_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="street",
            constraint=models.UniqueConstraint(
                fields=("name", "area"), name="a_street_is_listed_once_per_area"
            ),
        ),
        migrations.AddConstraint(
            model_name="street",
            constraint=models.CheckConstraint(
                condition=models.Q(("folded", ""), _negated=True), name="a_street_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="street",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lat__gte", -90), ("lat__lte", 90), ("lon__gte", -180), ("lon__lte", 180)
                ),
                name="a_street_lies_on_this_earth",
            ),
        ),
    ]
