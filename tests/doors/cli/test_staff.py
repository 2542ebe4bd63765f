"""From the command line people are asked to work somewhere; a role comes only with a proven address."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from django.core import mail

from konsens.city.people.models import Invitation, Membership
from konsens.conf.command import main
from konsens.doors.post.tick import tick
from konsens.kernel import clock
from tests import a

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["staff", *words])


def test_somebody_is_asked_and_gets_a_link() -> None:
    a.controller()
    done = run(
        "give",
        "Kim@Muster.example",
        "admin",
        "--organisation",
        "stadt",
        "--name",
        "Kim",
        "--until",
        "2090-01-31",
    )
    assert done.exit_code == 0, done.output
    assert "kim@muster.example ist eingeladen: Einrichtung, Stadt Stadt." in done.output
    made = Invitation.objects.get()
    assert (made.role, str(made.ends), made.by) == ("admin", "2090-01-31", None)
    assert not Membership.objects.filter(role="admin").exists()
    tick(now=clock.now())
    assert "/einrichtung/einladung/" in str(mail.outbox[-1].body)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("kim@muster.example", "admin", "--organisation", "nirgends"), "gibt es nicht: nirgends"),
        (("kim", "admin", "--organisation", "stadt"), "E-Mail-Adresse"),
        (("kim@muster.example", "koenig", "--organisation", "stadt"), "koenig"),
        (("kim@muster.example", "admin", "--organisation", "stadt", "--until", "2001-01-01"), "schon vorbei"),
        (("kim@muster.example", "admin", "--organisation", "stadt", "--until", "bald"), "bald"),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_nothing(words: tuple[str, ...], says: str) -> None:
    a.controller()
    refused = run("give", *words)
    assert refused.exit_code == 2
    assert says in refused.output
    assert not Invitation.objects.exists()


def test_asking_twice_is_refused() -> None:
    a.controller()
    words = ("give", "kim@muster.example", "admin", "--organisation", "stadt")
    assert run(*words).exit_code == 0
    again = run(*words)
    assert (again.exit_code, "schon eingeladen" in again.output) == (2, True)
    assert Invitation.objects.count() == 1
