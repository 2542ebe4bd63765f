"""What leaves by mail: nothing its reader may not see when it is sent, and nobody's address (B8, E1, A9)."""

from __future__ import annotations

from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db.models import Q

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import Outcome
from konsens.city.people.models import Absence, Membership, Person
from konsens.doors.post.tick import tick
from konsens.kernel import clock
from konsens.listening.voices import actions as voices
from konsens.telling.news import actions as news
from tests import a
from tests.security import scene as scenes
from tests.security import world
from tests.security.scene import ROLES, Scene
from tests.security.verbs import NOW, REASONS
from tests.security.world import World

pytestmark = pytest.mark.django_db
LATER = NOW + a.DAY


def whole(message: EmailMessage) -> str:
    """Everything of a mail but to whom it goes, as its reader's program decodes it."""
    sent = message.message()
    head = [f"{name}: {make_header(decode_header(str(text)))}" for name, text in sent.items() if name != "To"]
    parts = [each.get_payload(decode=True) for each in sent.walk() if not each.is_multipart()]
    return "\n".join([*head, *(each.decode() for each in parts if isinstance(each, bytes))])


def _by_role(scene: Scene) -> dict[str, str]:
    """Who is behind an address; staff are written to at the one they sign in with."""
    found = {scene.world.relation(role).email: role for role in ROLES if role != "anybody"}
    accounts = {role: scene.person(role).account for role in ROLES if role != "anybody"}
    return found | {account.email: role for role, account in accounts.items() if account is not None}


def _of_the_party(scene: Scene) -> set[str]:
    party = scene.world.party
    there = Person.objects.filter(Q(relations__controller=party) | Q(memberships__organisation=party))
    return set(there.exclude(account=None).values_list("account__email", flat=True))


def test_no_mail_tells_anybody_what_they_may_not_read() -> None:
    scene = scenes.build()
    roles, there = _by_role(scene), _of_the_party(scene)
    kim, author = scene.person("caretaker"), scene.person("author")
    for name in ("public", "confidential", "closed"):
        follower = scene.world.relation("author")
        news.follow(follower, news.Wish(case=scene.cases[name]), by=author, now=NOW)
    caring.tell(scene.cases["confidential"], "Wir melden uns.", by=kim, now=NOW)
    everything = scene.world.relation("resident")
    news.follow(everything, news.Wish(), by=everything.person, now=NOW)
    caring.close(scene.cases["public"], caring.Closing(Outcome.DONE, "Sie steht."), by=kim, now=NOW)
    tick(now=clock.now())
    assert len(mail.outbox) > 5
    problems = []
    for message in mail.outbox:
        assert len(message.recipients()) == 1
        role = roles.get(message.recipients()[0], "somebody else")
        text = whole(message)
        told = {word for word, may in scene.secrets.items() if role not in may and word in text}
        told -= {"kanarieauswaerts"} if message.recipients()[0] in there else set()
        problems += [f"{role} is told {word} in {message.subject}" for word in sorted(told)]
        others = {address for _name, address in getaddresses([text]) if address in roles}
        problems += [f"{role} reads the address {address}" for address in sorted(others)]
    assert not problems, "\n".join(problems)
    assert {roles.get(each.recipients()[0]) for each in mail.outbox} >= {"author", "resident", "deputy"}


@pytest.fixture
def here() -> World:
    made = world.build()
    tick(now=NOW)
    mail.outbox.clear()
    return made


def _heard(here: World, role: str) -> list[EmailMessage]:
    tick(now=clock.now())
    return [each for each in mail.outbox if each.recipients()[0].startswith(role)]


def _end(here: World, role: str) -> None:
    Absence.objects.all().delete()
    Membership.objects.filter(person=here.person(role)).update(ends=clock.day_of(clock.now() - a.DAY))


def test_whoever_works_here_no_more_hears_nothing_of_the_team(here: World) -> None:
    """A9: also of cases that everybody may read; the role ended between the event and the mail."""
    caring.assign_caretaker(here.case, here.person("colleague"), by=here.person("head"), now=NOW)
    caring.write_to_team(here.case, "Wann geht es los?", by=here.person("resident"), now=NOW)
    _end(here, "colleague")
    assert _heard(here, "colleague") == []


def test_whoever_works_here_hears_of_their_new_case(here: World) -> None:
    caring.assign_caretaker(here.case, here.person("colleague"), by=here.person("head"), now=NOW)
    assert len(_heard(here, "colleague")) == 1


def test_whoever_followed_as_staff_hears_nothing_confidential_after_their_role_ended(here: World) -> None:
    relation = here.relation("colleague")
    news.follow(relation, news.Wish(case=here.confidential), by=relation.person, now=NOW)
    caring.tell(here.confidential, "Wir sprechen mit beiden.", by=here.person("caretaker"), now=NOW)
    _end(here, "colleague")
    assert _heard(here, "colleague") == []


def test_nobody_hears_of_what_was_hidden_before_the_mail_went_out(here: World) -> None:
    fan = here.relation("resident")
    news.follow(fan, news.Wish(case=here.case), by=fan.person, now=NOW)
    caring.tell(here.case, "Wir sehen uns das an.", by=here.person("caretaker"), now=NOW)
    voices.refuse(here.case.lead, reasons=REASONS, by=here.person("moderator"), now=NOW)
    assert _heard(here, "resident") == []
    heard = _heard(here, "author")
    assert heard
    assert all("Wir sehen uns" in whole(each) or "geprüft" in whole(each) for each in heard)


def test_what_becomes_of_a_case_is_told_to_nobody_of_another_organisation(here: World) -> None:
    caring.tell(here.case, "Wir sehen uns das an.", by=here.person("caretaker"), now=NOW)
    assert _heard(here, "elsewhere") == []
