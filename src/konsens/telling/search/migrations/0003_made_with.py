from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words")]

    operations = [
        migrations.RenameField(model_name="lexicon", old_name="thesaurus", new_name="made_with"),
        migrations.AlterField(
            model_name="lexicon",
            name="made_with",
            field=models.CharField(
                help_text="version of the areas and of the list of synonyms", max_length=12
            ),
        ),
    ]
