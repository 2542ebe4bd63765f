"""Whatever people do in whatever order, what a case promises stays true (I2–I7, I9, I10, I12, I13).

A machine takes random steps through the real actions on a real database and looks at every case after each.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from konsens.caring.cases.actions.join import count_support
from konsens.caring.cases.folds import fold
from konsens.caring.cases.kinds import Outcome, Prominence, State
from konsens.caring.cases.models import Case, Promise
from konsens.city.people.viewer import ANYBODY
from konsens.kernel import clock
from konsens.kernel.diary import timeline
from konsens.kernel.models import Entry
from konsens.kernel.workdays import is_workday, public_holidays
from konsens.listening.voices.kinds import State as Said
from konsens.listening.voices.models import Contribution
from konsens.listening.voices.rules import blur
from konsens.telling.insight.figures import count_figures, figures_of
from konsens.telling.insight.models import MapCell
from konsens.telling.insight.tiles import ZOOMS, cell
from konsens.telling.news.models import Follow
from tests.caring.cases.steps import Steps, World

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


class AnythingGoes(Steps):
    """Random steps, and what has to be true after each of them."""

    def __init__(self) -> None:
        super().__init__()
        self.received: dict[int, datetime] = {}
        self.dues: dict[int, date] = {}

    @invariant()
    def everything_holds(self) -> None:
        """Look again whenever something changed."""
        if self.changed:
            self.changed = False
            for check in CHECKS:
                check(self)

    def every_case_has_one_caretaker_without_a_gap_since_receipt(self) -> None:
        """I2."""
        for case in Case.objects.all():
            rows = list(case.assignments.order_by("starts", "pk"))
            assert rows[0].starts == case.received_at
            assert [row.ends for row in rows[:-1]] == [row.starts for row in rows[1:]]
            assert rows[-1].ends is None

    def a_replay_of_the_diary_gives_the_same_case(self) -> None:
        """I3."""
        for case in Case.objects.all():
            seen = fold(case.pk, timeline(case, public_only=False))
            row = case.assignments.get(ends=None)
            assert (seen.state, seen.outcome, seen.prominence) == (case.state, case.outcome, case.prominence)
            assert (seen.caretaker, seen.organisation) == (row.caretaker_id, case.organisation_id)

    def a_closed_case_explains_itself(self) -> None:
        """I4."""
        for case in Case.objects.filter(state=State.CLOSED):
            assert case.outcome
            assert case.outcome_text
            assert case.outcome != Outcome.NOT_POSSIBLE or case.outcome_reason
            assert case.outcome != Outcome.HANDED_OVER or case.handed_to
            assert (case.outcome == Outcome.DUPLICATE) == (case.merged_into_id is not None)

    def what_was_merged_leads_to_a_case_that_was_not_and_takes_everybody_along(self) -> None:
        """I5."""
        for case in Case.objects.filter(merged_into__isnull=False).select_related("merged_into"):
            into = case.merged_into
            assert into is not None
            assert into.merged_into_id is None
            assert into.controller_id == case.controller_id
            assert set(case.contributions.all()) <= set(into.contributions.all())
            assert not Follow.objects.filter(case=case, ended_at=None).exists()

    def nobody_follows_a_case_twice(self) -> None:
        """I5, I32."""
        follows = Counter(Follow.objects.filter(ended_at=None).values_list("person_id", "case_id"))
        assert not follows or max(follows.values()) == 1

    def an_open_case_has_a_date_and_a_moved_date_says_why(self) -> None:
        """I6, and of I8: no date is a weekend or a holiday."""
        for case in Case.objects.exclude(state=State.CLOSED):
            assert any(promise.is_open for promise in case.promises.all())
        for promise in Promise.objects.all():
            assert promise.replaced_by_id is None or promise.replaced_because
            assert self.dues.setdefault(promise.pk, promise.due) == promise.due
            assert is_workday(promise.due, public_holidays())

    def what_is_late_stays_late_until_somebody_does_something(self) -> None:
        """I7; waiting for a day stops the clock until that day."""
        today = clock.day_of(self.now)
        days = [today + timedelta(days=days) for days in (0, 1, 30, 400)]
        late = [set(Case.objects.overdue_on(day).values_list("pk", flat=True)) for day in days]
        assert all(earlier <= later for earlier, later in pairwise(late))
        assert late[-1] == set(Case.objects.exclude(state=State.CLOSED).values_list("pk", flat=True))

    def each_person_counts_once(self) -> None:
        for case in Case.objects.all():
            assert case.support_count == count_support(case) or case.merged_into_id is not None
            for contribution in case.contributions.all():
                counted = contribution.supports.filter(confirmed_at__isnull=False).count()
                assert contribution.support_count == counted

    def nobody_sees_what_is_not_public(self) -> None:
        """I9: one query says what is public; lists and counters agree with it."""
        readable = Contribution.objects.visible_to(ANYBODY)
        assert {row.state for row in readable} <= {Said.PUBLISHED}
        public = list(Case.objects.visible_to(ANYBODY).select_related("lead"))
        assert all(case.prominence == Prominence.PUBLIC for case in public)
        assert all(case.lead.state == Said.PUBLISHED for case in public)
        assert {case.lead_id for case in public} == {row.pk for row in readable if row.answers_id is None}
        cells = Counter(
            (case.controller_id, zoom, *cell(case.lat, case.lon, zoom))
            for case in public
            if case.lat is not None and case.lon is not None
            for zoom in ZOOMS
        )
        kept = MapCell.objects.filter(count__gt=0).values_list("controller_id", "zoom", "x", "y", "count")
        assert {row[:4]: row[4] for row in kept} == dict(cells)

    def what_was_said_in_confidence_is_kept_coarsely(self) -> None:
        """I10: rounding twice is rounding once, so that asking often tells nothing more."""
        for said in Contribution.objects.filter(topic__is_private=True):
            assert said.lat is not None
            assert said.lon is not None
            assert blur(said.lat, said.lon) == (said.lat, said.lon)
            assert said.street == ""

    def the_day_of_receipt_never_changes(self) -> None:
        """I12."""
        for case in Case.objects.all():
            assert self.received.setdefault(case.pk, case.received_at) == case.received_at

    def received_is_open_plus_closed_in_each_area_and_in_the_city(self) -> None:
        """I13, in the rows."""
        received: Counter[int | None] = Counter(Case.objects.values_list("area_id", flat=True))
        still = Counter(Case.objects.exclude(state=State.CLOSED).values_list("area_id", flat=True))
        ended = Counter(Case.objects.filter(state=State.CLOSED).values_list("area_id", flat=True))
        assert received == still + ended
        assert received.total() == Case.objects.count()

    def the_figures_of_all_offices_are_those_of_the_whole(self) -> None:
        """I13, in what is shown."""
        root = self.world.controller.pk
        count_figures(root, now=self.now)
        whole = figures_of(root)
        public = Case.objects.visible_to(ANYBODY).filter(controller_id=root)
        assert whole.heard == public.count() == sum(row.heard for row in whole.offices)
        assert whole.open == public.exclude(state=State.CLOSED).count() == sum(r.open for r in whole.offices)
        assert whole.done == public.filter(outcome=Outcome.DONE).count()

    def nobody_of_the_city_ever_changes_what_the_party_looks_after(self) -> None:
        """N1, N2."""
        foreign = self.world.foreign
        lines = timeline(foreign, public_only=False)
        mine = {person.pk for person in self.world.staff}
        assert not [line for line in lines if line.actor_id in mine]
        assert Case.objects.get(pk=foreign.pk).controller_id == self.world.party.pk
        about = Entry.objects.filter(abouts__noun="cases.case", abouts__object_id=foreign.pk)
        assert set(about.values_list("controller_id", flat=True)) == {self.world.party.pk}


CHECKS = [
    each
    for name, each in vars(AnythingGoes).items()
    if callable(each) and not name.startswith("_") and name != "everything_holds"
]


def test_whatever_happens_in_whatever_order_a_case_keeps_its_promises() -> None:
    AnythingGoes.world = World()
    Steps.done.clear()
    run_state_machine_as_test(
        AnythingGoes,
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
    assert len(Steps.done) >= 22, f"too few verbs were tried with success: {Steps.done}"
