"""Whoever is forgotten leaves no word behind, and every count stays (H8, H9, I11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import override_settings
from PIL import Image

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import Outcome
from konsens.caring.cases.models import Case, Verdict
from konsens.city.people import actions as people
from konsens.city.people import forget
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.city.people.models import Identity, Person, Relation
from konsens.conf.checking import problems
from konsens.conf.forgetting import forget_what_is_due
from konsens.conf.tick import tick
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.files import prepare_photo
from konsens.kernel.models import Entry, Token
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Channel, Ground, State
from konsens.listening.voices.models import Contribution, Photo, Support
from konsens.telling.insight.figures import count_all
from konsens.telling.insight.models import Figure, MapCell
from konsens.telling.news import actions as news
from konsens.telling.news.actions import Wish
from konsens.telling.news.models import Delivery, Follow, Mailing
from tests import a
from tests.dump import places_of
from tests.mails import link, sent, subject, text

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "kanarienvogel"
YEARS = timedelta(days=1825)


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> Iterator[None]:
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend",
        EMAIL_FILE_PATH=tmp_path / "mail",
        MEDIA_ROOT=tmp_path / "media",
    ):
        yield


def picture() -> Any:
    target = BytesIO()
    Image.radial_gradient("L").resize((90, 60)).save(target, "JPEG")
    target.seek(0)
    return prepare_photo(target)


def word(number: int = 0) -> str:
    return f"{CANARY}{number or a.number()}"


class Canary:
    """Somebody who left a word of their own in every corner of the platform."""

    def __init__(self, *, at: datetime = a.NOW) -> None:
        self.at = at
        self.kim, self.boss = a.caretaker("kim"), a.coordinator()
        self.topic, self.private = (
            a.topic(),
            a.topic(name="Vertrauliches", is_private=True, slug="vertraulich"),
        )
        self.person = a.person(word(), now=at)
        assert self.person.account is not None
        self.email = self.person.account.email
        self.relation = self._met()
        self.public = self._public()
        self._not_public()
        self._beside_it()
        tick(now=at)

    def _met(self) -> Relation:
        relation = people.meet(a.controller(), person=self.person, email=self.email, now=self.at)
        people.change_pseudonym(relation, f"Vogel {word()}", by=self.person, now=self.at)
        return people.verify_address(relation, now=self.at)

    def say(self, title: str, **fields: Any) -> Contribution:
        said = a.said(
            title,
            private_note=f"Rufen Sie {word()} an.",
            photos=(picture(),),
            photo_description=word(),
            **fields,
        )
        return voices.hear(said, phase=a.phase(), relation=self.relation, by=self.person, now=self.at)

    def _public(self) -> Contribution:
        """What everybody may read stays; its words are not the canary's name."""
        said = voices.hear(
            a.said("Eine Bank am Ufer", private_note=f"Rufen Sie {word()} an.", photos=(picture(),)),
            phase=a.phase(), relation=self.relation, by=self.person, now=self.at,
        )  # fmt: skip
        for n in range(3):
            fan = a.resident(f"fan-{n}", now=self.at)
            voices.support(said, relation=fan, by=fan.person, now=self.at)
        case = Case.objects.get(lead=said)
        caring.write_to_team(case, f"Ich bin {word()}.", by=self.person, now=self.at)
        caring.tell(case, "Wir sehen uns das an.", by=self.kim, now=self.at)
        caring.close(case, caring.Closing(Outcome.DONE, "Sie steht."), by=self.kim, now=self.at)
        caring.answer_whether_done(case, is_done=True, by=self.person, now=self.at)
        shortened = self.say(f"Bänke und {word()}", text=f"Bei {word()} vor der Tür.")
        voices.shorten(
            shortened, title="Bänke", text="Vor der Tür.", seen=(shortened.title, shortened.text),
            reasons=voices.Reasons(facts="Nennt einen Namen.", ground=Ground.PRIVACY),
            by=self.boss, now=self.at,
        )  # fmt: skip
        Photo.objects.filter(contribution=shortened).update(description="")
        return said

    def _not_public(self) -> None:
        held = self.say(f"Ruft {word()} unter 0231 4455667 an", spot=replace(a.spot(), street=word()))
        assert held.state == State.HELD
        self.say(f"Vertraulich {word()}", topic=self.private, text=word())
        refused = self.say(f"Etwas über {word()}", text=word())
        judgement = voices.refuse(
            refused, reasons=voices.Reasons(facts=f"Nennt {word()}.", ground=Ground.PRIVACY, rule="§ 3"),
            by=self.boss, now=self.at,
        )  # fmt: skip
        complaint = voices.complain(judgement, f"Ich heiße {word()}.", by=self.person, now=self.at)
        judge = a.staff(Role.MODERATOR, at=a.controller(), name="moderation")
        voices.decide_complaint(
            complaint, upheld=False, answer=f"Es bleibt dabei, {word()}.", by=judge, now=self.at
        )
        withdrawn = self.say(f"Zurück mit {word()}", text=word())
        voices.withdraw(withdrawn, by=self.person, now=self.at)
        voices.hear(
            a.said(f"Nie bestätigt {word()}", photos=(picture(),)), phase=a.phase(), relation=self.relation,
            by=None, now=self.at,
        )  # fmt: skip

    def _beside_it(self) -> None:
        other = a.case("Ein Zebrastreifen", now=self.at).lead
        voices.support(other, relation=self.relation, by=self.person, now=self.at)
        voices.report(
            other,
            reason="Das steht hier schon, bitte prüfen.",
            name=word(),
            email=self.email,
            by=self.person,
            now=self.at,
        )
        for wish in (Wish(), Wish(topic=self.topic), Wish(lat=51.4911, lon=7.4911, radius_m=500)):
            news.follow(self.relation, wish, by=self.person, now=self.at)


