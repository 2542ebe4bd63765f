"""A case changes hands, by topic or by choice, and takes its way through the council."""

from __future__ import annotations

from datetime import timedelta

import pytest

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import CouncilDecision, CouncilKind
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.kernel import clock
from tests import a
from tests.doors.web.desk import work
from tests.doors.web.desk.sending import address, done, fresh, refused, workday

pytestmark = pytest.mark.django_db


def test_another_topic_leads_to_whoever_looks_after_it() -> None:
    kim, topic = a.caretaker("kim"), a.topic(name="Parks und Grün", slug="gruen")
    toni = a.caretaker("toni", at=work.green())
    caring.set_route(a.controller(), work.green(), topic=topic, by=None, now=work.now())
    case = work.case()
    text = done(a.client(kim), case, "thema", topic="gruen")
    assert a.caretaker_of(case) == toni
    assert "Um diesen Vorgang kümmern sich andere." in text
    assert a.client(kim).post(address(case, "thema"), {"topic": "gruen"}).status_code == 422


def test_a_confidential_case_that_goes_away_leads_back_to_the_desk() -> None:
    kim = a.caretaker("kim")
    secret = a.topic(name="Vertrauliches", slug="vertraulich", is_private=True)
    other = a.topic(name="Noch vertraulicher", slug="noch", is_private=True)
    a.caretaker("toni", at=work.green())
    caring.set_route(a.controller(), work.green(), topic=other, by=None, now=work.now())
    case = work.case(topic=secret)
    again = work.case("Noch eins", topic=secret)
    client = a.client(kim)
    answer = client.post(address(case, "thema"), {"topic": "noch"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/arbeit/")
    part = client.post(address(again, "thema"), {"topic": "noch"}, **work.HTMX)
    assert (part.status_code, part.headers["HX-Redirect"]) == (204, "/arbeit/")


def test_a_head_gives_a_case_to_a_colleague_or_to_a_team() -> None:
    a.caretaker("kim")
    head, noa = a.staff(Role.HEAD, at=a.office(), name="leitung"), a.caretaker("noa")
    toni = a.caretaker("toni", at=work.green())
    case = work.case()
    client = a.client(head)
    done(client, case, "abgeben", to=f"{noa.public_id}.{a.office().slug}")
    assert a.caretaker_of(case) == noa
    done(client, case, "abgeben", to=".gruen")
    assert (a.caretaker_of(case), fresh(case).organisation) == (toni, work.green())
    assert client.post(address(case, "abgeben"), {"to": ".gruen"}).status_code in {403, 422}


def test_nobody_from_elsewhere_can_be_chosen() -> None:
    a.caretaker("kim")
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    stranger = a.caretaker("fremd", at=a.office(party))
    case, client = work.case(), a.client(a.coordinator())
    before = a.caretaker_of(case)
    for to in (f"{stranger.public_id}.{a.office(party).slug}", f"{stranger.public_id}.{a.office().slug}"):
        refused(client, case, "abgeben", to=to)
    assert a.caretaker_of(case) == before


def test_a_case_goes_through_the_council_step_by_step() -> None:
    kim, case = a.caretaker("kim"), work.case()
    client, sitting, later = a.client(kim), workday(9), workday(40)
    done(
        client, case, "rat", kind="motion", body="Bezirksvertretung Hörde", sitting_on=sitting.isoformat(),
        number="00815-26", link="https://rat.beispiel.example/1", text="Der Antrag ist gestellt.",
    )  # fmt: skip
    step = case.council_steps.get()
    assert (step.kind, fresh(case).waiting_until) == (CouncilKind.MOTION, sitting)
    today = clock.day_of(work.now()).isoformat()
    verb = f"rat/{step.pk}/beschluss"
    tomorrow = (clock.day_of(work.now()) + timedelta(days=1)).isoformat()
    text = refused(client, case, verb, decision="referred", decided_on=tomorrow, text="Überwiesen.")
    assert "Entschieden wurde noch nicht" in text
    done(
        client, case, verb, decision="referred", decided_on=today, next_sitting=later.isoformat(),
        text="Jetzt entscheidet der Ausschuss.",
    )  # fmt: skip
    assert fresh(case).waiting_until == later
    done(client, case, verb, decision="adopted", decided_on=today, text="Beschlossen.")
    assert case.council_steps.get().decision == CouncilDecision.ADOPTED
    assert "steht schon" in refused(
        client, case, verb, decision="adopted", decided_on=today, text="Noch mal."
    )
    done(client, case, f"rat/{step.pk}/umsetzung", text="Die Bank steht.", implemented_on=today)
    assert case.council_steps.get().implemented_on == clock.day_of(work.now())


def test_a_link_that_is_none_is_refused_and_kept() -> None:
    kim, case = a.caretaker("kim"), work.case()
    words = {"kind": "motion", "body": "Bezirksvertretung", "link": "javascript:alert(1)", "text": ""}
    text = refused(a.client(kim), case, "rat", **words)
    assert 'value="javascript:alert(1)"' in text
    assert not case.council_steps.exists()
