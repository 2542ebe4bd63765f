"""Whatever happens in whatever order: nobody hears of something twice (I32), whoever stops hears no
more (I33), and no mail speaks of what its reader may not see when it is sent (I34).

A machine takes random steps through the real actions, opens links of the mails it got, and reads every mail.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import Outcome
from konsens.caring.cases.models import Case
from konsens.caring.cases.permissions import can_read_inside
from konsens.city.people import actions as people
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.city.people.models import Person, Relation
from konsens.city.people.viewer import viewer_of
from konsens.doors.post.sending import queue
from konsens.doors.post.tick import tick
from konsens.kernel import clock, tokens
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.models import Token
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground
from konsens.telling.news import actions as news
from konsens.telling.news.actions import Wish
from konsens.telling.news.kinds import Cadence, Reason, Sending
from konsens.telling.news.models import Delivery, Follow, Mailing
from konsens.telling.news.spread import spread
from tests import a

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
PICK = st.integers(0, 10_000)
TITLE = re.compile(r"Sache-(\d+)-")
WORDS = re.compile(r"Notiz-\d+-")
LINK = re.compile(r"https?://[^/\s]+(/folgen/(?:abbestellen|bestaetigen)/\S+)")


class World:
    """The people and places in which every run begins: two controllers that share residents."""

    def __init__(self) -> None:
        self.areas = [a.city()[name] for name in ("Uferhof", "Lindenfeld", "Hoerdental")]
        self.roots = [a.controller(), a.controller("partei", kind=OrganisationKind.PARTY)]
        self.topics = {
            root.pk: [a.topic(root), a.topic(root, name="Vertrauliches", is_private=True, slug="vertraulich")]
            for root in self.roots
        }
        self.staff = {
            root.pk: [a.caretaker(f"kim-{root.slug}", at=a.office(root)), a.coordinator(root)]
            for root in self.roots
        }
        somebody = [a.person(f"mensch-{n}") for n in range(3)]
        self.residents = {root.pk: [self._met(each, root) for each in somebody] for root in self.roots}
        mail.outbox.clear()

    @staticmethod
    def _met(person: Person, root: a.Organisation) -> Relation:
        assert person.account is not None
        relation = people.meet(root, person=person, email=person.account.email, now=a.NOW)
        return people.verify_address(relation, now=a.NOW)


def token_of(path: str) -> Token:
    return Token.objects.get(digest=tokens.digest(path.rstrip("/").rpartition("/")[2]))


def fits(follow: Follow, case: Case) -> bool:
    """Does a follow hear of a case? Said once more, in other words than the platform's."""
    if follow.case_id is not None:
        return follow.case_id in {case.pk, case.merged_into_id}
    if follow.controller_id != case.controller_id:
        return False
    if follow.topic_id is not None:
        return follow.topic_id == case.topic_id
    if follow.area_id is not None:
        assert case.area is not None
        return follow.area_id in {case.area_id, case.area.parent_id}
    if follow.organisation_id is not None:
        return follow.organisation_id in {case.organisation_id, case.organisation.parent_id}
    if follow.radius_m is not None:
        return case.lat == 51.49
    return True


