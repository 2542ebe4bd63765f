"""Is everything public in the search, as it was said, and nothing else?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from konsens.caring.cases.kinds import Prominence
from konsens.caring.cases.models import Case
from konsens.kernel.checks import Walk, check, portions
from konsens.telling.search.actions import made_of
from konsens.telling.search.models import SearchDocument

KEPT = ("title", "text", "place", "digest")
MEND = "„konsens search rebuild“ behebt das."


@check("Suche")
def documents(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """Each public case has a document made of its words, and no other case has one."""
    public = set(Case.objects.filter(prominence=Prominence.PUBLIC).values_list("pk", flat=True))
    kept = set(SearchDocument.objects.values_list("pk", flat=True))
    numbers = dict(Case.objects.filter(pk__in=public ^ kept).values_list("pk", "public_id"))
    yield from (f"Vorgang {numbers[pk]} ist nicht zu finden. {MEND}" for pk in sorted(public - kept))
    yield from (
        f"Vorgang {numbers[pk]} ist zu finden und nicht öffentlich. {MEND}" for pk in sorted(kept - public)
    )
    for keys in walk(portions(sorted(public & kept))):
        stands = {each.pk: each for each in SearchDocument.objects.filter(pk__in=keys).select_related("case")}
        for made in made_of(set(keys)):
            before = stands[made.pk]
            if any(getattr(made, each) != getattr(before, each) for each in KEPT):
                yield f"Vorgang {before.case.public_id} wird unter anderen Worten gefunden als seinen. {MEND}"
