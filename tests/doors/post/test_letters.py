"""What mails say, to whom, in whose name and language, and what never gets into their headers."""

from __future__ import annotations

import re
from email.utils import parseaddr

import pytest
from django.test import override_settings

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import CouncilDecision, CouncilKind, Outcome, PromiseKind, WaitingFor
from konsens.caring.cases.models import Case
from konsens.city.people import actions as people
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.city.people.models import Identity, Organisation, Person, Relation
from konsens.conf.tick import tick
from konsens.doors.post.envelope import QUESTIONS
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.models import Entry
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Channel, Ground
from konsens.listening.voices.models import Contribution
from konsens.telling.news import actions as news
from konsens.telling.news.kinds import Sending
from konsens.telling.news.models import Follow, Mailing
from tests import a
from tests.mails import link, sent, text

pytestmark = pytest.mark.django_db
HOSTILE = "Bank\r\nBcc: alle@beispiel.example\u2028Subject: Gewinn\x0b\x85\u202eevil"


def newest(to: str) -> str:
    return text(sent(to)[-1])


def address(person: Person | None) -> str:
    assert person is not None
    assert person.account is not None
    return person.account.email


def test_whoever_said_something_hears_of_each_step_in_words() -> None:
    kim, boss = a.caretaker("kim"), a.coordinator()
    case = a.case("Bänke am Ufer")
    author = address(case.lead.author)
    tick(now=a.NOW)
    assert (
        "Danke. Wir haben es aufgenommen. Es kümmert sich: Bürgerbüro. Rückmeldung bis 19. März."
        in newest(author)
    )
    caring.tell(case, "Wir sehen uns das an.", by=kim, now=a.NOW + a.DAY)
    tick(now=a.NOW + a.DAY)
    assert "Bürgerbüro:\nWir sehen uns das an." in newest(author)
    assert "Es ist jetzt in Arbeit." in newest(author)
    friday = clock.day_of(a.NOW + 22 * a.DAY - 14 * a.DAY)
    caring.set_date(
        case, PromiseKind.NEXT_STEP, friday, because="Erst muss jemand messen.", by=kim, now=a.NOW + 2 * a.DAY
    )
    tick(now=a.NOW + 2 * a.DAY)
    assert "Neue Frist. Nächster Schritt bis 20. März. Der Grund: Erst muss jemand messen." in newest(author)
    caring.wait(
        case,
        what=WaitingFor.SEASON,
        until=clock.day_of(a.NOW + 60 * a.DAY),
        saying="Bis zum Frühjahr.",
        by=kim,
        now=a.NOW + 3 * a.DAY,
    )
    tick(now=a.NOW + 3 * a.DAY)
    assert "Es wartet gerade.\n\nBis zum Frühjahr." in newest(author)
    paper = caring.Paper(CouncilKind.MOTION, "Bezirksvertretung")
    step = caring.take_to_council(case, paper, saying="", by=kim, now=a.NOW + 4 * a.DAY)
    tick(now=a.NOW + 4 * a.DAY)
    assert "Das geht in den Rat oder die Bezirksvertretung: Antrag." in newest(author)
    decided = clock.day_of(a.NOW + 5 * a.DAY)
    caring.note_decision(
        step,
        CouncilDecision.ADOPTED,
        decided_on=decided,
        saying="Es geht los.",
        by=kim,
        now=a.NOW + 5 * a.DAY,
    )
    tick(now=a.NOW + 5 * a.DAY)
    assert "Dort wurde entschieden: Beschlossen." in newest(author)
    caring.note_implementation(step, "Aufgestellt.", implemented_on=decided, by=kim, now=a.NOW + 6 * a.DAY)
    tick(now=a.NOW + 6 * a.DAY)
    assert "Der Beschluss ist umgesetzt." in newest(author)
    toni = a.caretaker("toni")
    caring.assign_caretaker(case, toni, by=boss, now=a.NOW + 7 * a.DAY)
    tick(now=a.NOW + 7 * a.DAY)
    assert "Es kümmert sich jetzt: Bürgerbüro." in newest(author)
    assert "Um diesen Vorgang kümmern jetzt Sie sich." in newest(address(toni))
    caring.close(case, caring.Closing(Outcome.DONE, "Sie stehen."), by=toni, now=a.NOW + 8 * a.DAY)
    tick(now=a.NOW + 8 * a.DAY)
    assert "Ergebnis: Erledigt.\n\nSie stehen." in newest(author)
    tick(now=a.NOW + 35 * a.DAY)
    assert "Ist es erledigt?" not in newest(author)
    tick(now=a.NOW + 36 * a.DAY)
    tick(now=a.NOW + 37 * a.DAY)
    asked = [mail for mail in sent(author) if "Ist es erledigt?" in str(mail["Subject"])]
    assert len(asked) == 1
    assert "Am 20. März haben wir das abgeschlossen, mit dem Ergebnis: Erledigt." in text(asked[0])