def counts() -> dict[str, Any]:
    """Everything that is counted anywhere."""
    count_all(now=a.NOW + a.DAY)
    return {
        "contributions": Contribution.objects.exclude(state=State.UNCONFIRMED).count(),
        "supports": sorted(
            Contribution.objects.filter(state=State.PUBLISHED).values_list("pk", "support_count")
        ),
        "cases": sorted(Case.objects.values_list("pk", "area_id", "support_count", "received_at")),
        "public": sorted(Case.objects.filter(prominence="public").values_list("pk", "state", "outcome")),
        "confirmed": Support.objects.filter(confirmed_at__isnull=False).count(),
        "verdicts": Verdict.objects.count(),
        "map": sorted(MapCell.objects.values_list("zoom", "x", "y", "count")),
        "figures": sorted(
            Figure.objects.exclude(dimension="diary").values_list("name", "dimension", "value")
        ),
        "diary": Entry.objects.filter(at=a.NOW).count(),
    }


def test_whoever_asks_to_be_forgotten_leaves_no_word_behind_and_every_count_stays() -> None:
    canary = Canary()
    assert len(places_of(CANARY)) > 20
    assert places_of(canary.email)
    before = counts()
    photos = default_storage.listdir("")[1]
    people.forget_person(canary.person, by=canary.person, now=a.NOW + a.DAY)
    assert places_of(CANARY) == []
    assert places_of(canary.email) == []
    assert places_of("51.491") == [] or Contribution.objects.filter(lat=51.491).exists()
    assert counts() == before
    assert problems() == []
    assert len(default_storage.listdir("")[1]) < len(photos)
    canary.public.refresh_from_db()
    assert (canary.public.state, canary.public.title) == (State.PUBLISHED, "Eine Bank am Ufer")
    assert not Follow.objects.filter(person=canary.person).exists()
    assert not Delivery.objects.filter(person=canary.person).exists()
    assert not Mailing.objects.filter(person=canary.person).exists()
    assert not Token.objects.filter(used_at=None, noun="news.follow", object_id__in=[0]).exists()
    before_tick = len(sent())
    tick(now=a.NOW + 40 * a.DAY)
    assert all(canary.email not in str(mail["To"]) for mail in sent()[before_tick:])


def test_links_of_somebody_forgotten_lead_nowhere() -> None:
    canary = Canary()
    stops = re.findall(r"/folgen/abbestellen/[^/\s]+/", "".join(text(mail) for mail in sent(canary.email)))
    assert len(stops) > 3
    people.forget_person(canary.person, by=canary.person, now=a.NOW + a.DAY)
    assert {a.client().get(stop).status_code for stop in stops} == {410}
    assert not Token.objects.filter(noun="voices.contribution").exists()


def test_somebody_who_works_here_is_not_forgotten() -> None:
    kim = a.caretaker("kim")
    with pytest.raises(RuleBrokenError, match="arbeiten hier noch"):
        people.forget_person(kim, by=kim, now=a.NOW)


def test_two_persons_who_became_one_are_forgotten_as_one() -> None:
    root = a.controller()
    email = f"{word()}@beispiel.example"
    stranger = people.meet(root, email=email, now=a.NOW)
    people.change_pseudonym(stranger, f"Vogel {word()}", by=stranger.person, now=a.NOW)
    said = a.contribution("Eine Bank am Ufer", by=stranger, confirmed=False)
    voices.confirm(said, now=a.NOW)
    case = Case.objects.get(lead=said)
    caring.write_to_team(case, f"Ich bin {word()}.", by=stranger.person, now=a.NOW)
    account = a.person(email=email)
    own = people.meet(root, person=account, now=a.NOW)
    assert account.account is not None
    people.join_account(account.account, now=a.NOW + a.DAY)
    said.refresh_from_db()
    assert said.author == account
    assert Relation.objects.filter(controller=root, person__in=[account, stranger.person]).count() == 1
    own.refresh_from_db()
    assert own.email == email
    people.forget_person(account, by=account, now=a.NOW + 2 * a.DAY)
    assert places_of(CANARY) == []


