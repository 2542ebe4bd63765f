"""What moderators decide, with reasons, without trampling on each other, and what authors can do about it."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from PIL import Image

from konsens.caring.cases.kinds import Prominence
from konsens.caring.cases.models import Case
from konsens.city.people.actions import forget_person
from konsens.city.people.kinds import Role
from konsens.city.people.models import Person, Relation
from konsens.kernel.diary import timeline
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.files import prepare_photo
from konsens.kernel.models import Entry
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground, Kind, Measure, State
from konsens.listening.voices.models import Contribution, Judgement, Photo, Report
from konsens.listening.voices.rules import look_due, still_shortened
from tests import a

pytestmark = pytest.mark.django_db
LATER = a.NOW + a.DAY
WHY = voices.Reasons(
    facts="Nennt eine Nachbarin mit Namen.", ground=Ground.PRIVACY, rule="Netiquette, Punkt 3"
)


def moderator(name: str = "noa") -> Person:
    return a.staff(Role.MODERATOR, at=a.controller(), name=name)


def held(**fields: Any) -> Contribution:
    return a.contribution(text="Ruft mich an: 0231 1234567", **fields)


def with_photo() -> Photo:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(target, "PNG")
    target.seek(0)
    return a.contribution(photos=(prepare_photo(target),)).photos.get()


def comment_on(contribution: Contribution, text: str = "Das finde ich auch.") -> Contribution:
    phase = a.phase()
    phase.comments = True
    phase.save()
    contribution.refresh_from_db()
    somebody = a.resident("ute")
    return voices.comment(contribution, text, relation=somebody, by=somebody.person, now=a.NOW)


def judged(contribution: Contribution) -> list[str]:
    return [each.measure for each in contribution.judgements.order_by("pk")]


RIGHTS = [
    # who                may
    (Role.MODERATOR, True),
    (Role.COORDINATOR, True),
    (Role.CARETAKER, False),
    (Role.HEAD, False),
    (Role.ADMIN, False),
]


@pytest.mark.parametrize(("role", "may"), RIGHTS)
def test_only_moderation_and_coordination_judge(role: Role, may: bool) -> None:
    said, report = (
        held(),
        voices.report(held(), reason="Das ist eine Lüge.", name="", email="", by=None, now=LATER),
    )
    by = a.staff(role, at=a.controller())
    verbs: list[Any] = [
        lambda: voices.approve(said, by=by, now=LATER),
        lambda: voices.shorten(
            said, title=said.title, text="", seen=(said.title, said.text), reasons=WHY, by=by, now=LATER
        ),
        lambda: voices.refuse(said, reasons=WHY, by=by, now=LATER),
        lambda: voices.restore(said, by=by, now=LATER),
        lambda: voices.settle_report(
            report, acted=False, answer="Steht so im Ratsbeschluss.", by=by, now=LATER
        ),
        lambda: voices.see_reporter(report, by=by, now=LATER),
    ]
    for verb in verbs:
        if may:
            verb()
        else:
            with pytest.raises(PermissionDenied):
                verb()


def test_moderators_of_another_controller_judge_nothing_here() -> None:
    stranger = a.staff(Role.MODERATOR, at=a.controller("partei"), name="fremd")
    photo = with_photo()
    for verb in (
        lambda: voices.approve(held(), by=stranger, now=LATER),
        lambda: voices.look_over([a.contribution()], by=stranger, now=LATER),
        lambda: voices.show_photo(photo, by=stranger, now=LATER),
        lambda: voices.refuse_photo(photo, reasons=WHY, by=stranger, now=LATER),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_what_is_held_says_by_when_somebody_looks_and_approving_publishes_it() -> None:
    said = held()
    assert (said.state, said.look_by) == (State.HELD, date(2026, 3, 16))
    voices.approve(said, by=moderator(), now=LATER)
    said.refresh_from_db()
    assert (said.state, said.looked_at) == (State.PUBLISHED, LATER)
    assert Case.objects.get(lead=said).prominence == Prominence.PUBLIC


def test_of_two_moderators_the_second_is_told_whatever_the_two_do() -> None:
    first, second = moderator("eins"), moderator("zwei")
    said = held()
    seen = said.mark
    voices.refuse(said, reasons=WHY, by=first, now=LATER, mark=seen)
    for verb in (
        lambda: voices.approve(said, by=second, now=LATER, mark=seen),
        lambda: voices.refuse(said, reasons=WHY, by=second, now=LATER, mark=seen),
        lambda: voices.restore(said, by=second, now=LATER, mark=seen),
        lambda: voices.approve(said, by=second, now=LATER),
    ):
        with pytest.raises(RuleBrokenError):
            verb()
    assert judged(said) == [Measure.REFUSE]


def test_of_two_who_shorten_the_second_overwrites_nothing() -> None:
    said = held()
    seen = (said.title, said.text)
    voices.shorten(
        said, title=said.title, text="Ruft mich an.", seen=seen, reasons=WHY, by=moderator(), now=LATER
    )
    with pytest.raises(RuleBrokenError, match="jemand anderes den Text geändert"):
        voices.shorten(
            said, title="Ganz anders", text="", seen=seen, reasons=WHY, by=moderator("zwei"), now=LATER
        )
    said.refresh_from_db()
    assert said.text == "Ruft mich an."


def test_two_at_one_photo_decide_it_once() -> None:
    photo = with_photo()
    seen = photo.mark
    voices.show_photo(photo, by=moderator(), now=LATER, mark=seen)
    with pytest.raises(RuleBrokenError, match="inzwischen"):
        voices.refuse_photo(photo, reasons=WHY, by=moderator("zwei"), now=LATER, mark=seen)
    with pytest.raises(RuleBrokenError, match="inzwischen"):
        voices.show_photo(photo, by=moderator("drei"), now=LATER)
    photo.refresh_from_db()
    assert photo.shown


def test_shortening_keeps_the_original_inside_and_the_story_of_the_case_shows_the_trace() -> None:
    said = held()
    before = said.text
    judgement = voices.shorten(
        said, title=said.title, text="Ruft mich an.", seen=(said.title, before), reasons=WHY, by=moderator(),
        now=LATER, and_publish=True,
    )  # fmt: skip
    said.refresh_from_db()
    assert (said.state, said.text, judgement.text_before) == (State.PUBLISHED, "Ruft mich an.", before)
    story = timeline(Case.objects.get(lead=said), public_only=True)
    traces = [each.facts for each in story if each.verb == "contribution.judged"]
    assert {"measure": "shorten", "ground": "privacy"}.items() <= traces[0].items()


@pytest.mark.parametrize(
    "reasons", [voices.Reasons(), voices.Reasons(facts="  ", ground="law"), voices.Reasons(facts="Ein Grund")]
)
def test_a_restriction_without_facts_and_ground_is_refused_and_nothing_changes(
    reasons: voices.Reasons,
) -> None:
    photo, said, by = with_photo(), held(), moderator()
    for verb in (
        lambda: voices.refuse(said, reasons=reasons, by=by, now=LATER),
        lambda: voices.refuse_photo(photo, reasons=reasons, by=by, now=LATER),
        lambda: voices.shorten(
            said, title=said.title, text="", seen=(said.title, said.text), reasons=reasons, by=by, now=LATER
        ),
    ):
        with pytest.raises(RuleBrokenError, match="sagt warum"):
            verb()
    said.refresh_from_db()
    photo.refresh_from_db()
    assert (said.state, said.text, photo.looked_at) == (State.HELD, "Ruft mich an: 0231 1234567", None)
    assert not Judgement.objects.exists()


def test_not_even_the_database_keeps_a_restriction_without_reasons() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.create(contribution=held(), measure=Measure.REFUSE, by=moderator(), at=LATER)


def test_a_comment_can_be_shortened_though_it_has_no_heading() -> None:
    answer = comment_on(a.contribution(), "Frau Muster aus der Nummer 7 hat das gemacht.")
    voices.shorten(
        answer,
        title="",
        text="Jemand hat das gemacht.",
        seen=("", answer.text),
        reasons=WHY,
        by=moderator(),
        now=LATER,
    )
    answer.refresh_from_db()
    assert answer.text == "Jemand hat das gemacht."


def test_a_refused_comment_is_counted_no_more_and_counts_again_once_restored() -> None:
    said = a.contribution()
    answer = comment_on(said)
    voices.refuse(answer, reasons=WHY, by=moderator(), now=LATER)
    said.refresh_from_db()
    assert said.comment_count == 0
    voices.restore(answer, by=moderator("zwei"), now=LATER)
    said.refresh_from_db()
    assert said.comment_count == 1


def test_restoring_brings_back_what_was_refused_and_then_what_was_shortened() -> None:
    said, by = a.contribution(), moderator()
    whole = said.text
    voices.shorten(
        said, title=said.title, text="Dort.", seen=(said.title, whole), reasons=WHY, by=by, now=LATER
    )
    voices.refuse(said, reasons=WHY, by=by, now=LATER)
    voices.restore(said, by=by, now=LATER, saying="Das war zu streng.")
    said.refresh_from_db()
    assert (said.state, said.text) == (State.PUBLISHED, "Dort.")
    voices.restore(said, by=by, now=LATER)
    said.refresh_from_db()
    assert said.text == whole
    with pytest.raises(RuleBrokenError, match="nichts wiederherzustellen"):
        voices.restore(said, by=by, now=LATER)


def test_what_was_confidential_is_restored_as_confidential_and_never_published() -> None:
    topic = a.topic(name="Vertrauliches", is_private=True)
    said, by = a.contribution(topic=topic), moderator()
    voices.refuse(said, reasons=WHY, by=by, now=LATER)
    with pytest.raises(RuleBrokenError):
        voices.approve(said, by=by, now=LATER)
    voices.restore(said, by=by, now=LATER)
    said.refresh_from_db()
    assert said.state == State.PRIVATE
    assert Case.objects.get(lead=said).prominence == Prominence.LIMITED


def test_looking_over_several_marks_those_still_due_and_says_so_when_none_is_left() -> None:
    three = [a.contribution() for _each in range(3)]
    waiting = held()
    voices.approve(three[0], by=moderator(), now=LATER)
    assert voices.look_over([*three, waiting], by=moderator("zwei"), now=LATER) == 2
    waiting.refresh_from_db()
    assert waiting.state == State.HELD
    with pytest.raises(RuleBrokenError, match="schon jemand angesehen"):
        voices.look_over(three, by=moderator("drei"), now=LATER)


def test_nobody_decides_a_complaint_about_their_own_judgement_or_of_their_own() -> None:
    judge, author = moderator(), moderator("autor")
    relation = Relation.objects.filter(person=author).first() or a.people.meet(
        a.controller(), person=author, email=author.account.email if author.account else "", now=a.NOW
    )
    a.people.verify_address(relation, now=a.NOW)
    said = a.contribution(by=relation)
    judgement = voices.refuse(said, reasons=WHY, by=judge, now=LATER)
    complaint = voices.complain(judgement, "Das stimmt so nicht.", by=author, now=LATER)
    for by in (judge, author):
        with pytest.raises(PermissionDenied):
            voices.decide_complaint(complaint, upheld=True, answer="Doch.", by=by, now=LATER)
    voices.decide_complaint(complaint, upheld=True, answer="Stimmt.", by=moderator("dritte"), now=LATER)
    with pytest.raises(RuleBrokenError, match="inzwischen"):
        voices.decide_complaint(complaint, upheld=False, answer="Nein.", by=moderator("vierte"), now=LATER)


def test_an_upheld_complaint_undoes_shortening_and_photo_but_not_over_a_later_shortening() -> None:
    said, photo = a.contribution(), with_photo()
    by, other = moderator(), moderator("zwei")
    first = voices.shorten(
        said,
        title=said.title,
        text="Dort könnten wir.",
        seen=(said.title, said.text),
        reasons=WHY,
        by=by,
        now=LATER,
    )
    voices.shorten(
        said,
        title=said.title,
        text="Dort.",
        seen=(said.title, "Dort könnten wir."),
        reasons=WHY,
        by=by,
        now=LATER,
    )
    complaint = voices.complain(first, "Der Satz war harmlos.", by=said.author, now=LATER)
    with pytest.raises(RuleBrokenError, match="noch einmal gekürzt"):
        voices.decide_complaint(complaint, upheld=True, answer="Stimmt.", by=other, now=LATER)
    complaint.refresh_from_db()
    assert complaint.decided_at is None
    voices.restore(said, by=other, now=LATER)
    voices.decide_complaint(complaint, upheld=True, answer="Stimmt.", by=other, now=LATER)
    said.refresh_from_db()
    assert said.text == "Dort könnten wir uns ausruhen."
    refused = voices.refuse_photo(photo, reasons=WHY, by=by, now=LATER)
    mine = voices.complain(refused, "Da ist niemand drauf.", by=photo.contribution.author, now=LATER)
    voices.decide_complaint(mine, upheld=True, answer="Stimmt.", by=other, now=LATER)
    photo.refresh_from_db()
    assert photo.shown


def test_a_complaint_can_be_upheld_though_the_refusal_was_undone_or_the_words_taken_back_meanwhile() -> None:
    for meanwhile in ("restored", "withdrawn"):
        said = a.contribution()
        judgement = voices.refuse(said, reasons=WHY, by=moderator(), now=LATER)
        complaint = voices.complain(judgement, "Das stimmt so nicht.", by=said.author, now=LATER)
        if meanwhile == "restored":
            voices.restore(said, by=moderator("zwei"), now=LATER)
        else:
            voices.withdraw(said, by=said.author, now=LATER)
        decided = voices.decide_complaint(
            complaint, upheld=True, answer="Ja.", by=moderator("drei"), now=LATER
        )
        assert decided.upheld


def test_a_report_is_settled_once_with_an_answer() -> None:
    made = voices.report(
        a.contribution(), reason="Das ist eine Beleidigung.", name="", email="", by=None, now=a.NOW
    )
    with pytest.raises(RuleBrokenError, match="was Sie entschieden haben"):
        voices.settle_report(made, acted=False, answer=" ", by=moderator(), now=LATER)
    voices.settle_report(made, acted=False, answer="Das ist eine Meinung.", by=moderator(), now=LATER)
    with pytest.raises(RuleBrokenError, match="inzwischen"):
        voices.settle_report(made, acted=True, answer="Doch.", by=moderator("zwei"), now=LATER)


def test_looking_at_whoever_reported_is_written_down_and_the_line_vanishes_after_a_year() -> None:
    made = voices.report(
        a.contribution(),
        reason="Das ist eine Beleidigung.",
        name="Bo",
        email="bo@beispiel.example",
        by=None,
        now=a.NOW,
    )
    by = moderator()
    voices.see_reporter(made, by=by, now=LATER)
    lines = Entry.objects.filter(verb="report.reporter_seen")
    assert [each.actor_id for each in lines] == [by.pk]
    assert voices.forget_looks(now=LATER + timedelta(days=364)) == 0
    voices.forget_looks(now=LATER + timedelta(days=366))
    assert not lines.all().exists()


def test_reports_of_somebody_who_is_forgotten_stay_without_name_and_address() -> None:
    made = voices.report(
        a.contribution(),
        reason="Das ist eine Beleidigung.",
        name="Bo",
        email="bo@beispiel.example",
        by=None,
        now=a.NOW,
    )
    reporter = Relation.objects.get(email="bo@beispiel.example").person
    forget_person(reporter, by=reporter, now=LATER)
    kept = Report.objects.get(pk=made.pk)
    assert (kept.name, kept.email, kept.reason) == ("", "", "Das ist eine Beleidigung.")


def test_a_restoring_takes_the_latest_shortening_back() -> None:
    s, r, p = Measure.SHORTEN, Measure.RESTORE, Measure.PUBLISH
    assert still_shortened([(1, s, True), (2, s, True), (3, r, True)]) == [1]
    assert still_shortened([(1, s, True), (2, r, False), (3, p, False)]) == [1]
    assert still_shortened([(1, r, True)]) == []


def test_two_working_days_are_no_weekend() -> None:
    assert look_due(date(2026, 3, 12), frozenset()) == date(2026, 3, 16)


def test_only_ideas_concerns_and_comments_that_somebody_confirmed_are_shortened() -> None:
    said = a.contribution(confirmed=False, kind=Kind.CONCERN)
    with pytest.raises(RuleBrokenError, match="liest niemand"):
        voices.shorten(
            said,
            title="Etwas anderes",
            text="",
            seen=(said.title, said.text),
            reasons=WHY,
            by=moderator(),
            now=LATER,
        )
