"""What searching keeps of public cases; all of it is derived and can be made again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from konsens.caring.cases.models import Case
from konsens.city.people.models import Organisation


class SearchDocument(models.Model):
    """A public case as a search sees it: stems instead of words, places apart, what it is about, its meaning.

    `title`, `text` and `place` (with the number) are stems between blanks; the database's own index over them
    is made by the migrations. `subjects` holds one byte per subject of the thesaurus, `vector` one per
    dimension of the sentence encoder, or nothing until the worker has read `digest`.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="document")
    controller = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    title = models.TextField()
    text = models.TextField(blank=True)
    place = models.TextField(blank=True)
    subjects = models.BinaryField()
    digest = models.CharField(max_length=32)
    vector = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="what_is_still_to_be_read", condition=Q(vector=None)),
            models.Index(fields=["digest"], name="the_same_words"),
            models.Index(fields=["controller", "case"], name="the_documents_of_a_controller"),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"


class Shelf(models.Model):
    """A thousand documents of a controller in a row; its revision tells each process when to read them anew.

    The revision is random and not a counter, so that a restored or rolled-back database is never mistaken
    for the one a process has in memory.
    """

    controller = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    revision = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["controller", "number"], name="a_shelf_stands_once")]

    def __str__(self) -> str:
        return f"shelf {self.number} of {self.controller_id}"


class Lexicon(models.Model):
    """What the last rebuild learned from all texts: parts of long words, and which words are everywhere."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    revision = models.CharField(max_length=16)
    parts = models.TextField(blank=True, help_text="spelled words of which longer ones are made")
    common = models.TextField(blank=True, help_text="stems that stand in more than one document of fifty")
    made_with = models.CharField(max_length=12, help_text="version of the areas and of the list of synonyms")
    documents = models.PositiveIntegerField(default=0)
    learned_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_lexicon")]

    def __str__(self) -> str:
        return self.revision
