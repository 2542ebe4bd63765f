"""Every verb through its page: it does what it says, keeps what was typed, and says what is wrong."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from konsens.caring.cases import actions as caring
from konsens.caring.cases.actions.dates import open_dates
from konsens.caring.cases.kinds import (
    Audience,
    Outcome,
    PromiseKind,
    State,
    WaitingFor,
)
from konsens.city.people.kinds import OrganisationKind
from konsens.kernel import clock
from tests import a
from tests.doors.web.desk import work
from tests.doors.web.desk.sending import address, done, fresh, refused, workday

pytestmark = pytest.mark.django_db


def test_telling_everybody_answers_and_moves_on() -> None:
    kim, case = a.caretaker("kim"), work.case()
    text = done(a.client(kim), case, "sagen", text="Wir messen die Stelle aus.")
    assert "Das lesen jetzt alle." in text
    assert "Wir messen die Stelle aus." in text
    assert fresh(case).state == State.CARED
    assert PromiseKind.FIRST_ANSWER not in open_dates(case)


def test_telling_can_tick_off_the_next_step_and_name_the_one_after() -> None:
    kim, case = a.caretaker("kim"), work.case()
    due = workday(15)
    done(a.client(kim), case, "sagen", text="Gemessen.", is_next_step="on", next_step_by=due.isoformat())
    assert open_dates(case)[PromiseKind.NEXT_STEP].due == due


def test_a_wrong_day_is_refused_and_nothing_typed_is_lost() -> None:
    kim, case = a.caretaker("kim"), work.case()
    client = a.client(kim)
    sunday = clock.day_of(work.now()) + timedelta(days=6 - clock.day_of(work.now()).weekday() + 7)
    for day, sentence in (
        (sunday.isoformat(), "Der nächste Arbeitstag ist der"),
        ("2020-01-07", "Dieser Tag ist schon vorbei"),
        ("31.02.2027", "Bitte schreiben Sie den Tag so"),
        ("9999-12-31", "prüfen Sie das Jahr"),
    ):
        text = refused(client, case, "sagen", text="Sehr lange getippt.", is_next_step="on", next_step_by=day)
        assert sentence in text, day
        assert "Sehr lange getippt.</textarea>" in text
        assert re.search(r'name="is_next_step"[^>]*checked', text)
        assert f'value="{day}"' in text
    assert fresh(case).state == State.RECEIVED


def test_empty_words_are_refused() -> None:
    kim, case = a.caretaker("kim"), work.case()
    for verb in ("sagen", "notiz", "oeffnen"):
        assert "Was Sie geschrieben haben, ist noch da." in refused(a.client(kim), case, verb, text=" ")


def test_a_note_stays_inside() -> None:
    kim, case = a.caretaker("kim"), work.case()
    done(a.client(kim), case, "notiz", text="Bauhof fragen.")
    assert case.notes.get().audience == Audience.INTERNAL
    assert "Bauhof fragen." not in work.page(Client(), f"/vorgang/{case.public_id}/")


def test_a_date_is_moved_with_a_reason_and_the_link_names_which() -> None:
    kim, case = a.caretaker("kim"), work.case()
    client, due = a.client(kim), workday(30)
    text = work.page(client, f"{address(case, 'frist')}?frist=done")
    assert re.search(r'value="done"[^>]*checked', text)
    sentence = refused(client, case, "frist", kind="done", due=due.isoformat(), because="")
    assert "Bitte nennen Sie den Grund." in sentence or "Hier fehlt noch etwas." in sentence
    done(client, case, "frist", kind="done", due=due.isoformat(), because="Der Frost kam früh.")
    assert open_dates(case)[PromiseKind.DONE].due == due
    assert "Der Frost kam früh." in work.page(Client(), f"/vorgang/{case.public_id}/")


def test_waiting_says_for_what_and_can_last_longer() -> None:
    kim, case = a.caretaker("kim"), work.case()
    client = a.client(kim)
    for days in (20, 40):
        until = workday(days)
        done(client, case, "warten", what="season", until=until.isoformat(), text="Im Frühjahr.")
        assert (fresh(case).state, fresh(case).waiting_until) == (State.WAITING, until)
    text = refused(client, case, "warten", what="season", until="2020-01-07", text="Wieder getippt.")
    assert "in der Zukunft" in text
    assert "Wieder getippt.</textarea>" in text


def test_a_waiting_case_goes_on_and_a_new_one_begins() -> None:
    kim, case = a.caretaker("kim"), work.case()
    client = a.client(kim)
    done(client, case, "weiter", text="")
    assert fresh(case).state == State.CARED
    assert "kann nicht" in refused(client, case, "weiter", text="Noch einmal.")
    until = workday(20)
    caring.wait(case, what=WaitingFor.AUTHOR, until=until, saying="Bitte melden.", by=kim, now=work.now())
    done(client, case, "weiter", text="Danke für die Antwort.")
    assert (fresh(case).state, fresh(case).waiting_for) == (State.CARED, "")


ENDINGS = [
    ("done", {}),
    ("planned", {}),
    ("exists", {}),
    ("not_possible", {"reason": "Der Mindestabstand fehlt."}),
    ("handed_over", {"handed_to": "die Stadtwerke"}),
    ("withdrawn", {}),
]


@pytest.mark.parametrize(("outcome", "more"), ENDINGS)
def test_a_case_ends_with_each_outcome_and_the_words_for_it(outcome: str, more: dict[str, str]) -> None:
    kim, case = a.caretaker("kim"), work.case()
    client = a.client(kim)
    if more:
        text = refused(client, case, "abschliessen", outcome=outcome, text="Lange überlegt.")
        assert "Lange überlegt.</textarea>" in text
        assert re.search(rf'value="{outcome}"[^>]*checked', text)
    done(client, case, "abschliessen", outcome=outcome, text="So ist es.", **more)
    closed = fresh(case)
    assert (closed.outcome, closed.outcome_text) == (outcome, "So ist es.")
    for name, value in more.items():
        field = "outcome_reason" if name == "reason" else name
        assert getattr(closed, field) == value


def test_a_duplicate_is_merged_into_the_case_whose_number_is_named() -> None:
    kim = a.caretaker("kim")
    one, two = work.case("Eine Bank"), work.case("Noch eine Bank")
    client = a.client(kim)
    words = {"outcome": "duplicate", "text": "Es geht gemeinsam weiter."}
    assert "gibt es hier nicht" in refused(client, one, "abschliessen", into="22222222", **words)
    assert "nicht in sich selbst weiter" in refused(client, one, "abschliessen", into=one.public_id, **words)
    done(client, one, "abschliessen", into=f" {two.public_id.upper()} ", **words)
    assert fresh(one).merged_into == two


def test_a_case_is_merged_with_a_likely_one_or_by_number() -> None:
    kim, topic = a.caretaker("kim"), a.topic()
    text = "Zum Ausruhen am Uferweg fehlt eine Bank."
    one = work.case("Eine Bank am Uferweg", topic=topic, text=text)
    two = work.case("Bank am Uferweg fehlt", topic=topic, text=text)
    client = a.client(kim)
    page = work.page(client, f"{address(one, 'zusammenlegen')}?mit={two.public_id}")
    assert f'value="{two.public_id.upper()}"' in page
    assert re.search(rf'type="radio"[^>]*value="{two.public_id}"', page)
    assert "Bitte wählen Sie einen Vorgang" in refused(client, one, "zusammenlegen", text="Getippt.")
    done(client, one, "zusammenlegen", choice=two.public_id)
    assert fresh(one).outcome == Outcome.DUPLICATE
    assert "inzwischen schon jemand" in refused(client, one, "zusammenlegen", number=two.public_id)


def test_nobody_merges_into_a_case_that_others_look_after() -> None:
    kim = a.caretaker("kim")
    toni = a.caretaker("toni", at=work.green())
    one, two = work.case("Eine Bank"), work.case("Noch eine Bank")
    by = a.coordinator()
    caring.assign_caretaker(two, toni, by=by, now=work.now(), organisation=work.green())
    text = refused(a.client(kim), one, "zusammenlegen", number=two.public_id, text="Getippt.")
    assert "Um den anderen Vorgang kümmern sich andere." in text
    assert fresh(one).state == State.RECEIVED


def test_cases_of_another_organisation_cannot_be_named() -> None:
    kim, case = a.caretaker("kim"), work.case()
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    a.caretaker("fremd", at=a.office(party))
    theirs = work.case(of=party)
    assert "gibt es hier nicht" in refused(a.client(kim), case, "zusammenlegen", number=theirs.public_id)


def test_a_closed_case_is_opened_again_with_new_dates() -> None:
    kim, case = a.caretaker("kim"), work.case()
    client = a.client(kim)
    assert "schon offen" in refused(client, case, "oeffnen", text="Doch.")
    caring.close(case, caring.Closing(Outcome.DONE, "Sie steht."), by=kim, now=work.now())
    done(client, case, "oeffnen", text="Sie wackelt.")
    assert set(open_dates(case)) == {PromiseKind.NEXT_STEP, PromiseKind.DONE}


def test_a_template_is_put_in_after_what_was_typed_and_sends_nothing() -> None:
    kim, case = a.caretaker("kim"), work.case()
    by = a.coordinator()
    made = caring.save_template(a.controller(), title="Dank", text="Danke sehr.", by=by, now=work.now())
    other = a.topic()
    hidden = caring.save_template(
        a.controller(), title="Nur Wege", text="Andere Worte.", topic=other, by=by, now=work.now()
    )
    client = a.client(kim)
    text = work.page(client, f"{address(case, 'sagen')}?vorlage={made.pk}")
    assert re.search(r"<textarea[^>]*>\s*Danke sehr.</textarea>", text)
    assert f'name="einsetzen" value="{made.pk}"' in text
    assert f'value="{hidden.pk}"' not in text
    answer = client.post(
        address(case, "sagen"),
        {"text": "Guten Tag!", "einsetzen": made.pk, "is_next_step": "on", "next_step_by": "2027-01-12"},
    )
    assert answer.status_code == 200
    text = answer.content.decode()
    assert re.search(r"Guten Tag!\n\nDanke sehr.</textarea>", text)
    assert 'value="2027-01-12"' in text
    assert re.search(r'name="is_next_step"[^>]*checked', text)
    assert not case.notes.exists()


def test_htmx_gets_the_form_in_place_and_then_the_whole_bench_anew() -> None:
    kim, case = a.caretaker("kim"), work.case()
    client = a.client(kim)
    part = work.page(client, address(case, "sagen"), **work.HTMX)
    assert part.strip().startswith("<form")
    wrong = client.post(address(case, "sagen"), {"text": ""}, **work.HTMX)
    assert wrong.status_code == 422
    assert wrong.content.decode().strip().startswith("<form")
    right = client.post(address(case, "sagen"), {"text": "Wir fangen an."}, **work.HTMX)
    assert right.status_code == 200
    assert right.headers["HX-Retarget"] == "#werkbank"
    text = right.content.decode()
    assert text.strip().startswith("<article")
    assert "Das lesen jetzt alle." in text
    assert "Wir fangen an." in text


def test_whoever_lost_the_case_while_typing_is_told_and_keeps_the_words() -> None:
    kim, case = a.caretaker("kim"), work.case()
    toni = a.caretaker("toni", at=work.green())
    client = a.client(kim)
    by = a.coordinator()
    caring.assign_caretaker(case, toni, by=by, now=work.now(), organisation=work.green())
    for headers, status in (({}, 403), (work.HTMX, 422)):
        answer = client.post(address(case, "sagen"), {"text": "Lange getippt."}, **headers)
        assert answer.status_code == status
        assert "kümmern sich andere" in answer.content.decode()
        assert "Lange getippt.</textarea>" in answer.content.decode()
    assert not case.notes.exists()


def test_looking_changes_nothing() -> None:
    kim, case = a.caretaker("kim"), work.case()
    client, before = a.client(kim), fresh(case).changed_at
    for verb in ("sagen", "abschliessen", "zusammenlegen", "oeffnen", "weiter"):
        client.get(address(case, verb), {"text": "x", "outcome": "done"})
        client.head(address(case, verb))
    assert fresh(case).changed_at == before
    assert fresh(case).state == State.RECEIVED


def test_strange_words_come_back_as_text() -> None:
    kim, case = a.caretaker("kim"), work.case()
    words = "<script>alert(1)</script> 🌳 שלום \u202e"
    text = done(a.client(kim), case, "sagen", text=words)
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 🌳 שלום" in text
    assert "\u202e" not in text
    assert "höchstens" in refused(a.client(kim), case, "sagen", text="x" * 10_001)
