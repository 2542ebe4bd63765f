"""The work bench: everything about one case, open to those who may read its inner side and to nobody else."""

from __future__ import annotations

import pytest

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import CouncilKind, Outcome
from konsens.caring.cases.models import Case
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.city.people.models import Relation
from konsens.kernel.files import Picture, keep_picture
from konsens.listening.voices.models import Photo
from tests import a
from tests.doors.web.desk import work

pytestmark = pytest.mark.django_db
VERBS = (
    "sagen", "notiz", "frist", "warten", "weiter", "abschliessen", "zusammenlegen", "oeffnen", "thema",
    "abgeben", "rat",
)  # fmt: skip
MOVING = tuple(each for each in VERBS if each not in {"notiz", "abgeben"})


def bench(case: Case) -> str:
    return f"/arbeit/vorgang/{case.public_id}/"


def photo(case: Case) -> Photo:
    picture = Picture(content=b"\xff\xd8 not looked at \xff\xd9", width=4, height=3)
    kept = [keep_picture(picture, now=work.now()) for _size in range(2)]
    return Photo.objects.create(contribution=case.lead, large=kept[0], small=kept[1], given_at=work.now())


def test_the_bench_shows_what_was_said_what_is_due_who_cares_and_the_inner_story() -> None:
    kim, topic = a.caretaker("kim"), a.topic()
    case = work.case("Eine Bank am Ufer", topic=topic, private_note="Bitte an der Sonnenseite.")
    photo(case)
    caring.note_inside(case, "Der Bauhof hat noch Bänke.", by=kim, now=work.now())
    text = work.page(a.client(kim), bench(case))
    for wanted in (
        "Dort könnten wir uns ausruhen.", "Bitte an der Sonnenseite.", "Der Bauhof hat noch Bänke.",
        "Rückmeldung bis", "Voraussichtlich fertig", "Bürgerbüro", "Kim", topic.name, case.public_id.upper(),
        "Noch nicht geprüft. Andere sehen es nicht.",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_who_said_it_is_reachable_or_not_but_no_address_is_ever_shown() -> None:
    kim, case = a.caretaker("kim"), work.case()
    relation = Relation.objects.get(person=case.lead.author, controller=a.controller())
    text = work.page(a.client(kim), bench(case))
    assert "Erreichbar: liest per E-Mail" in text
    assert relation.email
    assert relation.email not in text
    Relation.objects.filter(pk=relation.pk).update(email="", email_verified_at=None)
    assert "Nicht erreichbar" in work.page(a.client(kim), bench(case))


def test_other_organisations_find_nothing_at_any_address_of_a_case() -> None:
    a.caretaker("kim")
    case = work.case()
    paper = caring.Paper(CouncilKind.MOTION, "Bezirksvertretung")
    step = caring.take_to_council(case, paper, saying="", by=a.coordinator(), now=work.now())
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    council = [f"rat/{step.pk}/beschluss", f"rat/{step.pk}/umsetzung"]
    for role in Role:
        stranger = a.client(a.staff(role, at=party, name="fremd"))
        for verb in ("", "aehnlich/", *(f"{each}/" for each in (*VERBS, *council))):
            for prefix in ("", "/o/partei"):
                assert stranger.get(f"{prefix}{bench(case)}{verb}").status_code == 404, (role, prefix, verb)
                assert stranger.post(f"{prefix}{bench(case)}{verb}").status_code in {404, 405}
    assert a.client(a.resident("bo").person).get(bench(case)).status_code == 404
    assert a.client().get(bench(case)).status_code == 302


def test_a_step_of_another_case_is_not_reachable_through_ones_own() -> None:
    kim = a.caretaker("kim")
    one, two = work.case("Eine Bank"), work.case("Ein Baum")
    paper = caring.Paper(CouncilKind.MOTION, "Bezirksvertretung")
    step = caring.take_to_council(two, paper, saying="", by=kim, now=work.now())
    assert a.client(kim).get(f"{bench(one)}rat/{step.pk}/beschluss/").status_code == 404


def test_colleagues_read_and_leave_notes_but_move_nothing() -> None:
    a.caretaker("kim")
    case = work.case()
    toni = a.client(a.caretaker("toni", at=work.green()))
    text = work.page(toni, bench(case))
    assert "Um diesen Vorgang kümmern sich andere." in text
    assert "/notiz/" in text
    for verb in MOVING:
        assert f"/{verb}/" not in text
        assert toni.get(f"{bench(case)}{verb}/").status_code == 403, verb
    assert toni.get(f"{bench(case)}abgeben/").status_code == 403
    assert toni.get(f"{bench(case)}notiz/").status_code == 200


def test_a_moderator_reads_the_bench_too() -> None:
    a.caretaker("kim")
    case = work.case()
    work.page(a.client(a.staff(Role.MODERATOR, at=a.controller())), bench(case))


def test_a_confidential_case_is_open_only_to_those_involved() -> None:
    kim = a.caretaker("kim")
    secret = a.topic(name="Vertrauliches", slug="vertraulich", is_private=True)
    case = work.case(topic=secret)
    work.page(a.client(a.caretaker("toni", at=work.green())), bench(case), 404)
    for somebody in (kim, a.caretaker("noa"), a.coordinator()):
        work.page(a.client(somebody), bench(case))


def test_a_deputy_sees_for_whom_and_may_do_the_same() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni", at=work.green())
    case = work.case()
    work.stand_in(kim, toni)
    text = work.page(a.client(toni), bench(case))
    assert "in Vertretung für Kim" in text
    assert "/abschliessen/" in text


def test_a_closed_case_offers_to_open_it_and_a_merged_one_leads_on() -> None:
    kim = a.caretaker("kim")
    one, two = work.case("Eine Bank"), work.case("Noch eine Bank")
    caring.close(one, caring.Closing(Outcome.DONE, "Sie steht."), by=kim, now=work.now())
    text = work.page(a.client(kim), bench(one))
    assert "/oeffnen/" in text
    assert "/abschliessen/" not in text
    caring.reopen(one, saying="Sie wackelt.", by=kim, now=work.now())
    caring.merge(one, two, saying="", by=kim, now=work.now())
    text = work.page(a.client(kim), bench(one))
    assert bench(two) in text
    assert "/oeffnen/" not in text
    assert "1 weiterer Beitrag dazu" in work.page(a.client(kim), bench(two))


def test_cases_that_share_words_nearby_are_suggested() -> None:
    kim, topic = a.caretaker("kim"), a.topic()
    case = work.case("Eine Bank am Uferweg", topic=topic, text="Eine Bank zum Ausruhen am Uferweg fehlt.")
    same = work.case("Bank am Uferweg fehlt", topic=topic, text="Zum Ausruhen am Uferweg fehlt eine Bank.")
    work.case("Der Bus kommt nie", topic=topic, text="Jeden Morgen warten viele vergeblich.")
    part = work.page(a.client(kim), f"{bench(case)}aehnlich/", **work.HTMX)
    assert same.lead.title in part
    assert "Der Bus" not in part
    assert f"/zusammenlegen/?mit={same.public_id}" in part
    work.page(a.client(kim), f"{bench(case)}aehnlich/")


@pytest.mark.parametrize("council", [False, True])
def test_the_bench_costs_the_same_however_long_its_story(council: bool) -> None:
    kim = a.caretaker("kim")
    case, client, costs = work.case(private_note="Hallo?"), a.client(kim), []
    for number in range(3):
        photo(case)
        caring.tell(case, f"Neues, Nummer {number}.", by=kim, now=work.now())
        if council:
            paper = caring.Paper(CouncilKind.MOTION, f"Gremium {number}")
            caring.take_to_council(case, paper, saying="", by=kim, now=work.now())
        costs.append(work.queries(client, bench(case)))
    assert costs[0] == costs[-1] <= 12


def test_the_number_of_a_case_is_understood_as_people_write_it() -> None:
    kim, case = a.caretaker("kim"), work.case()
    number = case.public_id.upper()
    text = work.page(a.client(kim), f"/arbeit/vorgang/{number[:4]}-{number[4:]}/")
    assert case.lead.title in text
