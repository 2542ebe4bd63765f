"""A search finds what people mean, only what they may see, and lets nothing confuse it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from konsens.caring.cases.kinds import Prominence
from konsens.caring.cases.models import Case
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.city.people.viewer import ANYBODY, viewer_of
from konsens.kernel import clock
from konsens.listening.voices import actions as voices
from konsens.telling.search import find
from konsens.telling.search.find import find_cases
from konsens.telling.search.lexicon import learned
from konsens.telling.search.models import Lexicon
from tests import a

pytestmark = pytest.mark.django_db

REASONS = voices.Reasons(facts="Nennt den Namen eines Nachbarn.", ground="privacy")
FINDS = [
    # what somebody looks for,  what it finds
    ("Spielplatz", "Neue Spielplätze für alle"),
    ("Spielplaetze", "Der Spielplatz ist alt"),
    ("spielplätze", "Ein Kinderspielplatz fehlt"),
    ("Bank", "Sitzbänke am Fluss"),
    ("Baenke", "Eine Parkbank bitte"),
    ("Strasse", "Die Straße ist kaputt"),
    ("Straßenbeleuchtung", "Mehr Strassenbeleuchtung"),
    ("Radweg", "Ein Fahrradweg zur Schule"),
    ("Weg", "Der Weg ist zu schmal"),
    ("Baum", "Straßenbäume vertrocknen"),
    ("Toiletten", "Öffentliche Toilette fehlt"),
    ("WC", "Öffentliche Toilette fehlt"),
    ("Klo", "Ein WC am Markt"),
    ("Mülleimer", "Der Abfalleimer quillt über"),
    ("Papierkorb", "Mehr Mülleimer bitte"),
    ("Rad", "Fahrräder im Weg"),
    ("E-Scooter", "Scooter auf dem Gehweg"),
    ("Repaircafé", "Ein Repair-Café gründen"),
    ("cafe", "Ein Repair-Café gründen"),
    ("bank FLUSS", "Sitzbänke am Fluss"),
    ("çöp", "Her yerde Çöp var"),
    ("Litfaßsäule", "Litfasssäulen neu bekleben"),
    ("Säule", "Litfaßsäulen neu bekleben"),
    ("مقعد", "نحتاج إلى مقعد هنا"),
]
DOES_NOT_FIND = [
    ("Spielplatz", "Wir spielen gern Fußball"),
    ("Bank Schule", "Sitzbänke am Fluss"),
    ("Kreis", "Das Eis schmilzt"),
    ("Radweg", "Der Weg ist zu schmal"),
]
HOSTILE = (
    *('"', "'", "Bank'", '"Bank', 'Bank" OR "', "NEAR(Bank Ufer)", "Bank NEAR/3 Ufer", "title:Bank"),
    *("Bank*", "^Bank", "-Bank", "NOT Bank", "AND OR NOT", "(((", "Bank & !Ufer", "Bank <-> Ufer", "a\\'b"),
    *("\x00", "Bank\x00", "🎈🎈", "🎈 Bank", "?!.,;:", "\u202eknaB", "%", "_", "% OR 1=1 --", "'; DROP x"),
    *("Bank " * 2000, "x" * 10_000, "ä" * 10_000, "der die das und oder", "²½ⅷ", "\ud7ff\uffff", "a", "7"),
)


def found(words: str) -> list[str]:
    return [case.lead.title for case in find_cases(words, Case.objects.select_related("lead"))]


@pytest.mark.parametrize(("words", "title"), FINDS)
def test_a_word_is_found_in_every_form_and_spelling(words: str, title: str) -> None:
    a.case(title, text="")
    a.case("Etwas ganz anderes hier", text="")
    assert found(words) == [title]


@pytest.mark.parametrize(("words", "title"), DOES_NOT_FIND)
def test_a_word_does_not_find_what_only_looks_like_it(words: str, title: str) -> None:
    a.case(title, text="")
    assert found(words) == []


def test_all_words_must_be_there_in_heading_text_or_place() -> None:
    a.case("Eine Bank am Ufer", text="Zum Ausruhen nach dem Einkauf.", spot=a.spot("Altdorf"))
    assert found("ausruhen Bank") == ["Eine Bank am Ufer"]
    assert found("Bank Altdorf") == ["Eine Bank am Ufer"]
    assert found("Bank Hoerdental Uferweg") == ["Eine Bank am Ufer"]
    assert found("Bank Waldrand") == []


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_is_typed_is_words_and_nothing_else(words: str) -> None:
    case = a.case("Eine Bank am Ufer")
    other = a.case("Ein Brunnen am Markt", text="")
    answer = set(find_cases(words, Case.objects.all()))
    assert answer <= {case, other}
    assert other not in answer or "bank" not in words.lower()


def test_no_words_narrow_nothing_and_signs_find_nothing() -> None:
    case = a.case()
    assert list(find_cases("  ", Case.objects.all())) == [case]
    assert list(find_cases("?!", Case.objects.all())) == []


def test_a_search_narrows_and_never_widens() -> None:
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    ours, theirs = a.case("Eine Bank am Ufer"), a.case("Eine Bank am Markt", of=party)
    assert list(find_cases("Bank", Case.objects.filter(controller=ours.controller))) == [ours]
    assert list(find_cases("Bank", Case.objects.filter(pk=theirs.pk))) == [theirs]
    assert list(find_cases("Bank", Case.objects.none())) == []


def test_what_others_may_not_read_is_not_found() -> None:
    private = a.topic(name="Vertrauliches", is_private=True, slug="vertraulich")
    refused, withdrawn = a.case("Eine Bank am Ufer"), a.case("Eine Bank am Ufer")
    a.case("Eine Bank am Ufer", topic=private)
    a.contribution("Eine Bank am Ufer", confirmed=False)
    a.case("Eine Bank am Ufer", text="Schreibt an mich@beispiel.example")
    voices.refuse(refused.lead, reasons=REASONS, by=a.coordinator(), now=a.NOW + a.DAY)
    voices.withdraw(withdrawn.lead, by=withdrawn.lead.author, now=a.NOW + a.DAY)
    assert found("Bank") == []
    staff = viewer_of(a.coordinator(), on=clock.day_of(a.NOW))
    assert list(find_cases("Bank", Case.objects.visible_to(staff))) == []


def test_what_is_restored_is_found_again() -> None:
    case = a.case("Eine Bank am Ufer")
    judgement = voices.refuse(case.lead, reasons=REASONS, by=a.coordinator(), now=a.NOW + a.DAY)
    assert found("Bank") == []
    complaint = voices.complain(judgement, "Es war mein Name.", by=case.lead.author, now=a.NOW + a.DAY)
    other = a.staff(Role.MODERATOR, at=a.controller(), name="zweite")
    voices.decide_complaint(complaint, upheld=True, answer="Stimmt.", by=other, now=a.NOW + 2 * a.DAY)
    assert found("Bank") == ["Eine Bank am Ufer"]


def test_a_case_is_found_by_its_number() -> None:
    case, _other = a.case("Eine Bank am Ufer"), a.case("Ein Brunnen am Markt")
    assert list(find_cases(case.public_id.upper(), Case.objects.all())) == [case]


def test_a_way_is_not_everything_in_a_street_that_is_called_way() -> None:
    a.case("Etwas ganz anderes", text="", spot=a.spot("Uferhof"))
    assert found("Weg") == []
    assert found("Uferweg") == ["Etwas ganz anderes"]


def test_words_that_were_taken_out_are_not_found_any_more() -> None:
    case = a.case("Eine Bank am Ufer", text="Herr Mustermann sitzt sonst auf dem Zaun.")
    assert found("Mustermann") == ["Eine Bank am Ufer"]
    seen = (case.lead.title, case.lead.text)
    voices.shorten(
        case.lead, title=seen[0], text="Sonst sitzt man auf dem Zaun.", seen=seen, reasons=REASONS,
        by=a.coordinator(), now=a.NOW + a.DAY,
    )  # fmt: skip
    assert found("Mustermann") == []
    assert found("Zaun") == ["Eine Bank am Ufer"]


@pytest.mark.parametrize("words", ["Bank", "Bank Ufer", "WC", "Radweg", "Spielplaetze 🎈"])
def test_few_and_many_hits_are_read_in_two_ways_and_are_the_same(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _each, title in FINDS:
        a.case(title, text="Am Ufer.")
    few = list(find_cases(words, Case.objects.visible_to(ANYBODY).order_by("pk")))
    monkeypatch.setattr(find, "FEW", 0)
    many = list(find_cases(words, Case.objects.visible_to(ANYBODY).order_by("pk")))
    assert few
    assert few == many


@pytest.mark.parametrize("words", ["Bank", "Sitzbänke", "Bank Ufer"])
def test_a_word_that_is_known_to_be_everywhere_is_not_counted_and_finds_the_same(words: str) -> None:
    for _each, title in FINDS:
        a.case(title, text="Am Ufer.")
    cases = Case.objects.visible_to(ANYBODY).order_by("pk")
    counted = list(find_cases(words, cases))
    Lexicon.objects.create(revision="neu", common="bank\nbaum", made_with="", learned_at=a.NOW)
    learned()
    with CaptureQueriesContext(connection) as asked:
        assert list(find_cases(words, cases)) == counted
    assert len(asked) == (3 if words == "Bank Ufer" else 2)


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_asks_three_times_however_many_it_finds(count: int) -> None:
    for number in range(count):
        a.case(f"Eine Bank am Ufer, Nummer {number}")
    cases = Case.objects.visible_to(ANYBODY).filter(prominence=Prominence.PUBLIC)
    with CaptureQueriesContext(connection) as asked:
        assert len(find_cases("Bank Ufer", cases)) == count
    assert len(asked) == 3
