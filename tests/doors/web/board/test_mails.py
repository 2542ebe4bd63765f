"""Mails that may be lost are named without anybody's address, and go out once more under the same id."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from konsens.city.people.kinds import OrganisationKind, Role
from konsens.doors.post.tick import tick
from konsens.telling.news.kinds import Sending
from konsens.telling.news.models import Mailing
from tests import a
from tests.doors.web.desk import work

pytestmark = pytest.mark.django_db
MAILS = "/koordination/mails/"


def lost(count: int = 1) -> list[Mailing]:
    """Mails of which nobody knows whether they left."""
    a.caretaker("kim")
    for number in range(count):
        work.case(f"Eine Bank, Nummer {number}", by=a.resident(f"mensch-{number}", now=work.now()))
    tick(now=work.now())
    sent = list(Mailing.objects.filter(state=Sending.SENT).order_by("pk"))
    assert len(sent) >= count
    Mailing.objects.update(state=Sending.UNCERTAIN, sent_at=None, trouble="TimeoutError")
    return sent


def ids_sent() -> list[str]:
    return [str(each.extra_headers["Message-ID"]) for each in mail.outbox]


def test_when_everything_went_out_the_page_says_so() -> None:
    a.controller()
    assert "Alle Mails sind hinausgegangen." in work.page(a.client(a.coordinator()), MAILS)


def test_a_doubtful_mail_is_named_and_sent_once_more_under_the_same_id() -> None:
    (doubtful, *_others) = lost()
    client = a.client(a.coordinator())
    assert "vielleicht nicht angekommen" in work.page(client, "/koordination/")
    text = work.page(client, MAILS)
    for wanted in ("Ungewiss", "Eine Bank, Nummer 0", "TimeoutError"):
        assert wanted in text
    assert "@" not in re.sub(r"<footer.*", "", text, flags=re.DOTALL)
    before = ids_sent().count(doubtful.message_id)
    assert client.get(f"{MAILS}{doubtful.pk}/senden/").status_code == 405
    assert client.post(f"{MAILS}{doubtful.pk}/senden/").status_code == 302
    assert "geht noch einmal hinaus" in work.page(client, MAILS)
    tick(now=work.now())
    assert ids_sent().count(doubtful.message_id) == before + 1
    doubtful.refresh_from_db()
    assert doubtful.state == Sending.SENT


def test_what_a_colleague_sent_already_is_not_sent_twice() -> None:
    (doubtful, *_others) = lost()
    client = a.client(a.coordinator())
    for _click in range(2):
        client.post(f"{MAILS}{doubtful.pk}/senden/")
    assert "nicht ungewiss" in work.page(client, MAILS)
    before = ids_sent().count(doubtful.message_id)
    tick(now=work.now())
    tick(now=work.now())
    assert ids_sent().count(doubtful.message_id) == before + 1


def test_only_the_coordination_of_the_same_organisation_sends_again() -> None:
    (doubtful, *_others) = lost()
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    head = a.client(a.staff(Role.HEAD, at=a.office(), name="leitung"))
    assert head.post(f"{MAILS}{doubtful.pk}/senden/").status_code == 403
    stranger = a.client(a.coordinator(party))
    for prefix in ("", "/o/partei"):
        assert stranger.post(f"{prefix}{MAILS}{doubtful.pk}/senden/").status_code == 404
    doubtful.refresh_from_db()
    assert doubtful.state == Sending.UNCERTAIN


def test_the_list_costs_the_same_for_one_mail_and_for_many() -> None:
    lost()
    client = a.client(a.coordinator())
    one = work.queries(client, MAILS)
    assert len(lost(3)) > 1
    assert work.queries(client, MAILS) == one <= 12
