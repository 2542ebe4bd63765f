"""Send the form of a verb, right or wrong, and read what it answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from konsens.caring.cases.models import Case
from konsens.kernel import clock
from konsens.kernel.workdays import after_workdays, public_holidays
from tests.doors.web.desk import work


def address(case: Case, verb: str = "") -> str:
    return f"/arbeit/vorgang/{case.public_id}/" + (f"{verb}/" if verb else "")


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def workday(days: int) -> date:
    return after_workdays(clock.day_of(work.now()), days, public_holidays())


def done(client: Client, case: Case, verb: str, **fields: Any) -> str:
    """Send a form that must be right, and read the page that follows."""
    answer = client.post(address(case, verb), fields)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert answer.headers["Location"] == address(case)
    return work.page(client, address(case))


def refused(client: Client, case: Case, verb: str, **fields: Any) -> str:
    """Send a form that must be refused, and read what it says."""
    answer = client.post(address(case, verb), fields)
    assert answer.status_code == 422
    return answer.content.decode()
