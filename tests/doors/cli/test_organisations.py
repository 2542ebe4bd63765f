"""An empty installation becomes an organisation's platform with one command."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner, Result
from django.core.mail import EmailMessage
from django.test import Client

from konsens.caring.cases.models import Route
from konsens.city.people.kinds import Role
from konsens.city.people.models import Account, Identity, Membership, Organisation
from konsens.doors.cli.organisations import organisations
from konsens.kernel import clock
from konsens.kernel.models import Entry
from tests import a

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(organisations, words)


def test_an_organisation_joins_and_its_first_idea_is_looked_after() -> None:
    done = run("found", "muster", "Musterstadt", "--admin", "kim@muster.example")
    assert done.exit_code == 0, done.output
    assert "Musterstadt" in done.output
    muster = Organisation.objects.get(slug="muster")
    assert Identity.objects.get(controller=muster).is_default
    assert Route.objects.get(controller=muster).organisation.parent == muster
    case = a.case("Eine Bank am Ufer", of=muster, now=clock.now())
    caretaker = a.caretaker_of(case)
    assert caretaker.account is not None
    assert caretaker.account.email == "kim@muster.example"


def test_whoever_furnishes_it_signs_in_with_a_code_from_a_mail(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    run("found", "muster", "Musterstadt", "--admin", "kim@muster.example")
    client.post("/konto/login/code/", {"email": "kim@muster.example"})
    code = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", str(mailoutbox[-1].body), re.MULTILINE)
    assert code is not None, mailoutbox[-1].body
    answer = client.post("/konto/login/code/confirm/", {"code": code[1]})
    assert answer.status_code == 302
    account = Account.objects.get()
    assert client.session["_auth_user_id"] == str(account.pk)
    roles = Membership.objects.filter(person__account=account).values_list("role", flat=True)
    assert set(roles) == {Role.ADMIN, Role.COORDINATOR, Role.MODERATOR, Role.CARETAKER}


def test_a_second_organisation_has_its_own_address_and_the_first_still_answers() -> None:
    run("found", "muster", "Musterstadt", "--admin", "kim@muster.example")
    done = run(
        "found",
        "partei",
        "Musterpartei",
        "--kind",
        "party",
        "--admin",
        "kim@muster.example",
        "--host",
        "p.example",
    )
    assert done.exit_code == 0, done.output
    assert "https://p.example/" in done.output
    assert Identity.objects.filter(is_default=True).count() == 1
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("found", "muster", "Noch eine", "--admin", "kim@muster.example"), "schon vergeben"),
        (("found", "zwei worte", "Neu", "--admin", "kim@muster.example"), "passt nicht als Kürzel"),
        (("found", "neu", "Neu", "--admin", "kim"), "keine E-Mail-Adresse"),
        (("found", "neu", "Neu", "--admin", "k@m.example", "--host", "m.example"), "Rechnernamen"),
    ],
)
def test_what_cannot_be_founded_is_refused_with_a_sentence_and_changes_nothing(
    words: tuple[str, ...], sentence: str
) -> None:
    assert run("found", "muster", "M", "--admin", "kim@muster.example", "--host", "m.example").exit_code == 0
    lines = Entry.objects.count()
    refused = run(*words)
    assert refused.exit_code == 2
    assert sentence in refused.output
    assert Entry.objects.count() == lines