def test_the_question_is_asked_again_only_after_another_closing() -> None:
    kim, case = a.caretaker("kim"), a.case()
    author = address(case.lead.author)
    done = caring.Closing(Outcome.DONE, "Sie steht.")
    caring.close(case, done, by=kim, now=a.NOW)
    caring.ask_due(now=a.NOW + 28 * a.DAY)
    caring.reopen(case, saying="Sie wackelt.", by=kim, now=a.NOW + 28 * a.DAY)
    caring.close(case, done, by=kim, now=a.NOW + 28 * a.DAY)
    tick(now=a.NOW + 29 * a.DAY)
    assert not [mail for mail in sent(author) if "Ist es erledigt" in str(mail["Subject"])]
    tick(now=a.NOW + 57 * a.DAY)
    assert len([mail for mail in sent(author) if "Ist es erledigt" in str(mail["Subject"])]) == 1


def test_a_question_to_confirm_says_what_to_do_if_it_was_somebody_else() -> None:
    said = a.contribution("Bänke am Ufer", confirmed=False)
    tick(now=a.NOW)
    (mail,) = sent(address(said.author))
    assert mail["Subject"] == "Bitte bestätigen: Bänke am Ufer"
    assert "Waren Sie das nicht?" in text(mail)
    assert mail["List-Unsubscribe"] is None
    assert link(mail, "/ideen/bestaetigen/")


@pytest.mark.parametrize(
    "title",
    [
        "Gewinn unter http://boese.example",
        "Ruf an: 0231 123456",
        "schreib an x@boese.example",
        "boese.example lesen",
    ],
)
def test_nobody_sends_advertising_through_the_question_to_confirm(title: str) -> None:
    said = a.contribution(title, confirmed=False)
    tick(now=a.NOW)
    (mail,) = sent(address(said.author))
    assert mail["Subject"] == "Bitte bestätigen: Ihr Beitrag"
    assert "boese" not in text(mail)
    assert "123456" not in text(mail)


def test_a_strangers_mailbox_is_not_filled_with_questions() -> None:
    relation = people.meet(a.controller(), email="fremd@beispiel.example", now=a.NOW)
    for n in range(QUESTIONS.times + 5):
        a.contribution(f"Idee Nummer {n}", by=relation, confirmed=False)
    tick(now=a.NOW)
    assert len(sent("fremd@beispiel.example")) == QUESTIONS.times
    assert Mailing.objects.filter(state=Sending.EMPTY).count() == 5


def test_line_breaks_in_words_names_and_addresses_never_reach_a_header() -> None:
    root = a.controller()
    Identity.objects.update(sender_name=HOSTILE, platform_name=HOSTILE[:60])
    Organisation.objects.filter(parent__isnull=False).update(name=HOSTILE)
    case = a.case(HOSTILE)
    Contribution.objects.update(title=HOSTILE)
    caring.tell(case, f"{HOSTILE}\n.\nQUIT", by=a.coordinator(root), now=a.NOW)
    tick(now=a.NOW)
    author = address(case.lead.author)
    (mail,) = sent(author)
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject", [])) == 1
    assert parseaddr(str(mail["To"]))[1] == author
    for name, value in mail.items():
        assert "\n" not in value, name
        assert "\r" not in value, name
    assert str(mail["Subject"]).strip().startswith("Bank Bcc:")


@pytest.mark.parametrize(
    "typed",
    ["bo@beispiel.example\nBcc: x@y.example", "bo@beispiel.example\r\n", "ohne", "a b@c.de", "@", "x@y"],
)
def test_what_is_no_address_is_refused_before_it_is_kept(typed: str) -> None:
    with pytest.raises(RuleBrokenError, match="keine E-Mail-Adresse"):
        people.meet(a.controller(), email=typed, now=a.NOW)
    assert not Relation.objects.filter(email__contains=typed[:2]).exists()


