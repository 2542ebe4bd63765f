from django.db import migrations, models

import konsens.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AnswerTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts", models.DateTimeField()),
                ("ends", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Case",
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
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("cell", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Aufgenommen"),
                            ("cared", "In Arbeit"),
                            ("waiting", "Wartet"),
                            ("closed", "Abgeschlossen"),
                        ],
                        default="received",
                        max_length=12,
                    ),
                ),
                (
                    "prominence",
                    models.CharField(
                        choices=[
                            ("public", "Öffentlich"),
                            ("limited", "Nur Beteiligte und Team"),
                            ("hidden", "Nur Team"),
                        ],
                        default="hidden",
                        max_length=12,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Erledigt"),
                            ("planned", "Eingeplant"),
                            ("exists", "Gibt es schon"),
                            ("not_possible", "Nicht möglich"),
                            ("handed_over", "Weitergegeben"),
                            ("duplicate", "Schon bekannt"),
                            ("withdrawn", "Zurückgezogen"),
                        ],
                        max_length=16,
                    ),
                ),
                ("outcome_text", models.TextField(blank=True)),
                ("outcome_reason", models.TextField(blank=True)),
                ("handed_to", models.CharField(blank=True, max_length=120)),
                (
                    "waiting_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sitting", "eine Sitzung"),
                            ("other_body", "eine andere Stelle"),
                            ("author", "eine Antwort der Person, die es gesagt hat"),
                            ("season", "die passende Jahreszeit"),
                        ],
                        max_length=16,
                    ),
                ),
                ("waiting_until", models.DateField(null=True)),
                ("received_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                (
                    "escalation",
                    models.CharField(
                        choices=[
                            ("caretaker", "Kümmer*in"),
                            ("deputy", "Vertretung"),
                            ("head", "Amtsleitung"),
                        ],
                        default="caretaker",
                        max_length=12,
                    ),
                ),
                ("escalated_on", models.DateField(null=True)),
                ("support_count", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CouncilStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("suggestion", "Anregung nach § 24 GO NRW"),
                            ("motion", "Antrag"),
                            ("inquiry", "Anfrage"),
                            ("paper", "Vorlage"),
                        ],
                        max_length=16,
                    ),
                ),
                ("body", models.CharField(max_length=120)),
                ("sitting_on", models.DateField(null=True)),
                ("paper_number", models.CharField(blank=True, max_length=40)),
                ("link", models.URLField(blank=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("adopted", "Beschlossen"),
                            ("adopted_changed", "Mit Änderungen beschlossen"),
                            ("rejected", "Abgelehnt"),
                            ("postponed", "Vertagt"),
                            ("referred", "Überwiesen"),
                            ("noted", "Zur Kenntnis genommen"),
                            ("answered", "Beantwortet"),
                        ],
                        max_length=16,
                    ),
                ),
                ("decided_on", models.DateField(null=True)),
                ("implementation", models.TextField(blank=True)),
                ("implemented_on", models.DateField(null=True)),
                ("entered_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[("public", "Öffentlich"), ("internal", "Nur für das Team")], max_length=12
                    ),
                ),
                ("text", models.TextField()),
                ("from_resident", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first_answer", "Rückmeldung bis"),
                            ("next_step", "Nächster Schritt bis"),
                            ("done", "Voraussichtlich fertig"),
                        ],
                        max_length=16,
                    ),
                ),
                ("due", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("kept_at", models.DateTimeField(null=True)),
                ("replaced_because", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=100)),
            ],
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("closed_at", models.DateTimeField()),
                ("is_done", models.BooleanField()),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
