"""A mail is queued exactly once and handed over at most once, whatever the mail server does (D15)."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core.exceptions import PermissionDenied

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import Case
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.doors.post.sending import MOST_TRIES, UNCERTAIN_AFTER, hand_over, is_waiting, queue
from konsens.doors.post.tick import tick
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.models import Entry
from konsens.telling.news import actions as news
from konsens.telling.news.kinds import Cadence, DeliveryState, Sending
from konsens.telling.news.models import Delivery, Follow, Mailing
from konsens.telling.news.spread import spread
from tests import a
from tests.at_once import at_once
from tests.doors.post.conftest import by_smtp
from tests.mails import MailServer, Session, mail_server, sent, text

MINUTE = timedelta(minutes=1)


def one_mail() -> Mailing:
    """A follower's mail, ready to be handed over."""
    fan, case = a.resident("fan"), a.case()
    news.follow(fan, news.Wish(case=case), by=fan.person, now=a.NOW)
    Entry.objects.update(told_at=a.NOW)
    caring.tell(case, "Wir sehen uns das an.", by=a.caretaker_of(case), now=a.NOW)
    spread(now=a.NOW)
    Delivery.objects.exclude(person=fan.person).delete()
    assert queue(now=a.NOW) == 1
    return Mailing.objects.get()


def refusing(step: str, answer: str) -> MailServer:
    def behave(_session: Session, line: str) -> str | None:
        return answer if line.startswith(step) else None

    return MailServer(answer=behave)


@pytest.mark.django_db
def test_what_is_due_for_one_reader_comes_in_one_mail() -> None:
    fan = a.resident("fan")
    cases = [a.case(f"Sache Nummer {n}") for n in range(3)]
    for case in cases:
        news.follow(fan, news.Wish(case=case), by=fan.person, now=a.NOW)
    Entry.objects.update(told_at=a.NOW)
    for case in cases:
        caring.tell(case, "Wir sind dran.", by=a.caretaker_of(case), now=a.NOW)
    tick(now=a.NOW)
    (mail,) = sent(fan.email)
    assert mail["Subject"] == "3 Neuigkeiten von Ideen und Anliegen"
    assert all(text(mail).count(f"Sache Nummer {n}\n") == 1 for n in range(3))
    assert text(mail).count("Wir sind dran.") == 3


@pytest.mark.django_db
def test_controllers_never_share_a_mail() -> None:
    fan = a.person("fan")
    for slug, kind in (("stadt", OrganisationKind.CITY), ("partei", OrganisationKind.PARTY)):
        root = a.controller(slug, kind=kind)
        relation = a.people.meet(root, person=fan, email=fan.account.email, now=a.NOW)
        a.people.verify_address(relation, now=a.NOW)
        news.follow(relation, news.Wish(), by=fan, now=a.NOW)
        a.case(f"Etwas bei {slug}", of=root)
    tick(now=a.NOW)
    mails = sent(fan.account.email)
    assert len(mails) == 2
    assert ["stadt" in text(mail) for mail in mails] != ["partei" in text(mail) for mail in mails]


@pytest.mark.django_db
def test_a_round_that_is_repeated_changes_nothing() -> None:
    one_mail()
    first = tick(now=a.NOW)
    assert (first.queued, first.sent) == (0, 1)
    before = list(Mailing.objects.values()), list(Delivery.objects.values())
    again = tick(now=a.NOW)
    assert (again.entries, again.queued, again.sent, again.more) == (0, 0, 0, False)
    assert (list(Mailing.objects.values()), list(Delivery.objects.values())) == before
    assert len(sent()) == 1


@pytest.mark.django_db(transaction=True)
def test_rounds_at_the_same_moment_send_everything_once() -> None:
    fans = [a.resident(f"fan-{n}") for n in range(6)]
    for fan in fans:
        news.follow(fan, news.Wish(), by=fan.person, now=a.NOW)
    for n in range(4):
        a.case(f"Sache Nummer {n}")
    with mail_server() as server, by_smtp(server):
        results = at_once(6, lambda _n: tick(now=a.NOW))
    assert not [each for each in results if isinstance(each, Exception)]
    assert not Entry.objects.filter(told_at=None).exists()
    told = list(Delivery.objects.values_list("person_id", "entry_id"))
    assert len(told) == len(set(told))
    assert not Delivery.objects.filter(state=DeliveryState.WAITING).exists()
    assert set(Mailing.objects.values_list("state", flat=True)) == {Sending.SENT}
    ids = [str(mail["Message-ID"]) for mail in server.taken]
    assert len(ids) == len(set(ids)) == Mailing.objects.count()
    for fan in fans:
        words = "\n".join(text(mail) for mail in server.taken if fan.email in str(mail["To"]))
        assert all(words.count(f"Sache Nummer {n}\n\nDas ist neu.") == 1 for n in range(4))


