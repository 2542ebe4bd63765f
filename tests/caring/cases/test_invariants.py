"""Whatever people do in whatever order, what a case promises stays true (I2–I6, I9, I12, I13).

A machine takes random steps through the real actions on a real database and looks at every case after each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from konsens.caring.cases import actions
from konsens.caring.cases.actions.join import count_support
from konsens.caring.cases.folds import fold
from konsens.caring.cases.kinds import Outcome, Prominence, PromiseKind, State, WaitingFor
from konsens.caring.cases.models import Case
from konsens.city.people.models import Person, Relation
from konsens.city.people.viewer import ANYBODY
from konsens.kernel import clock
from konsens.kernel.diary import timeline
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground
from konsens.listening.voices.kinds import State as Said
from konsens.listening.voices.models import Contribution
from tests import a

pytestmark = pytest.mark.django_db
PICK = st.integers(0, 10_000)
CLOSINGS = st.sampled_from([each for each in Outcome if each != Outcome.DUPLICATE])


class World:
    """The people and places in which every run of the machine begins."""

    def __init__(self) -> None:
        self.areas = [a.city()[name] for name in ("Uferhof", "Neumarkt", "Lindenfeld")]
        self.controller = a.controller()
        self.topics = [
            None,
            a.topic(name="Wege"),
            a.topic(name="Vertrauliches", is_private=True, slug="vertraulich"),
        ]
        self.staff = [a.caretaker("kim"), a.caretaker("toni"), a.coordinator()]
        self.residents: list[Relation] = [a.resident(f"mensch-{n}") for n in range(4)]


class AnythingGoes(RuleBasedStateMachine):
    """Random steps; a refusal in words is an answer too."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now: datetime = a.NOW
        self.received: dict[int, datetime] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def tried(self, verb: Callable[..., object], *args: Any, **kwargs: Any) -> None:
        self.now += timedelta(minutes=1)
        try:
            verb(*args, **kwargs, now=self.now)
        except (RuleBrokenError, PermissionDenied):
            return

    def case(self, pick: int) -> Case:
        cases = list(Case.objects.order_by("pk"))
        return cases[pick % len(cases)]

    def somebody(self, pick: int) -> Person:
        return self.world.staff[pick % len(self.world.staff)]

    @rule(who=PICK, where=PICK, what=PICK, confirmed=st.booleans(), suspicious=st.booleans())
    def say(self, who: int, where: int, what: int, confirmed: bool, suspicious: bool) -> None:
        relation = self.world.residents[who % 4]
        area = self.world.areas[where % 3]
        said = a.said(
            topic=self.world.topics[what % 3],
            text="Schreibt an mich@beispiel.example" if suspicious else "Das wäre schön.",
            spot=a.Spot(lat=area.label_lat, lon=area.label_lon, area_id=area.pk),
        )
        by = relation.person if confirmed else None
        self.tried(voices.hear, said, phase=a.phase(), relation=relation, by=by)

    @rule(pick=PICK)
    def confirm(self, pick: int) -> None:
        waiting = list(Contribution.objects.filter(state=Said.UNCONFIRMED).order_by("pk"))
        if waiting:
            self.tried(voices.confirm, waiting[pick % len(waiting)])

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK, who=PICK, known=st.booleans())
    def support(self, pick: int, who: int, known: bool) -> None:
        relation = self.world.residents[who % 4]
        self.tried(
            voices.support, self.case(pick).lead, relation=relation, by=relation.person if known else None
        )

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK, who=PICK)
    def take_support_back(self, pick: int, who: int) -> None:
        self.tried(voices.take_support_back, self.case(pick).lead, by=self.world.residents[who % 4].person)

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK, by=PICK, step=st.booleans())
    def tell(self, pick: int, by: int, step: bool) -> None:
        self.tried(actions.tell, self.case(pick), "Wir sind dran.", by=self.somebody(by), is_next_step=step)

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK, by=PICK, days=st.integers(-5, 60))
    def wait(self, pick: int, by: int, days: int) -> None:
        self.tried(
            actions.wait,
            self.case(pick),
            what=WaitingFor.OTHER_BODY,
            until=clock.day_of(self.now) + timedelta(days=days),
            saying="Wir warten.",
            by=self.somebody(by),
        )

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK, by=PICK)
    def begin(self, pick: int, by: int) -> None:
        self.tried(actions.begin, self.case(pick), by=self.somebody(by))

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK, by=PICK, outcome=CLOSINGS, words=st.sampled_from(["", "So ist es."]))
    def close(self, pick: int, by: int, outcome: Outcome, words: str) -> None:
        closing = actions.Closing(outcome, "Das Ergebnis.", reason=words, handed_to=words)
        self.tried(actions.close, self.case(pick), closing, by=self.somebody(by))

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK, by=PICK, author=st.booleans())
    def reopen(self, pick: int, by: int, author: bool) -> None:
        case = self.case(pick)
        who = case.lead.author if author else self.somebody(by)
        self.tried(actions.reopen, case, saying="Doch noch nicht.", by=who)

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK, to=PICK, by=PICK)
    def assign(self, pick: int, to: int, by: int) -> None:
        self.tried(actions.assign_caretaker, self.case(pick), self.somebody(to), by=self.somebody(by))

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK, into=PICK, by=PICK)
    def merge(self, pick: int, into: int, by: int) -> None:
        self.tried(actions.merge, self.case(pick), self.case(into), saying="", by=self.somebody(by))

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK, by=PICK, kind=st.sampled_from(list(PromiseKind)), days=st.integers(-3, 40))
    def set_date(self, pick: int, by: int, kind: PromiseKind, days: int) -> None:
        due = clock.day_of(self.now) + timedelta(days=days)
        self.tried(actions.set_date, self.case(pick), kind, due, because="Es dauert.", by=self.somebody(by))

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK, refuse=st.booleans())
    def moderate(self, pick: int, refuse: bool) -> None:
        lead, by = self.case(pick).lead, self.world.staff[2]
        if refuse:
            reasons = voices.Reasons(facts="Nennt eine Person.", ground=Ground.PRIVACY)
            self.tried(voices.refuse, lead, reasons=reasons, by=by)
        else:
            self.tried(voices.approve, lead, by=by)

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        lead = self.case(pick).lead
        self.tried(voices.withdraw, lead, by=lead.author)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        actions.escalate_late(now=self.now)
        actions.ask_due(now=self.now)

    @invariant()
    def every_case_has_one_caretaker_without_a_gap_since_receipt(self) -> None:
        for case in Case.objects.all():
            rows = list(case.assignments.order_by("starts", "pk"))
            assert rows[0].starts == case.received_at
            assert [row.ends for row in rows[:-1]] == [row.starts for row in rows[1:]]
            assert rows[-1].ends is None

    @invariant()
    def a_replay_of_the_diary_gives_the_same_case(self) -> None:
        for case in Case.objects.all():
            seen = fold(case.pk, timeline(case, public_only=False))
            row = case.assignments.get(ends=None)
            assert (seen.state, seen.outcome, seen.prominence) == (case.state, case.outcome, case.prominence)
            assert (seen.caretaker, seen.organisation) == (row.caretaker_id, case.organisation_id)

    @invariant()
    def a_closed_case_explains_itself(self) -> None:
        for case in Case.objects.filter(state=State.CLOSED):
            assert case.outcome
            assert case.outcome_text
            assert case.outcome != Outcome.NOT_POSSIBLE or case.outcome_reason
            assert case.outcome != Outcome.HANDED_OVER or case.handed_to
            assert (case.outcome == Outcome.DUPLICATE) == (case.merged_into_id is not None)

    @invariant()
    def what_was_merged_leads_to_a_case_that_was_not(self) -> None:
        for case in Case.objects.filter(merged_into__isnull=False).select_related("merged_into"):
            assert case.merged_into is not None
            assert case.merged_into.merged_into_id is None
            target = set(case.merged_into.contributions.values_list("pk", flat=True))
            assert set(case.contributions.values_list("pk", flat=True)) <= target

    @invariant()
    def an_open_case_has_a_date_and_a_moved_date_says_why(self) -> None:
        for case in Case.objects.exclude(state=State.CLOSED):
            assert any(promise.is_open for promise in case.promises.all())
            for promise in case.promises.filter(replaced_by__isnull=False):
                assert promise.replaced_because

    @invariant()
    def each_person_counts_once(self) -> None:
        for case in Case.objects.all():
            assert case.support_count == count_support(case) or case.merged_into_id is not None
            for contribution in case.contributions.all():
                counted = contribution.supports.filter(confirmed_at__isnull=False).count()
                assert contribution.support_count == counted

    @invariant()
    def nobody_sees_what_is_not_public(self) -> None:
        readable = Contribution.objects.visible_to(ANYBODY)
        assert {row.state for row in readable} <= {Said.PUBLISHED}
        for case in Case.objects.visible_to(ANYBODY).select_related("lead"):
            assert case.prominence == Prominence.PUBLIC
            assert case.lead.state == Said.PUBLISHED

    @invariant()
    def the_day_of_receipt_never_changes(self) -> None:
        for case in Case.objects.all():
            assert self.received.setdefault(case.pk, case.received_at) == case.received_at

    @invariant()
    def received_is_open_plus_closed_in_each_area_and_in_the_city(self) -> None:
        received: Counter[int | None] = Counter(Case.objects.values_list("area_id", flat=True))
        still = Counter(Case.objects.exclude(state=State.CLOSED).values_list("area_id", flat=True))
        ended = Counter(Case.objects.filter(state=State.CLOSED).values_list("area_id", flat=True))
        assert received == still + ended
        assert received.total() == Case.objects.count()


def test_whatever_happens_in_whatever_order_a_case_keeps_its_promises() -> None:
    AnythingGoes.world = World()
    run_state_machine_as_test(
        AnythingGoes,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
