"""Keep what a search reads: each public case has one document, no other case has one.

These rows are derived from cases and can be made again, so changing them writes no line in the diary.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from konsens.caring.cases.kinds import Prominence
from konsens.caring.cases.models import Case
from konsens.kernel.text import Splitter, spell, stem
from konsens.listening.voices.models import Contribution
from konsens.telling.search.learning import learn_parts, learn_what_is_common
from konsens.telling.search.lexicon import reader
from konsens.telling.search.meaning import encode, pack
from konsens.telling.search.models import Lexicon, SearchDocument, Shelf
from konsens.telling.search.reading import Reader, joined
from konsens.telling.search.shelves import SIZE

BATCH = 500
FOREVER = float("inf")
DERIVED = ["controller", "title", "text", "place", "subjects", "digest", "vector"]
SAID = ("pk", "public_id", "controller_id", "area_id", "lead__title", "lead__text", "lead__street")
Progress = Callable[[int], None]


def _nobody_asks(_more: int) -> None:
    """Progress that nobody wants to see."""


def index(cases: Iterable[int]) -> list[SearchDocument]:
    """Bring the documents of some cases up to date, in one transaction; what is not public has none."""
    wanted = set(cases)
    with transaction.atomic():
        documents = made_of(wanted)
        gone = wanted - {each.pk for each in documents}
        SearchDocument.objects.filter(pk__in=gone).delete()
        _save(documents)
    return documents


def shred() -> None:
    """Write the index of words anew without what was taken out of it; until then the file still holds it.

    PostgreSQL keeps words with their row, so there is nothing to do.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('optimize')")


def made_of(cases: set[int]) -> list[SearchDocument]:
    """The documents that some cases should have, not saved; what is not public should have none."""
    reading = reader()
    public = Case.objects.filter(pk__in=cases, prominence=Prominence.PUBLIC).order_by("pk")
    return [_document(reading, *row) for row in public.values_list(*SAID)]


def _document(
    reading: Reader,
    pk: int,
    number: str,
    controller: int,
    area: int | None,
    title: str,
    text: str,
    street: str,
) -> SearchDocument:
    heading, body = reading.stems(title), reading.stems(text)
    return SearchDocument(
        case_id=pk,
        controller_id=controller,
        title=joined(heading),
        text=joined(body),
        place=joined([*reading.place(controller, area, street), stem(spell(number))]),
        subjects=reading.subjects(heading, body),
        digest=reading.essence(title, text, street).digest,
    )


def _save(documents: Sequence[SearchDocument]) -> None:
    """Write documents over older ones; a vector stays as long as the words it was made of."""
    old = SearchDocument.objects.filter(pk__in=[each.pk for each in documents], vector__isnull=False)
    vectors = {(pk, digest): vector for pk, digest, vector in old.values_list("pk", "digest", "vector")}
    for each in documents:
        each.vector = vectors.get((each.pk, each.digest))
    SearchDocument.objects.bulk_create(
        documents, update_conflicts=True, unique_fields=["case"], update_fields=DERIVED
    )


def rebuild(*, now: datetime, progress: Progress = _nobody_asks) -> int:
    """Learn from all texts and make every document anew; returns how many there are then.

    People go on reading and writing meanwhile. `progress` is called with how many more cases are done.
    """
    learn(now=now)
    remake(progress=progress)
    return SearchDocument.objects.count()


def learn(*, now: datetime) -> None:
    """Learn the parts of long words, and which words are everywhere, from all public texts."""
    reading = reader()
    public = Case.objects.filter(prominence=Prominence.PUBLIC).order_by("pk")
    said = public.values_list("lead__title", "lead__text")
    documents = public.count()
    parts = learn_parts(said.iterator(chunk_size=2000), reading)
    common = learn_what_is_common(said.iterator(chunk_size=2000), documents, Splitter(parts))
    Lexicon.objects.update_or_create(
        id=1,
        defaults={
            "revision": _revision(),
            "parts": joined(sorted(parts)),
            "common": joined(common),
            "made_with": reading.version,
            "documents": documents,
            "learned_at": now,
        },
    )


