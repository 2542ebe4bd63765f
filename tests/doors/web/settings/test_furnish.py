"""An administrator furnishes the organisation; everything refused says why and loses nothing typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import Route
from konsens.city.people import actions as people
from konsens.city.people.kinds import LegalKind, OrganisationKind, Role
from konsens.city.people.models import Identity, LegalText, Membership, Organisation
from konsens.city.projects.models import Phase
from konsens.city.topics.models import Topic
from konsens.doors.web.settings.participation import _end_of
from konsens.doors.web.theme import palette
from konsens.kernel import clock
from konsens.kernel.models import Entry
from tests import a
from tests.doors.web.settings.world import admin, browser, html, typed

pytestmark = pytest.mark.django_db
PARTS = ("auftritt", "kontakt", "schaden", "sprachen", "karte", "regeln")


def identity() -> Identity:
    return Identity.objects.get(controller=a.controller())


def test_what_is_still_missing_is_named_with_the_page_that_mends_it() -> None:
    page = html(browser(), "/einrichtung/")
    for words, address in (
        ("Es gibt noch kein Thema.", "/einrichtung/themen/"),
        ("Noch kümmert sich niemand um Vorgänge.", "/einrichtung/menschen/"),
        ("E-Mails haben noch keinen eigenen Absender.", "/einrichtung/kontakt/"),
        ("auch in Leichter Sprache und in Gebärdensprache.", "/einrichtung/sprachen/"),
    ):
        assert words in page
        assert f'href="{address}"' in page


def test_a_statement_on_accessibility_older_than_a_year_asks_for_a_new_one() -> None:
    client = browser()
    assert "Einmal im Jahr wird sie erneuert." not in html(client, "/einrichtung/")
    old = clock.now() - timedelta(days=366)
    LegalText.objects.filter(kind=LegalKind.ACCESSIBILITY).update(valid_from=old)
    assert "Einmal im Jahr wird sie erneuert." in html(client, "/einrichtung/")


@pytest.mark.parametrize("part", PARTS)
def test_saving_a_page_as_it_stands_changes_nothing(part: str) -> None:
    client = browser()
    before = list(Identity.objects.values())
    answer = client.post(f"/einrichtung/{part}/", typed(html(client, f"/einrichtung/{part}/")))
    assert answer.headers["Location"] == "/einrichtung/"
    assert list(Identity.objects.values()) == before
    assert not Entry.objects.filter(verb="identity.changed").exists()


def test_names_and_colour_show_on_every_page_at_once() -> None:
    client = browser()
    steps = {"step_heard": "Hören", "step_cared": "Kümmern", "step_done": "Machen"}
    form = {"platform_name": "Machstadt", "hue": "25", **steps}
    client.post("/einrichtung/auftritt/", form)
    assert "Machstadt" in html(a.client(), "/")
    assert palette(25).brand in html(a.client(), f"/theme/{a.controller().slug}.css")
    assert [each.facts["what"] for each in Entry.objects.filter(verb="identity.changed")] == [
        ["hue", "platform_name", "step_cared", "step_done", "step_heard"]
    ]


def test_a_colour_can_be_looked_at_before_it_is_chosen_with_its_contrasts_and_nothing_is_saved() -> None:
    client, form = (
        browser(),
        {"platform_name": "Neu", "step_heard": "A", "step_cared": "B", "step_done": "C", "hue": "300"},
    )
    seen = client.post("/einrichtung/auftritt/", {**form, "preview": "1"}).content.decode()
    assert palette(300).brand in seen
    assert palette(300, dark=True).brand in seen
    assert 'value="Neu"' in seen
    assert identity().platform_name != "Neu"
    part = client.get("/einrichtung/farbe/?hue=77", headers={"HX-Request": "true"}).content.decode()
    assert palette(77).brand in part
    assert "<html" not in part
    for odd in ("", "999", "-4", "rot", "²"):
        assert palette(identity().hue).brand in html(client, f"/einrichtung/farbe/?hue={odd}")


BAD: list[tuple[str, dict[str, str], str]] = [
    ("auftritt", {"hue": "400"}, "eine Zahl bis 359"),
    ("auftritt", {"step_done": "Gehört"}, "verschieden heißen"),
    ("kontakt", {"sender_email": "keine Adresse"}, "keine E-Mail-Adresse"),
    ("kontakt", {"sender_name": "Stadt\r\nBcc: x@y.example"}, "Zeilenumbruch"),
    ("schaden", {"damage_url": "javascript:alert(1)"}, "beginnt mit https"),
    ("sprachen", {"easy_language_url": "data:text/html,x"}, "beginnt mit https"),
    ("karte", {"tile_url": "https://fremd.example/{z}/{x}/{y}", "tile_attribution": "x"}, "TILE_HOSTS"),
    ("regeln", {"retention_days": "3"}, "eine Zahl ab 30"),
]


@pytest.mark.parametrize(("part", "change", "says"), BAD)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    part: str, change: dict[str, str], says: str
) -> None:
    client = browser()
    before = list(Identity.objects.values())
    answer = client.post(f"/einrichtung/{part}/", {**typed(html(client, f"/einrichtung/{part}/")), **change})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    kept = next(iter(change.values())).splitlines()[0]
    assert kept.replace("&", "&amp;") in page
    assert list(Identity.objects.values()) == before


def test_hostile_words_stay_words_on_every_page_they_reach() -> None:
    client, bad = browser(), '"><script>alert(1)</script>'
    client.post(
        "/einrichtung/kontakt/", {"sender_name": bad, "phone": bad[:40], "phone_hours": bad, "address": bad}
    )
    client.post("/einrichtung/teams/neu/", {"name": bad, "parent": "stadt"})
    client.post(
        "/einrichtung/themen/neu/",
        {**typed(html(client, "/einrichtung/themen/neu/")), "name": bad, "hint": bad},
    )
    pages = (
        "/einrichtung/",
        "/einrichtung/kontakt/",
        "/einrichtung/teams/",
        "/einrichtung/themen/",
        "/einrichtung/zustaendig/",
        "/",
    )
    assert identity().address == bad
    for address in pages:
        assert "<script>alert" not in html(client, address)


def test_a_text_is_looked_at_then_published_and_every_version_stays_readable() -> None:
    client, address = browser(), "/einrichtung/texte/datenschutz/de/"
    form = {**typed(html(client, address)), "text": "Neue Worte.\n\n<b>Fett</b>"}
    seen = client.post(address, {**form, "preview": "1"}).content.decode()
    assert "Noch ist nichts veröffentlicht." in seen
    assert '<p dir="auto">&lt;b&gt;Fett' in seen
    assert "Wer ab jetzt etwas sagt, bekommt diese Fassung vorgelegt" in seen
    assert LegalText.objects.filter(kind=LegalKind.PRIVACY).count() == 1
    assert client.post(address, form).status_code == 302
    assert "Neue Worte." in html(a.client(), "/datenschutz/")
    assert "Datenschutz von Stadt Stadt" in html(a.client(), "/datenschutz/?fassung=1")


def test_whoever_publishes_after_a_colleague_is_told_once_and_keeps_what_they_typed() -> None:
    client, address = browser(), "/einrichtung/texte/netiquette/de/"
    form = {**typed(html(client, address)), "text": "Meine Fassung."}
    people.publish_legal_text(a.controller(), LegalKind.NETIQUETTE, "Schneller.", by=None, now=clock.now())
    answer = client.post(address, form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "jemand anderes eine neue Fassung" in page
    assert "Meine Fassung." in page
    assert client.post(address, {**typed(page), "text": "Meine Fassung."}).status_code == 302
    assert LegalText.objects.filter(kind=LegalKind.NETIQUETTE).count() == 3


def test_an_english_text_is_published_beside_the_german_one() -> None:
    client, address = browser(), "/einrichtung/texte/impressum/en/"
    client.post(address, {**typed(html(client, address)), "text": "Imprint in English"})
    assert "Imprint in English" in html(a.client(), "/en/impressum/")
    assert "Imprint in English" not in html(a.client(), "/impressum/")
    for unknown in ("/einrichtung/texte/agb/de/", "/einrichtung/texte/impressum/fr/"):
        assert client.get(unknown).status_code == 404


def test_comments_moderation_and_the_last_day_are_settled() -> None:
    client, address = browser(), "/einrichtung/beteiligung/"
    last = clock.day_of(clock.now()) + timedelta(days=10)
    form = {"moderation": "beforehand", "comments": "on", "closes_on": last.isoformat()}
    assert client.post(address, form).status_code == 302
    phase = Phase.objects.get()
    assert (phase.moderation, phase.comments, phase.closes_at) == ("beforehand", True, _end_of(last))
    assert typed(html(client, address))["closes_on"] == last.isoformat()
    past = client.post(address, {**form, "closes_on": "2020-01-01"})
    assert (past.status_code, "schon vorbei" in past.content.decode()) == (422, True)
    client.post(address, {"moderation": "afterwards", "closes_on": ""})
    phase.refresh_from_db()
    assert (phase.moderation, phase.comments, phase.closes_at) == ("afterwards", False, None)


def test_a_topic_is_added_changed_moved_ended_and_offered_again() -> None:
    client = browser()
    assert "Es gibt noch kein Thema." in html(client, "/einrichtung/themen/")
    for name in ("Grün", "Wege"):
        form = {**typed(html(client, "/einrichtung/themen/neu/")), "name": name, "first_answer_days": "3"}
        assert client.post("/einrichtung/themen/neu/", form).status_code == 302
    client.post("/einrichtung/themen/wege/verschieben/", {"wohin": "auf"})
    assert [each.name for each in Topic.objects.offered_by(a.controller().pk)] == ["Wege", "Grün"]
    form = typed(html(client, "/einrichtung/themen/wege/aendern/"))
    assert form["first_answer_days"] == "3"
    wrong = client.post(
        "/einrichtung/themen/wege/aendern/", {**form, "next_step_days": "1", "hint": "Gehwege"}
    )
    assert (wrong.status_code, "aufeinander folgen" in wrong.content.decode()) == (422, True)
    assert "Gehwege" in wrong.content.decode()
    client.post("/einrichtung/themen/wege/aendern/", {**form, "hint": "Gehwege", "is_private": "on"})
    assert Topic.objects.get(slug="wege").is_private
    client.post("/einrichtung/themen/wege/beenden/")
    assert "Wege" in html(client, "/einrichtung/themen/?beendet=1")
    client.post("/einrichtung/themen/wege/wieder/")
    assert Topic.objects.get(slug="wege").ends is None


def test_offices_are_added_changed_and_end_only_with_a_reason_why_not() -> None:
    client = browser()
    client.post("/einrichtung/teams/neu/", {"name": "Team Grün", "parent": "stadt", "phone": "0231 7"})
    green = Organisation.objects.get(name="Team Grün")
    assert green.parent == a.controller()
    refused = client.post(f"/einrichtung/teams/{a.office().slug}/beenden/")
    assert (refused.status_code, "noch zuständig" in refused.content.decode()) == (422, True)
    client.post(f"/einrichtung/teams/{green.slug}/aendern/", {"name": "Team Park", "phone": "", "email": ""})
    client.post(f"/einrichtung/teams/{green.slug}/beenden/")
    assert "Team Park" in html(client, "/einrichtung/teams/?beendet=1")
    double = client.post(
        "/einrichtung/teams/neu/", {"name": "Bürgerbüro", "parent": "stadt", "phone": "0231 8"}
    )
    assert (double.status_code, 'value="0231 8"' in double.content.decode()) == (422, True)
    assert client.post("/einrichtung/teams/stadt/beenden/").status_code == 404


def test_the_table_of_who_looks_after_what_is_changed_tried_and_never_without_an_answer() -> None:
    client, green = browser(), a.office(slug="gruen")
    kim = a.staff(Role.CARETAKER, at=green, name="kim")
    topic, area = a.topic(name="Grün"), a.city()["Uferhof"]
    tried = f"/einrichtung/zustaendig/?probe-topic={topic.slug}&probe-area={area.pk}"
    assert "Bürgerbüro, " in html(client, tried)
    form = {
        "topic": topic.slug,
        "area": str(area.parent_id),
        "organisation": green.slug,
        "caretaker": "",
        "rank": "100",
    }
    assert client.post("/einrichtung/zustaendig/neu/", form).status_code == 302
    assert "Gruen, Kim." in html(client, tried)
    again = client.post("/einrichtung/zustaendig/neu/", form)
    assert (again.status_code, "schon eine Zeile" in again.content.decode()) == (422, True)
    rest = Route.objects.get(topic=None, area=None)
    kept = client.post(f"/einrichtung/zustaendig/{rest.pk}/entfernen/")
    assert (kept.status_code, "Sie muss bleiben" in kept.content.decode()) == (422, True)
    assert "Entfernen" not in html(client, "/einrichtung/zustaendig/?amt=stadt-buero")
    change = {"organisation": green.slug, "caretaker": kim.public_id, "rank": "5"}
    assert client.post(f"/einrichtung/zustaendig/{rest.pk}/", change).status_code == 302
    rest.refresh_from_db()
    assert (rest.organisation, rest.caretaker, rest.rank) == (green, kim, 5)
    line = Route.objects.get(topic=topic)
    client.post(f"/einrichtung/zustaendig/{line.pk}/entfernen/")
    assert not Route.objects.filter(pk=line.pk).exists()
    assert "keine eigene Zeile" in html(client, f"/einrichtung/zustaendig/?thema={topic.slug}")


def test_people_are_listed_by_when_what_where_and_name_and_roles_end() -> None:
    client, kim = browser(), a.caretaker("kim")
    page = html(client, "/einrichtung/menschen/?q=kim&aufgabe=caretaker&amt=stadt-buero")
    assert page.count('class="work work--plain') == 1
    assert "Hier ist niemand." in html(client, "/einrichtung/menschen/?wann=beendet")
    role = Membership.objects.get(person=kim)
    last = clock.day_of(clock.now()) + timedelta(days=3)
    assert client.post(f"/einrichtung/menschen/aufgabe/{role.pk}/", {"ends": "gestern"}).status_code == 422
    client.post(f"/einrichtung/menschen/aufgabe/{role.pk}/", {"ends": last.isoformat()})
    assert "letzter Tag:" in html(client, "/einrichtung/menschen/?q=kim")
    own = Membership.objects.get(person__name="Ada")
    only = client.post(f"/einrichtung/menschen/aufgabe/{own.pk}/", {"ends": last.isoformat()})
    assert (only.status_code, "muss die Einrichtung behalten" in only.content.decode()) == (422, True)


def test_whoever_leaves_with_open_cases_is_named_with_the_way_to_hand_them_over() -> None:
    client, kim = browser(), a.caretaker("kim")
    case = a.case()
    assert a.caretaker_of(case) == kim
    assert "offenen Vorgang" not in html(client, "/einrichtung/menschen/")
    Membership.objects.filter(person=kim).update(ends=clock.day_of(clock.now()) - timedelta(days=1))
    address = f"/einrichtung/menschen/{kim.public_id}/uebergeben/"
    for page in ("/einrichtung/menschen/", "/einrichtung/"):
        assert address in html(client, page)
    other = a.coordinator()
    client.post(address, {"to": other.public_id, "expected": "1", "sure": "on"})
    assert a.caretaker_of(case) == other
    assert address not in html(client, "/einrichtung/")


def _more(number: int) -> None:
    root, name = a.controller(), f"Eintrag {number}"
    topic = a.topic(name=name)
    office = a.office(slug=f"eintrag-{number}")
    a.staff(Role.CARETAKER, at=office, name=f"mensch{number}")
    caring.set_route(root, office, topic=topic, by=None, now=a.NOW)


@pytest.mark.parametrize("address", ["", "themen/", "teams/", "zustaendig/", "menschen/", "texte/"])
def test_lists_need_as_many_queries_for_three_rows_as_for_one(
    address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser()
    a.city()
    _more(1)
    html(client, f"/einrichtung/{address}")
    with django_assert_max_num_queries(12) as one:
        html(client, f"/einrichtung/{address}")
    _more(2)
    _more(3)
    with django_assert_max_num_queries(12) as three:
        html(client, f"/einrichtung/{address}")
    assert len(three.captured_queries) == len(one.captured_queries)


def every_address(of: Organisation) -> list[str]:
    """Every address here that is about something of an organisation."""
    topic, office = a.topic(of, f"Thema {of.slug}"), a.office(of)
    route = Route.objects.get(controller=of, topic=None, area=None)
    member = a.staff(Role.CARETAKER, at=office, name="da")
    role = Membership.objects.get(person=member)
    topic_pages = [f"themen/{topic.slug}/{verb}/" for verb in ("aendern", "verschieben", "beenden", "wieder")]
    office_pages = [f"teams/{office.slug}/{verb}/" for verb in ("aendern", "beenden", "wieder")]
    route_pages = [f"zustaendig/{route.pk}/", f"zustaendig/{route.pk}/entfernen/"]
    people_pages = [f"menschen/aufgabe/{role.pk}/", f"menschen/{member.public_id}/uebergeben/"]
    return [f"/einrichtung/{each}" for each in topic_pages + office_pages + route_pages + people_pages]


def test_administrators_of_a_city_and_of_a_party_see_and_change_nothing_of_each_other() -> None:
    city, party = a.controller("stadt"), a.controller("partei", kind=OrganisationKind.PARTY)
    for own, other, prefix in ((city, party, ""), (party, city, "/o/partei")):
        theirs, client = every_address(other), browser(own)
        before: list[Any] = [
            list(model.objects.order_by("pk").values()) for model in (Topic, Organisation, Route, Membership)
        ]
        for address in theirs:
            seen = {each(prefix + address).status_code for each in (client.get, client.post)}
            assert seen <= {404, 405}
            assert 404 in seen
        after = [
            list(model.objects.order_by("pk").values()) for model in (Topic, Organisation, Route, Membership)
        ]
        assert after == before


def test_ids_of_another_organisation_in_a_form_are_no_choice() -> None:
    a.controller("stadt")
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    client, theirs = browser(a.controller("stadt")), a.office(party)
    stranger = a.staff(Role.CARETAKER, at=theirs, name="fremd")
    rest = Route.objects.get(controller=a.controller("stadt"), topic=None, area=None)
    for address, form in (
        ("teams/neu/", {"name": "Neu", "parent": theirs.slug}),
        (f"zustaendig/{rest.pk}/", {"organisation": theirs.slug, "rank": "1"}),
        (
            f"zustaendig/{rest.pk}/",
            {"organisation": "stadt-buero", "caretaker": stranger.public_id, "rank": "1"},
        ),
        (
            "zustaendig/neu/",
            {"topic": a.topic(party).slug + "-x", "organisation": "stadt-buero", "rank": "1"},
        ),
    ):
        assert client.post(f"/einrichtung/{address}", form).status_code == 422


@pytest.mark.parametrize("role", [Role.CARETAKER, Role.HEAD, Role.MODERATOR, Role.COORDINATOR])
def test_only_administrators_come_in(role: Role) -> None:
    client = a.client(a.staff(role, at=a.controller()))
    for address in ("", "auftritt/", "themen/", "menschen/", "menschen/einladen/", "farbe/"):
        assert client.get(f"/einrichtung/{address}").status_code == 403
    assert a.client(admin(), second_factor=False).get("/einrichtung/").status_code == 403
    assert a.client().get("/einrichtung/").status_code == 302
    assert a.client(a.person("bo")).get("/einrichtung/").status_code == 404
