"""On the page of a contribution a moderator decides, with reasons, and never over a colleague's head."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.http import FileResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from konsens.city.people.kinds import OrganisationKind
from konsens.city.people.models import Organisation
from konsens.doors.post.tick import tick
from konsens.doors.web.jinja import weekday
from konsens.kernel import clock
from konsens.kernel.models import Entry
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import State
from konsens.listening.voices.models import Contribution
from tests import a
from tests.doors.web.moderation import world

pytestmark = pytest.mark.django_db


def at(said: Contribution, path: str = "") -> str:
    return f"/moderation/{said.public_id}/{path}"


def html(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1].replace("&#x27;", "'").replace("&amp;", "&") if found else ""


def mails() -> dict[str, str]:
    """What everybody was written so far, several letters one after the other."""
    tick(now=clock.now())
    found: dict[str, str] = {}
    for each in mail.outbox:
        found[each.to[0]] = f"{found.get(each.to[0], '')}{each.subject}\n{each.body}\n"
    return found


def status_of(client: Client, address: str) -> int:
    """Ask for a file, and read it to its end, which closes it."""
    answer = client.get(address)
    if isinstance(answer, FileResponse):
        assert b"".join(answer.streaming_content)
    return answer.status_code


def address_of(said: Contribution) -> str:
    assert said.author is not None
    assert said.author.account is not None
    return said.author.account.email


def test_the_page_says_why_it_was_stopped_and_by_when_somebody_looks_but_not_what_only_the_team_reads() -> (
    None
):
    said = world.held(private_note="Bitte ruft abends an.")
    page = html(a.client(world.moderator()), at(said))
    assert "Adresse, eine Nummer, ein Link" in page
    assert "Angesehen werden sollte es bis" in page
    assert "Bitte ruft abends an." not in page


def test_publishing_takes_one_press_and_a_link_alone_does_nothing() -> None:
    said, client = world.held(), a.client(world.moderator())
    assert client.get(at(said, "veroeffentlichen/")).status_code == 405
    mark = hidden(html(client, at(said)), "mark")
    answer = client.post(at(said, "veroeffentlichen/"), {"mark": mark})
    assert answer.headers["Location"] == at(said)
    assert a.client().get(f"/vorgang/{said.public_id}/").status_code == 200


def test_of_two_moderators_the_second_is_told_and_sees_how_it_is_now() -> None:
    said = world.held()
    first, second = a.client(world.moderator("eins")), a.client(world.moderator("zwei"))
    mark = hidden(html(second, at(said)), "mark")
    first.post(at(said, "ablehnen/"), {**world.REASONS, "mark": mark})
    answer = second.post(at(said, "veroeffentlichen/"), {"mark": mark})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "inzwischen schon jemand entschieden" in text
    assert "Nicht öffentlich. Nur die Person" in text
    said.refresh_from_db()
    assert said.state == State.REFUSED


def test_whoever_shortens_after_a_colleague_loses_nothing_typed_and_goes_on_from_the_new_text() -> None:
    said = world.held()
    client = a.client(world.moderator())
    form = html(client, at(said, "kuerzen/"))
    mine = {
        **world.REASONS, "title": "Ruft mich an", "text": "Meine Nummer steht im Amt.",
        "seen_title": hidden(form, "seen_title"), "seen_text": hidden(form, "seen_text"),
    }  # fmt: skip
    voices.shorten(
        said, title=said.title, text="Ruft an.", seen=(said.title, said.text), reasons=world.WHY,
        by=world.moderator("flink"), now=clock.now(),
    )  # fmt: skip
    answer = client.post(at(said, "kuerzen/"), mine)
    again = answer.content.decode()
    assert answer.status_code == 422
    assert "jemand anderes den Text geändert" in again
    assert "Meine Nummer steht im Amt." in again
    assert "Ruft an." in again
    second = {**mine, "seen_title": hidden(again, "seen_title"), "seen_text": hidden(again, "seen_text")}
    assert client.post(at(said, "kuerzen/"), second).status_code == 302
    said.refresh_from_db()
    assert said.text == "Meine Nummer steht im Amt."


MISSING = [
    ("ablehnen/", {"facts": ""}, "Was der Grund ist"),
    ("ablehnen/", {"ground": "laune"}, "Worauf es beruht"),
    ("kuerzen/", {"facts": " "}, "Was der Grund ist"),
    ("kuerzen/", {"title": "Kurz"}, "mindestens 5 Zeichen"),
    ("kuerzen/", {"title": "Ruft mich an", "text": "Meine Nummer ist 0231 1234567."}, "nichts geändert"),
]


@pytest.mark.parametrize(("path", "change", "says"), MISSING)
def test_without_reasons_nothing_is_restricted_and_what_was_typed_stays(
    path: str, change: dict[str, str], says: str
) -> None:
    said = world.held()
    seen = {"seen_title": said.title, "seen_text": said.text}
    typed = {
        "title": said.title,
        "text": "Gekürzter Satz.",
        "rule": "Punkt 3",
        **world.REASONS,
        **seen,
        **change,
    }
    answer = a.client(world.moderator()).post(at(said, path), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert "Netiquette, Punkt 3" in page
    said.refresh_from_db()
    assert (said.state, said.text) == (State.HELD, "Meine Nummer ist 0231 1234567.")


def test_the_author_gets_the_reasons_by_mail_and_on_the_page_of_the_case() -> None:
    said = a.contribution()
    assert said.author is not None
    a.client(world.moderator()).post(at(said, "ablehnen/"), world.REASONS)
    letter = mails()[address_of(said)]
    page = html(a.client(said.author), f"/vorgang/{said.public_id}/")
    for text in (letter, page):
        assert "Nennt eine Nachbarin mit Namen." in text
        assert "Schutz persönlicher Daten" in text
        assert "Netiquette, Punkt 3" in text
    assert "Ein Mensch hat entschieden" in letter
    assert f"/vorgang/{said.public_id}/" in letter


def test_everybody_reads_that_words_were_taken_out_and_why_but_never_the_words() -> None:
    said = world.held()
    client = a.client(world.moderator())
    typed = {
        **world.REASONS, "title": said.title, "text": "Meine Nummer steht im Amt.", "publish": "on",
        "seen_title": said.title, "seen_text": said.text,
    }  # fmt: skip
    assert client.post(at(said, "kuerzen/"), typed).status_code == 302
    public = html(a.client(), f"/vorgang/{said.public_id}/")
    assert "Text gekürzt. Grund: Schutz persönlicher Daten" in public
    assert "0231 1234567" not in public
    assert "Nennt eine Nachbarin" not in public
    assert "0231 1234567" in html(client, at(said))


def test_a_photo_is_not_there_for_others_until_somebody_has_looked() -> None:
    photo = world.photo()
    said, visitor, client = photo.contribution, a.client(), a.client(world.moderator())
    picture = f"/bild/{photo.small.name}"
    assert status_of(visitor, picture) == 404
    assert status_of(client, picture) == 200
    page = html(client, at(said))
    assert "Noch niemand hat dieses Foto angesehen." in page
    client.post(at(said, f"foto/{photo.pk}/zeigen/"), {"mark": photo.mark})
    assert status_of(visitor, picture) == 200
    photo.refresh_from_db()
    client.post(at(said, f"foto/{photo.pk}/ablehnen/"), {**world.REASONS, "mark": photo.mark})
    assert status_of(visitor, picture) == 404
    assert "Foto nicht veröffentlicht" in mails()[address_of(said)]


def test_whoever_reports_hears_that_it_arrived_and_what_was_decided() -> None:
    said = a.contribution("Gemeldetes")
    report = world.report(said, email="bo@beispiel.example")
    assert "Ihre Meldung ist angekommen" in mails()["bo@beispiel.example"]
    client = a.client(world.moderator())
    client.post(at(said, "ablehnen/"), world.REASONS)
    empty = client.post(at(said, f"meldung/{report.pk}/"), {"acted": "yes", "answer": ""})
    assert empty.status_code == 422
    client.post(at(said, f"meldung/{report.pk}/"), {"acted": "yes", "answer": "Das war ein Name."})
    letter = mails()["bo@beispiel.example"]
    assert "Wir haben nach Ihrer Meldung eingegriffen." in letter
    assert "Das war ein Name." in letter
    assert "Gericht" in letter
    assert "Gemeldetes" not in letter


def test_who_reported_is_shown_only_on_a_press_that_is_written_down() -> None:
    report = world.report(email="bo@beispiel.example")
    me = world.moderator()
    client, said = a.client(me), report.contribution
    assert "bo@beispiel.example" not in html(client, at(said))
    assert client.get(at(said, f"meldung/{report.pk}/wer/")).status_code == 405
    shown = client.post(at(said, f"meldung/{report.pk}/wer/"))
    assert "bo@beispiel.example" in shown.content.decode()
    assert [each.actor_id for each in Entry.objects.filter(verb="report.reporter_seen")] == [me.pk]


def test_nobody_decides_about_their_own_judgement_and_the_page_says_why() -> None:
    judge = world.moderator("richterin")
    complaint = world.complaint(judge)
    said, mine = complaint.judgement.contribution, a.client(judge)
    address = at(said, f"widerspruch/{complaint.pk}/")
    assert "Diese Entscheidung war Ihre." in html(mine, at(said))
    assert "immer jemand, der sie nicht getroffen hat" in html(mine, address, 403)
    assert mine.post(address, {"upheld": "yes", "answer": "Doch."}).status_code == 403
    complaint.refresh_from_db()
    assert complaint.decided_at is None
    other = a.client(world.moderator("andere"))
    assert "Das war mein eigener Name." in html(other, address)
    assert other.post(address, {"upheld": "yes", "answer": ""}).status_code == 422
    assert other.post(address, {"upheld": "yes", "answer": "Sie haben recht."}).status_code == 302
    letter = mails()[address_of(said)]
    assert "Sie haben recht bekommen." in letter
    said.refresh_from_db()
    assert said.state == State.PUBLISHED


def test_restoring_is_asked_for_and_told_to_the_author() -> None:
    said = a.contribution()
    voices.refuse(said, reasons=world.WHY, by=world.moderator("streng"), now=clock.now())
    client = a.client(world.moderator())
    mark = hidden(html(client, at(said, "wiederherstellen/")), "mark")
    client.post(at(said, "wiederherstellen/"), {"saying": "Das war zu streng.", "mark": mark})
    said.refresh_from_db()
    assert said.state == State.PUBLISHED
    assert "Das war zu streng." in mails()[address_of(said)]


def test_the_history_names_who_did_what_and_keeps_the_words_from_before() -> None:
    said = a.contribution()
    voices.shorten(
        said, title=said.title, text="Dort.", seen=(said.title, said.text), reasons=world.WHY,
        by=world.moderator("mila"), now=clock.now(),
    )  # fmt: skip
    page = html(a.client(world.moderator()), at(said))
    assert "Text gekürzt" in page
    assert "Mila" in page
    assert "Dort könnten wir uns ausruhen." in page


def test_comments_are_moderated_like_everything_else() -> None:
    said = a.contribution()
    answer = world.comment(said)
    client = a.client(world.moderator())
    assert at(answer) in html(client, at(said))
    assert "Kommentar zu „" in html(client, at(answer))
    typed = {**world.REASONS, "text": "Das auch.", "seen_text": answer.text}
    assert client.post(at(answer, "kuerzen/"), typed).status_code == 302
    assert "Das auch." in html(a.client(), f"/vorgang/{said.public_id}/")


def test_the_page_needs_a_fixed_number_of_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    judge, client = world.moderator("richterin"), a.client(world.moderator())
    complaint = world.complaint(judge)
    said = complaint.judgement.contribution
    world.report(said)
    world.comment(a.contribution())
    html(client, at(said))
    with django_assert_max_num_queries(13) as one:
        html(client, at(said))
    world.report(said)
    world.report(said)
    voices.restore(said, by=judge, now=clock.now())
    voices.refuse(said, reasons=world.WHY, by=judge, now=clock.now())
    with django_assert_max_num_queries(13) as more:
        html(client, at(said))
    assert len(more.captured_queries) == len(one.captured_queries)


def everything(of: Organisation) -> list[str]:
    """Every address in this room that is about something of an organisation."""
    said, photo = world.held(of=of), world.photo(of=of)
    report = world.report(a.contribution(of=of))
    complaint = world.complaint(world.moderator("fremd", of=of), of=of)
    verbs = ("", "kuerzen/", "ablehnen/", "wiederherstellen/", "veroeffentlichen/")
    return [
        *(at(said, verb) for verb in verbs),
        *(at(photo.contribution, f"foto/{photo.pk}/{verb}/") for verb in ("zeigen", "ablehnen")),
        *(at(report.contribution, f"meldung/{report.pk}/{verb}") for verb in ("", "wer/")),
        at(complaint.judgement.contribution, f"widerspruch/{complaint.pk}/"),
    ]


def test_staff_of_a_city_and_of_a_party_see_nothing_of_each_other() -> None:
    city, party = a.controller("stadt"), a.controller("partei", kind=OrganisationKind.PARTY)
    for own, other, prefix in ((city, party, ""), (party, city, "/o/partei")):
        theirs, client = everything(other), a.client(world.moderator("hier", of=own))
        before = list(Contribution.objects.order_by("pk").values())
        for address in theirs:
            seen = {each(prefix + address).status_code for each in (client.get, client.post)}
            assert seen <= {404, 405}
            assert 404 in seen
        assert list(Contribution.objects.order_by("pk").values()) == before


def test_a_child_is_found_only_below_its_own_parent() -> None:
    photo, report = world.photo(), world.report()
    complaint = world.complaint(world.moderator("richterin"))
    other, client = a.contribution("Anderes"), a.client(world.moderator())
    photos, reports = f"foto/{photo.pk}", f"meldung/{report.pk}"
    strange = (f"{photos}/zeigen/", f"{photos}/ablehnen/", f"{reports}/", f"{reports}/wer/")
    for path in (*strange, f"widerspruch/{complaint.pk}/"):
        assert client.post(at(other, path), world.REASONS).status_code == 404


def test_what_nobody_confirmed_is_not_here() -> None:
    said = a.contribution(confirmed=False)
    assert a.client(world.moderator()).get(at(said)).status_code == 404


def test_whoever_commented_reads_the_reasons_objects_and_reads_the_answer() -> None:
    said, author, judge = a.contribution(), a.resident("uwe"), world.moderator("richterin")
    answer = world.comment(said, "Frau Muster aus Nummer 7 war es.", by=author)
    judgement = voices.refuse(answer, reasons=world.WHY, by=judge, now=clock.now())
    mine, page = a.client(author.person), f"/vorgang/{said.public_id}/"
    letter = mails()[author.email]
    assert page in letter
    seen = html(mine, page)
    assert "Ihr Kommentar: Frau Muster aus Nummer 7 war es." in seen
    assert "Nennt eine Nachbarin mit Namen." in seen
    others = (a.client(), a.client(a.person("bo")), a.client(said.author))
    assert not any("Nennt eine Nachbarin" in html(each, page) for each in others)
    objection = f"{page}widerspruch/{judgement.pk}/"
    assert a.client(said.author).post(objection, {"text": "Das stimmt nicht."}).status_code == 404
    mine.post(objection, {"text": "Sie heißt gar nicht so."})
    assert "Jemand anderes als beim ersten Mal entscheidet darüber." in html(mine, page)
    complaint = judgement.complaint
    voices.decide_complaint(
        complaint, upheld=False, answer="Doch.", by=world.moderator("andere"), now=clock.now()
    )
    seen = html(mine, page)
    assert "bleibt es bei der Entscheidung" in seen
    assert "Doch." in seen
    assert objection not in seen


def test_a_shortened_comment_shows_its_trace_until_it_is_whole_again() -> None:
    said = a.contribution()
    answer = world.comment(said, "Frau Muster aus Nummer 7 war es.")
    voices.shorten(
        answer, title="", text="Jemand war es.", seen=("", answer.text), reasons=world.WHY,
        by=world.moderator("eins"), now=clock.now(),
    )  # fmt: skip
    page = html(a.client(), f"/vorgang/{said.public_id}/")
    assert "Text gekürzt. Grund: Schutz persönlicher Daten" in page
    assert "Frau Muster" not in page
    voices.restore(answer, by=world.moderator("zwei"), now=clock.now())
    page = html(a.client(), f"/vorgang/{said.public_id}/")
    assert "Text gekürzt" not in page
    assert "Frau Muster" in page


def test_what_was_restored_is_held_against_nobody_any_more() -> None:
    said = a.contribution()
    voices.refuse(said, reasons=world.WHY, by=world.moderator("eins"), now=clock.now())
    voices.restore(said, by=world.moderator("zwei"), now=clock.now())
    assert said.author is not None
    page = html(a.client(said.author), f"/vorgang/{said.public_id}/")
    assert "Nennt eine Nachbarin" not in page
    assert "Wiederhergestellt" in page


def test_a_comment_that_waits_is_read_by_its_author_only_who_learns_by_when_somebody_looks() -> None:
    said, ina = a.contribution(), a.resident("ina")
    path = f"/vorgang/{said.public_id}/"
    shown = world.comment(said)
    sent = a.client(ina.person).post(f"{path}kommentar/", {"text": "Ruft an: 0231 1234567"})
    waits = said.comments.get(author=ina.person)
    assert waits.state == State.HELD
    assert waits.look_by is not None
    mine = html(a.client(ina.person), sent.headers["Location"])
    assert "Ihr Kommentar ist angekommen" in mine
    assert "Ein Mensch sieht sich Ihren Kommentar noch an." in mine
    assert waits.text in mine
    assert f"Bis {weekday(waits.look_by)} ist das geschehen." in mine
    for other in (a.client(), a.client(a.resident("ute").person), a.client(a.coordinator())):
        page = html(other, path)
        assert shown.text in page
        assert waits.text not in page
    voices.refuse(waits, reasons=world.WHY, by=world.moderator("eins"), now=clock.now())
    assert "sieht sich Ihren Kommentar noch an" not in html(a.client(ina.person), path)


def test_a_comment_can_be_reported_by_anybody_and_waits_for_moderation() -> None:
    said = a.contribution()
    answer = world.comment(said)
    waits = world.comment(said, "Ruft an: 0231 1234567", by=a.resident("ina"))
    page = html(a.client(), f"/vorgang/{said.public_id}/")
    address = f"/vorgang/{said.public_id}/melden/?kommentar={answer.public_id}"
    assert address in page
    form = html(a.client(), address)
    assert "Kommentar melden" in form
    assert "nach bestem Wissen" in form
    sent = a.client().post(
        address, {"reason": "Das ist eine Beleidigung.", "name": "", "email": "", "website": ""}
    )
    assert sent.status_code == 302
    assert answer.reports.count() == 1
    assert "Das ist eine Beleidigung." in html(a.client(world.moderator()), at(answer))
    for other in (waits.public_id, "nirgends", a.contribution().public_id):
        missing = f"/vorgang/{said.public_id}/melden/?kommentar={other}"
        assert a.client().get(missing).status_code == 404
