"""Of several at the same moment each gets what is theirs, once (D1, D4, D5, D11, B2, H6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import Outcome as Ending
from konsens.caring.cases.models import Assignment, Case, Verdict
from konsens.city.people import actions as people
from konsens.city.people.kinds import Role
from konsens.city.people.models import Person, Relation
from konsens.kernel import tokens
from konsens.kernel.models import Entry, Token
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground, State
from konsens.listening.voices.models import Complaint, Contribution, Judgement, Support
from konsens.telling.news import actions as news
from konsens.telling.news.models import Follow
from tests import a
from tests.security.race import NO_GUARD, Guard, Outcome, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
Works = Sequence[Callable[[], Any]]
REASONS = voices.Reasons(facts="Nennt den Namen eines Nachbarn.", ground=Ground.PRIVACY)
LATER = a.NOW + a.DAY


@dataclass
class Race:
    """Who runs, where they meet, what guards them, and what has to be true in the end."""

    works: Works
    table: str
    judge: Callable[[Outcome], None]


def support() -> Race:
    """Twenty clicks of one person count once."""
    case, fan = a.case(), a.resident("fan")

    def judge(_outcome: Outcome) -> None:
        assert Support.objects.count() == 1
        assert Contribution.objects.get(pk=case.lead_id).support_count == 1
        assert Case.objects.get(pk=case.pk).support_count == 1

    def work() -> Support:
        return voices.support(case.lead, relation=fan, by=fan.person, now=LATER)

    return Race([work] * 20, "voices_support", judge)


def redeem() -> Race:
    """A link works once."""
    case = a.case()
    raw = tokens.mint("confirm", case.lead, now=a.NOW, lasts=a.DAY * 9)

    def judge(outcome: Outcome) -> None:
        assert (len(outcome.done), len(outcome.refused)) == (1, 7)
        assert Token.objects.get().used_at == LATER

    return Race([lambda: tokens.redeem(raw, "confirm", Contribution, now=LATER)] * 8, "kernel_token", judge)


def close() -> Race:
    """Two close the same case: one does, the other is told."""
    kim, case = a.caretaker("kim"), a.case()
    boss = a.coordinator()

    def work(by: Person, words: str) -> Callable[[], Case]:
        return lambda: caring.close(case, caring.Closing(Ending.DONE, words), by=by, now=LATER)

    def judge(outcome: Outcome) -> None:
        assert (len(outcome.done), len(outcome.refused)) == (1, 1)
        assert "schon jemand" in str(outcome.refused[0])
        assert case.notes.count() == 1
        assert Entry.objects.filter(verb="case.moved", facts__after="closed").count() == 1

    return Race([work(kim, "Die Bank steht."), work(boss, "Sie steht.")], "cases_case", judge)


def reopen() -> Race:
    """An author who clicks twice opens a case once."""
    case = a.case()
    caring.close(case, caring.Closing(Ending.DONE, "Steht."), by=a.coordinator(), now=LATER)

    def judge(outcome: Outcome) -> None:
        assert (len(outcome.done), len(outcome.refused)) == (1, 1)
        assert sum(each.is_open for each in case.promises.all()) == 2

    def work() -> Case:
        return caring.reopen(case, saying="Sie wackelt.", by=case.lead.author, now=LATER)

    return Race([work] * 2, "cases_note", judge)


def assign() -> Race:
    """Two give a case away: in the end it has one caretaker, and had one at any time."""
    case, boss = a.case(), a.coordinator()
    kim, toni = a.caretaker("kim"), a.caretaker("toni")

    def judge(outcome: Outcome) -> None:
        assert len(outcome.done) == 2
        rows = list(Assignment.objects.filter(case=case).order_by("starts", "pk"))
        assert [each.ends is None for each in rows] == [False, False, True]

    def work(to: Person) -> Callable[[], Case]:
        return lambda: caring.assign_caretaker(case, to, by=boss, now=LATER)

    return Race([work(kim), work(toni)], "cases_assignment", judge)


def confirm() -> Race:
    """A contribution that is confirmed twice gets one case."""
    said = a.contribution(by=a.resident("bo"), confirmed=False)

    def judge(outcome: Outcome) -> None:
        assert len(outcome.done) == 4
        assert Case.objects.filter(lead=said).count() == 1
        assert Contribution.objects.get(pk=said.pk).state == State.PUBLISHED

    return Race([lambda: voices.confirm(said, now=LATER)] * 4, "voices_contribution", judge)


def merge() -> Race:
    """Two cases put into each other at once: one goes on in the other."""
    one, two, boss = a.case("Eine Bank am Ufer"), a.case("Noch eine Bank"), a.coordinator()

    def judge(outcome: Outcome) -> None:
        assert (len(outcome.done), len(outcome.refused)) == (1, 1)
        merged = Case.objects.filter(merged_into__isnull=False)
        assert merged.count() == 1
        assert merged.get().merged_into.merged_into_id is None

    works = [
        lambda: caring.merge(one, two, saying="", by=boss, now=LATER),
        lambda: caring.merge(two, one, saying="", by=boss, now=LATER),
    ]
    return Race(works, "cases_note", judge)


def judgement() -> Race:
    """Of two moderators one judges, the other is told."""
    case = a.case()
    both = [a.staff(Role.MODERATOR, at=a.controller(), name=f"moderation-{n}") for n in range(2)]

    def judge(outcome: Outcome) -> None:
        assert (len(outcome.done), len(outcome.refused)) == (1, 1)
        assert Judgement.objects.count() == 1

    def work(by: Person) -> Callable[[], Judgement]:
        return lambda: voices.refuse(case.lead, reasons=REASONS, by=by, now=LATER)

    return Race([work(each) for each in both], "voices_contribution", judge)


def complaint() -> Race:
    """An author who sends a complaint twice has made one."""
    case = a.case()
    made = voices.refuse(case.lead, reasons=REASONS, by=a.coordinator(), now=LATER)

    def judge(outcome: Outcome) -> None:
        assert (len(outcome.done), len(outcome.refused)) == (1, 3)
        assert Complaint.objects.count() == 1

    def work() -> Complaint:
        return voices.complain(made, "Das stimmt so nicht.", by=case.lead.author, now=LATER)

    return Race([work] * 4, "voices_complaint", judge)


def decision() -> Race:
    """A complaint is decided once, not upheld and rejected at the same time."""
    case = a.case()
    made = voices.refuse(case.lead, reasons=REASONS, by=a.coordinator(), now=LATER)
    about = voices.complain(made, "Das stimmt so nicht.", by=case.lead.author, now=LATER)
    both = [a.staff(Role.MODERATOR, at=a.controller(), name=f"moderation-{n}") for n in range(2)]

    def work(by: Person, upheld: bool) -> Callable[[], Complaint]:
        return lambda: voices.decide_complaint(about, upheld=upheld, answer="So ist es.", by=by, now=LATER)

    def judge(outcome: Outcome) -> None:
        assert (len(outcome.done), len(outcome.refused)) == (1, 1)
        shown = Contribution.objects.get(pk=case.lead_id).state == State.PUBLISHED
        assert Complaint.objects.get().upheld == shown
        assert Entry.objects.filter(verb="complaint.decided").count() == 1

    return Race([work(both[0], True), work(both[1], False)], "voices_complaint", judge)


def verdict() -> Race:
    """A person says once whether it is done."""
    case, fan = a.case(), a.resident("fan")
    caring.close(case, caring.Closing(Ending.DONE, "Steht."), by=a.coordinator(), now=LATER)

    def judge(outcome: Outcome) -> None:
        assert (len(outcome.done), len(outcome.refused)) == (1, 3)
        assert Verdict.objects.count() == 1

    def work() -> Case:
        return caring.answer_whether_done(case, is_done=True, by=fan.person, now=LATER)

    return Race([work] * 4, "cases_verdict", judge)


def follow() -> Race:
    """A person follows a case once."""
    case, fan = a.case(), a.resident("fan")
    Follow.objects.all().delete()

    def judge(_outcome: Outcome) -> None:
        assert Follow.objects.filter(person=fan.person, ended_at=None).count() == 1

    def work() -> Follow:
        return news.follow(fan, news.Wish(case=case), by=fan.person, now=LATER)

    return Race([work] * 8, "news_follow", judge)


def pseudonym() -> Race:
    """Of two who want the same pseudonym one gets it, the other is told."""
    both = [a.resident("eins"), a.resident("zwei")]

    def work(mine: Relation) -> Callable[[], Relation]:
        return lambda: people.change_pseudonym(mine, "Leiser Wal 12", by=mine.person, now=LATER)

    def judge(outcome: Outcome) -> None:
        assert (len(outcome.done), len(outcome.refused)) == (1, 1)
        assert Relation.objects.filter(pseudonym="Leiser Wal 12").count() == 1

    return Race([work(each) for each in both], "people_relation", judge)


LOCKED = Guard(locks=True)
RACES: list[tuple[Callable[[], Race], Guard]] = [
    (support, Guard(constraints=[(Support, "a_person_supports_something_once")])),
    (redeem, Guard(condition=' AND "kernel_token"."used_at" IS NULL')),
    (close, LOCKED),
    (reopen, LOCKED),
    (assign, Guard(constraints=[(Assignment, "a_case_has_one_caretaker_at_a_time")], locks=True)),
    (confirm, LOCKED),
    (merge, LOCKED),
    (judgement, LOCKED),
    (complaint, LOCKED),
    (decision, LOCKED),
    (verdict, Guard(constraints=[(Verdict, "a_person_answers_once_per_closing")], locks=True)),
    (follow, Guard(constraints=[(Follow, "a_case_is_followed_once")], locks=True)),
    (pseudonym, Guard(constraints=[(Relation, "a_pseudonym_means_one_person_at_a_controller")], locks=True)),
]
NAMES = [prepare.__name__ for prepare, _guard in RACES]


def _run(race: Race, without: Guard) -> None:
    outcome = run(race.works, table=race.table, without=without)
    assert outcome.broken == []
    race.judge(outcome)


@pytest.mark.parametrize("prepare", [prepare for prepare, _guard in RACES], ids=NAMES)
def test_at_the_same_moment_everybody_gets_what_is_theirs_once(prepare: Callable[[], Race]) -> None:
    _run(prepare(), NO_GUARD)


@pytest.mark.parametrize(("prepare", "guard"), RACES, ids=NAMES)
def test_without_its_guard_the_same_race_goes_wrong(prepare: Callable[[], Race], guard: Guard) -> None:
    race = prepare()
    with guard.dropped(), pytest.raises(AssertionError):
        _run(race, guard)
