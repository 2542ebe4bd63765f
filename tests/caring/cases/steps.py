"""Random steps through the real actions: whatever residents, staff, moderators and the clock do to cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from konsens.caring.cases import actions
from konsens.caring.cases.kinds import (
    CouncilDecision,
    CouncilKind,
    Outcome,
    Prominence,
    PromiseKind,
    State,
    WaitingFor,
)
from konsens.caring.cases.models import Case, CouncilStep
from konsens.city.people import actions as people
from konsens.city.people.kinds import OrganisationKind
from konsens.city.people.models import Absence, Person, Relation
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground
from konsens.listening.voices.kinds import State as Said
from konsens.listening.voices.models import Complaint, Contribution, Judgement
from konsens.telling.news import actions as news
from konsens.telling.news.models import Follow
from tests import a

PICK = st.integers(0, 10_000)
CLOSINGS = st.sampled_from([each for each in Outcome if each != Outcome.DUPLICATE])
REASONS = voices.Reasons(facts="Nennt eine Person.", ground=Ground.PRIVACY)
OPEN = (State.RECEIVED, State.CARED, State.WAITING)
some_case = precondition(lambda self: Case.objects.exists())


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
        self.moderators = [a.coordinator(), a.staff(a.Role.MODERATOR, at=self.controller, name="mo")]
        self.residents: list[Relation] = [a.resident(f"mensch-{n}") for n in range(4)]
        self.party = a.controller("partei", kind=OrganisationKind.PARTY)
        self.foreign = a.case("Ein Fest im Park", of=self.party)
        for number, relation in enumerate(self.residents[:3]):
            a.case(f"Von Anfang an, {number}", by=relation, topic=self.topics[number])
        a.contribution("Noch nicht bestätigt", by=self.residents[3], confirmed=False)
        a.contribution("Noch nicht geprüft", by=self.residents[3], text="Ruft an: 0231 1234567")
        self._judged_and_closed()

    def _judged_and_closed(self) -> None:
        kim, (coordinator, _second) = self.staff[0], self.moderators
        refused, closed = (a.case(title, by=self.residents[3]) for title in ("Abgelehntes", "Fertiges"))
        judgement = voices.refuse(refused.lead, reasons=REASONS, by=coordinator, now=a.NOW)
        voices.complain(judgement, "Das stimmt so nicht.", by=self.residents[3].person, now=a.NOW)
        actions.assign_caretaker(closed, kim, by=coordinator, now=a.NOW)
        actions.close(closed, actions.Closing(Outcome.DONE, "Es ist fertig."), by=kim, now=a.NOW)


class Steps(RuleBasedStateMachine):
    """Random steps; a refusal in words is an answer too."""

    world: World
    done: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now: datetime = a.NOW
        self.changed = True

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def tried(self, verb: Callable[..., object], *args: Any, **kwargs: Any) -> None:
        self.now += timedelta(minutes=1)
        try:
            verb(*args, **kwargs, now=self.now)
        except (RuleBrokenError, PermissionDenied):
            return
        Steps.done[verb.__name__] += 1
        self.changed = True

    def case(self, pick: int, *states: State) -> Case:
        """Any case; mostly one in these states, if there is one."""
        cases = list(Case.objects.order_by("pk"))
        fitting = [case for case in cases if case.state in states and pick % 5 != 4]
        return (fitting or cases)[pick % len(fitting or cases)]

    def somebody(self, pick: int) -> Person:
        return self.world.staff[pick % len(self.world.staff)]

    def worker(self, case: Case, pick: int) -> Person:
        """Mostly who may, sometimes who may not."""
        return self.somebody(pick) if pick % 4 == 3 else a.caretaker_of(case)

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

    @some_case
    @rule(pick=PICK, who=PICK, known=st.booleans())
    def support(self, pick: int, who: int, known: bool) -> None:
        relation = self.world.residents[who % 4]
        by = relation.person if known else None
        self.tried(voices.support, self.case(pick).lead, relation=relation, by=by)

    @some_case
    @rule(pick=PICK, who=PICK)
    def take_support_back(self, pick: int, who: int) -> None:
        self.tried(voices.take_support_back, self.case(pick).lead, by=self.world.residents[who % 4].person)

    @some_case
    @rule(pick=PICK, who=PICK)
    def follow(self, pick: int, who: int) -> None:
        relation = self.world.residents[who % 4]
        self.tried(news.follow, relation, news.Wish(case=self.case(pick)), by=relation.person)

    @some_case
    @rule(pick=PICK, by=PICK, step=st.booleans(), days=st.none() | st.integers(-1, 40))
    def tell(self, pick: int, by: int, step: bool, days: int | None) -> None:
        case = self.case(pick, State.RECEIVED, State.CARED)
        due = None if days is None else clock.day_of(self.now) + timedelta(days=days)
        self.tried(
            actions.tell, case, "Wir sind dran.", by=self.worker(case, by),
            is_next_step=step, next_step_by=due,
        )  # fmt: skip

    @some_case
    @rule(pick=PICK, by=PICK, days=st.integers(-5, 60))
    def wait(self, pick: int, by: int, days: int) -> None:
        case = self.case(pick, State.CARED)
        until = clock.day_of(self.now) + timedelta(days=days)
        self.tried(
            actions.wait, case, what=WaitingFor.OTHER_BODY, until=until,
            saying="Wir warten.", by=self.worker(case, by),
        )  # fmt: skip

    @some_case
    @rule(pick=PICK, by=PICK)
    def begin(self, pick: int, by: int) -> None:
        case = self.case(pick, State.RECEIVED, State.WAITING)
        self.tried(actions.begin, case, by=self.worker(case, by))

    @some_case
    @rule(pick=PICK, by=PICK, days=st.none() | st.integers(-5, 60), words=st.sampled_from(["", "Im Rat."]))
    def take_to_council(self, pick: int, by: int, days: int | None, words: str) -> None:
        case = self.case(pick, State.CARED, State.WAITING)
        sitting = None if days is None else clock.day_of(self.now) + timedelta(days=days)
        paper = actions.Paper(CouncilKind.MOTION, "Bezirksvertretung", sitting_on=sitting)
        self.tried(actions.take_to_council, case, paper, saying=words, by=self.worker(case, by))

    @precondition(lambda self: CouncilStep.objects.exists())
    @rule(
        pick=PICK,
        by=PICK,
        decision=st.sampled_from(list(CouncilDecision)),
        days=st.none() | st.integers(1, 30),
    )
    def note_decision(self, pick: int, by: int, decision: CouncilDecision, days: int | None) -> None:
        steps = list(CouncilStep.objects.order_by("pk"))
        step = steps[pick % len(steps)]
        today = clock.day_of(self.now)
        again = None if days is None else today + timedelta(days=days)
        self.tried(
            actions.note_decision, step, decision, decided_on=today,
            saying="So wurde entschieden.", by=self.worker(step.case, by), next_sitting=again,
        )  # fmt: skip

    @some_case
    @rule(pick=PICK, by=PICK, outcome=CLOSINGS, words=st.sampled_from(["", "So ist es."]))
    def close(self, pick: int, by: int, outcome: Outcome, words: str) -> None:
        case = self.case(pick, State.CARED, State.WAITING)
        closing = actions.Closing(outcome, "Das Ergebnis.", reason=words, handed_to=words)
        self.tried(actions.close, case, closing, by=self.worker(case, by))

    @some_case
    @rule(pick=PICK, by=PICK, author=st.booleans())
    def reopen(self, pick: int, by: int, author: bool) -> None:
        case = self.case(pick, State.CLOSED)
        who = case.lead.author if author else self.worker(case, by)
        self.tried(actions.reopen, case, saying="Doch noch nicht.", by=who)

    @some_case
    @rule(pick=PICK, who=PICK, is_done=st.booleans())
    def answer_whether_done(self, pick: int, who: int, is_done: bool) -> None:
        person = self.world.residents[who % 4].person
        case = self.case(pick, State.CLOSED)
        self.tried(actions.answer_whether_done, case, is_done=is_done, by=person)

    @some_case
    @rule(pick=PICK, to=PICK, by=PICK)
    def assign(self, pick: int, to: int, by: int) -> None:
        by_whom = self.world.staff[0 if by % 4 == 3 else 2]
        self.tried(actions.assign_caretaker, self.case(pick), self.somebody(to), by=by_whom)

    @rule(leaver=PICK, to=PICK)
    def hand_over(self, leaver: int, to: int) -> None:
        goes = self.somebody(leaver)
        if to % 3:
            return
        count = goes.assignments.filter(ends=None, case__controller=self.world.controller).count()
        self.tried(
            actions.hand_over_all,
            goes,
            self.somebody(to + leaver + 1),
            self.world.controller,
            expected=count,
            by=goes,
        )

    @rule(who=PICK, deputy=PICK, days=st.integers(0, 20))
    def go_away(self, who: int, deputy: int, days: int) -> None:
        today = clock.day_of(self.now)
        person, stands_in = self.somebody(who), self.somebody(deputy)
        self.tried(
            people.enter_absence, person, self.world.controller, deputy=stands_in,
            starts=today, ends=today + timedelta(days=days), by=person,
        )  # fmt: skip

    @precondition(lambda self: Absence.objects.exists())
    @rule(pick=PICK)
    def come_back(self, pick: int) -> None:
        away = list(Absence.objects.order_by("pk"))
        absence = away[pick % len(away)]
        self.tried(people.end_absence, absence, by=absence.person)

    @some_case
    @rule(pick=PICK, into=PICK, by=PICK)
    def merge(self, pick: int, into: int, by: int) -> None:
        case, by_whom = self.case(pick, *OPEN), self.world.staff[0 if by % 4 == 3 else 2]
        public = list(Case.objects.filter(prominence=Prominence.PUBLIC).exclude(pk=case.pk).order_by("pk"))
        target = public[into % len(public)] if public and into % 5 != 4 else self.case(into)
        self.tried(actions.merge, case, target, saying="", by=by_whom)

    @some_case
    @rule(pick=PICK, topic=PICK, by=PICK)
    def reroute(self, pick: int, topic: int, by: int) -> None:
        case = self.case(pick)
        new = self.world.topics[1 + topic % 2]
        self.tried(actions.reroute, case, new, by=self.worker(case, by))

    @some_case
    @rule(pick=PICK, by=PICK, kind=st.sampled_from(list(PromiseKind)), days=st.integers(-3, 40))
    def set_date(self, pick: int, by: int, kind: PromiseKind, days: int) -> None:
        case = self.case(pick, State.CARED, State.WAITING)
        due = clock.day_of(self.now) + timedelta(days=days)
        self.tried(actions.set_date, case, kind, due, because="Es dauert.", by=self.worker(case, by))

    @some_case
    @rule(pick=PICK, by=PICK, verb=st.sampled_from(["refuse", "approve", "shorten", "restore"]))
    def moderate(self, pick: int, by: int, verb: str) -> None:
        lead, judge = self.case(pick).lead, self.world.moderators[by % 2]
        match verb:
            case "refuse":
                self.tried(voices.refuse, lead, reasons=REASONS, by=judge)
            case "approve":
                self.tried(voices.approve, lead, by=judge)
            case "restore":
                self.tried(voices.restore, lead, by=judge)
            case _:
                self.tried(
                    voices.shorten, lead, title=lead.title, text="Kürzer.", seen=(lead.title, lead.text),
                    reasons=REASONS, by=judge,
                )  # fmt: skip

    @precondition(lambda self: Judgement.objects.exists())
    @rule(pick=PICK)
    def complain(self, pick: int) -> None:
        judgements = list(Judgement.objects.order_by("pk"))
        about = judgements[pick % len(judgements)]
        self.tried(voices.complain, about, "Das stimmt so nicht.", by=about.contribution.author)

    @precondition(lambda self: Complaint.objects.exists())
    @rule(pick=PICK, by=PICK, upheld=st.booleans())
    def decide_complaint(self, pick: int, by: int, upheld: bool) -> None:
        complaints = list(Complaint.objects.order_by("pk"))
        judge = self.world.moderators[by % 2]
        about = complaints[pick % len(complaints)]
        self.tried(voices.decide_complaint, about, upheld=upheld, answer="So ist es.", by=judge)

    @some_case
    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        lead = self.case(pick).lead
        if pick % 3 == 1:
            self.tried(voices.withdraw, lead, by=lead.author)

    @precondition(lambda self: Follow.objects.exists())
    @rule(pick=PICK)
    def unfollow(self, pick: int) -> None:
        follows = list(Follow.objects.order_by("pk"))
        self.tried(news.unfollow, follows[pick % len(follows)])

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        actions.escalate_late(now=self.now)
        actions.ask_due(now=self.now)
