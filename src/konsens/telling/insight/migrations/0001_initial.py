from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Figure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=48)),
                ("dimension", models.CharField(blank=True, max_length=48)),
                ("value", models.FloatField(null=True)),
                ("people", models.PositiveIntegerField(default=0)),
                ("as_of", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="MapCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("zoom", models.PositiveSmallIntegerField()),
                ("x", models.IntegerField()),
                ("y", models.IntegerField()),
                ("count", models.IntegerField(default=0)),
                ("lat_sum", models.FloatField(default=0)),
                ("lon_sum", models.FloatField(default=0)),
            ],
        ),
    ]
