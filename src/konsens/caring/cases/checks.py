"""Does every case stand where its diary says, with one caretaker, one open date, and each person once?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from konsens.caring.cases.folds import fold
from konsens.caring.cases.kinds import State
from konsens.caring.cases.models import Assignment, Case, Promise, Route
from konsens.city.people.models import Organisation
from konsens.city.projects.models import Phase
from konsens.kernel.checks import Walk, check, portions
from konsens.kernel.diary import noun_of
from konsens.kernel.models import Entry
from konsens.listening.voices.models import Contribution

FOLDED = ("case.received", "case.moved", "case.assigned", "case.prominence")


def _keys() -> list[Sequence[int]]:
    return portions(list(Case.objects.order_by("pk").values_list("pk", flat=True)))


@check("Tagebuch der Vorgänge")
def replays(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """A replay of the diary gives the same case (I3)."""
    for some in walk(_keys()):
        lines = _lines(some)
        caretakers = dict(
            Assignment.objects.filter(case__in=some, ends=None).values_list("case", "caretaker")
        )
        for case in Case.objects.filter(pk__in=some).order_by("pk"):
            told = fold(case.pk, lines.get(case.pk, ()))
            pairs = (
                ("Stand", case.state, told.state),
                ("Ergebnis", case.outcome, told.outcome),
                ("Sichtbarkeit", case.prominence, told.prominence),
                ("Team", case.organisation_id, told.organisation),
                ("Kümmer*in", caretakers.get(case.pk), told.caretaker),
            )
            for what, stands, was_told in pairs:
                if stands != was_told:
                    yield f"Vorgang {case.public_id}: {what} ist {stands}, das Tagebuch sagt {was_told}."


def _lines(keys: Sequence[int]) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    about = Entry.objects.filter(
        verb__in=FOLDED, abouts__noun=noun_of(Case), abouts__object_id__in=keys
    ).order_by("at", "pk")
    for entry in about:
        found[entry.facts["case"]].append(entry)
    return found


@check("Zuständige Personen")
def caretakers(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """Each case has exactly one caretaker at any time since its receipt (I2)."""
    for some in walk(_keys()):
        rows: dict[int, list[Assignment]] = defaultdict(list)
        for row in Assignment.objects.filter(case__in=some).order_by("starts", "pk"):
            rows[row.case_id].append(row)
        for pk, name, received in Case.objects.filter(pk__in=some).values_list(
            "pk", "public_id", "received_at"
        ):
            mine = rows.get(pk, [])
            if [each.ends for each in mine].count(None) != 1:
                yield f"Vorgang {name}: Nicht genau eine Person kümmert sich."
            elif mine[0].starts != received or any(one.ends != two.starts for one, two in pairwise(mine)):
                yield f"Vorgang {name}: Eine Zeit lang hat sich niemand oder haben sich zwei gekümmert."


@check("Fristen")
def dates(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """Each open case has an open date, a closed one has none (I6)."""
    for some in walk(_keys()):
        dated = set(Promise.objects.open().filter(case__in=some).values_list("case", flat=True))
        for pk, name, state in Case.objects.filter(pk__in=some).values_list("pk", "public_id", "state"):
            if state != State.CLOSED and pk not in dated:
                yield f"Vorgang {name}: Er ist offen und hat keine Frist."
            if state == State.CLOSED and pk in dated:
                yield f"Vorgang {name}: Er ist abgeschlossen und hat noch eine Frist."


@check("Wer hinter einem Vorgang steht")
def people(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """A case counts each person once who supports it or joined it, its first author not at all."""
    for some in walk(_keys()):
        behind = _behind(some)
        rows = Case.objects.filter(pk__in=some, merged_into=None).values_list(
            "pk", "public_id", "support_count"
        )
        for pk, name, counted in rows:
            if counted != len(behind.get(pk, ())):
                yield f"Vorgang {name}: Gezählt sind {counted} Menschen, da sind {len(behind.get(pk, ()))}."


def _behind(keys: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    through = Case.contributions.through.objects.filter(case__in=keys)
    supports = through.filter(contribution__supports__confirmed_at__isnull=False)
    _put(found, supports.values_list("case", "contribution__supports__person"))
    _put(
        found, through.filter(contribution__author__isnull=False).values_list("case", "contribution__author")
    )
    for pk, author in Case.objects.filter(pk__in=keys).values_list("pk", "lead__author"):
        found[pk].discard(author)
    return found


def _put(found: dict[int, set[int]], pairs: Iterable[tuple[int, int]]) -> None:
    for case, person in pairs:
        found[case].add(person)


@check("Zusammengelegte Vorgänge")
def merged(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """A case goes on in one that itself goes on nowhere else, with all that was said (I5)."""
    gone = Case.objects.filter(merged_into__isnull=False).select_related("merged_into").order_by("pk")
    for case in gone:
        target = case.merged_into
        assert target is not None
        if target.merged_into_id is not None:
            yield f"Vorgang {case.public_id}: Er geht in einem weiter, der selbst zusammengelegt ist."
        here = Contribution.objects.filter(cases=case).exclude(cases=target)
        if here.exists():
            yield f"Vorgang {case.public_id}: Nicht alles, was gesagt wurde, ist mitgegangen."


@check("Zuständigkeiten")
def routes(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """Each organisation that listens has exactly one office for everything that fits nowhere else (I1)."""
    listening = Phase.objects.values("project__controller")
    for root in Organisation.objects.filter(pk__in=listening).order_by("slug"):
        catch_all = Route.objects.filter(controller=root, area=None, topic=None).count()
        if catch_all != 1:
            yield f"{root.name}: Für alles Übrige sind {catch_all} Teams zuständig, nötig ist genau eines."
    for route in Route.objects.select_related("organisation").order_by("pk"):
        if route.organisation.root_id != route.controller_id:
            yield f"Zuständigkeit {route.pk}: Das Team {route.organisation.name} gehört nicht dazu."
