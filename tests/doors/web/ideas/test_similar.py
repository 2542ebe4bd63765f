"""While somebody types: what others said about the same thing nearby, with text, photo and distance."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from konsens.caring.cases.models import Case
from konsens.city.people.kinds import OrganisationKind
from konsens.city.places.models import Street
from konsens.city.places.names import fold
from konsens.kernel.models import File
from konsens.listening.voices import actions as voices
from konsens.listening.voices.models import Photo
from konsens.telling.search import actions
from tests import a
from tests.doors.web.visit import HOSTILE

pytestmark = pytest.mark.django_db
ADDRESS = "/ideen/neu/aehnlich/"
REASONS = voices.Reasons(facts="Nennt den Namen eines Nachbarn.", ground="privacy")


def part(**fields: object) -> str:
    answer = Client().get(ADDRESS, fields, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def said(title: str = "Sitzgelegenheit am Brunnen", **fields: object) -> Case:
    case = a.case(title, text="Viele ältere Menschen brauchen eine Pause.", **fields)
    actions.give_meaning()
    return case


def test_somebody_who_types_the_same_in_other_words_sees_it_and_can_join() -> None:
    case = said()
    page = part(title="Eine Bank zum Ausruhen", text="Meine Oma kann nicht so weit gehen.")
    assert "Sitzgelegenheit am Brunnen" in page
    assert "Viele ältere Menschen brauchen eine Pause." in page
    assert f'href="/vorgang/{case.public_id}/mitmachen/"' in page
    assert "entfernt" not in page


def test_a_point_or_a_street_tells_how_far_it_is() -> None:
    said()
    assert "60 m entfernt" in part(title="Eine Bank", lat="51.4905", lon="7.49").replace("\xa0", " ")
    area = a.city()["Uferhof"]
    Street.objects.create(name="Uferweg", folded=fold("Uferweg"), area=area, lat=51.4905, lon=7.49)
    assert "60 m entfernt" in part(title="Eine Bank", street="Uferweg").replace("\xa0", " ")


def test_an_area_narrows_to_its_district() -> None:
    said()
    said("Sitzbank am Wald", spot=a.Spot(51.515, 7.555, a.city()["Ziegelei"].pk))
    page = part(title="Bank", area=a.city()["Seeblick"].pk)
    assert "Sitzbank am Wald" in page
    assert "Brunnen" not in page


def test_a_photo_is_seen_when_somebody_looked_at_it() -> None:
    case = said()
    picture = a_photo(case)
    assert "card__photo" not in part(title="Eine Bank")
    voices.show_photo(picture, by=a.coordinator(), now=a.NOW + a.DAY)
    assert picture.small.name in part(title="Eine Bank")


def a_photo(case: Case) -> Photo:
    files = [
        File.objects.create(
            name=f"{name}.jpg",
            sha256="0" * 64,
            media_type="image/jpeg",
            size=1,
            width=1,
            height=1,
            given_at=a.NOW,
        )
        for name in ("gross", "klein")
    ]
    return Photo.objects.create(contribution=case.lead, large=files[0], small=files[1], given_at=a.NOW)


def test_nothing_is_shown_of_what_others_may_not_read_or_others_host() -> None:
    case = said()
    said(of=a.controller("partei", kind=OrganisationKind.PARTY))
    assert part(title="Eine Bank").count("<h4") == 1
    voices.refuse(case.lead, reasons=REASONS, by=a.coordinator(), now=a.NOW + a.DAY)
    assert part(title="Eine Bank").strip() == ""


@pytest.mark.parametrize("typed", [HOSTILE, "", "B", "\x00", "?!", "x" * 10_000, "Bank " * 5000])
def test_whatever_is_typed_is_answered(typed: str) -> None:
    said()
    part(title=typed, text=typed, street=typed, lat=typed, lon=typed, area=typed, topic=typed)
    part(title="Eine Bank", area="9" * 5000, topic="-1", lat="nan", lon="inf", street=typed)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_questions_does_not_depend_on_what_is_shown(count: int) -> None:
    for number in range(count):
        said(f"Sitzgelegenheit am Brunnen {number}")
    part(title="Eine Bank")
    with CaptureQueriesContext(connection) as asked:
        assert part(title="Eine Bank", lat="51.4905", lon="7.49").count("<h4") == count
    assert len(asked) <= 12


def test_typing_sets_no_cookie_and_changes_nothing() -> None:
    said()
    answer = Client().get(ADDRESS, {"title": "Eine Bank"})
    assert not answer.cookies
    assert Client().post(ADDRESS, {"title": "Eine Bank"}).status_code == 405