def test_an_address_that_got_in_otherwise_breaks_no_round() -> None:
    said = a.contribution(confirmed=False)
    Relation.objects.filter(person=said.author).update(email="bo@x.example\nBcc: y@x.example")
    other = a.contribution("Eine andere Idee", confirmed=False)
    tick(now=a.NOW)
    assert Mailing.objects.get(person=said.author).state == Sending.FAILED
    assert len(sent(address(other.author))) == 1
    assert len(sent()) == 1


def test_each_controller_writes_in_its_own_name_and_from_its_own_host() -> None:
    a.controller()
    party = a.controller(
        "partei",
        kind=OrganisationKind.PARTY,
        host="kuemmert.localhost",
        sender_name="KümmertEuch",
        sender_email="post@partei.example",
        platform_name="KümmertEuch",
        address="Ostwall 1, 44135 Dortmund",
        phone="0231 100",
    )
    Organisation.objects.filter(pk=party.pk).update(email="fragen@partei.example")
    with override_settings(SITE_URL="http://localhost:8104"):
        case = a.case("Bänke am Ufer", of=party)
        tick(now=a.NOW)
    mail = sent(address(case.lead.author))[-1]
    assert parseaddr(str(mail["From"])) == ("KümmertEuch", "post@partei.example")
    assert mail["Reply-To"] == "fragen@partei.example"
    assert f"http://kuemmert.localhost:8104/vorgang/{case.public_id}/" in text(mail)
    assert "KümmertEuch\nStadt Partei\nOstwall 1, 44135 Dortmund\n0231 100" in text(mail)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "de"


def test_a_controller_without_a_host_has_its_own_path() -> None:
    a.controller()
    other = a.controller("verein", kind=OrganisationKind.ASSOCIATION)
    case = a.case(of=other)
    tick(now=a.NOW)
    assert f"http://localhost:8000/o/verein/vorgang/{case.public_id}/" in newest(address(case.lead.author))


def test_a_mail_speaks_the_language_of_its_reader() -> None:
    case = a.case("Bänke am Ufer")
    author = case.lead.author
    assert author is not None
    people.choose_language(author, "en", now=a.NOW)
    tick(now=a.NOW)
    mail = sent(address(author))[-1]
    assert mail["Content-Language"] == "en"
    assert "19 March" in text(mail)
    assert "kümmert" not in text(mail)
    assert f"/en/vorgang/{case.public_id}/" in text(mail)
    assert all(
        each.startswith("http://localhost:8000/en/") for each in re.findall(r"https?://\S+", text(mail))
    )


def test_a_language_that_is_not_spoken_here_becomes_german() -> None:
    case = a.case()
    Person.objects.filter(pk=case.lead.author_id).update(language="fr")
    tick(now=a.NOW)
    mail = sent(address(case.lead.author))[-1]
    assert mail["Content-Language"] == "de"
    assert f"http://localhost:8000/vorgang/{case.public_id}/" in text(mail)


def test_people_without_an_address_get_nothing_and_break_nothing() -> None:
    kim = a.staff(Role.CARETAKER, at=a.office(), name="kim")
    relation = people.meet(a.controller(), now=a.NOW)
    said = voices.hear(
        a.said("Eine Bank am Ufer", channel=Channel.COUNTER),
        phase=a.phase(),
        relation=relation,
        by=None,
        now=a.NOW,
        entered_by=kim,
    )
    case = Case.objects.get(lead=said)
    reasons = voices.Reasons(facts="Nennt eine Person.", ground=Ground.PRIVACY)
    voices.refuse(said, reasons=reasons, by=a.coordinator(), now=a.NOW)
    assert tick(now=a.NOW).sent >= 1
    assert all("Bürger" not in str(mail["To"]) for mail in sent())
    assert {str(mail["To"]) for mail in sent()} <= {address(kim), address(a.caretaker_of(case))}
    assert not Mailing.objects.filter(state__in=[Sending.FAILED, Sending.UNCERTAIN]).exists()


