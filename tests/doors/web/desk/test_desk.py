"""The desk: mine first, the most urgent on top, nothing of others, and no more queries for more rows."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import Outcome, WaitingFor
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.doors.web.desk.listing import PER_PAGE
from konsens.kernel import clock
from tests import a
from tests.doors.web.desk import work

pytestmark = pytest.mark.django_db
MARK = '<span class="tag tag--strong">Nachricht ohne Antwort</span>'


def titles(text: str) -> list[str]:
    return re.findall(r'<a href="[^"]*/arbeit/vorgang/[^"]*">([^<]*)</a></h2>', text)


def count(text: str, label: str) -> int:
    found = re.search(rf">{label} <b>([\d.]+)</b>", text)
    assert found, label
    return int(found.group(1).replace(".", ""))


def test_nobody_known_goes_to_sign_in_and_comes_back() -> None:
    a.controller()
    answer = Client().get("/arbeit/?zeigen=spaet")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/konto/login/?next=/arbeit/%3Fzeigen%3Dspaet"


def test_for_residents_and_for_staff_of_others_there_is_no_desk() -> None:
    a.controller()
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    for somebody in (a.resident("bo").person, a.coordinator(party), a.caretaker("fremd", at=a.office(party))):
        work.page(a.client(somebody), "/arbeit/", 404)


def test_staff_in_another_role_are_told_so() -> None:
    text = work.page(a.client(a.staff(Role.ADMIN, at=a.controller())), "/arbeit/", 403)
    assert "Das dürfen hier nur andere" in text


def test_staff_without_a_second_factor_read_how_to_get_one() -> None:
    kim = a.caretaker("kim")
    work.case("Ein geheimes Anliegen")
    text = work.page(a.client(kim, second_factor=False), "/arbeit/", 403)
    assert "Zweiten Faktor einrichten" in text
    assert "Ein geheimes Anliegen" not in text


def test_an_empty_desk_says_so_and_what_comes_next() -> None:
    client = a.client(a.caretaker("kim"))
    assert "Gerade wartet nichts auf Sie." in work.page(client, "/arbeit/")
    assert "Nichts ist verspätet." in work.page(client, "/arbeit/?zeigen=spaet")
    assert "Alle Nachrichten sind beantwortet." in work.page(client, "/arbeit/?zeigen=nachricht")
    assert "Dazu gibt es hier nichts." in work.page(client, "/arbeit/?q=Bank")


def test_what_is_late_comes_first_then_what_is_due_soonest() -> None:
    kim = a.caretaker("kim")
    fresh, late, later = (
        work.case("Frisch gesagt"),
        work.case("Lange her", days=40),
        work.case("Länger", days=90),
    )
    waiting = work.case("Wartet auf den Sommer", days=60)
    until = clock.day_of(work.now()) + 50 * a.DAY
    caring.wait(waiting, what=WaitingFor.SEASON, until=until, saying="Im Sommer.", by=kim, now=work.now())
    text = work.page(a.client(kim), "/arbeit/")
    assert titles(text) == [later.lead.title, late.lead.title, fresh.lead.title, waiting.lead.title]
    assert (count(text, "Offen"), count(text, "Verspätet"), count(text, "Wartet")) == (4, 2, 1)
    assert titles(work.page(a.client(kim), "/arbeit/?zeigen=spaet")) == [later.lead.title, late.lead.title]


def test_each_button_shows_as_many_as_it_says() -> None:
    kim = a.caretaker("kim")
    for number in range(6):
        work.case(f"Anliegen Nummer {number}", days=number * 9)
    caring.close(work.case("Schon zu"), caring.Closing(Outcome.DONE, "Fertig."), by=kim, now=work.now())
    caring.tell(work.case("Schon gesagt"), "Wir sind dran.", by=kim, now=work.now())
    client = a.client(kim)
    text = work.page(client, "/arbeit/")
    for address, number in re.findall(r'href="(/arbeit/[^"]*)"[^>]*>[^<]* <b>(\d+)</b>', text):
        assert len(titles(work.page(client, address.replace("&amp;", "&")))) == int(number), address


def test_colleagues_see_their_own_their_team_and_all_that_is_not_confidential() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni", at=work.green())
    secret = a.topic(name="Vertrauliches", slug="vertraulich", is_private=True)
    mine, hers, hidden = work.case("Für Kim"), work.case("Für Noa"), work.case("Geheim", topic=secret)
    noa = a.caretaker("noa")
    caring.assign_caretaker(hers, noa, by=a.coordinator(), now=work.now())
    client = a.client(kim)
    assert titles(work.page(client, "/arbeit/")) == [mine.lead.title, hidden.lead.title]
    assert len(titles(work.page(client, "/arbeit/?wessen=amt"))) == 3
    seen = titles(work.page(a.client(toni), "/arbeit/?wessen=alle"))
    assert sorted(seen) == ["Für Kim", "Für Noa"]
    assert titles(work.page(a.client(toni), "/arbeit/")) == []


def test_a_case_is_at_the_deputy_the_same_day_and_says_for_whom() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni", at=work.green())
    secret = a.topic(name="Vertrauliches", slug="vertraulich", is_private=True)
    work.case("Eine Bank für Kim")
    work.case("Ganz vertraulich", topic=secret)
    assert titles(work.page(a.client(toni), "/arbeit/")) == []
    work.stand_in(kim, toni)
    text = work.page(a.client(toni), "/arbeit/")
    assert sorted(titles(text)) == ["Eine Bank für Kim", "Ganz vertraulich"]
    assert text.count("in Vertretung für Kim") == 2
    assert "Sie vertreten heute: Kim." in text
    own = titles(work.page(a.client(toni), "/arbeit/?wessen=vertretung"))
    assert len(own) == 2


def test_filters_narrow_by_topic_district_words_and_number() -> None:
    kim, topic = a.caretaker("kim"), a.topic()
    work.case("Eine Bank am Ufer", topic=topic)
    tree = work.case("Ein Baum im Osten", spot=a.spot("Lindenfeld", 51.49, 7.53))
    client = a.client(kim)
    assert titles(work.page(client, f"/arbeit/?thema={topic.slug}")) == ["Eine Bank am Ufer"]
    assert titles(work.page(client, "/arbeit/?gebiet=eve")) == ["Ein Baum im Osten"]
    assert titles(work.page(client, "/arbeit/?q=Baum")) == ["Ein Baum im Osten"]
    number = f"{tree.public_id[:4]}-{tree.public_id[4:]}".upper()
    assert titles(work.page(client, f"/arbeit/?q={number}")) == ["Ein Baum im Osten"]
    secret = a.topic(name="Vertrauliches", slug="vertraulich", is_private=True)
    work.case("Ganz im Vertrauen", topic=secret)
    assert titles(work.page(client, "/arbeit/?q=vertrauen")) == ["Ganz im Vertrauen"]
    for nonsense in ("?thema=gibtsnicht", "?gebiet=xx", "?zeigen=quatsch", "?wessen=niemand", "?nach=__"):
        assert len(titles(work.page(client, f"/arbeit/{nonsense}"))) == 3


def test_messages_of_residents_are_marked_until_somebody_answers_also_when_closed() -> None:
    kim = a.caretaker("kim")
    case = work.case("Eine Bank am Ufer", private_note="Bitte an der Sonnenseite.")
    client = a.client(kim)
    assert MARK in work.page(client, "/arbeit/")
    caring.close(case, caring.Closing(Outcome.DONE, "Sie steht."), by=kim, now=work.now())
    assert MARK not in work.page(client, "/arbeit/?zeigen=zu")
    caring.write_to_team(case, "Sie wackelt.", by=case.lead.author, now=work.now())
    text = work.page(client, "/arbeit/?zeigen=nachricht")
    assert titles(text) == ["Eine Bank am Ufer"]
    assert count(text, "Nachricht ohne Antwort") == 1


@pytest.mark.parametrize("show", ["offen", "zu"])
def test_pages_follow_each_other_without_gaps_or_doubles(show: str) -> None:
    kim = a.caretaker("kim")
    said = work.now() - 50 * a.DAY
    for number in range(PER_PAGE + 3):
        case = a.case(f"Anliegen {number:02}", now=said + number % 4 * a.DAY)
        if show == "zu":
            end = caring.Closing(Outcome.EXISTS, "Gibt es schon.")
            caring.close(case, end, by=kim, now=work.now() - number % 3 * a.DAY)
    client, seen, address = a.client(kim), [], f"/arbeit/?zeigen={show}"
    for _page in range(2):
        text = work.page(client, address)
        seen += titles(text)
        more = re.search(r'rel="next" href="([^"]*)"', text)
        address = more.group(1).replace("&amp;", "&") if more else ""
    assert address == ""
    assert sorted(seen) == [f"Anliegen {number:02}" for number in range(PER_PAGE + 3)]


def test_htmx_gets_only_the_list() -> None:
    kim = a.caretaker("kim")
    work.case()
    part = work.page(a.client(kim), "/arbeit/", **work.HTMX)
    assert part.strip().startswith('<div id="arbeit"')
    assert "<html" not in part
    assert titles(part) == ["Eine Bank am Ufer"]


def test_the_desk_costs_the_same_for_one_case_and_for_three() -> None:
    kim, toni, topic = a.caretaker("kim"), a.caretaker("toni"), a.topic()
    client, costs = a.client(kim), []
    work.stand_in(toni, kim)
    for rows in (1, 2, 3):
        case = work.case(f"Anliegen {rows}", private_note="Hallo?", topic=topic)
        caring.assign_caretaker(case, toni, by=a.coordinator(), now=work.now())
        costs.append(work.queries(client, "/arbeit/"))
        assert len(titles(work.page(client, "/arbeit/"))) == rows
    assert costs[0] == costs[-1] <= 12