@pytest.mark.django_db
def test_a_server_that_cannot_be_reached_costs_nothing_but_time() -> None:
    mailing = one_mail()
    with mail_server() as server:
        gone = server.port
    with by_smtp(MailServer(port=gone)):
        for n in range(20):
            assert hand_over(now=a.NOW + n * MINUTE) == 0
    mailing.refresh_from_db()
    assert (mailing.state, mailing.tries, mailing.handed_over_at) == (Sending.QUEUED, 0, None)
    with mail_server() as server, by_smtp(server):
        assert hand_over(now=a.NOW + 21 * MINUTE) == 1
    assert len(server.taken) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "message"])
def test_a_refusal_for_good_is_final(step: str) -> None:
    mailing = one_mail()
    with mail_server(refusing(step, "550 no such mailbox").answer) as server, by_smtp(server):
        assert hand_over(now=a.NOW) == 0
        assert hand_over(now=a.NOW + a.DAY) == 0
    mailing.refresh_from_db()
    assert mailing.state == Sending.FAILED
    assert mailing.trouble.startswith("SMTP")
    assert server.taken == []


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "message"])
def test_a_server_that_asks_for_patience_gets_it(step: str) -> None:
    mailing = one_mail()
    with mail_server(refusing(step, "451 later please").answer) as server, by_smtp(server):
        assert hand_over(now=a.NOW) == 0
        mailing.refresh_from_db()
        assert mailing.state == Sending.QUEUED
        assert mailing.queued_at - a.NOW - 2 * MINUTE < timedelta(seconds=10)
        assert not is_waiting(a.NOW + 2 * MINUTE)
        assert hand_over(now=a.NOW + MINUTE) == 0
        mailing.refresh_from_db()
        assert mailing.tries == 1
        server.answer = lambda _session, _line: None
        assert hand_over(now=a.NOW + 3 * MINUTE) == 1
    assert [str(mail["Message-ID"]) for mail in server.taken] == [mailing.message_id]


@pytest.mark.django_db
def test_patience_ends_after_some_tries() -> None:
    mailing = one_mail()
    with mail_server(refusing("RCPT", "450 busy").answer) as server, by_smtp(server):
        now = a.NOW
        for _time in range(MOST_TRIES + 3):
            hand_over(now=now)
            now += timedelta(days=2)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.tries) == (Sending.FAILED, MOST_TRIES)


@pytest.mark.django_db
def test_a_conversation_that_breaks_off_leaves_a_doubt() -> None:
    mailing = one_mail()

    def hang_up(session: Session, line: str) -> str | None:
        if line == "message":
            session.connection.close()
            raise OSError
        return None

    with mail_server(hang_up) as server, by_smtp(server):
        assert hand_over(now=a.NOW) == 0
        assert hand_over(now=a.NOW + a.DAY) == 0
    mailing.refresh_from_db()
    assert mailing.state == Sending.UNCERTAIN
    assert mailing.trouble == SMTPServerDisconnected.__name__
    assert len(server.seen) == 1


@pytest.mark.django_db
def test_one_mail_that_cannot_be_handed_over_does_not_keep_the_others() -> None:
    one_mail()
    other = a.resident("andere")
    news.follow(other, news.Wish(), by=other.person, now=a.NOW)
    case = a.case("Noch eine Sache")
    first = Mailing.objects.get()
    refused = first.person.account.email

    def refuse_one(_session: Session, line: str) -> str | None:
        return "550 no" if line.startswith("RCPT") and refused in line else None

    with mail_server(refuse_one) as server, by_smtp(server):
        tick(now=a.NOW)
    assert Mailing.objects.get(pk=first.pk).state == Sending.FAILED
    assert any(case.lead.title in text(mail) for mail in server.taken)
    assert any(other.email in str(mail["To"]) for mail in server.taken)


