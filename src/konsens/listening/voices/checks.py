"""Are the kept counters of contributions right, and are all photos there?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Count, F, QuerySet

from konsens.kernel.checks import Walk, check, portions
from konsens.listening.voices.kinds import State
from konsens.listening.voices.models import Contribution, Photo, Support


@check("Unterstützung und Kommentare")
def counters(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """A contribution counts its confirmed supports and its published comments."""
    keys = list(Contribution.objects.order_by("pk").values_list("pk", flat=True))
    for some in walk(portions(keys)):
        supports = _counted(Support.objects.filter(confirmed_at__isnull=False), "contribution", some)
        comments = _counted(Contribution.objects.filter(state=State.PUBLISHED), "answers", some)
        rows = Contribution.objects.filter(pk__in=some).order_by("pk")
        for pk, name, support, comment in rows.values_list(
            "pk", "public_id", "support_count", "comment_count"
        ):
            pairs = ((support, supports, "Unterstützungen"), (comment, comments, "Kommentare"))
            for counted, there, what in pairs:
                if counted != there.get(pk, 0):
                    yield f"Beitrag {name}: Gezählt sind {counted} {what}, da sind {there.get(pk, 0)}."


def _counted(rows: QuerySet[Any], by: str, keys: Sequence[int]) -> dict[int, int]:
    found = rows.filter(**{f"{by}__in": keys}).order_by()
    return dict(found.values_list(by).annotate(count=Count("pk")))


@check("Eigene Beiträge")
def nobody_supports_themselves(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """Whoever said something counts already."""
    own = Support.objects.filter(confirmed_at__isnull=False, person_id=F("contribution__author_id"))
    for name in own.order_by("pk").values_list("contribution__public_id", flat=True):
        yield f"Beitrag {name}: Wer ihn gesagt hat, unterstützt ihn auch selbst."


@check("Fotos")
def photos(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """The bytes of every photo are in the folder."""
    keys = list(Photo.objects.order_by("pk").values_list("pk", flat=True))
    for some in walk(portions(keys)):
        for photo in Photo.objects.filter(pk__in=some).select_related("large", "small", "contribution"):
            for file in (photo.large, photo.small):
                if not default_storage.exists(file.name):
                    yield f"Beitrag {photo.contribution.public_id}: Das Foto {file.name} fehlt."
