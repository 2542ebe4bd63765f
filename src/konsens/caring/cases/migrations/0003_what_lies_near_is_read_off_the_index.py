from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_initial"),
        ("people", "0001_initial"),
        ("places", "0001_initial"),
        ("topics", "0001_initial"),
        ("voices", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="cases_near_a_point",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["controller", "prominence", "cell", "lat", "lon", "id"], name="cases_near_a_point"
            ),
        ),
    ]