def test_what_one_controller_forgets_another_still_knows() -> None:
    canary = Canary()
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    there = people.meet(party, person=canary.person, email=canary.email, now=a.NOW)
    people.change_pseudonym(there, "Anderer Name", by=canary.person, now=a.NOW)
    people.verify_address(there, now=a.NOW)
    kept = a.contribution("Bei der Partei gesagt", by=there)
    before = counts()
    forget.forget_relation(canary.relation, now=a.NOW + a.DAY)
    kept.refresh_from_db()
    assert (kept.author, kept.pseudonym) == (canary.person, "Anderer Name")
    assert Relation.objects.get(person=canary.person) == there
    canary.public.refresh_from_db()
    author = canary.public.author
    assert author is not None
    assert author != canary.person
    assert (author.name, author.account, author.anonymised_at) == ("", None, a.NOW + a.DAY)
    left = [each for each in places_of(CANARY) if not each.startswith(("people_person:", "people_account:"))]
    assert [each for each in left if canary.email not in each] == []
    assert counts() == before
    assert problems() == []


def test_a_case_that_is_over_for_years_parts_with_all_who_took_part() -> None:
    canary = Canary()
    Identity.objects.update(retention_days=400)
    case = Case.objects.get(lead=canary.public)
    before = counts()
    forget_what_is_due(now=a.NOW + timedelta(days=400))
    canary.public.refresh_from_db()
    assert canary.public.author == canary.person
    Relation.objects.update(since=a.NOW + timedelta(days=390))
    forget_what_is_due(now=a.NOW + timedelta(days=400, seconds=1))
    canary.public.refresh_from_db()
    people_of = {canary.public.author, *(each.person for each in canary.public.supports.all())}
    assert all(each is not None and each.anonymised_at is not None for each in people_of)
    assert len(people_of) == 4
    assert not case.notes.filter(text__contains=CANARY).exists()
    assert canary.public.pseudonym == "gelöscht"
    assert not Follow.objects.filter(case=case).exists()
    assert counts() == {**before, "diary": counts()["diary"]}
    assert problems() == []
    assert not list(caring.expired(controller=a.controller().pk, now=a.NOW + YEARS, days=400, topics={}))


def test_a_topic_may_forget_sooner() -> None:
    soon = a.topic(name="Lärm", slug="laerm")
    type(soon).objects.filter(pk=soon.pk).update(retention_days=30)
    cases = [a.case("Es ist laut", topic=soon), a.case("Eine Bank am Ufer", topic=a.topic())]
    for case in cases:
        caring.close(case, caring.Closing(Outcome.DONE, "Erledigt."), by=a.coordinator(), now=a.NOW)
    forget_what_is_due(now=a.NOW + 31 * a.DAY)
    known = [Contribution.objects.get(pk=case.lead_id).author.anonymised_at is None for case in cases]  # type: ignore[union-attr]
    assert known == [False, True]


def test_an_open_case_never_parts_with_its_people() -> None:
    case = a.case()
    forget_what_is_due(now=a.NOW + 3 * YEARS)
    case.lead.refresh_from_db()
    assert case.lead.author is not None
    assert case.lead.author.anonymised_at is None


def long_gone() -> Relation:
    """Somebody whose only case was closed long ago and who has done nothing since."""
    relation = a.resident(word())
    case = Case.objects.get(lead=a.contribution("Eine Bank am Ufer", by=relation))
    caring.close(case, caring.Closing(Outcome.DONE, "Sie steht."), by=a.coordinator(), now=a.NOW)
    tick(now=a.NOW)
    return relation


def test_who_was_away_for_years_is_warned_a_month_before_and_then_forgotten() -> None:
    relation = long_gone()
    then = a.NOW + YEARS
    tick(now=then - a.DAY)
    assert Relation.objects.get(pk=relation.pk).warned_at is None
    tick(now=then + a.DAY)
    (mail,) = sent(relation.email)
    assert subject(mail) == "Möchten Sie bei uns bleiben?"
    assert "Am 11. April löschen wir deshalb Ihre Adresse" in text(mail)
    assert link(mail, "/konto/bleiben/")
    tick(now=then + 2 * a.DAY)
    tick(now=then + 30 * a.DAY)
    assert Delivery.objects.filter(person=relation.person, entry__verb="person.warned").count() == 1
    assert Relation.objects.filter(pk=relation.pk).exists()
    tick(now=then + 32 * a.DAY)
    assert not Relation.objects.filter(pk=relation.pk).exists()
    assert places_of(CANARY) == []
    assert problems() == []


