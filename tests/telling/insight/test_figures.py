"""What is counted for the public: by team and topic, with honest intervals, never by person."""

from __future__ import annotations

import pytest
from django.test import Client

from konsens.caring.cases import actions as caring
from konsens.city.people.kinds import Role
from konsens.city.people.models import Account, Person
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground
from konsens.telling.insight.figures import LEAST, count_all, figures_of, sentences, share_of
from konsens.telling.insight.models import Figure, MapCell
from tests import a

pytestmark = pytest.mark.django_db
LATER = a.NOW + 3 * a.DAY


def busy_office() -> list[Person]:
    """Two people at one office, who answered the public cases of two topics; one was late."""
    team = [a.caretaker("kim"), a.caretaker("toni")]
    topics = [a.topic(name="Straßen"), a.topic(name="Parks")]
    for number in range(LEAST):
        case = a.case(f"Eine Bank, Nummer {number}", topic=topics[number % 2])
        caring.assign_caretaker(case, team[number % 2], by=a.coordinator(), now=a.NOW)
        late = number == 0
        caring.tell(
            case, "Wir sehen es uns an.", by=team[number % 2], now=a.NOW + (20 if late else 1) * a.DAY
        )
    count_all(now=a.NOW + 21 * a.DAY)
    return team


def test_figures_are_of_teams_and_topics_and_lead_to_no_person() -> None:
    busy_office()
    kinds = {part.partition(":")[0] for each in Figure.objects.all() for part in each.dimension.split("/")}
    assert kinds == {"", "diary", "year", "area", "topic", "office"}
    for model in (Figure, MapCell):
        leads_to = {field.related_model for field in model._meta.get_fields() if field.is_relation}
        assert not leads_to & {Person, Account}, model


def test_the_page_of_figures_names_teams_and_nobody_in_them(client: Client) -> None:
    team = busy_office()
    page = client.get("/zahlen/").content.decode()
    assert a.office().name in page
    for each in team:
        assert each.name not in page


def test_the_boards_figures_name_teams_and_nobody_in_them() -> None:
    team = busy_office()
    board = a.client(a.staff(Role.COORDINATOR, at=a.controller(), name="mila"))
    page = board.get("/koordination/").content.decode()
    assert a.office().name in page
    for each in team:
        assert each.name not in page


def test_what_was_counted_adds_up() -> None:
    busy_office()
    figures = figures_of(a.controller().pk)
    assert figures.heard == LEAST
    assert sum(each.heard for each in figures.topics) == LEAST
    assert [each.heard for each in figures.offices] == [LEAST]
    assert figures.share is not None
    assert figures.share.value == pytest.approx(0.9)
    assert f"{LEAST} Ideen und Anliegen wurden aufgenommen." in sentences(figures)


def test_only_what_everybody_may_see_is_counted() -> None:
    a.case("Öffentlich")
    a.case("Vertraulich", topic=a.topic(name="Vertrauliches", is_private=True))
    count_all(now=LATER)
    figures = figures_of(a.controller().pk)
    assert figures.heard == 1
    assert [each.name for each in figures.topics] == ["Ohne Thema"]


def test_a_share_stands_from_ten_on_and_its_interval_holds_it() -> None:
    assert share_of(LEAST - 1, LEAST - 1) is None
    for yes in range(LEAST + 1):
        share = share_of(yes, LEAST)
        assert share is not None
        assert 0 <= share.low <= share.value <= share.high <= 1
        assert share.low < share.high, "ten cases never make certain"


def test_counting_twice_changes_nothing_and_what_is_gone_is_counted_no_more() -> None:
    case = a.case("Eine Bank", topic=a.topic())
    count_all(now=LATER)
    before = list(Figure.objects.order_by("pk").values_list("dimension", "name", "value"))
    count_all(now=LATER + a.DAY)
    assert list(Figure.objects.order_by("pk").values_list("dimension", "name", "value")) == before
    moderator = a.staff(Role.MODERATOR, at=a.controller(), name="noa")
    reasons = voices.Reasons("Das ist Werbung.", Ground.NETIQUETTE)
    voices.refuse(case.lead, reasons=reasons, by=moderator, now=LATER + 2 * a.DAY)
    count_all(now=LATER + 2 * a.DAY)
    assert {each.dimension for each in Figure.objects.all()} == {"", "diary"}
