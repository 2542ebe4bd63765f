import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=48)),
                ("name", models.CharField(max_length=80)),
                ("hint", models.CharField(blank=True, max_length=160)),
                ("icon", models.CharField(default="idea", max_length=24)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("first_answer_days", models.PositiveSmallIntegerField(default=5)),
                ("next_step_days", models.PositiveSmallIntegerField(default=20)),
                ("done_days", models.PositiveSmallIntegerField(default=60)),
                ("retention_days", models.PositiveIntegerField(null=True)),
                ("is_private", models.BooleanField(default=False)),
                ("ends", models.DateField(null=True)),
                (
                    "controller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="topics",
                        to="people.organisation",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="topics.topic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("controller", "slug"), name="a_topic_has_its_own_address"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_answer_days__gte", 1),
                            ("next_step_days__gte", models.F("first_answer_days")),
                            ("done_days__gte", models.F("next_step_days")),
                        ),
                        name="the_deadlines_of_a_topic_follow_each_other",
                    ),
                ],
            },
        ),
    ]
