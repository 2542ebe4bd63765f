"""Every verb of the house, ready to be tried: what has to be the case before, and the one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import CouncilDecision, CouncilKind, Outcome, PromiseKind, WaitingFor
from konsens.caring.cases.models import AnswerTemplate, Case, CouncilStep, Route
from konsens.caring.cases.permissions import can_read_inside
from konsens.city.calendar import actions as calendar
from konsens.city.calendar.models import Occurrence
from konsens.city.calendar.recurrence import Rule
from konsens.city.people import actions as people
from konsens.city.people import offices, staff
from konsens.city.people.kinds import LegalKind, Role
from konsens.city.people.models import Absence, Identity, Membership, Organisation, Person, Relation
from konsens.city.people.viewer import Viewer
from konsens.city.places.models import Space
from konsens.city.projects import actions as projects
from konsens.city.projects.models import Project
from konsens.city.topics import actions as topics
from konsens.kernel import clock
from konsens.kernel.workdays import after_workdays, public_holidays
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Channel, Ground
from konsens.listening.voices.models import Contribution, Judgement, Report
from konsens.telling.news import actions as news
from konsens.telling.news.kinds import Cadence, Sending
from konsens.telling.news.models import Follow, Mailing
from tests import a
from tests.security.world import World, phase

Act = Callable[[Person | None], object]
Verb = Callable[[World], Act]
NOW = a.NOW + timedelta(hours=1)
TODAY = clock.day_of(NOW)
REASONS = voices.Reasons(facts="Nennt den Namen eines Nachbarn.", ground=Ground.PRIVACY)
THURSDAYS = Rule(
    weekdays=(3,), starts_on=date(2026, 3, 19), ends_on=date(2026, 5, 28), at=time(17), minutes=60
)
VERBS: dict[str, Verb] = {}


def verb(make: Verb) -> Verb:
    """Put a verb on the list under its own name."""
    VERBS[make.__name__] = make
    return make


def workday(after: int) -> date:
    """A working day some working days ahead."""
    return after_workdays(TODAY, after, public_holidays())


def relation_of(by: Person | None, w: World) -> Relation:
    """What the city knows of whoever comes; a stranger gives a mail address."""
    if by is None:
        return people.meet(w.city, email="fremd@beispiel.example", now=NOW)
    return Relation.objects.get(person=by, controller=w.city)


# -- say ------------------------------------------------------------------------------------------------


@verb
def hear(w: World) -> Act:
    return lambda by: voices.hear(
        a.said("Mehr Licht am Weg"), phase=phase(w), relation=relation_of(by, w), by=by, now=NOW
    )


@verb
def hear_for_somebody(w: World) -> Act:
    relation = w.relation("resident")
    said = a.said("Am Telefon gesagt", channel=Channel.PHONE)
    return lambda by: voices.hear(said, phase=phase(w), relation=relation, by=by, entered_by=by, now=NOW)


@verb
def support(w: World) -> Act:
    return lambda by: voices.support(w.case.lead, relation=relation_of(by, w), by=by, now=NOW)


@verb
def take_support_back(w: World) -> Act:
    given = w.relation("resident")
    voices.support(w.case.lead, relation=given, by=given.person, now=NOW)
    return lambda by: voices.take_support_back(w.case.lead, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def comment(w: World) -> Act:
    projects.change_phase(phase(w), comments=True, by=None, now=NOW)
    lead = Contribution.objects.get(pk=w.case.lead_id)
    return lambda by: voices.comment(lead, "Gute Idee.", relation=relation_of(by, w), by=by, now=NOW)  # type: ignore[arg-type]


@verb
def withdraw(w: World) -> Act:
    return lambda by: voices.withdraw(w.case.lead, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def report(w: World) -> Act:
    return lambda by: voices.report(
        w.case.lead, reason="Das gehört hier nicht hin.", name="", email="", by=by, now=NOW
    )


@verb
def complain(w: World) -> Act:
    judgement = voices.refuse(w.case.lead, reasons=REASONS, by=w.person("moderator"), now=NOW)
    return lambda by: voices.complain(judgement, "Das stimmt so nicht.", by=by, now=NOW)  # type: ignore[arg-type]


@verb
def write_to_team(w: World) -> Act:
    return lambda by: caring.write_to_team(w.case, "Noch ein Hinweis.", by=by, now=NOW)  # type: ignore[arg-type]


@verb
def write_to_team_confidential(w: World) -> Act:
    return lambda by: caring.write_to_team(w.confidential, "Noch ein Hinweis.", by=by, now=NOW)  # type: ignore[arg-type]


@verb
def answer_whether_done(w: World) -> Act:
    _closed(w)
    return lambda by: caring.answer_whether_done(w.case, is_done=True, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def answer_whether_done_confidential(w: World) -> Act:
    caring.close(w.confidential, caring.Closing(Outcome.DONE, "Geklärt."), by=w.person("caretaker"), now=NOW)
    return lambda by: caring.answer_whether_done(w.confidential, is_done=True, by=by, now=NOW)  # type: ignore[arg-type]


# -- care -----------------------------------------------------------------------------------------------


@verb
def tell(w: World) -> Act:
    return lambda by: caring.tell(w.case, "Wir sehen uns das an.", by=by, now=NOW)  # type: ignore[arg-type]


@verb
def begin(w: World) -> Act:
    return lambda by: caring.begin(w.case, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def wait(w: World) -> Act:
    caring.begin(w.case, by=w.person("caretaker"), now=NOW)
    until = TODAY + timedelta(days=20)
    return lambda by: caring.wait(
        w.case,
        what=WaitingFor.SEASON,
        until=until,
        saying="Im Mai.",
        by=by,
        now=NOW,  # type: ignore[arg-type]
    )


@verb
def close(w: World) -> Act:
    closing = caring.Closing(Outcome.DONE, "Die Bank steht.")
    return lambda by: caring.close(w.case, closing, by=by, now=NOW)  # type: ignore[arg-type]


def _closed(w: World) -> None:
    caring.close(w.case, caring.Closing(Outcome.DONE, "Fertig."), by=w.person("caretaker"), now=NOW)
    w.case.refresh_from_db()


@verb
def reopen(w: World) -> Act:
    _closed(w)
    return lambda by: caring.reopen(w.case, saying="Sie wackelt.", by=by, now=NOW)  # type: ignore[arg-type]


@verb
def set_date(w: World) -> Act:
    due = workday(33)
    return lambda by: caring.set_date(
        w.case,
        PromiseKind.NEXT_STEP,
        due,
        because="Es dauert.",
        by=by,
        now=NOW,  # type: ignore[arg-type]
    )


@verb
def reroute(w: World) -> Act:
    other = a.topic(w.city, "Wege")
    return lambda by: caring.reroute(w.case, other, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def merge(w: World) -> Act:
    into = a.case("Noch eine Bank", of=w.city, topic=w.topic)
    return lambda by: caring.merge(w.case, into, saying="", by=by, now=NOW)  # type: ignore[arg-type]


@verb
def take_to_council(w: World) -> Act:
    paper = caring.Paper(CouncilKind.MOTION, "Bezirksvertretung")
    return lambda by: caring.take_to_council(w.case, paper, saying="Das geht in den Rat.", by=by, now=NOW)  # type: ignore[arg-type]


def _step(w: World) -> CouncilStep:
    paper = caring.Paper(CouncilKind.MOTION, "Bezirksvertretung")
    return caring.take_to_council(w.case, paper, saying="", by=w.person("caretaker"), now=NOW)


@verb
def note_decision(w: World) -> Act:
    step = _step(w)
    return lambda by: caring.note_decision(
        step,
        CouncilDecision.ADOPTED,
        decided_on=TODAY,
        saying="",
        by=by,
        now=NOW,  # type: ignore[arg-type]
    )


@verb
def note_implementation(w: World) -> Act:
    step = _step(w)
    kim = w.person("caretaker")
    caring.note_decision(step, CouncilDecision.ADOPTED, decided_on=TODAY, saying="", by=kim, now=NOW)
    return lambda by: caring.note_implementation(step, "Gebaut.", implemented_on=TODAY, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def note_inside(w: World) -> Act:
    return lambda by: caring.note_inside(w.case, "Nur für uns.", by=by, now=NOW)  # type: ignore[arg-type]


@verb
def note_inside_confidential(w: World) -> Act:
    return lambda by: caring.note_inside(w.confidential, "Nur für uns.", by=by, now=NOW)  # type: ignore[arg-type]


@verb
def assign_caretaker(w: World) -> Act:
    return lambda by: caring.assign_caretaker(w.case, w.person("colleague"), by=by, now=NOW)  # type: ignore[arg-type]


@verb
def assign_many(w: World) -> Act:
    cases, to = [w.case, a.case("Noch eine Bank", of=w.city, topic=w.topic)], w.person("colleague")
    return lambda by: caring.assign_many(cases, to, organisation=None, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def hand_over_all(w: World) -> Act:
    kim, to = w.person("caretaker"), w.person("colleague")
    count = kim.assignments.filter(ends=None).count()
    return lambda by: caring.hand_over_all(kim, to, w.city, expected=count, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def save_template(w: World) -> Act:
    return lambda by: caring.save_template(w.city, title="Danke", text="Danke für …", by=by, now=NOW)  # type: ignore[arg-type]


@verb
def remove_template(w: World) -> Act:
    template = AnswerTemplate.objects.create(controller=w.city, title="Danke", text="Danke für …")
    return lambda by: caring.remove_template(template, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def enter_absence(w: World) -> Act:
    Absence.objects.all().delete()
    kim, deputy = w.person("caretaker"), w.person("deputy")
    return lambda by: people.enter_absence(
        kim,
        w.city,
        deputy=deputy,
        starts=TODAY,
        ends=TODAY,
        by=by,
        now=NOW,  # type: ignore[arg-type]
    )


@verb
def end_absence(w: World) -> Act:
    absence = Absence.objects.get()
    return lambda by: people.end_absence(absence, by=by, now=NOW)  # type: ignore[arg-type]


# -- moderate -------------------------------------------------------------------------------------------


def _held(w: World) -> Contribution:
    return a.contribution("Ruft mich an: 0231 1234567", of=w.city)


@verb
def approve(w: World) -> Act:
    held = _held(w)
    return lambda by: voices.approve(held, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def refuse(w: World) -> Act:
    return lambda by: voices.refuse(w.case.lead, reasons=REASONS, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def restore(w: World) -> Act:
    voices.refuse(w.case.lead, reasons=REASONS, by=w.person("moderator"), now=NOW)
    return lambda by: voices.restore(w.case.lead, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def look_over(w: World) -> Act:
    return lambda by: voices.look_over([w.case.lead], by=by, now=NOW)  # type: ignore[arg-type]


@verb
def shorten(w: World) -> Act:
    lead = w.case.lead
    seen = (lead.title, lead.text)
    return lambda by: voices.shorten(
        lead,
        title=lead.title,
        text="Kürzer.",
        seen=seen,
        reasons=REASONS,
        by=by,
        now=NOW,  # type: ignore[arg-type]
    )


@verb
def show_photo(w: World) -> Act:
    photo = w.photo(w.case)
    return lambda by: voices.show_photo(photo, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def refuse_photo(w: World) -> Act:
    photo = w.photo(w.case)
    return lambda by: voices.refuse_photo(photo, reasons=REASONS, by=by, now=NOW)  # type: ignore[arg-type]


def _complaint(w: World, judge: str) -> object:
    judgement: Judgement = voices.refuse(w.case.lead, reasons=REASONS, by=w.person(judge), now=NOW)
    return voices.complain(judgement, "Das stimmt so nicht.", by=w.person("author"), now=NOW)


@verb
def decide_complaint(w: World) -> Act:
    people.give_role(w.person("neighbour"), w.city, Role.MODERATOR, by=None, now=NOW, starts=TODAY)
    complaint: Any = _complaint(w, "neighbour")
    return lambda by: voices.decide_complaint(complaint, upheld=True, answer="Stimmt.", by=by, now=NOW)  # type: ignore[arg-type]


@verb
def decide_complaint_about_moderator(w: World) -> Act:
    complaint: Any = _complaint(w, "moderator")
    return lambda by: voices.decide_complaint(complaint, upheld=True, answer="Stimmt.", by=by, now=NOW)  # type: ignore[arg-type]


@verb
def settle_report(w: World) -> Act:
    report(w)(None)
    reported = Report.objects.get()
    return lambda by: voices.settle_report(reported, acted=False, answer="Das bleibt.", by=by, now=NOW)  # type: ignore[arg-type]


@verb
def see_reporter(w: World) -> Act:
    report(w)(None)
    reported = Report.objects.get()
    return lambda by: voices.see_reporter(reported, by=by, now=NOW)  # type: ignore[arg-type]


# -- plan -----------------------------------------------------------------------------------------------


def _dates(w: World) -> calendar.Outcome:
    return calendar.plan_series(w.green, a.what(), THURSDAYS, by=None, now=NOW)


@verb
def plan_date(w: World) -> Act:
    return lambda by: calendar.plan_date(w.green, a.what(), a.when(), by=by, now=NOW)


@verb
def move_date(w: World) -> Act:
    made = calendar.plan_date(w.green, a.what(), a.when(), by=None, now=NOW)
    return lambda by: calendar.move_date(made, a.when(minutes=30), because="Markt.", by=by, now=NOW)


@verb
def cancel_date(w: World) -> Act:
    made = calendar.plan_date(w.green, a.what(), a.when(), by=None, now=NOW)
    return lambda by: calendar.cancel_date(made, because="Krank.", by=by, now=NOW)


@verb
def plan_series(w: World) -> Act:
    return lambda by: calendar.plan_series(w.green, a.what(), THURSDAYS, by=by, now=NOW)


@verb
def change_series(w: World) -> Act:
    made = _dates(w).series
    later = replace(THURSDAYS, at=time(18))
    return lambda by: calendar.change_series(made, a.what(), later, because="Später.", by=by, now=NOW)


@verb
def end_series(w: World) -> Act:
    made, day = _dates(w).series, THURSDAYS.starts_on
    return lambda by: calendar.end_series(made, from_day=day, because="Schluss.", by=by, now=NOW)


def _house(w: World) -> Space:
    return calendar.open_house(w.green, "Haus am Ufer", by=None, now=NOW)


@verb
def open_house(w: World) -> Act:
    return lambda by: calendar.open_house(w.green, "Haus am Ufer", by=by, now=NOW)


@verb
def add_room(w: World) -> Act:
    house = _house(w)
    return lambda by: calendar.add_room(house, "Küche", by=by, now=NOW)


@verb
def change_space(w: World) -> Act:
    house = _house(w)
    return lambda by: calendar.change_space(house, capacity=20, by=by, now=NOW)


@verb
def end_space(w: World) -> Act:
    house = _house(w)
    return lambda by: calendar.end_space(house, ends=TODAY, by=by, now=NOW)


# -- furnish --------------------------------------------------------------------------------------------


@verb
def found_office(w: World) -> Act:
    return lambda by: people.found_office(w.city, slug="neu", name="Neues Amt", by=by, now=NOW)


@verb
def add_office(w: World) -> Act:
    return lambda by: offices.add_office(w.city, name="Team Wasser", by=by, now=NOW)


@verb
def change_office(w: World) -> Act:
    return lambda by: offices.change_office(w.works, name="Team Wege", phone="", email="", by=by, now=NOW)


def _empty_office(w: World) -> Organisation:
    return offices.add_office(w.city, name="Team Wasser", by=None, now=NOW)


@verb
def end_office(w: World) -> Act:
    office = _empty_office(w)
    return lambda by: offices.end_office(office, by=by, now=NOW)


@verb
def reopen_office(w: World) -> Act:
    office = offices.end_office(_empty_office(w), by=None, now=NOW)
    return lambda by: offices.reopen_office(office, by=by, now=NOW)


@verb
def change_identity(w: World) -> Act:
    identity = Identity.objects.get(controller=w.city)
    return lambda by: people.change_identity(identity, by=by, now=NOW, hue=200)


@verb
def publish_legal_text(w: World) -> Act:
    return lambda by: people.publish_legal_text(w.city, LegalKind.TERMS, "Neu.", by=by, now=NOW)


@verb
def give_role(w: World) -> Act:
    return lambda by: people.give_role(w.person("resident"), w.green, Role.CARETAKER, by=by, now=NOW)


@verb
def end_role(w: World) -> Act:
    membership = Membership.objects.get(person=w.person("colleague"))
    return lambda by: people.end_role(membership, by=by, now=NOW, ends=TODAY)  # type: ignore[arg-type]


def _task(w: World) -> staff.Task:
    return staff.Task(w.green, Role.CARETAKER, TODAY)


@verb
def invite(w: World) -> Act:
    return lambda by: staff.invite("neu@beispiel.example", "Neu", _task(w), by=by, now=NOW)


@verb
def withdraw_invitation(w: World) -> Act:
    made = staff.invite("neu@beispiel.example", "Neu", _task(w), by=None, now=NOW)
    return lambda by: staff.withdraw_invitation(made, by=by, now=NOW)


@verb
def add_topic(w: World) -> Act:
    return lambda by: topics.add_topic(w.city, "Spielplätze", by=by, now=NOW)


@verb
def change_topic(w: World) -> Act:
    return lambda by: topics.change_topic(w.topic, by=by, now=NOW, hint="Bäume und Beete")


@verb
def move_topic(w: World) -> Act:
    last = a.topic(w.city, "Wege", order=99)
    return lambda by: topics.move_topic(last, up=True, by=by, now=NOW)


@verb
def end_topic(w: World) -> Act:
    return lambda by: topics.end_topic(w.topic, by=by, now=NOW)


@verb
def offer_again(w: World) -> Act:
    gone = topics.end_topic(w.topic, by=None, now=NOW)
    return lambda by: topics.offer_again(gone, by=by, now=NOW)


@verb
def open_idea_platform(w: World) -> Act:
    Project.objects.filter(controller=w.city).update(is_permanent=False)
    return lambda by: projects.open_idea_platform(w.city, "Ideen", by=by, now=NOW)


@verb
def change_phase(w: World) -> Act:
    return lambda by: projects.change_phase(phase(w), by=by, now=NOW, comments=True)


@verb
def set_route(w: World) -> Act:
    other = a.topic(w.city, "Wege")
    return lambda by: caring.set_route(w.city, w.works, topic=other, by=by, now=NOW)


@verb
def remove_route(w: World) -> Act:
    route = Route.objects.get(controller=w.city, topic=w.topic)
    return lambda by: caring.remove_route(route, by=by, now=NOW)


@verb
def resend(w: World) -> Act:
    mailing = Mailing.objects.create(
        controller=w.city,
        person=w.person("author"),
        message_id="<x@y>",
        state=Sending.UNCERTAIN,
        queued_at=NOW,
    )
    return lambda by: news.resend(mailing, by=by, now=NOW)  # type: ignore[arg-type]


# -- one's own ------------------------------------------------------------------------------------------


@verb
def follow(w: World) -> Act:
    other = a.case("Noch eine Bank", of=w.city)
    return lambda by: news.follow(relation_of(by, w), news.Wish(case=other), by=by, now=NOW)


@verb
def follow_confidential(w: World) -> Act:
    Follow.objects.all().delete()
    return lambda by: news.follow(relation_of(by, w), news.Wish(case=w.confidential), by=by, now=NOW)


@verb
def change_pace(w: World) -> Act:
    made = Follow.objects.get(person=w.person("author"), case=w.case)
    return lambda by: news.change_pace(made, Cadence.DAILY, by=by, now=NOW)  # type: ignore[arg-type]


@verb
def change_pseudonym(w: World) -> Act:
    relation = w.relation("author")
    return lambda by: people.change_pseudonym(relation, "Leiser Wal 12", by=by, now=NOW)  # type: ignore[arg-type]


@verb
def choose_language(w: World) -> Act:
    return lambda by: people.choose_language(by, "en", now=NOW)  # type: ignore[arg-type]


@verb
def forget_person(w: World) -> Act:
    author = w.person("author")
    return lambda by: people.forget_person(author, by=by, now=NOW)  # type: ignore[arg-type]


# -- see ------------------------------------------------------------------------------------------------

Sees = Callable[[Viewer], bool]
SIGHTS: dict[str, Callable[[World], Sees]] = {}


def sight(make: Callable[[World], Sees]) -> Callable[[World], Sees]:
    """Put something to be seen on the list under its own name."""
    SIGHTS[make.__name__] = make
    return make


def _case(case: Case) -> Sees:
    return lambda viewer: Case.objects.visible_to(viewer).filter(pk=case.pk).exists()


@sight
def see_public_case(w: World) -> Sees:
    return _case(w.case)


@sight
def see_confidential_case(w: World) -> Sees:
    return _case(w.confidential)


@sight
def see_refused_case(w: World) -> Sees:
    voices.refuse(w.case.lead, reasons=REASONS, by=w.person("moderator"), now=NOW)
    return _case(w.case)


@sight
def see_unconfirmed(w: World) -> Sees:
    made = a.contribution("Noch nicht bestätigt", by=w.relation("author"), confirmed=False)
    return lambda viewer: Contribution.objects.visible_to(viewer).filter(pk=made.pk).exists()


@sight
def read_internal_notes(w: World) -> Sees:
    return lambda viewer: can_read_inside(viewer, w.case)


@sight
def read_confidential_notes(w: World) -> Sees:
    return lambda viewer: can_read_inside(viewer, w.confidential)


def _date(w: World, *, is_public: bool) -> Sees:
    made = calendar.plan_date(w.green, a.what(is_public=is_public), a.when(), by=None, now=NOW)
    return lambda viewer: Occurrence.objects.visible_to(viewer).filter(pk=made.pk).exists()


@sight
def see_public_date(w: World) -> Sees:
    return _date(w, is_public=True)


@sight
def see_internal_date(w: World) -> Sees:
    return _date(w, is_public=False)
