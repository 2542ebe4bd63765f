"""Whoever joins a case without being known confirms support and following by one link in one mail."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from konsens.conf.tick import tick
from konsens.listening.voices.models import Support
from konsens.telling.news.models import Follow
from tests import a
from tests.doors.web.visit import look, now

pytestmark = pytest.mark.django_db


def mails_to(address: str) -> list[str]:
    """The texts of all mails to an address."""
    return [str(each.body) for each in mail.outbox if each.to == [address]]


def send_out() -> None:
    """Let mails leave the house."""
    for _round in range(2):
        tick(now=now())


def test_one_mail_and_one_click_for_both() -> None:
    case = a.case(now=now())
    Client().post(
        f"/vorgang/{case.public_id}/mitmachen/", {"email": "neu@beispiel.example", "cadence": "daily"}
    )
    send_out()
    (letter,) = mails_to("neu@beispiel.example")
    (path,) = set(re.findall(r"/ideen/bestaetigen/[\w-]+/", letter))
    visitor = Client()
    page = look(visitor, path)
    assert "Sie zählen hier mit und hören, wie es weitergeht:" in page.text
    assert Support.objects.get().confirmed_at is None
    answer = visitor.post(path)
    assert answer.headers["Location"] == f"/vorgang/{case.public_id}/?danke=mit"
    assert Support.objects.get().confirmed_at
    assert Follow.objects.get(person=Support.objects.get().person).confirmed_at
    look(visitor, path, status=410)


def test_support_alone_offers_to_follow_and_does_not_take_it_for_granted() -> None:
    case = a.case(now=now())
    for address, ticked in (("ja@beispiel.example", True), ("nein@beispiel.example", False)):
        Client().post(f"/vorgang/{case.public_id}/wichtig/", {"email": address})
        send_out()
        (letter,) = mails_to(address)
        (path,) = set(re.findall(r"/ideen/bestaetigen/[\w-]+/", letter))
        visitor = Client()
        (box,) = look(visitor, path).all("input", name="follow")
        assert "checked" not in box
        visitor.post(path, {"follow": "1"} if ticked else {})
        person = Support.objects.latest("pk").person
        assert Follow.objects.filter(person=person, confirmed_at__isnull=False).exists() is ticked


def test_a_link_of_another_organisation_does_nothing_here() -> None:
    case = a.case(now=now())
    a.controller("partei")
    Client().post(f"/vorgang/{case.public_id}/wichtig/", {"email": "neu@beispiel.example"})
    send_out()
    (letter,) = mails_to("neu@beispiel.example")
    (path,) = set(re.findall(r"/ideen/bestaetigen/[\w-]+/", letter))
    assert Client().post(f"/o/partei{path}").status_code == 410
    assert Support.objects.get().confirmed_at is None
    assert Client().post(path).status_code == 302


def test_who_has_an_account_and_is_not_signed_in_still_reads_what_happens_next() -> None:
    bo = a.resident("bo")
    Client().post(
        "/ideen/neu/",
        {"kind": "idea", "title": "Eine Bank am Ufer", "text": "https://x.example", "email": bo.email},
    )
    send_out()
    (letter,) = mails_to(bo.email)
    (path,) = set(re.findall(r"/ideen/bestaetigen/[\w-]+/", letter))
    visitor = Client()
    answer = visitor.post(path)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Danke. Wir haben es aufgenommen." in text
    assert "Ein Mensch sieht sich Ihren Beitrag bis" in text
    assert visitor.get(f"/vorgang/{a.Case.objects.get().public_id}/").status_code == 404
