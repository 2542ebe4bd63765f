"""Whoever starts to say something sees what others said about the same thing nearby, and nothing hidden."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.corpus import Draft, drafts, sow
from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import Case
from konsens.city.people.kinds import OrganisationKind
from konsens.city.places.atlas import Atlas
from konsens.city.places.locate import atlas
from konsens.demo.city import build_city
from konsens.listening.voices import actions as voices
from konsens.telling.search import actions
from konsens.telling.search.likeness import Alike, likely_duplicates, similar
from tests import a

pytestmark = pytest.mark.django_db

REASONS = voices.Reasons(facts="Nennt den Namen eines Nachbarn.", ground="privacy")
FAR = a.Spot(lat=51.515, lon=7.555)
MEANT = [
    # somebody types,                                  somebody said
    ("WC fehlt", "Öffentliche Toilette am Markt"),
    ("Çöp kutuları eksik", "Mülleimer fehlen im Park"),
    ("We need more bike lanes", "Mehr Radwege bauen"),
    ("Strassenlampe kaput", "Straßenlaterne ist defekt"),
    ("Bänke zum Ausruhen", "Eine Sitzgelegenheit für Ältere"),
    ("Die Leute rasen hier wie verrückt", "Autos fahren viel zu schnell"),
]
UNRELATED = (
    "Ich möchte meinen Reisepass verlängern",
    "Wann hat das Standesamt geöffnet?",
    "Hundesteuer anmelden",
    "Danke für die schöne Veranstaltung gestern",
)
HOSTILE = (
    "",
    "x",
    "\x00",
    "🎈🎈🎈🎈",
    "?!?!",
    '"NEAR(',
    "Bank " * 3000,
    "ä" * 10_000,
    "\n\n\n",
    "'; DROP",
    "مقعد",
)


def said(title: str, **fields: object) -> Case:
    fields.setdefault("text", "")
    return a.case(title, **fields)


def ask(words: str, **where: object) -> list[Alike]:
    return similar(words, controller=a.controller().pk, **where)


@pytest.fixture
def others() -> list[Case]:
    """What was said about other things."""
    titles = [title for _typed, title in MEANT] + [
        "Ein Schwimmkurs für Erwachsene",
        "Mehr Plätze in der Kita",
    ]
    return [said(title) for title in titles]


@pytest.mark.parametrize(("typed", "title"), MEANT)
def test_the_same_thing_is_recognised_in_other_words(typed: str, title: str, others: list[Case]) -> None:
    actions.give_meaning()
    found = ask(typed)
    assert Case.objects.get(pk=found[0].case).lead.title == title


@pytest.mark.parametrize("typed", UNRELATED)
def test_where_nothing_is_alike_nothing_is_shown(typed: str, others: list[Case]) -> None:
    actions.give_meaning()
    assert ask(typed) == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_gives_an_answer(typed: str, others: list[Case]) -> None:
    actions.give_meaning()
    assert len(ask(typed)) <= 5
    assert len(ask(f"{typed}\n{typed}", lat=51.49, lon=7.49)) <= 5


def test_before_the_worker_has_read_it_words_are_enough() -> None:
    case = said("Eine Bank am Brunnen")
    assert [each.case for each in ask("Bank beim Brunnen")] == [case.pk]


def test_what_is_near_comes_first_and_says_how_far_it_is() -> None:
    near, next_door = said("Eine Bank bitte"), said("Eine Bank bitte", spot=a.spot("Bergheim", 51.505, 7.49))
    said("Eine Bank bitte", spot=a.Spot(FAR.lat, FAR.lon, a.city()["Ziegelei"].pk))
    actions.give_meaning()
    found = ask("Bank", lat=51.4905, lon=7.49)
    assert [each.case for each in found] == [near.pk, next_door.pk]
    assert found[0].distance == pytest.approx(55.6, abs=1)
    assert found[1].distance == pytest.approx(1612, abs=5)


def test_only_when_nothing_near_is_alike_the_whole_city_is_shown() -> None:
    far = said("Eine Bank bitte", spot=a.Spot(FAR.lat, FAR.lon, a.city()["Ziegelei"].pk))
    said("Mehr Plätze in der Kita")
    actions.give_meaning()
    assert [each.case for each in ask("Sitzbank", lat=51.49, lon=7.49)] == [far.pk]


def test_an_area_counts_whether_chosen_or_written() -> None:
    here = said("Eine Bank bitte")
    there = said("Eine Bank bitte", spot=a.Spot(FAR.lat, FAR.lon, a.city()["Ziegelei"].pk))
    actions.give_meaning()
    assert [each.case for each in ask("Bank", area=a.city()["Uferhof"].pk)] == [here.pk]
    assert [each.case for each in ask("Bank in Seeblick")] == [there.pk]
    assert [each.case for each in ask("Bank in Seeblick", area=a.city()["Altdorf"].pk)] == [here.pk]
    assert {each.case for each in ask("Bank")} == {here.pk, there.pk}


def test_the_place_is_not_what_is_compared() -> None:
    toilet = said("Toilette in Altdorf am Uferweg", spot=a.spot("Altdorf"))
    said("Fahrradständer in Altdorf am Uferweg", spot=a.spot("Altdorf"))
    actions.give_meaning()
    found = ask("WC in Altdorf am Uferweg")
    assert [each.case for each in found] == [toilet.pk]


def test_what_others_may_not_read_is_never_shown() -> None:
    private = a.topic(name="Vertrauliches", is_private=True, slug="vertraulich")
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    refused, withdrawn = said("Eine Bank am Brunnen"), said("Eine Bank am Brunnen")
    said("Eine Bank am Brunnen", topic=private)
    said("Eine Bank am Brunnen", of=party)
    a.contribution("Eine Bank am Brunnen", confirmed=False)
    actions.give_meaning()
    assert {each.case for each in ask("Bank")} == {refused.pk, withdrawn.pk}
    voices.refuse(refused.lead, reasons=REASONS, by=a.coordinator(), now=a.NOW + a.DAY)
    voices.withdraw(withdrawn.lead, by=withdrawn.lead.author, now=a.NOW + a.DAY)
    assert ask("Bank am Brunnen") == []
    actions.give_meaning()
    assert ask("Bank am Brunnen") == []


def test_a_shortened_text_is_compared_by_what_is_left() -> None:
    case = said("Eine Bank am Brunnen")
    actions.give_meaning()
    assert ask("Sitzbank")
    voices.shorten(
        case.lead, title="Mehr Plätze in der Kita", text="", seen=(case.lead.title, case.lead.text),
        reasons=REASONS, by=a.coordinator(), now=a.NOW + a.DAY,
    )  # fmt: skip
    assert ask("Sitzbank") == []
    actions.give_meaning()
    assert ask("Sitzbank") == []
    assert [each.case for each in ask("Kindergartenplatz gesucht")] == [case.pk]


def test_what_was_merged_is_shown_as_the_case_in_which_it_goes_on() -> None:
    one, two = said("Eine Bank am Brunnen"), said("Sitzgelegenheit gewünscht")
    caring.merge(one, two, saying="", by=a.coordinator(), now=a.NOW + a.DAY)
    actions.give_meaning()
    assert [each.case for each in ask("Bank am Brunnen")] == [two.pk]


def test_likely_duplicates_are_other_cases_that_say_the_same() -> None:
    case, same = said("Mülleimer fehlen am Ufer"), said("Es fehlt ein Abfalleimer am Ufer")
    said("Ein Schwimmkurs für Erwachsene")
    actions.give_meaning()
    assert [each.case for each in likely_duplicates(case)] == [same.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_questions_does_not_depend_on_how_much_is_alike(count: int) -> None:
    for number in range(count):
        said(f"Eine Bank am Brunnen {number}")
    actions.give_meaning()
    ask("Bank")
    pk = a.controller().pk
    with CaptureQueriesContext(connection) as asked:
        assert len(similar("Bank am Brunnen", controller=pk, lat=51.49, lon=7.49)) == count
    assert len(asked) == 6


def test_only_shelves_that_changed_are_read_again() -> None:
    said("Eine Bank am Brunnen")
    actions.give_meaning()
    ask("Bank")
    said("Eine Sitzbank am Markt")
    actions.give_meaning()
    with CaptureQueriesContext(connection) as first:
        assert len(ask("Bank")) == 2
    with CaptureQueriesContext(connection) as second:
        assert len(ask("Bank")) == 2
    assert len(first) == len(second) + 1


def _place(plan: Atlas, draft: Draft) -> dict[str, object]:
    if draft.given not in {"point", "area"}:
        return {}
    place = plan.named(draft.place)[-1]
    return {"area": place.id} if draft.given == "area" else {"lat": place.label_lat, "lon": place.label_lon}


def _district(plan: Atlas, area: int) -> int:
    return (plan.by_id[area], *plan.ancestors(area))[-1].id


def _right(plan: Atlas, draft: Draft, found: Alike, subject: str) -> bool:
    if subject != draft.subject or not draft.place:
        return subject == draft.subject
    area = Case.objects.values_list("area_id", flat=True).get(pk=found.case)
    same = _district(plan, area or 0) == _district(plan, plan.named(draft.place)[-1].id)
    return same or (found.distance is not None and found.distance < 1500)


def test_four_of_five_are_right_for_forty_labelled_drafts_and_for_forty_fresh_ones() -> None:
    build_city(a.NOW)
    controller = a.controller()
    a.person()
    both = {which: drafts(which) for which in ("tuned", "fresh")}
    assert {len(each) for each in both.values()} == {40}
    cells = [(each.subject, each.place) for asked in both.values() for each in asked for _n in range(12)]
    labels = sow(controller, 400, now=a.NOW, first=cells)
    actions.rebuild(now=a.NOW)
    actions.give_meaning()
    plan = atlas()
    for which, asked in both.items():
        right = [
            _right(plan, each, found, labels[found.case])
            for each in asked
            for found in similar(each.words, controller=controller.pk, **_place(plan, each))[:5]
        ]
        assert sum(right) / (5 * len(asked)) >= 0.8, which
