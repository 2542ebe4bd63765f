"""Whatever happens in whatever order, what is kept for the search is what a rebuild would make of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import Prominence
from konsens.caring.cases.models import Case
from konsens.city.people.kinds import Role
from konsens.city.people.models import Relation
from konsens.city.people.viewer import ANYBODY
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground
from konsens.listening.voices.kinds import State as Said
from konsens.listening.voices.models import Complaint, Contribution, Judgement
from konsens.telling.search import actions
from konsens.telling.search.find import find_cases
from konsens.telling.search.models import SearchDocument
from tests import a

pytestmark = pytest.mark.django_db
PICK = st.integers(min_value=0, max_value=1000)
REASONS = voices.Reasons(facts="Nennt eine Person.", ground=Ground.PRIVACY)
TITLES = ("Eine Bank am Ufer", "Spielplätze für Altdorf", "Radwege, breit und hell", "WC in Seeblick 🎈")
KEPT = ("pk", "controller_id", "title", "text", "place", "subjects", "digest")


def documents() -> list[tuple[Any, ...]]:
    rows = SearchDocument.objects.order_by("pk").values_list(*KEPT)
    return [tuple(bytes(each) if isinstance(each, memoryview) else each for each in row) for row in rows]


def index_is_sound() -> None:
    """SQLite compares its index with the documents and complains; PostgreSQL makes its column by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words(search_words, rank) VALUES ('integrity-check', 1)")


class World:
    """What stands before the first step."""

    def __init__(self) -> None:
        self.areas = list(a.city().values())
        a.controller()
        self.topics = [None, a.topic(), a.topic(name="Vertrauliches", is_private=True, slug="vertraulich")]
        self.staff = [a.coordinator(), a.staff(Role.MODERATOR, at=a.controller(), name="zweite")]
        self.residents: list[Relation] = [a.resident(f"mensch-{n}") for n in range(2)]


class AnythingGoes(RuleBasedStateMachine):
    """Random steps; a refusal in words is an answer too."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now: datetime = a.NOW

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def tried(self, verb: Callable[..., object], *args: Any, **kwargs: Any) -> None:
        self.now += timedelta(minutes=1)
        try:
            verb(*args, **kwargs, now=self.now)
        except (RuleBrokenError, PermissionDenied):
            return

    def said(self, pick: int) -> Contribution:
        rows = list(Contribution.objects.order_by("pk"))
        return rows[pick % len(rows)]

    @rule(who=PICK, where=PICK, what=PICK, title=PICK, confirmed=st.booleans(), suspicious=st.booleans())
    def say(self, who: int, where: int, what: int, title: int, confirmed: bool, suspicious: bool) -> None:
        relation, area = self.world.residents[who % 2], self.world.areas[where % len(self.world.areas)]
        said = a.said(
            TITLES[title % len(TITLES)],
            topic=self.world.topics[what % 3],
            text="Schreibt an mich@beispiel.example" if suspicious else "Das wäre schön.",
            spot=a.Spot(lat=area.label_lat, lon=area.label_lon, area_id=area.pk, street="Uferweg"),
        )
        by = relation.person if confirmed else None
        self.tried(voices.hear, said, phase=a.phase(), relation=relation, by=by)

    @precondition(lambda self: Contribution.objects.exists())
    @rule(pick=PICK)
    def confirm(self, pick: int) -> None:
        if self.said(pick).state == Said.UNCONFIRMED:
            self.tried(voices.confirm, self.said(pick))

    @precondition(lambda self: Contribution.objects.exists())
    @rule(pick=PICK, by=PICK)
    def approve(self, pick: int, by: int) -> None:
        self.tried(voices.approve, self.said(pick), by=self.world.staff[by % 2])

    @precondition(lambda self: Contribution.objects.exists())
    @rule(pick=PICK, by=PICK)
    def refuse(self, pick: int, by: int) -> None:
        self.tried(voices.refuse, self.said(pick), reasons=REASONS, by=self.world.staff[by % 2])

    @precondition(lambda self: Contribution.objects.exists())
    @rule(pick=PICK, by=PICK, title=PICK)
    def shorten(self, pick: int, by: int, title: int) -> None:
        said, words = self.said(pick), TITLES[title % len(TITLES)]
        seen = (said.title, said.text)
        self.tried(
            voices.shorten, said, title=words, text="Gekürzt.", seen=seen, reasons=REASONS,
            by=self.world.staff[by % 2],
        )  # fmt: skip

    @precondition(lambda self: Judgement.objects.exists())
    @rule(pick=PICK, upheld=st.booleans())
    def complain(self, pick: int, upheld: bool) -> None:
        rows = list(Judgement.objects.order_by("pk"))
        judgement = rows[pick % len(rows)]
        self.tried(voices.complain, judgement, "Nein.", by=judgement.contribution.author)
        complaint = Complaint.objects.filter(judgement=judgement).first()
        other = [each for each in self.world.staff if each != judgement.by]
        if complaint is not None:
            self.tried(voices.decide_complaint, complaint, upheld=upheld, answer="Ja.", by=other[0])

    @precondition(lambda self: Contribution.objects.exists())
    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        said = self.said(pick)
        self.tried(voices.withdraw, said, by=said.author)

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK, into=PICK)
    def merge(self, pick: int, into: int) -> None:
        cases = list(Case.objects.order_by("pk"))
        one, other = cases[pick % len(cases)], cases[into % len(cases)]
        self.tried(caring.merge, one, other, saying="", by=self.world.staff[0])

    @invariant()
    def each_public_case_has_one_document_and_no_other_has_one(self) -> None:
        public = Case.objects.filter(prominence=Prominence.PUBLIC).values_list("pk", flat=True)
        assert set(SearchDocument.objects.values_list("pk", flat=True)) == set(public)

    @invariant()
    def only_what_everybody_may_see_is_found(self) -> None:
        visible = set(Case.objects.visible_to(ANYBODY))
        for words in ("Bank", "Spielplatz", "Radweg", "Toilette", "beispiel", "schön", "Uferweg"):
            assert set(find_cases(words, Case.objects.all())) <= visible

    @invariant()
    def a_rebuild_changes_nothing(self) -> None:
        living = documents()
        index_is_sound()
        with transaction.atomic():
            actions.rebuild(now=self.now)
            assert documents() == living
            index_is_sound()
            transaction.set_rollback(True)


def test_whatever_happens_in_whatever_order_the_search_keeps_up() -> None:
    AnythingGoes.world = World()
    run_state_machine_as_test(
        AnythingGoes,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