def remake(after: int = 0, *, seconds: float = FOREVER, progress: Progress = _nobody_asks) -> int | None:
    """Make the documents of all cases anew, in the order of their keys.

    Args:
        after: key of the last case that is done already.
        seconds: for how long; at least one batch is done.
        progress: called with how many more cases are done.

    Returns:
        The key to go on after, or None when all is done.
    """
    until = time.monotonic() + seconds
    while batch := list(
        Case.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        with transaction.atomic():
            _lock(batch)
            index(batch)
            restack(SearchDocument.objects.filter(pk__in=batch))
        after = batch[-1]
        progress(len(batch))
        if time.monotonic() > until:
            return after
    return None


def _lock(cases: list[int]) -> None:
    """Let nobody hide or shorten while a batch is read; moderation locks the same rows first."""
    leads = list(Case.objects.filter(pk__in=cases).values_list("lead_id", flat=True))
    list(Contribution.objects.select_for_update().filter(pk__in=leads).order_by("pk").values_list("pk"))


def _revision() -> str:
    return secrets.token_urlsafe(9)


def restack(documents: QuerySet[SearchDocument]) -> None:
    """Tell every process that the shelves of some documents have changed."""
    shelves = {(controller, pk // SIZE) for controller, pk in documents.values_list("controller_id", "pk")}
    Shelf.objects.bulk_create(
        [Shelf(controller_id=at, number=number, revision=_revision()) for at, number in sorted(shelves)],
        update_conflicts=True,
        unique_fields=["controller", "number"],
        update_fields=["revision"],
    )


def rebuild_is_due() -> bool:
    """Were the documents made with other words or areas, or have they doubled since words were learned?"""
    documents = SearchDocument.objects.count()
    kept = Lexicon.objects.first()
    if kept is None:
        return documents > 0
    return kept.made_with != reader().version or documents >= 2 * max(kept.documents, BATCH)


def without_meaning() -> int:
    """How many documents nobody has encoded yet."""
    return SearchDocument.objects.filter(vector=None).count()


def give_meaning(*, seconds: float = FOREVER, progress: Progress = _nobody_asks) -> int:
    """Encode what nobody has encoded yet, each wording once; returns how many documents got their vector.

    May run as often as one likes and in two workers at once: a document that changed meanwhile is left for
    the next round, because its digest no longer fits.
    """
    until, count = time.monotonic() + seconds, 0
    while pending := list(SearchDocument.objects.filter(vector=None).order_by("pk")[:BATCH].values_list(
        "pk", "digest", "case__lead__title", "case__lead__text", "case__lead__street"
    )):  # fmt: skip
        said = {digest: tuple(words) for _pk, digest, *words in pending}
        more = _put(_vectors(said), [(pk, digest) for pk, digest, *_words in pending])
        count += more
        progress(more)
        if time.monotonic() > until:
            break
    return count


def _vectors(said: dict[str, tuple[str, ...]]) -> dict[str, bytes]:
    """The vector of each wording, by digest: known from another document, or encoded now."""
    known = SearchDocument.objects.filter(digest__in=said, vector__isnull=False)
    vectors = {digest: bytes(vector or b"") for digest, vector in known.values_list("digest", "vector")}
    reading = reader()
    fresh = {digest: reading.essence(*words) for digest, words in said.items() if digest not in vectors}
    if fresh:
        rows = pack(encode(list(fresh.values())))
        vectors.update((digest, row.tobytes()) for digest, row in zip(fresh, rows, strict=True))
    return vectors


def _put(vectors: dict[str, bytes], documents: list[tuple[int, str]]) -> int:
    """Write vectors to those documents that still have the words."""
    by_digest: dict[str, list[int]] = {}
    for pk, digest in documents:
        by_digest.setdefault(digest, []).append(pk)
    with transaction.atomic():
        count = sum(
            SearchDocument.objects.filter(pk__in=pks, digest=digest).update(vector=vectors[digest])
            for digest, pks in by_digest.items()
        )
        restack(SearchDocument.objects.filter(pk__in=[pk for pk, _digest in documents]))
    return count
