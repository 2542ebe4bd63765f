import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lexicon",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("revision", models.CharField(max_length=16)),
                (
                    "parts",
                    models.TextField(blank=True, help_text="spelled words of which longer ones are made"),
                ),
                (
                    "common",
                    models.TextField(
                        blank=True, help_text="stems that stand in more than one document of fifty"
                    ),
                ),
                (
                    "made_with",
                    models.CharField(
                        help_text="version of the areas and of the list of synonyms", max_length=12
                    ),
                ),
                ("documents", models.PositiveIntegerField(default=0)),
                ("learned_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="there_is_one_lexicon")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="document",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("title", models.TextField()),
                ("text", models.TextField(blank=True)),
                ("place", models.TextField(blank=True)),
                ("subjects", models.BinaryField()),
                ("digest", models.CharField(max_length=32)),
                ("vector", models.BinaryField(null=True)),
                (
                    "controller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("vector", None)), fields=["case"], name="what_is_still_to_be_read"
                    ),
                    models.Index(fields=["digest"], name="the_same_words"),
                    models.Index(fields=["controller", "case"], name="the_documents_of_a_controller"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shelf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("revision", models.CharField(max_length=16)),
                (
                    "controller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("controller", "number"), name="a_shelf_stands_once")
                ],
            },
        ),
    ]
