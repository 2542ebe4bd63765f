"""Tables and figures: about teams and topics, never about people, and harmless in a spreadsheet."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import Outcome, PromiseKind
from konsens.caring.cases.models import Case
from konsens.city.people import actions as people
from konsens.city.people.kinds import Role
from konsens.city.people.models import Person, Relation
from konsens.doors.web.board.export import harmless
from konsens.doors.web.board.figures import Line, table_of
from konsens.kernel import clock
from tests import a
from tests.doors.web.board.table import coordination, rows
from tests.doors.web.desk import work

pytestmark = pytest.mark.django_db


def test_a_table_holds_what_the_list_shows_with_its_filters() -> None:
    kim, topic = a.caretaker("kim"), a.topic()
    work.case("Eine Bank am Ufer", topic=topic)
    closed = work.case("Ein Baum im Osten", spot=a.spot("Lindenfeld", 51.49, 7.53))
    caring.close(closed, caring.Closing(Outcome.PLANNED, "Im Herbst."), by=kim, now=work.now())
    client = coordination()
    (row,) = rows(client)
    assert (row["Titel"], row["Thema"], row["Stadtbezirk"]) == ("Eine Bank am Ufer", topic.name, "Hoerdental")
    assert row["Rückmeldung bis"]
    (row,) = rows(client, "?zeigen=zu")
    assert (row["Ergebnis"], row["Stadtbezirk"]) == ("Eingeplant", "Eversberg")
    assert rows(client, "?gebiet=eve") == []
    assert len(rows(client, f"?thema={topic.slug}&team={a.office().slug}&q=Bank")) == 1


@pytest.mark.parametrize("sign", list("=+-@\t\r\n＝＋－＠"))
def test_no_cell_is_taken_for_a_formula(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert harmless(f"1{sign}") == f"1{sign}"


def test_a_title_that_looks_like_a_formula_is_harmless_in_the_table() -> None:
    a.caretaker("kim")
    evil = '=HYPERLINK("http://boese.example/";"Klick")'
    case = work.case("Eine Bank am Ufer")
    type(case.lead).objects.filter(pk=case.lead_id).update(title=evil)
    (row,) = rows(coordination())
    assert row["Titel"] == f"'{evil}"


def test_nobodys_name_or_address_is_in_the_table_and_hidden_titles_stay_out() -> None:
    a.caretaker("kim")
    case = work.case("Eine Bank am Ufer", private_note="Ich heiße Erna Beispielfrau.")
    work.case("Ruft Erna Beispielfrau an", text="Unter 0231 123 456 78.")
    (public, held) = rows(coordination())
    assert held["Titel"] == ""
    assert public["Titel"] == case.lead.title
    everything = " ".join(value for row in (public, held) for value in row.values())
    private = {*Person.objects.exclude(name="").values_list("name", flat=True), "Erna"}
    private |= set(Relation.objects.values_list("pseudonym", flat=True))
    private |= set(Relation.objects.exclude(email="").values_list("email", flat=True))
    for each in private:
        assert each not in everything


DAY = re.compile(r"\d{1,2}\. [A-Z][a-zä]+( \d{4})?")


def _blocks_with(names: list[str], page: str) -> list[str]:
    """The words of every row, entry, choice and notice that names somebody; those of cases left out."""
    pieces = re.split(r"(?=<(?:li|tr|option|p|td|th|div)\b)", page)
    words = [strip_tags(each) for each in pieces if 'class="work' not in each]
    return [DAY.sub("", each) for each in words if any(name in each for name in names)]


def test_no_figure_on_any_page_or_export_is_about_one_person() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni")
    a.staff(Role.HEAD, at=a.office(), name="leitung")
    for number in range(7):
        case = work.case(f"Anliegen {number}", days=number * 10)
        caring.assign_caretaker(case, (kim, toni)[number % 2], by=a.coordinator(), now=work.now())
    work.stand_in(kim, toni)
    by, today = a.staff(Role.ADMIN, at=a.controller()), clock.day_of(work.now())
    for somebody in (kim, toni):
        people.end_role(somebody.memberships.get(), by=by, now=work.now(), ends=today)
    names = list(Person.objects.exclude(name="").values_list("name", flat=True))
    client = coordination()
    query = f"zuweisen/?v={case.public_id}"
    for page in ("", "vorgaenge/", "team/", "mails/", query):
        found = _blocks_with(names, work.page(client, f"/koordination/{page}"))
        assert found or page in {"vorgaenge/", "mails/"}, page
        for words in found:
            assert not re.search(r"\d", words), words
    for page in ("/arbeit/?wessen=alle", "/arbeit/abwesenheit/"):
        for words in _blocks_with(names, work.page(a.client(toni), page)):
            assert not re.search(r"\d", words), words
    assert not any(name in value for row in rows(client) for value in row.values() for name in names)
    table = table_of(Case.objects.all(), a.controller().pk, today)
    assert {line.name for line in table.offices} == {"Bürgerbüro"}
    assert {line.name for line in table.topics} == {"Ohne Thema"}


def test_a_share_speaks_only_of_enough_answers_and_of_more_than_one_person() -> None:
    kim = a.caretaker("kim")
    for number in range(5):
        case = work.case(f"Anliegen {number}")
        if number < 4:
            caring.tell(case, "Wir sind dran.", by=kim, now=work.now())
    assert _office().share is None
    caring.tell(case, "Wir sind dran.", by=kim, now=work.now())
    assert (_office().answered, _office().share) == (5, None)
    a.caretaker("toni")
    assert _office().share == 100
    late = work.case("Zu spät", days=40)
    by = a.coordinator()
    caring.tell(late, "Endlich.", by=by, now=work.now())
    moved = work.case("Verschoben", days=40)
    due = clock.day_of(work.now()) + timedelta(days=30)
    while due.weekday() != 2:
        due += timedelta(days=1)
    caring.set_date(moved, PromiseKind.FIRST_ANSWER, due, because="Krank.", by=by, now=work.now())
    caring.tell(moved, "Da sind wir.", by=by, now=work.now())
    assert (_office().answered, _office().timely, _office().share) == (7, 5, 71)


def _office() -> Line:
    (line,) = table_of(Case.objects.all(), a.controller().pk, clock.day_of(work.now())).offices
    return line
