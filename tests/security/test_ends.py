"""When things end: roles, absences, dates; to the second, also in the nights of the clock change (T9)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import Outcome, WaitingFor
from konsens.caring.cases.models import Case, Promise
from konsens.city.people.models import Absence, Membership
from konsens.city.people.viewer import viewer_of
from konsens.conf.tick import tick
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices.models import Contribution
from konsens.telling.news import actions as news
from tests import a
from tests.security import world

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
DAYS = [
    pytest.param(date(2026, 3, 12), id="winter"),
    pytest.param(date(2026, 7, 1), id="summer"),
    pytest.param(date(2026, 3, 29), id="the night that lacks an hour"),
    pytest.param(date(2026, 10, 25), id="the night with one hour more"),
    pytest.param(date(2026, 12, 31), id="the end of the year"),
    pytest.param(date(2028, 2, 29), id="the day that most years lack"),
]


def midnight_after(day: date) -> datetime:
    """The instant at which a day is over in the city."""
    after = day + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=BERLIN).astimezone(UTC)


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("day", DAYS)
def test_a_day_is_the_citys_day(day: date) -> None:
    end = midnight_after(day)
    assert clock.day_of(end - SECOND) == day
    assert clock.day_of(end) == clock.day_of(end + SECOND) == day + timedelta(days=1)


@pytest.mark.parametrize("day", DAYS)
def test_a_role_holds_through_its_last_second_and_not_one_longer(day: date) -> None:
    here = world.build()
    Absence.objects.all().delete()
    kim = here.person("caretaker")
    Membership.objects.filter(person=kim).update(ends=day)
    end = midnight_after(day)
    inside = Case.objects.read_inside_by
    for moment, holds in ((end - SECOND, True), (end, False), (end + SECOND, False)):
        viewer = viewer_of(kim, on=clock.day_of(moment))
        assert viewer.works_for(here.city.pk) == holds
        assert inside(viewer).filter(pk=here.case.pk).exists() == holds
        assert Case.objects.visible_to(viewer).filter(pk=here.confidential.pk).exists() == holds
    with pytest.raises(PermissionDenied):
        caring.note_inside(here.case, "Zu spät.", by=kim, now=end)
    caring.note_inside(here.case, "Gerade noch.", by=kim, now=end - SECOND)


@pytest.mark.parametrize("day", DAYS)
def test_a_deputy_may_act_from_the_first_to_the_last_second_of_an_absence(day: date) -> None:
    here = world.build()
    Absence.objects.update(starts=day, ends=day)
    dana, end = here.person("deputy"), midnight_after(day)
    begin = midnight_after(day - timedelta(days=1))
    for moment in (begin - SECOND, end):
        with pytest.raises(PermissionDenied):
            caring.tell(here.case, "Nicht meins.", by=dana, now=moment)
    for moment in (begin, end - SECOND):
        caring.tell(here.case, "In Vertretung.", by=dana, now=moment)


def test_who_worked_here_until_yesterday_gets_into_no_room() -> None:
    here = world.build()
    today = clock.day_of(clock.now())
    browser = here.browser("coordinator")
    rooms = ("/arbeit/", "/koordination/", "/moderation/", f"/arbeit/vorgang/{here.case.public_id}/")
    Membership.objects.filter(person=here.person("coordinator")).update(ends=today)
    assert {browser.get(room).status_code for room in rooms} == {200}
    Membership.objects.filter(person=here.person("coordinator")).update(ends=today - timedelta(days=1))
    assert {browser.get(room).status_code for room in rooms} == {404}
    assert b"/koordination/" not in browser.get("/").content


@pytest.mark.parametrize("day", DAYS)
def test_a_date_is_late_from_the_first_second_after_its_day(day: date) -> None:
    case = a.case()
    Promise.objects.filter(case=case).update(due=day)
    end = midnight_after(day)
    late = Case.objects.overdue_on
    assert not late(clock.day_of(end - SECOND)).filter(pk=case.pk).exists()
    assert late(clock.day_of(end)).filter(pk=case.pk).exists()


@pytest.mark.parametrize("day", DAYS)
def test_waiting_stops_the_clock_through_its_last_day(day: date) -> None:
    case, kim = a.case(), a.coordinator()
    caring.begin(case, by=kim, now=a.NOW)
    Promise.objects.filter(case=case).update(due=clock.day_of(a.NOW))
    before = midnight_after(day - timedelta(days=2))
    caring.wait(case, what=WaitingFor.SEASON, until=day, saying="Im Frühjahr.", by=kim, now=before)
    late = Case.objects.overdue_on
    assert not late(clock.day_of(midnight_after(day) - SECOND)).filter(pk=case.pk).exists()
    assert late(clock.day_of(midnight_after(day))).filter(pk=case.pk).exists()


@pytest.mark.parametrize("day", DAYS)
def test_an_author_may_reopen_through_the_ninetieth_day(day: date) -> None:
    case = a.case()
    author, kim = case.lead.author, a.coordinator()
    closed = midnight_after(day) - SECOND
    caring.close(case, caring.Closing(Outcome.DONE, "Sie steht."), by=kim, now=closed)
    last = midnight_after(day + timedelta(days=90))
    with pytest.raises(RuleBrokenError, match="90 Tage"):
        caring.reopen(case, saying="Sie wackelt.", by=author, now=last)
    caring.reopen(case, saying="Sie wackelt.", by=author, now=last - SECOND)


@pytest.mark.parametrize("day", DAYS)
def test_the_question_comes_four_weeks_later_to_the_second(day: date) -> None:
    case, kim = a.case(), a.coordinator()
    closed = midnight_after(day)
    caring.close(case, caring.Closing(Outcome.DONE, "Sie steht."), by=kim, now=closed)
    due = closed + timedelta(days=28)
    assert caring.ask_due(now=due - SECOND) == 0
    assert caring.ask_due(now=due) == 1
    assert caring.ask_due(now=due + SECOND) == 0


def test_nothing_private_becomes_public_because_time_goes_by() -> None:
    """H3: whatever the clock does for ten years, what is confidential or held stays so."""
    here = world.build()
    held = a.contribution("Ruft mich an: 0231 1234567", of=here.city)
    unconfirmed = a.contribution("Noch nicht bestätigt", by=here.relation("author"), confirmed=False)
    fan = here.relation("resident")
    news.follow(fan, news.Wish(), by=fan.person, now=a.NOW)
    public = set(Case.objects.visible_to(viewer_of(None, on=date(2026, 3, 12))).values_list("pk", flat=True))
    for years in (1, 4, 10):
        now = a.NOW + timedelta(days=366 * years)
        tick(now=now)
        seen = Case.objects.visible_to(viewer_of(None, on=clock.day_of(now)))
        assert set(seen.values_list("pk", flat=True)) <= public
        said = Contribution.objects.visible_to(viewer_of(None, on=clock.day_of(now)))
        assert not said.filter(pk__in=[held.pk, unconfirmed.pk, here.confidential.lead_id]).exists()
