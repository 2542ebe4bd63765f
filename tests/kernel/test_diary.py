"""Every change of the world writes one line, and an action that writes none is an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, ClassVar

import pytest
from django.db import connection

from konsens.city.people.kinds import OrganisationKind
from konsens.city.people.models import Organisation
from konsens.kernel import events
from konsens.kernel.diary import NothingRecordedError, action, nothing_changed, noun_of, record, timeline
from konsens.kernel.events import AFTERTHOUGHTS, REACTIONS, Event, event, when
from konsens.kernel.models import About, Entry
from tests import a

pytestmark = pytest.mark.django_db


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit(Event):
    verb: ClassVar[str] = "lamp.lit"
    lamp: Any = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LampSeen(Event):
    verb: ClassVar[str] = "lamp.seen"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False


@pytest.fixture
def reactions() -> Iterator[dict[type[Event], list[Any]]]:
    """Reactions of one test, which are gone after it."""
    before = {kind: list(found) for kind, found in REACTIONS.items()}
    yield REACTIONS
    REACTIONS.clear()
    REACTIONS.update(before)


@pytest.fixture
def told() -> Iterator[list[int]]:
    """How often others were woken to hear the news."""
    times: list[int] = []
    before = list(AFTERTHOUGHTS)
    AFTERTHOUGHTS[:] = [lambda: times.append(1)]
    yield times
    AFTERTHOUGHTS[:] = before


def lamp(slug: str = "lampe") -> Organisation:
    return Organisation.objects.create(slug=slug, name=slug, kind=OrganisationKind.INITIATIVE)


@action
def light(row: Organisation | None = None, what: object = 1) -> Entry:
    return record(LampLit(lamp=what), about=[row] if row else [], by=None, at=a.NOW)


@action
def forget_to_write() -> None:
    lamp()


@action
def light_and_fail() -> None:
    light(lamp())
    raise ValueError("the fuse is gone")


def test_an_action_that_records_nothing_is_an_error_and_leaves_nothing_behind() -> None:
    with pytest.raises(NothingRecordedError, match="forget_to_write"):
        forget_to_write()
    assert not Organisation.objects.exists()


def test_an_action_may_say_that_the_world_is_already_as_asked() -> None:
    @action
    def leave_it() -> str:
        nothing_changed()
        return "as it was"

    assert leave_it() == "as it was"
    assert not Entry.objects.exists()


def test_outside_an_action_nothing_is_recorded() -> None:
    with pytest.raises(NothingRecordedError):
        record(LampLit(), about=[], by=None, at=a.NOW)
    with pytest.raises(NothingRecordedError):
        nothing_changed()
    assert not Entry.objects.exists()


def test_an_action_that_fails_leaves_neither_rows_nor_lines() -> None:
    with pytest.raises(ValueError, match="fuse"):
        light_and_fail()
    assert not Organisation.objects.exists()
    assert not Entry.objects.exists()
    with pytest.raises(NothingRecordedError):
        record(LampLit(), about=[], by=None, at=a.NOW)


def test_what_an_inner_action_writes_counts_for_the_outer_one() -> None:
    @action
    def outer() -> None:
        light()

    outer()
    assert Entry.objects.count() == 1


def test_a_line_that_was_rolled_back_does_not_count() -> None:
    @action
    def outer() -> None:
        with pytest.raises(ValueError, match="fuse"):
            light_and_fail()

    with pytest.raises(NothingRecordedError):
        outer()


@pytest.mark.parametrize(
    "value",
    [
        "Erika Mustermann",
        "Müller",
        "erika@beispiel.example",
        "Ein ganzer Satz.",
        "zwei worte",
        "x" * 65,
        "zeile\n",
        b"bytes",
        {"name": "x"},
        object(),
        float("nan"),
        float("inf"),
        (1, "Erika M."),
    ],
)
def test_names_and_sentences_never_enter_the_diary(value: object) -> None:
    with pytest.raises(TypeError, match="ids, dates and codes"):
        light(what=value)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (7, 7),
        (True, True),
        (None, None),
        (0.5, 0.5),
        ("", ""),
        ("not_possible", "not_possible"),
        (Colour.RED, "red"),
        (date(2026, 3, 12), "2026-03-12"),
        (a.NOW, "2026-03-12T09:00:00+00:00"),
        ((1, "a", Colour.RED), [1, "a", "red"]),
    ],
)
def test_ids_dates_numbers_and_codes_are_kept(value: object, kept: object) -> None:
    light(what=value)
    assert Entry.objects.get().facts == {"lamp": kept}


def test_a_reaction_happens_in_the_same_transaction(reactions: dict[type[Event], list[Any]]) -> None:
    depth: list[int] = []

    @when(LampLit)
    def somebody_sees_it(event: LampLit, entry: Entry) -> None:
        depth.append(len(connection.savepoint_ids))
        record(LampSeen(), about=[], by=None, at=entry.at)

    light()
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == ["lamp.lit", "lamp.seen"]
    assert depth[0] >= 1


def test_the_error_of_a_reaction_is_loud_and_undoes_everything(
    reactions: dict[type[Event], list[Any]],
) -> None:
    @when(LampLit)
    def it_breaks(event: LampLit, entry: Entry) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        light(lamp())
    assert not Entry.objects.exists()


def test_news_wake_others_once_per_commit_however_much_it_was(
    told: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    @action
    def much() -> None:
        light()
        light()
        record(LampSeen(), about=[], by=None, at=a.NOW)

    with django_capture_on_commit_callbacks(execute=True):
        much()
        assert told == []
    assert told == [1]


def test_what_nobody_is_told_wakes_nobody(told: list[int], django_capture_on_commit_callbacks: Any) -> None:
    @action
    def quietly() -> None:
        record(LampSeen(), about=[], by=None, at=a.NOW)

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        quietly()
    assert callbacks == []
    assert told == []
    assert Entry.objects.get().told_at == a.NOW


def test_an_action_that_fails_wakes_nobody(told: list[int], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ValueError, match="fuse"):
        light_and_fail()
    assert told == []


def test_a_line_stands_in_the_timeline_of_each_row_once_and_in_order() -> None:
    here, there = lamp("hier"), lamp("dort")

    @action
    def light_all() -> None:
        record(LampLit(), about=[here, there, here], by=None, at=a.NOW)
        record(LampSeen(), about=[here], by=None, at=a.NOW)

    light_all()
    assert About.objects.count() == 3
    assert [entry.verb for entry in timeline(here, public_only=False)] == ["lamp.lit", "lamp.seen"]
    assert [entry.verb for entry in timeline(here, public_only=True)] == ["lamp.lit"]
    assert [entry.verb for entry in timeline(there, public_only=False)] == ["lamp.lit"]
    assert noun_of(here) == "people.organisation"


def test_two_kinds_of_event_do_not_share_a_verb() -> None:
    with pytest.raises(TypeError, match="a verb of its own"):

        @event
        @dataclass(frozen=True, slots=True, kw_only=True)
        class Again(Event):
            verb: ClassVar[str] = "case.moved"

    with pytest.raises(TypeError, match="a verb of its own"):

        @event
        @dataclass(frozen=True, slots=True, kw_only=True)
        class Mute(Event):
            pass

    assert events.KINDS["case.moved"].__name__ == "CaseMoved"
