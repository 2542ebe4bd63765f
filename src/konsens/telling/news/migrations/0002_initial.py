import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_initial"),
        ("news", "0001_initial"),
        ("people", "0001_initial"),
        ("places", "0001_initial"),
        ("topics", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="follow",
            name="area",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.area"
            ),
        ),
        migrations.AddField(
            model_name="follow",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="follows",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="follow",
            name="controller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="follow",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AddField(
            model_name="follow",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="follows", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="follow",
            name="topic",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="topics.topic"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="follow",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="deliveries",
                to="news.follow",
            ),
        ),
        migrations.AddField(
            model_name="mailing",
            name="controller",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AddField(
            model_name="mailing",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="mailings", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="mailing",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="news.mailing",
            ),
        ),
        migrations.AddIndex(
            model_name="follow",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["case"], name="who_follows_a_case"
            ),
        ),
        migrations.AddIndex(
            model_name="follow",
            index=models.Index(
                condition=models.Q(("case", None), ("ended_at", None)),
                fields=["controller"],
                name="who_follows_more",
            ),
        ),
        migrations.AddIndex(
            model_name="follow",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["person"], name="what_a_person_follows"
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("area__isnull", True),
                        ("case__isnull", True),
                        ("organisation__isnull", True),
                        ("radius_m__isnull", True),
                        ("topic__isnull", True),
                    ),
                    models.Q(
                        ("area__isnull", True),
                        ("case__isnull", False),
                        ("organisation__isnull", True),
                        ("radius_m__isnull", True),
                        ("topic__isnull", True),
                    ),
                    models.Q(
                        ("area__isnull", True),
                        ("case__isnull", True),
                        ("organisation__isnull", True),
                        ("radius_m__isnull", True),
                        ("topic__isnull", False),
                    ),
                    models.Q(
                        ("area__isnull", False),
                        ("case__isnull", True),
                        ("organisation__isnull", True),
                        ("radius_m__isnull", True),
                        ("topic__isnull", True),
                    ),
                    models.Q(
                        ("area__isnull", True),
                        ("case__isnull", True),
                        ("organisation__isnull", False),
                        ("radius_m__isnull", True),
                        ("topic__isnull", True),
                    ),
                    models.Q(
                        ("area__isnull", True),
                        ("case__isnull", True),
                        ("organisation__isnull", True),
                        ("radius_m__isnull", False),
                        ("topic__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="a_follow_names_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lat", None), ("lon", None), ("radius_m", None)),
                    models.Q(("lat__isnull", False), ("lon__isnull", False), ("radius_m__isnull", False)),
                    _connector="OR",
                ),
                name="a_followed_place_has_a_radius",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case__isnull", False), ("ended_at", None)),
                fields=("person", "case"),
                name="a_case_is_followed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("topic__isnull", False)),
                fields=("person", "topic"),
                name="a_topic_is_followed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("area__isnull", False), ("ended_at", None)),
                fields=("person", "controller", "area"),
                name="an_area_is_followed_once_at_a_controller",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("organisation__isnull", False)),
                fields=("person", "organisation"),
                name="an_office_is_followed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("radius_m__isnull", False)),
                fields=("person", "controller", "lat", "lon", "radius_m"),
                name="a_place_is_followed_once_at_a_controller",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("ended_at", None),
                    ("area__isnull", True),
                    ("case__isnull", True),
                    ("organisation__isnull", True),
                    ("radius_m__isnull", True),
                    ("topic__isnull", True),
                ),
                fields=("person", "controller"),
                name="everything_is_followed_once_at_a_controller",
            ),
        ),
        migrations.AddIndex(
            model_name="mailing",
            index=models.Index(
                condition=models.Q(("state", "queued"), ("state", "handed_over"), _connector="OR"),
                fields=["queued_at"],
                name="what_is_to_be_sent",
            ),
        ),
        migrations.AddIndex(
            model_name="mailing",
            index=models.Index(
                condition=models.Q(("state", "uncertain"), ("state", "failed"), _connector="OR"),
                fields=["controller", "queued_at"],
                name="what_staff_should_look_at",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["due_at"], name="what_waits_to_be_told"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("person", "entry"), name="a_person_hears_of_something_once"
            ),
        ),
    ]