@pytest.mark.django_db
def test_a_mail_that_nobody_can_write_is_marked_and_the_others_go_out(
    caplog: pytest.LogCaptureFixture,
) -> None:
    mailing = one_mail()
    broken = Entry.objects.filter(verb="case.moved").latest("pk")
    Entry.objects.filter(pk=broken.pk).update(facts={"case": broken.facts["case"], "after": "flying"})
    a.contribution("Etwas anderes", confirmed=False)
    tick(now=a.NOW)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.trouble) == (Sending.FAILED, "ValueError")
    assert "cannot be written" in caplog.text
    assert len(sent()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("second", "state"), [(-1, Sending.HANDED_OVER), (1, Sending.UNCERTAIN)])
def test_a_gap_shows_after_a_quarter_of_an_hour(second: int, state: Sending) -> None:
    mailing = one_mail()
    Mailing.objects.update(state=Sending.HANDED_OVER, handed_over_at=a.NOW)
    hand_over(now=a.NOW + UNCERTAIN_AFTER + timedelta(seconds=second))
    mailing.refresh_from_db()
    assert mailing.state == state
    assert sent() == []


@pytest.mark.django_db
def test_staff_send_a_doubtful_mail_again_with_the_same_id() -> None:
    mailing = one_mail()
    assert hand_over(now=a.NOW) == 1
    Mailing.objects.update(state=Sending.UNCERTAIN)
    news.resend(mailing, by=a.coordinator(), now=a.NOW + a.DAY)
    assert hand_over(now=a.NOW + a.DAY) == 1
    first, second = sent()
    assert first["Message-ID"] == second["Message-ID"] == mailing.message_id
    assert Entry.objects.filter(verb="mail.sent_again").count() == 1
    with pytest.raises(RuleBrokenError, match="nicht ungewiss"):
        news.resend(mailing, by=a.coordinator(), now=a.NOW + a.DAY)


@pytest.mark.django_db
def test_only_coordination_and_administration_send_again() -> None:
    mailing = one_mail()
    Mailing.objects.update(state=Sending.UNCERTAIN)
    elsewhere = a.coordinator(a.controller("partei", kind=OrganisationKind.PARTY))
    strangers = [a.person("bo"), a.caretaker("kim"), elsewhere, a.staff(Role.HEAD, at=a.office())]
    for somebody in strangers:
        with pytest.raises(PermissionDenied):
            news.resend(mailing, by=somebody, now=a.NOW)
    assert Mailing.objects.get().state == Sending.UNCERTAIN


@pytest.mark.django_db
def test_a_round_stops_when_its_time_is_over_and_says_that_more_waits() -> None:
    for n in range(3):
        a.contribution(f"Idee Nummer {n}", confirmed=False)
    report = tick(now=a.NOW, seconds=0)
    assert report.queued == 3
    assert (report.sent, report.more) == (1, True)
    assert is_waiting(a.NOW)
    assert tick(now=a.NOW).sent == 2


@pytest.mark.django_db
def test_a_digest_holds_a_day_and_comes_at_seven() -> None:
    fan, case = a.resident("fan"), a.case()
    news.follow(fan, news.Wish(case=case), by=fan.person, now=a.NOW, cadence=Cadence.DAILY)
    tick(now=a.NOW)
    before = len(sent(fan.email))
    for hour in range(5):
        caring.tell(case, f"Stand {hour}.", by=a.caretaker_of(case), now=a.NOW + timedelta(hours=hour))
        tick(now=a.NOW + timedelta(hours=hour))
    assert len(sent(fan.email)) == before
    seven = (a.NOW + a.DAY).replace(hour=6)
    tick(now=seven - timedelta(seconds=1))
    assert len(sent(fan.email)) == before
    tick(now=seven)
    mail = sent(fan.email)[-1]
    assert [text(mail).count(f"Stand {hour}.") for hour in range(5)] == [1] * 5
    tick(now=seven + a.DAY)
    assert len(sent(fan.email)) == before + 1


@pytest.mark.django_db
def test_many_readers_are_gathered_in_a_fixed_number_of_queries(
    django_assert_max_num_queries: object,
) -> None:
    for n in range(12):
        fan = a.resident(f"fan-{n}")
        news.follow(fan, news.Wish(), by=fan.person, now=a.NOW)
    Entry.objects.update(told_at=a.NOW)
    Follow.objects.exclude(case=None).delete()
    a.case("Etwas Neues")
    spread(now=a.NOW)
    assert Delivery.objects.filter(reason="follow").count() >= 12
    assert Case.objects.count() == 1
    with django_assert_max_num_queries(4 + 2 * 14):  # type: ignore[operator]
        queue(now=a.NOW)