class NewsAndNoise(RuleBasedStateMachine):
    """Random steps; after each round every new mail is read."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now: datetime = a.NOW
        self.read = 0
        self.count = 0
        self.heard: Counter[tuple[str, str]] = Counter()
        self.again: set[str] = set()
        mail.outbox.clear()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def tried(self, verb: Callable[..., object], *args: Any, **kwargs: Any) -> None:
        self.now += timedelta(minutes=1)
        try:
            verb(*args, **kwargs, now=self.now)
        except (RuleBrokenError, PermissionDenied):
            return

    def next(self) -> int:
        self.count += 1
        return self.count

    def root(self, pick: int) -> int:
        return self.world.roots[pick % 2].pk

    def relation(self, root: int, pick: int) -> Relation:
        return Relation.objects.select_related("person").get(pk=self.world.residents[root][pick % 3].pk)

    def case(self, pick: int) -> Case:
        cases = list(Case.objects.select_related("lead__author").order_by("pk"))
        return cases[pick % len(cases)]

    def boss(self, case: Case) -> Person:
        return self.world.staff[case.controller_id][1]

    # -- what people do -----------------------------------------------------------------------------------

    @initialize()
    def two_cases_and_those_who_follow_them(self) -> None:
        for where in range(2):
            self.say(where, 0, 0, where, suspicious=False)
            for who, daily in ((1, True), (2, False)):
                self.follow(where, who, what=5, pick=where, daily=daily, known=True)

    @rule(
        where=PICK,
        who=PICK,
        topic=st.integers(0, 4),
        area=PICK,
        suspicious=st.sampled_from([False, False, True]),
    )
    def say(self, where: int, who: int, topic: int, area: int, suspicious: bool) -> None:
        root = self.root(where)
        relation = self.relation(root, who)
        words = f"Sache-{self.next()}- {'ruft 0231 445566 an' if suspicious else 'am Ufer'}"
        topics = [None, None, None, *self.world.topics[root]]
        name, lat, lon = (("Uferhof", 51.49, 7.49), ("Lindenfeld", 51.485, 7.53))[area % 2]
        spot = a.spot(name, lat=lat, lon=lon)
        said = a.said(words, topic=topics[topic], spot=spot)
        self.tried(
            voices.hear, said, phase=a.phase(relation.controller), relation=relation, by=relation.person
        )

    @rule(where=PICK, who=PICK, what=st.integers(0, 5), pick=PICK, daily=st.booleans(), known=st.booleans())
    def follow(self, where: int, who: int, what: int, pick: int, daily: bool, known: bool) -> None:
        root = self.root(where)
        relation = self.relation(root, who)
        wish = [
            Wish(),
            Wish(topic=self.world.topics[root][pick % 2]),
            Wish(area=self.world.areas[pick % 3]),
            Wish(organisation=a.office(self.world.roots[where % 2])),
            Wish(lat=51.49, lon=7.49, radius_m=1000),
            Wish(case=self.case(pick)) if Case.objects.exists() else Wish(),
        ][what]
        pace = Cadence.DAILY if daily else Cadence.AT_ONCE
        self.tried(news.follow, relation, wish, by=relation.person if known else None, cadence=pace)

    @precondition(lambda self: any(LINK.search(each.body) for each in mail.outbox))
    @rule(pick=PICK)
    def open_a_link_of_a_mail(self, pick: int) -> None:
        """A look changes nothing; a click confirms, or ends just the one follow that the link names."""
        links = [each for message in mail.outbox for each in LINK.findall(message.body)]
        path = links[pick % len(links)]
        before = self.follows()
        Client().get(path)
        assert self.follows() == before
        Client().post(path)
        if "abbestellen" in path:
            named = token_of(path).object_id
            ended = {pk for pk, row in self.follows().items() if row["ended_at"] is not None}
            assert ended == {named} | {pk for pk, row in before.items() if row["ended_at"] is not None}

    def follows(self) -> dict[int, dict[str, Any]]:
        return {row["id"]: row for row in Follow.objects.values()}

    @precondition(lambda self: Follow.objects.counting().exists())
    @rule(pick=PICK)
    def stop_in_the_account(self, pick: int) -> None:
        made = list(Follow.objects.counting().order_by("pk"))
        self.tried(news.unfollow, made[pick % len(made)])

    # -- what staff do ------------------------------------------------------------------------------------

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK)
    def tell(self, pick: int) -> None:
        case = self.case(pick)
        self.tried(caring.tell, case, f"Notiz-{self.next()}- steht hier.", by=self.boss(case))

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK)
    def close(self, pick: int) -> None:
        case = self.case(pick)
        closing = caring.Closing(Outcome.DONE, f"Notiz-{self.next()}- erledigt.")
        self.tried(caring.close, case, closing, by=self.boss(case))

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK, refuse=st.booleans())
    def moderate(self, pick: int, refuse: bool) -> None:
        case = self.case(pick)
        if refuse:
            reasons = voices.Reasons(facts="Nennt eine Person.", ground=Ground.PRIVACY)
            self.tried(voices.refuse, case.lead, reasons=reasons, by=self.boss(case))
        else:
            self.tried(voices.approve, case.lead, by=self.boss(case))

    @precondition(lambda self: Case.objects.count() > 1)
    @rule(pick=PICK, other=PICK)
    def merge(self, pick: int, other: int) -> None:
        case = self.case(pick)
        self.tried(caring.merge, case, self.case(other), saying="", by=self.boss(case))

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        lead = self.case(pick).lead
        self.tried(voices.withdraw, lead, by=lead.author)

    @precondition(lambda self: Case.objects.exists())
    @rule(pick=PICK)
    def write_to_team(self, pick: int) -> None:
        case = self.case(pick)
        if case.lead.author is not None:
            self.tried(caring.write_to_team, case, "Wie geht es weiter?", by=case.lead.author)

    @rule(where=PICK, who=st.integers(0, 3), comes=st.booleans())
    def staff_come_and_go(self, where: int, who: int, comes: bool) -> None:
        """Residents become coordinators for a while; the caretaker leaves and comes back."""
        root = self.world.roots[where % 2]
        person = self.world.staff[root.pk][0] if who == 3 else self.relation(root.pk, who).person
        at, role = (a.office(root), Role.CARETAKER) if who == 3 else (root, Role.COORDINATOR)
        if not comes:
            person.memberships.filter(organisation=at).delete()
        elif not person.memberships.filter(organisation=at).exists():
            self.tried(people.give_role, person, at, role, by=None)

    # -- what the clock and misfortune do -----------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 1, 60, 60, 60 * 13, 60 * 24 * 29]))
    def a_round(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        caring.ask_due(now=self.now)
        tick(now=self.now)
        self.look_at_new_mails()
        tick(now=self.now)
        assert len(mail.outbox) == self.read

    @rule(minutes=st.sampled_from([1, 60 * 13]))
    def news_are_gathered_but_not_sent_yet(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        spread(now=self.now)
        queue(now=self.now)

    @precondition(lambda self: Mailing.objects.filter(state=Sending.QUEUED).exists())
    @rule()
    def somebody_dies_while_handing_over(self) -> None:
        queued = Mailing.objects.filter(state=Sending.QUEUED).order_by("pk").first()
        if queued is not None:
            Mailing.objects.filter(pk=queued.pk).update(state=Sending.HANDED_OVER, handed_over_at=self.now)

    @precondition(lambda self: Mailing.objects.filter(state=Sending.UNCERTAIN).exists())
    @rule()
    def staff_send_again(self) -> None:
        mailing = Mailing.objects.filter(state=Sending.UNCERTAIN).order_by("pk")[0]
        assert mailing.controller_id is not None
        news.resend(mailing, by=self.world.staff[mailing.controller_id][1], now=self.now)
        self.again.add(mailing.message_id)

    # -- what stays true ----------------------------------------------------------------------------------

    def look_at_new_mails(self) -> None:
        for message in mail.outbox[self.read :]:
            self.look_at(message)
        self.read = len(mail.outbox)

    def look_at(self, message: EmailMessage) -> None:
        mailing = Mailing.objects.get(message_id=message.extra_headers["Message-ID"])
        assert mailing.state == Sending.SENT
        viewer = viewer_of(mailing.person, on=clock.day_of(self.now))
        told = mailing.deliveries.exclude(state="dropped").select_related("entry", "follow")
        for number in set(TITLE.findall(f"{message.subject}\n{message.body}")):
            self.may_be_seen(int(number), mailing, viewer)
        for delivery in told.filter(reason=Reason.FOLLOW):
            mine = Follow.objects.filter(person=mailing.person, ended_at=None, confirmed_at__isnull=False)
            facts = delivery.entry.facts
            case = Case.objects.get(pk=facts.get("into") or facts["case"])
            assert any(fits(follow, case) for follow in mine)
        for words in WORDS.findall(message.body):
            self.heard[(message.to[0], words)] += 1
            assert self.heard[(message.to[0], words)] == 1 or mailing.message_id in self.again
        for path in LINK.findall(message.body):
            self.leads_to_something_open(path, mailing)

    def may_be_seen(self, number: int, mailing: Mailing, viewer: Any) -> None:
        """No mail of one controller speaks of another's cases, none of what its reader may not see."""
        case = Case.objects.get(lead__title__startswith=f"Sache-{number}-")
        assert case.controller_id == mailing.controller_id
        reasons = set(mailing.deliveries.values_list("reason", flat=True))
        verbs = set(mailing.deliveries.values_list("entry__verb", flat=True))
        if Reason.STAFF in reasons:
            assert can_read_inside(viewer, case)
        elif "contribution.judged" in verbs and case.lead.author_id == mailing.person_id:
            return
        else:
            assert Case.objects.visible_to(viewer).filter(pk=case.pk).exists()

    def leads_to_something_open(self, path: str, mailing: Mailing) -> None:
        follow = Follow.objects.get(pk=token_of(path).object_id)
        assert (follow.person_id, follow.controller_id) == (mailing.person_id, mailing.controller_id)
        assert follow.ended_at is None

    @invariant()
    def each_hears_of_each_line_at_most_once(self) -> None:
        pairs = list(Delivery.objects.values_list("person_id", "entry_id"))
        assert len(pairs) == len(set(pairs))

    @invariant()
    def no_mail_leaves_twice_unless_a_person_sends_it_again(self) -> None:
        times = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
        assert {key for key, count in times.items() if count > 1} <= self.again


def test_whatever_happens_nobody_hears_twice_too_much_or_too_long() -> None:
    NewsAndNoise.world = World()
    run_state_machine_as_test(
        NewsAndNoise,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
