import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("insight", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="figure",
            name="controller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="mapcell",
            name="controller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.UniqueConstraint(
                fields=("controller", "name", "dimension"), name="a_figure_stands_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="mapcell",
            constraint=models.UniqueConstraint(
                fields=("controller", "zoom", "x", "y"), name="a_map_cell_is_counted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="mapcell",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 0)), name="no_map_cell_is_below_zero"
            ),
        ),
    ]
