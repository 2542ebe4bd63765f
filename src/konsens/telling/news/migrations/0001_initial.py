import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("radius_m", models.PositiveIntegerField(null=True)),
                (
                    "cadence",
                    models.CharField(
                        choices=[("at_once", "Sofort"), ("daily", "Einmal am Tag gesammelt")],
                        default="at_once",
                        max_length=12,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Mailing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.CharField(max_length=120, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Bereit"),
                            ("handed_over", "Wird übergeben"),
                            ("sent", "Übergeben"),
                            ("uncertain", "Ungewiss"),
                            ("failed", "Fehlgeschlagen"),
                            ("empty", "Nichts mehr zu sagen"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("queued_at", models.DateTimeField()),
                ("handed_over_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("trouble", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("confirm", "Bitte bestätigen"),
                            ("own", "Zu Ihrem Beitrag"),
                            ("follow", "Weil Sie folgen"),
                            ("staff", "Für das Team"),
                        ],
                        max_length=12,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Wartet"),
                            ("mailed", "In einer Mail"),
                            ("dropped", "Nicht gesendet"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="kernel.entry",
                    ),
                ),
            ],
        ),
    ]
