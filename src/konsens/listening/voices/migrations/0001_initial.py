import django.db.models.deletion
from django.db import migrations, models

import konsens.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
        ("people", "0001_initial"),
        ("places", "0001_initial"),
        ("projects", "0001_initial"),
        ("topics", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(default=konsens.kernel.ids.public_id, max_length=8, unique=True),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("idea", "Idee"), ("concern", "Anliegen"), ("comment", "Kommentar")],
                        max_length=12,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "Internet"),
                            ("phone", "Telefon"),
                            ("counter", "Persönlich"),
                            ("letter", "Brief"),
                            ("paper", "Papierbogen"),
                            ("mail", "E-Mail"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "Noch nicht bestätigt"),
                            ("held", "Wird geprüft"),
                            ("published", "Öffentlich"),
                            ("private", "Nur für das Team"),
                            ("refused", "Nicht öffentlich"),
                            ("withdrawn", "Zurückgezogen"),
                        ],
                        default="unconfirmed",
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120)),
                ("text", models.TextField(blank=True)),
                ("language", models.CharField(default="de", max_length=8)),
                ("street", models.CharField(blank=True, max_length=120)),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("pseudonym", models.CharField(blank=True, max_length=60)),
                ("private_note", models.TextField(blank=True)),
                ("heard_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("look_by", models.DateField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("support_count", models.PositiveIntegerField(default=0)),
                ("comment_count", models.PositiveIntegerField(default=0)),
                (
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="voices.contribution",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="places.area",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="contributions",
                        to="people.person",
                    ),
                ),
                (
                    "controller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="people.organisation",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.legaltext",
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="projects.phase",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="topics.topic",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("publish", "Veröffentlicht"),
                            ("shorten", "Text gekürzt"),
                            ("refuse", "Nicht veröffentlicht"),
                            ("restore", "Wiederhergestellt"),
                            ("refuse_photo", "Foto nicht veröffentlicht"),
                        ],
                        max_length=16,
                    ),
                ),
                ("facts", models.TextField(blank=True)),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("netiquette", "Netiquette und Nutzungsbedingungen"),
                            ("law", "Gesetz"),
                            ("privacy", "Schutz persönlicher Daten"),
                        ],
                        max_length=16,
                    ),
                ),
                ("rule", models.CharField(blank=True, max_length=200)),
                ("title_before", models.CharField(blank=True, max_length=120)),
                ("text_before", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="judgements",
                        to="voices.contribution",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("upheld", models.BooleanField(null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "judgement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="complaint",
                        to="voices.judgement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=200)),
                ("given_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField(null=True)),
                ("shown", models.BooleanField(default=False)),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="voices.contribution",
                    ),
                ),
                (
                    "large",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.file"
                    ),
                ),
                (
                    "looked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "small",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.file"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="judgement",
            name="photo",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="judgements",
                to="voices.photo",
            ),
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("name", models.CharField(blank=True, max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("acted", models.BooleanField(null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="voices.contribution",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "Internet"),
                            ("phone", "Telefon"),
                            ("counter", "Persönlich"),
                            ("letter", "Brief"),
                            ("paper", "Papierbogen"),
                            ("mail", "E-Mail"),
                        ],
                        default="web",
                        max_length=12,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supports",
                        to="voices.contribution",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supports",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["author", "-heard_at"], name="what_a_person_said"),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(
                    ("state", "held"), models.Q(("looked_at", None), ("state", "published")), _connector="OR"
                ),
                fields=["controller", "heard_at"],
                name="what_is_to_be_looked_at",
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["answers", "state", "heard_at"], name="the_comments_on_something"),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("state", "unconfirmed")),
                fields=["heard_at"],
                name="what_was_never_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["unconfirmed", "withdrawn"]),
                    ("confirmed_at__isnull", False),
                    _connector="OR",
                ),
                name="only_what_was_confirmed_goes_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lat", None), ("lon", None)),
                    models.Q(("lat__range", (-90, 90)), ("lon__range", (-180, 180))),
                    _connector="OR",
                ),
                name="a_contribution_lies_on_earth_or_nowhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answers__isnull", False), ("kind", "comment")),
                    models.Q(models.Q(("kind", "comment"), _negated=True), ("answers", None)),
                    _connector="OR",
                ),
                name="a_comment_answers_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("upheld", None)),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("upheld__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_decided_complaint_has_an_answer",
            ),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(
                condition=models.Q(("looked_at", None)), fields=["given_at"], name="photos_to_be_looked_at"
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("shown", False), ("looked_at__isnull", False), _connector="OR"),
                name="a_photo_is_shown_only_after_somebody_looked",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("measure__in", ["publish", "restore"]),
                    models.Q(models.Q(("facts", ""), _negated=True), models.Q(("ground", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_restriction_states_its_reasons",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("settled_at", None)), fields=["at"], name="reports_to_be_settled"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acted", None), ("settled_at", None)),
                    models.Q(
                        ("acted__isnull", False),
                        ("settled_at__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_settled_report_has_an_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.UniqueConstraint(
                fields=("contribution", "person"), name="a_person_supports_something_once"
            ),
        ),
    ]