def test_one_click_and_somebody_stays_for_years_to_come() -> None:
    relation = long_gone()
    then = a.NOW + YEARS + a.DAY
    tick(now=then)
    path = link(sent(relation.email)[-1], "/konto/bleiben/")
    forget.stay(relation, now=then + a.DAY)
    tick(now=then + 60 * a.DAY)
    relation.refresh_from_db()
    assert relation.warned_at is None
    tick(now=then + YEARS)
    tick(now=then + YEARS + 2 * a.DAY)
    relation.refresh_from_db()
    assert relation.warned_at is not None
    assert path


def test_who_still_gets_something_is_not_away() -> None:
    follower, waiting, staff = long_gone(), long_gone(), a.caretaker("kim")
    news.follow(follower, Wish(topic=a.topic()), by=follower.person, now=a.NOW)
    a.contribution("Wartet noch", by=waiting)
    at_work = people.meet(a.controller(), person=staff, now=a.NOW)
    tick(now=a.NOW + YEARS + a.DAY)
    tick(now=a.NOW + YEARS + 40 * a.DAY)
    for relation in (follower, waiting, at_work):
        relation.refresh_from_db()
        assert relation.warned_at is None


def test_who_cannot_be_written_to_is_forgotten_without_a_warning() -> None:
    kim = a.caretaker("kim")
    relation = people.meet(a.controller(), now=a.NOW)
    said = voices.hear(
        a.said("Am Tresen gesagt", channel=Channel.COUNTER), phase=a.phase(), relation=relation, by=None,
        now=a.NOW, entered_by=kim,
    )  # fmt: skip
    caring.close(Case.objects.get(lead=said), caring.Closing(Outcome.DONE, "Gut."), by=kim, now=a.NOW)
    tick(now=a.NOW + YEARS + a.DAY)
    assert not Relation.objects.filter(pk=relation.pk).exists()


def test_an_address_that_was_only_typed_is_forgotten_after_two_weeks() -> None:
    root = a.controller()
    typed = people.meet(root, email=f"{word()}@beispiel.example", now=a.NOW)
    voices.hear(
        a.said("Nie bestätigt", photos=(picture(),)), phase=a.phase(), relation=typed, by=None, now=a.NOW
    )
    news.follow(typed, Wish(), by=None, now=a.NOW)
    other = a.case().lead
    voices.support(other, relation=typed, by=None, now=a.NOW)
    reporter = people.meet(root, email=f"{word()}@beispiel.example", now=a.NOW)
    voices.report(other, reason="Das steht hier schon.", name="", email=reporter.email, by=None, now=a.NOW)
    tick(now=a.NOW)
    assert sent(typed.email)
    tick(now=a.NOW + 14 * a.DAY)
    assert Person.objects.filter(pk=typed.person_id).exists()
    tick(now=a.NOW + 15 * a.DAY)
    tick(now=a.NOW + 16 * a.DAY)
    assert not Person.objects.filter(pk=typed.person_id).exists()
    assert Relation.objects.filter(pk=reporter.pk).exists()
    assert default_storage.listdir("")[1] == []
    assert not [each for each in places_of(typed.email) if not each.endswith(".log")]


def test_a_report_is_answered_before_its_author_is_forgotten_and_has_no_author_after_a_year() -> None:
    lead, root, boss = a.case().lead, a.controller(), a.coordinator()
    made = voices.report(
        lead,
        reason="Das steht hier schon.",
        name=word(),
        email=f"{word()}@beispiel.example",
        by=None,
        now=a.NOW,
    )
    reporter = Relation.objects.get(controller=root, email=made.email)
    tick(now=a.NOW + 20 * a.DAY)
    then = a.NOW + 21 * a.DAY
    voices.settle_report(made, acted=False, answer="Es bleibt stehen.", by=boss, now=then)
    tick(now=then)
    assert "Es bleibt stehen." in text(sent(made.email)[-1])
    tick(now=then + 15 * a.DAY)
    assert not Relation.objects.filter(pk=reporter.pk).exists()
    made.refresh_from_db()
    assert made.email
    tick(now=then + 366 * a.DAY)
    made.refresh_from_db()
    assert (made.name, made.email) == ("", "")


def test_a_day_is_swept_once() -> None:
    relation = long_gone()
    then = a.NOW + YEARS + a.DAY
    tick(now=then)
    assert Relation.objects.get(pk=relation.pk).warned_at == then
    Relation.objects.filter(pk=relation.pk).update(warned_at=None)
    tick(now=then + timedelta(hours=1))
    assert Relation.objects.get(pk=relation.pk).warned_at is None
