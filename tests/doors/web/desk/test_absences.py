"""Being away, answer templates, and handing everything over: the quiet rooms beside the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import AnswerTemplate
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.city.people.models import Absence
from konsens.kernel import clock
from tests import a
from tests.doors.web.desk import work

pytestmark = pytest.mark.django_db
AWAY = "/arbeit/abwesenheit/neu/"


def today() -> str:
    return clock.day_of(work.now()).isoformat()


def test_an_absence_is_entered_listed_and_ended_early() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni")
    client = a.client(kim)
    assert "Keine Abwesenheit eingetragen." in work.page(client, "/arbeit/abwesenheit/")
    last = (clock.day_of(work.now()) + timedelta(days=10)).isoformat()
    answer = work.send(client, AWAY, starts=today(), ends=last, deputy=toni.public_id)
    assert answer.headers["Location"] == "/arbeit/abwesenheit/"
    text = work.page(client, "/arbeit/abwesenheit/")
    assert "Eingetragen. Toni sieht die Vorgänge in dieser Zeit mit." in text
    assert "Vertretung: Toni" in text
    assert "Kim" in work.page(a.client(toni), "/arbeit/abwesenheit/")
    absence = Absence.objects.get()
    work.page(client, f"/arbeit/abwesenheit/{absence.pk}/beenden/")
    assert Absence.objects.exists()
    work.send(client, f"/arbeit/abwesenheit/{absence.pk}/beenden/")
    assert not Absence.objects.exists()


def test_the_page_says_what_becomes_of_new_cases() -> None:
    text = work.page(a.client(a.caretaker("kim")), AWAY)
    assert "Neue kommen weiter zu der Person, die für sie eingetragen ist" in text


def test_a_deputy_must_be_chosen_and_what_was_typed_stays() -> None:
    kim = a.caretaker("kim")
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    stranger = a.caretaker("fremd", at=a.office(party))
    client = a.client(kim)
    for deputy in ("", stranger.public_id, kim.public_id):
        answer = work.send(client, AWAY, starts=today(), ends=today(), deputy=deputy)
        assert answer.status_code == 422
        assert f'value="{today()}"' in answer.content.decode()
    text = work.send(
        client, AWAY, starts=today(), ends="2020-01-07", deputy=a.caretaker("toni").public_id
    ).content.decode()
    assert "liegt vor dem ersten" in text


def test_nobody_ends_the_absence_of_somebody_else() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni")
    work.stand_in(kim, toni)
    address = f"/arbeit/abwesenheit/{Absence.objects.get().pk}/beenden/"
    assert a.client(toni).post(address).status_code == 404
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    stranger = a.client(a.coordinator(party))
    for prefix in ("", "/o/partei"):
        assert stranger.post(prefix + address).status_code == 404
    assert Absence.objects.exists()


def test_templates_are_written_changed_and_removed_after_asking() -> None:
    client = a.client(a.caretaker("kim"))
    assert "Noch keine Vorlagen." in work.page(client, "/arbeit/vorlagen/")
    topic = a.topic()
    work.send(client, "/arbeit/vorlagen/neu/", title="Dank", text="Danke sehr.", topic=topic.slug)
    made = AnswerTemplate.objects.get()
    assert (made.title, made.topic) == ("Dank", topic)
    assert "Danke sehr." in work.page(client, "/arbeit/vorlagen/")
    assert 'value="Dank"' in work.page(client, f"/arbeit/vorlagen/{made.pk}/")
    work.send(client, f"/arbeit/vorlagen/{made.pk}/", title="Dank", text="Vielen Dank.", topic="")
    assert AnswerTemplate.objects.get().text == "Vielen Dank."
    answer = work.send(client, "/arbeit/vorlagen/neu/", title="Dank", text="Lange getippt.", topic="")
    assert answer.status_code == 422
    assert "Lange getippt." in answer.content.decode()
    assert "verschwindet für alle" in work.page(client, f"/arbeit/vorlagen/{made.pk}/entfernen/")
    assert AnswerTemplate.objects.exists()
    work.send(client, f"/arbeit/vorlagen/{made.pk}/entfernen/")
    assert not AnswerTemplate.objects.exists()


def test_templates_of_another_organisation_are_not_there() -> None:
    by = a.coordinator()
    made = caring.save_template(a.controller(), title="Dank", text="Danke.", by=by, now=work.now())
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    for role in Role:
        stranger = a.client(a.staff(role, at=party, name="fremd"))
        for prefix in ("", "/o/partei"):
            for verb in ("", "entfernen/"):
                status = stranger.post(f"{prefix}/arbeit/vorlagen/{made.pk}/{verb}").status_code
                assert status in {403, 404}
    assert AnswerTemplate.objects.exists()
    assert a.client(a.staff(Role.MODERATOR, at=a.controller())).get("/arbeit/vorlagen/").status_code == 403


def test_everything_is_handed_over_in_one_confirmed_step() -> None:
    kim = a.caretaker("kim")
    cases = [work.case(f"Eine Bank, Nummer {n}") for n in range(3)]
    caring.close(cases[0], caring.Closing("exists", "Gibt es."), by=kim, now=work.now())
    toni, client = a.caretaker("toni"), a.client(kim)
    text = work.page(client, "/arbeit/uebergeben/")
    assert "Es geht um 3 Vorgänge. Davon sind 2 offen." in text
    unsure = work.send(client, "/arbeit/uebergeben/", to=toni.public_id, expected="3")
    assert unsure.status_code == 422
    assert f'value="{toni.public_id}" selected' in unsure.content.decode()
    done = work.send(client, "/arbeit/uebergeben/", to=toni.public_id, expected="3", sure="on")
    assert done.status_code == 302
    assert "3 Vorgänge gehen an Toni." in work.page(client, "/arbeit/")
    assert {a.caretaker_of(case) for case in cases} == {toni}
