"""What people say is taken in as it was meant, whatever was typed; support counts once, and nothing half."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import Outcome
from konsens.caring.cases.models import Case, Note, Verdict
from konsens.city.people import actions as people
from konsens.city.people.kinds import OrganisationKind
from konsens.city.people.models import Person, Relation
from konsens.city.people.viewer import ANYBODY, viewer_of
from konsens.city.projects.models import Moderation, Phase
from konsens.kernel import clock, tokens
from konsens.kernel.errors import RuleBrokenError, StaleLinkError
from konsens.kernel.files import prepare_photo
from konsens.kernel.models import Entry, File, Token
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Channel, State
from konsens.listening.voices.models import Contribution, Photo, Support
from konsens.listening.voices.rules import blur, one_line, plain
from tests import a

SECOND = timedelta(seconds=1)
TWO_WEEKS = timedelta(days=14)


@pytest.fixture(autouse=True)
def _media(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield


def photo() -> Any:
    target = BytesIO()
    Image.radial_gradient("L").resize((90, 60)).save(target, "JPEG")
    target.seek(0)
    return prepare_photo(target)


def hear(said: Any, *, known: bool = True, **more: Any) -> Contribution:
    relation = more.pop("relation", None) or a.resident()
    return voices.hear(
        said, phase=a.phase(relation.controller), relation=relation, by=relation.person if known else None,
        now=more.pop("now", a.NOW), **more,
    )  # fmt: skip


# -- words --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Bänke 🪑 am Ufer 👩‍👩‍👧", "Bänke 🪑 am Ufer 👩‍👩‍👧"),
        ("مقعد على الضفة", "مقعد على الضفة"),
        ("ספסל על הגדה", "ספסל על הגדה"),
        ("Bank\u202e am Ufer\u2066!\u2069", "Bank am Ufer!"),
        ("Bank\x00 am\x07 Ufer\x7f\x85", "Bank am Ufer"),
        ("  Bank \t am\n\r\nUfer\u2028  ", "Bank am Ufer"),
        ("Ba\u0308nke am Ufer", "Bänke am Ufer"),
        ("<b>Bank</b> & {{ 7*7 }} %s %(x)s", "<b>Bank</b> & {{ 7*7 }} %s %(x)s"),
        ("Bank \ud800am Ufer", "Bank am Ufer"),
    ],
)
def test_words_are_kept_as_they_were_meant(typed: str, kept: str) -> None:
    said = hear(a.said(typed, text=f"{typed}\r\nZweite Zeile"))
    said.refresh_from_db()
    assert said.title == kept
    assert said.text.endswith("\nZweite Zeile")
    assert not set(said.text) & set("\x00\x07\u202e\u2066\r\ud800")


@given(st.text(st.characters(), max_size=300))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert one_line(one_line(text)) == one_line(text)
    assert "\n" not in one_line(text)
    plain(text).encode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "text", "sentence"),
    [
        ("Bank", "", "mindestens 5 Zeichen"),
        ("\u202e\x00    ", "", "mindestens 5 Zeichen"),
        ("B" * 121, "", "121 Zeichen"),
        ("Eine Bank", "x" * 5001, "5001 Zeichen"),
        ("Eine Bank", "x" * 1_000_000, "1000000 Zeichen"),
        ("ä" * 1_000_000, "", "1000000 Zeichen"),
    ],
)
def test_what_is_too_short_or_too_long_is_refused_with_a_sentence(
    title: str, text: str, sentence: str
) -> None:
    relation, before = a.resident(), process_time()
    with pytest.raises(RuleBrokenError, match=sentence):
        hear(a.said(title, text=text, photos=(photo(),)), relation=relation)
    assert process_time() - before < 2
    assert not Contribution.objects.exists()
    assert not Entry.objects.filter(verb="contribution.heard").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("title", "text"), [("B" * 5, ""), ("B" * 120, "x" * 5000)])
def test_the_limits_themselves_are_fine(title: str, text: str) -> None:
    assert hear(a.said(title, text=text)).state == State.PUBLISHED


# -- place and privacy --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_confidential_place_is_blurred_the_same_way_each_time() -> None:
    topic = a.topic(name="Vertrauliches", is_private=True, slug="vertraulich")
    relation = a.resident()
    points = set()
    for _time in range(20):
        said = hear(a.said(topic=topic, spot=a.spot(lat=51.4912345, lon=7.4987654)), relation=relation)
        points.add((said.lat, said.lon))
        assert (said.state, said.street) == (State.PRIVATE, "")
        case = Case.objects.get(lead=said)
        assert (case.lat, case.lon) == (said.lat, said.lon)
        assert not Contribution.objects.visible_to(ANYBODY).filter(pk=said.pk).exists()
    assert points == {blur(51.4912345, 7.4987654)}
    assert points != {(51.4912345, 7.4987654)}


@given(st.floats(51.0, 52.0), st.floats(7.0, 8.0))
def test_a_blurred_point_lies_within_half_a_kilometre_and_stays_there(lat: float, lon: float) -> None:
    once = blur(lat, lon)
    assert blur(*once) == pytest.approx(once)
    assert abs(once[0] - lat) <= 0.0025 + 1e-9
    assert abs(once[1] - lon) <= 0.00375 + 1e-9
    assert {blur(lat, lon) for _time in range(5)} == {once}


@pytest.mark.django_db
def test_nobody_else_reads_what_is_not_confirmed() -> None:
    said = hear(a.said(), known=False)
    assert said.state == State.UNCONFIRMED
    assert not Case.objects.filter(lead=said).exists()
    boss, today = a.coordinator(), clock.day_of(a.NOW)
    for viewer in (ANYBODY, viewer_of(boss, on=today), viewer_of(a.person("bo"), on=today)):
        assert not Contribution.objects.visible_to(viewer).filter(pk=said.pk).exists()
    assert said.author is not None
    assert Contribution.objects.visible_to(viewer_of(said.author, on=today)).filter(pk=said.pk).exists()


@pytest.mark.django_db
def test_a_closed_phase_hears_nothing() -> None:
    relation = a.resident()
    Phase.objects.update(closes_at=a.NOW)
    hear(a.said(), relation=relation, now=a.NOW - SECOND)
    for late in (a.NOW, a.NOW + SECOND):
        with pytest.raises(RuleBrokenError, match="nicht geöffnet"):
            hear(a.said(), relation=relation, now=late)


@pytest.mark.django_db
def test_what_is_looked_at_first_says_by_when() -> None:
    relation = a.resident()
    Phase.objects.update(moderation=Moderation.BEFOREHAND)
    said = hear(a.said(), relation=relation)
    said.refresh_from_db()
    assert said.state == State.HELD
    # two working days after a Thursday
    assert str(said.look_by) == "2026-03-16"


# -- confirming ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_one_click_confirms_once_and_proves_the_address() -> None:
    relation = people.meet(a.controller(), email="neu@beispiel.example", now=a.NOW)
    said = hear(a.said(), relation=relation, known=False)
    with pytest.raises(StaleLinkError):
        voices.confirm(said, now=a.NOW, proof=tokens.digest("andere@beispiel.example"))
    said.refresh_from_db()
    assert said.state == State.UNCONFIRMED
    voices.confirm(said, now=a.NOW + SECOND, proof=tokens.digest("neu@beispiel.example"))
    voices.confirm(said, now=a.NOW + a.DAY)
    said.refresh_from_db()
    relation.refresh_from_db()
    assert (said.state, said.confirmed_at) == (State.PUBLISHED, a.NOW + SECOND)
    assert relation.email_verified_at == a.NOW + SECOND
    assert Case.objects.filter(lead=said).count() == 1


@pytest.mark.django_db
def test_who_is_known_needs_no_second_click_and_a_stranger_with_their_address_does() -> None:
    relation = a.resident()
    assert hear(a.said(), relation=relation).state == State.PUBLISHED
    assert hear(a.said("Noch eine"), relation=relation, known=False).state == State.UNCONFIRMED
    other = a.person("fremd")
    said = voices.hear(a.said("Fremd gesagt"), phase=a.phase(), relation=relation, by=other, now=a.NOW)
    assert said.state == State.UNCONFIRMED


@pytest.mark.django_db
def test_staff_enter_for_somebody_and_nobody_else_does() -> None:
    kim = a.caretaker("kim")
    relation = people.meet(a.controller(), now=a.NOW)
    said = hear(a.said(channel=Channel.PHONE), relation=relation, known=False, entered_by=kim)
    assert (said.state, said.entered_by, said.channel) == (State.PUBLISHED, kim, Channel.PHONE)
    assert Entry.objects.get(verb="contribution.heard").actor_id == kim.pk
    with pytest.raises(PermissionDenied):
        hear(a.said("Noch etwas"), relation=relation, known=False, entered_by=a.person("bo"))


@pytest.mark.django_db(transaction=True)
def test_what_nobody_confirms_is_forgotten_with_its_photos_and_links() -> None:
    relation = a.resident()
    old = hear(a.said("Nie bestätigt", photos=(photo(), photo())), relation=relation, known=False)
    tokens.mint("confirm", old, now=a.NOW, lasts=TWO_WEEKS)
    kept = hear(a.said("Schon bestätigt", photos=(photo(),)), relation=relation)
    fan = a.resident("fan")
    voices.support(kept, relation=fan, by=None, now=a.NOW)
    assert voices.forget_unconfirmed(now=a.NOW + TWO_WEEKS) == 0
    assert (Photo.objects.count(), len(default_storage.listdir("")[1])) == (3, 6)
    assert voices.forget_unconfirmed(now=a.NOW + TWO_WEEKS + SECOND) == 1
    assert list(Contribution.objects.all()) == [kept]
    assert not Support.objects.exists()
    assert not Token.objects.filter(noun="voices.contribution").exists()
    assert File.objects.count() == 2
    assert set(default_storage.listdir("")[1]) == set(File.objects.values_list("name", flat=True))
    assert voices.forget_unconfirmed(now=a.NOW + TWO_WEEKS + SECOND) == 0


# -- support ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_support_counts_once_and_may_be_taken_back() -> None:
    case, fan = a.case(), a.resident("fan")
    first = voices.support(case.lead, relation=fan, by=fan.person, now=a.NOW)
    assert voices.support(case.lead, relation=fan, by=fan.person, now=a.NOW) == first
    assert counted(case) == (1, 1)
    voices.take_support_back(case.lead, by=fan.person, now=a.NOW)
    voices.take_support_back(case.lead, by=fan.person, now=a.NOW)
    assert counted(case) == (0, 0)
    voices.support(case.lead, relation=fan, by=fan.person, now=a.NOW)
    assert counted(case) == (1, 1)


def counted(case: Case) -> tuple[int, int]:
    case.refresh_from_db()
    case.lead.refresh_from_db()
    return case.support_count, case.lead.support_count


@pytest.mark.django_db
def test_support_by_an_address_counts_with_the_click() -> None:
    case = a.case()
    stranger = people.meet(a.controller(), email="neu@beispiel.example", now=a.NOW)
    given = voices.support(case.lead, relation=stranger, by=None, now=a.NOW)
    assert counted(case) == (0, 0)
    with pytest.raises(StaleLinkError):
        voices.confirm_support(given, now=a.NOW, proof=tokens.digest("andere@beispiel.example"))
    assert counted(case) == (0, 0)
    voices.confirm_support(given, now=a.NOW, proof=tokens.digest("neu@beispiel.example"))
    voices.confirm_support(given, now=a.NOW)
    assert counted(case) == (1, 1)


@pytest.mark.django_db
def test_nobody_supports_what_is_theirs_or_hidden_or_elsewhere() -> None:
    case, fan = a.case(), a.resident("fan")
    author = Relation.objects.get(person=case.lead.author)
    with pytest.raises(RuleBrokenError, match="Ihr eigener Beitrag"):
        voices.support(case.lead, relation=author, by=author.person, now=a.NOW)
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    there = a.case("Bei der Partei", of=party)
    with pytest.raises(PermissionDenied):
        voices.support(there.lead, relation=fan, by=fan.person, now=a.NOW)
    voices.withdraw(case.lead, by=author.person, now=a.NOW)
    case.lead.refresh_from_db()
    with pytest.raises(RuleBrokenError, match="nicht unterstützen"):
        voices.support(case.lead, relation=fan, by=fan.person, now=a.NOW)
    assert not Support.objects.exists()


# -- comments and withdrawing -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_comments_are_a_setting_of_the_phase_and_off_by_default() -> None:
    case, fan = a.case(), a.resident("fan")
    with pytest.raises(RuleBrokenError, match="nicht vorgesehen"):
        voices.comment(case.lead, "Das finde ich auch.", relation=fan, by=fan.person, now=a.NOW)
    Phase.objects.update(comments=True)
    lead = Contribution.objects.select_related("phase").get(pk=case.lead_id)
    for words in ("x", "x" * 2001, "\u202e\x00"):
        with pytest.raises(RuleBrokenError, match="2 bis 2"):
            voices.comment(lead, words, relation=fan, by=fan.person, now=a.NOW)
    with pytest.raises(PermissionDenied):
        voices.comment(lead, "Das finde ich auch.", relation=fan, by=a.person("fremd"), now=a.NOW)
    answer = voices.comment(lead, "Das finde ich auch.", relation=fan, by=fan.person, now=a.NOW)
    lead.refresh_from_db()
    assert (answer.state, lead.comment_count) == (State.PUBLISHED, 1)
    assert Case.objects.count() == 1
    voices.withdraw(answer, by=fan.person, now=a.NOW)
    lead.refresh_from_db()
    assert lead.comment_count == 0


@pytest.mark.django_db
def test_only_its_author_takes_a_contribution_back_and_the_case_ends() -> None:
    case = a.case()
    with pytest.raises(PermissionDenied):
        voices.withdraw(case.lead, by=a.coordinator(), now=a.NOW)
    assert case.lead.author is not None
    voices.withdraw(case.lead, by=case.lead.author, now=a.NOW)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.prominence) == ("closed", "withdrawn", "hidden")
    with pytest.raises(RuleBrokenError):
        voices.withdraw(case.lead, by=case.lead.author, now=a.NOW)


# -- two persons who are one --------------------------------------------------------------------------------


class Twice:
    """Somebody known by an address, and the same human with an account who has been here before."""

    def __init__(self) -> None:
        self.root = a.controller()
        self.kept = a.person("eins")
        assert self.kept.account is not None
        self.own = people.meet(self.root, person=self.kept, now=a.NOW)
        people.verify_address(self.own, now=a.NOW)
        self.before = people.meet(self.root, email=self.kept.account.email, now=a.NOW)
        people.verify_address(self.before, now=a.NOW)

    @property
    def gone(self) -> Person:
        return self.before.person

    def become_one(self) -> None:
        assert self.kept.account is not None
        people.join_account(self.kept.account, now=a.NOW + a.DAY)


@pytest.mark.django_db
def test_what_two_persons_supported_counts_once_when_they_are_one() -> None:
    two, cases = Twice(), [a.case(f"Sache Nummer {n}") for n in range(4)]
    both, only_gone, half, other_half = cases
    for case in (both, only_gone):
        voices.support(case.lead, relation=two.before, by=two.gone, now=a.NOW)
    voices.support(both.lead, relation=two.own, by=two.kept, now=a.NOW)
    voices.support(half.lead, relation=two.before, by=two.gone, now=a.NOW)
    voices.support(half.lead, relation=two.own, by=None, now=a.NOW)
    voices.support(other_half.lead, relation=two.own, by=two.kept, now=a.NOW)
    voices.support(other_half.lead, relation=two.before, by=None, now=a.NOW)
    two.become_one()
    assert [counted(case) for case in cases] == [(1, 1)] * 4
    assert not Support.objects.filter(person=two.gone).exists()
    assert Support.objects.filter(person=two.kept, confirmed_at=None).count() == 0


@pytest.mark.django_db
def test_nobody_supports_themselves_after_they_became_one() -> None:
    two = Twice()
    mine, theirs = a.case("Vom einen", by=two.own), a.case("Vom andern", by=two.before)
    voices.support(mine.lead, relation=two.before, by=two.gone, now=a.NOW)
    voices.support(theirs.lead, relation=two.own, by=two.kept, now=a.NOW)
    assert (counted(mine), counted(theirs)) == ((1, 1), (1, 1))
    two.become_one()
    assert (counted(mine), counted(theirs)) == ((0, 0), (0, 0))
    assert {each.author for each in Contribution.objects.all()} == {two.kept}


@pytest.mark.django_db
def test_messages_and_answers_of_two_persons_become_those_of_one() -> None:
    two, case, boss = Twice(), a.case(), a.coordinator()
    caring.write_to_team(case, "Ich sage etwas.", by=two.gone, now=a.NOW)
    caring.close(case, caring.Closing(Outcome.DONE, "Fertig."), by=boss, now=a.NOW)
    caring.answer_whether_done(case, is_done=True, by=two.gone, now=a.NOW)
    caring.answer_whether_done(case, is_done=False, by=two.kept, now=a.NOW)
    two.become_one()
    assert Note.objects.get(from_resident=True).author == two.kept
    assert [(each.person, each.is_done) for each in Verdict.objects.all()] == [(two.kept, False)]
    assert not Relation.objects.filter(person=two.gone).exists()