def test_somebody_who_lost_their_role_hears_nothing_from_inside() -> None:
    kim = a.caretaker("kim")
    case = a.case()
    assert a.caretaker_of(case) == kim
    caring.write_to_team(case, "Geht es weiter?", by=case.lead.author, now=a.NOW)
    membership = kim.memberships.get()
    membership.ends = clock.day_of(a.NOW - a.DAY)
    membership.save()
    tick(now=a.NOW)
    assert sent(address(kim)) == []


def test_a_message_to_the_team_reaches_whoever_stands_in_and_keeps_its_words() -> None:
    kim, toni = a.caretaker("kim"), a.staff(Role.HEAD, at=a.office(), name="toni")
    case = a.case()
    tick(now=a.NOW)
    today = clock.day_of(a.NOW)
    people.enter_absence(kim, a.controller(), deputy=toni, starts=today, ends=today, by=kim, now=a.NOW)
    caring.write_to_team(case, "Geheime Worte an das Team.", by=case.lead.author, now=a.NOW)
    before = len(sent(address(kim)))
    tick(now=a.NOW)
    assert len(sent(address(kim))) == before
    assert "Jemand hat Ihnen zu diesem Vorgang geschrieben." in newest(address(toni))
    assert "Geheime" not in newest(address(toni))
    assert f"/arbeit/vorgang/{case.public_id}/" in newest(address(toni))


def test_what_becomes_public_later_is_news_on_that_day() -> None:
    fan, boss = a.resident("fan"), a.coordinator()
    news.follow(fan, news.Wish(), by=fan.person, now=a.NOW)
    case = a.case("Ruft an: 0231 4455667, es geht um Bänke")
    tick(now=a.NOW)
    assert sent(fan.email) == []
    voices.approve(case.lead, by=boss, now=a.NOW + a.DAY)
    tick(now=a.NOW + a.DAY)
    assert "Das ist neu. Es kümmert sich: Bürgerbüro." in newest(fan.email)
    assert "Ihr Beitrag ist jetzt öffentlich." in newest(address(case.lead.author))


def test_what_was_hidden_meanwhile_is_not_told() -> None:
    fan, boss = a.resident("fan"), a.coordinator()
    news.follow(fan, news.Wish(), by=fan.person, now=a.NOW)
    case = a.case()
    reasons = voices.Reasons(facts="Nennt eine Person.", ground=Ground.PRIVACY)
    voices.refuse(case.lead, reasons=reasons, by=boss, now=a.NOW)
    tick(now=a.NOW)
    assert sent(fan.email) == []


def test_a_mail_with_several_things_says_for_each_how_to_stop() -> None:
    fan = a.resident("fan")
    one, two = a.case("Bänke am Ufer"), a.case("Ein Zebrastreifen")
    follows = [news.follow(fan, news.Wish(case=case), by=fan.person, now=a.NOW) for case in (one, two)]
    Entry.objects.update(told_at=a.NOW)
    for case in (one, two):
        caring.tell(case, "Wir sind dran.", by=a.caretaker_of(case), now=a.NOW)
    tick(now=a.NOW)
    mail = sent(fan.email)[-1]
    stops = re.findall(r"http://localhost:8000(/folgen/abbestellen/\S+)", text(mail))
    assert len(stops) == 2
    browser = a.client()
    browser.get(stops[0])
    assert all(follow.ended_at is None for follow in refreshed(follows))
    assert browser.post(stops[0]).status_code == 200
    assert [follow.ended_at is None for follow in refreshed(follows)] == [False, True]
    one_click = str(mail["List-Unsubscribe"]).strip(" <>").removeprefix("http://localhost:8000")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert one_click not in stops
    assert browser.post(one_click, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [follow.ended_at is None for follow in refreshed(follows)] == [False, False]


def refreshed(follows: list[Follow]) -> list[Follow]:
    for follow in follows:
        follow.refresh_from_db()
    return follows


def test_a_mail_is_plain_text_in_short_parts() -> None:
    case = a.case("Bänke am Ufer")
    tick(now=a.NOW)
    mail = sent(address(case.lead.author))[-1]
    assert mail.get_content_type() == "text/plain"
    assert not mail.is_multipart()
    words = text(mail)
    assert words.startswith("Bänke am Ufer\n\nDanke.")
    assert "<" not in words
    assert not re.search(r"[*_#=|]{3,}", words)
    assert words.count("\n-- \n") == 1
