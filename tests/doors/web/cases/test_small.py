"""The small forms of a case: support, follow, join, message, report; in place and as pages of their own."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from konsens.caring.cases.kinds import Outcome
from konsens.caring.cases.models import Case, Note
from konsens.listening.voices.models import Contribution, Report, Support
from konsens.telling.news.models import Follow
from tests import a
from tests.doors.web.ideas.test_list import close
from tests.doors.web.visit import HTMX, look, now, parse

pytestmark = pytest.mark.django_db
FORMS = ("wichtig", "folgen", "mitmachen", "melden", "nachricht")


def send(
    case: Case, which: str, client: Client | None = None, *, htmx: bool = False, **fields: Any
) -> HttpResponse:
    """What a small form answers."""
    headers = HTMX if htmx else {}
    answer: Any = (client or Client()).post(f"/vorgang/{case.public_id}/{which}/", fields, **headers)
    return answer


@pytest.mark.parametrize("which", FORMS)
def test_each_form_is_a_page_of_its_own_and_a_part_for_htmx(which: str) -> None:
    case = a.case(now=now())
    client = a.client(a.resident("bo").person)
    path = f"/vorgang/{case.public_id}/{which}/"
    whole, part = look(client, path), look(client, path, **HTMX)
    assert whole.all("html")
    assert not part.all("html")
    for each in (whole, part):
        (form,) = each.all("form", action=path)
        assert form["hx-post"] == path
        assert each.all("input", name="csrfmiddlewaretoken")


def test_somebody_unknown_supports_by_mail_and_reads_where_to_look() -> None:
    case = a.case(now=now())
    for htmx in (False, True):
        answer = send(case, "wichtig", htmx=htmx, email=f"fan{htmx}@beispiel.example")
        page = parse(answer.content.decode())
        assert f"Wir haben einen Link an fan{htmx}@beispiel.example geschickt." in page.text
        assert bool(page.all("html")) is not htmx
    assert Support.objects.filter(confirmed_at=None).count() == 2


def test_somebody_known_supports_with_one_click_and_is_offered_to_follow() -> None:
    case = a.case(now=now())
    bo = a.client(a.resident("bo").person)
    assert not look(bo, f"/vorgang/{case.public_id}/wichtig/").all("input", name="email")
    page = parse(send(case, "wichtig", bo, htmx=True).content.decode())
    assert "Danke, Sie zählen mit." in page.text
    assert any(each["href"] == f"/vorgang/{case.public_id}/folgen/" for each in page.all("a"))
    case.refresh_from_db()
    assert case.support_count == 1


def test_support_is_taken_back_by_the_same_button() -> None:
    case = a.case(now=now())
    bo = a.client(a.resident("bo").person)
    assert send(case, "wichtig", bo).headers["Location"] == f"/vorgang/{case.public_id}/?danke=mit"
    assert "Sie zählen schon mit" in look(bo, f"/vorgang/{case.public_id}/wichtig/").text
    send(case, "wichtig", bo)
    case.refresh_from_db()
    assert (case.support_count, Support.objects.count()) == (0, 0)


def test_joining_is_support_and_following_in_one() -> None:
    case = a.case(now=now())
    bo = a.resident("bo")
    page = look(a.client(bo.person), f"/vorgang/{case.public_id}/mitmachen/")
    assert "Sie zählen bei „Eine Bank am Ufer“ mit und hören per E-Mail, wie es weitergeht." in page.text
    answer = send(case, "mitmachen", a.client(bo.person), cadence="daily")
    assert answer.headers["Location"] == f"/vorgang/{case.public_id}/?danke=mitgemacht"
    assert Support.objects.get(person=bo.person).confirmed_at
    followed = Follow.objects.get(person=bo.person)
    assert (followed.case, followed.cadence, bool(followed.confirmed_at)) == (case, "daily", True)


def test_a_wrong_form_answers_422_in_place_and_keeps_what_was_typed() -> None:
    case = a.case(now=now())
    for htmx in (False, True):
        answer = send(case, "folgen", htmx=htmx, email="keine", cadence="daily")
        assert answer.status_code == 422
        page = parse(answer.content.decode())
        assert page.all("input", name="email")[0]["value"] == "keine"
        assert "checked" in page.all("input", value="daily")[0]
        assert page.all("div", role="alert")
        assert page.all("input", name="email")[0]["aria-invalid"] == "true"
    assert not Follow.objects.filter(cadence="daily").exists()


def test_a_rule_that_says_no_says_why() -> None:
    bo = a.resident("bo")
    case = a.case(by=bo, now=now())
    answer = send(case, "wichtig", a.client(bo.person), htmx=True)
    assert answer.status_code == 422
    assert "Das ist Ihr eigener Beitrag. Er zählt schon." in answer.content.decode()


def test_a_machine_that_fills_the_hidden_field_gets_nothing_done() -> None:
    case = a.case(now=now())
    for which in ("wichtig", "folgen", "mitmachen", "melden"):
        answer = send(
            case, which, email="x@y.example", cadence="daily", reason="Spam", website="http://z.example"
        )
        assert answer.status_code == 422
    assert not Support.objects.exists()
    assert not Report.objects.exists()


def test_a_message_reaches_only_the_team_and_a_report_only_moderation() -> None:
    case = a.case(now=now())
    path = f"/vorgang/{case.public_id}/nachricht/"
    assert Client().get(path).headers["Location"] == f"/konto/login/?next={path}"
    send(case, "nachricht", a.client(a.resident("bo").person), text="Bitte rufen Sie mich an.")
    send(case, "melden", reason="Das ist Werbung.")
    assert Note.objects.get().text == "Bitte rufen Sie mich an."
    assert Report.objects.get().reason == "Das ist Werbung."
    page = look(Client(), f"/vorgang/{case.public_id}/")
    assert "rufen" not in page.text
    assert "Werbung" not in page.text


def test_only_its_author_reopens_and_withdraws() -> None:
    bo, cem = a.resident("bo"), a.resident("cem")
    case = a.case(by=bo, now=now())
    close(case, Outcome.DONE)
    for which in ("oeffnen", "zurueckziehen"):
        page = look(Client(), f"/vorgang/{case.public_id}/{which}/", status=403)
        assert any(each["href"].startswith("/konto/login/?next=") for each in page.all("a"))
        assert (
            "für andere gedacht"
            in look(a.client(cem.person), f"/vorgang/{case.public_id}/{which}/", status=403).text
        )
    send(case, "oeffnen", a.client(bo.person), text="Die Bank wackelt.")
    case.refresh_from_db()
    assert case.is_open
    assert send(case, "zurueckziehen", a.client(bo.person)).headers["Location"] == "/konto/"
    assert Contribution.objects.get().state == "withdrawn"
    look(Client(), f"/vorgang/{case.public_id}/", status=404)


def test_looking_changes_nothing() -> None:
    bo = a.resident("bo")
    case = a.case(by=bo, now=now())
    before = (Support.objects.count(), Follow.objects.count(), Case.objects.values().get())
    for which in (*FORMS, "oeffnen", "zurueckziehen"):
        a.client(bo.person).get(f"/vorgang/{case.public_id}/{which}/")
        assert Client().put(f"/vorgang/{case.public_id}/{which}/").status_code == 405
    assert (Support.objects.count(), Follow.objects.count(), Case.objects.values().get()) == before
