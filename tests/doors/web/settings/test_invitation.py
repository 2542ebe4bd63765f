"""From an invitation to the first page of the team: by mail, with a proven address and a second factor."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from konsens.city.people.kinds import OrganisationKind, Role
from konsens.city.people.models import Account, Invitation, Membership, Person
from konsens.doors.post.tick import tick
from konsens.kernel import clock
from konsens.kernel.models import Token
from tests import a
from tests.doors.web.settings.world import browser, html

pytestmark = pytest.mark.django_db
ADDRESS = "neu@beispiel.example"
PASSWORD = "ein langes Passwort mit Wörtern"


def invite(role: str = "caretaker", email: str = ADDRESS, at: str = "stadt-buero", **more: str) -> Client:
    client, today = browser(), clock.day_of(clock.now()).isoformat()
    form = {
        "email": email,
        "name": "Neu Muster",
        "role": role,
        "organisation": at,
        "starts": today,
        "ends": "",
        **more,
    }
    answer = client.post("/einrichtung/menschen/einladen/", form)
    assert answer.status_code == 302, answer.content.decode()
    return client


def link(email: str = ADDRESS) -> str:
    tick(now=clock.now())
    letter = next(each for each in reversed(mail.outbox) if each.to == [email])
    found = re.search(r"https?://[^/\s]+(/einrichtung/einladung/\S+)", str(letter.body))
    assert found is not None
    return found[1]


def sign_in(email: str, *, proven: bool = True) -> Client:
    """A browser of somebody with an account whose address was proven, or not."""
    account = Account.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=account, email=email, primary=True, verified=proven)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def roles(email: str = ADDRESS) -> list[str]:
    return list(Membership.objects.filter(person__account__email=email).values_list("role", flat=True))


def test_a_stranger_makes_an_account_says_yes_and_needs_a_second_factor_before_anything_opens() -> None:
    invite()
    address, client = link(), Client()
    page = html(client, address)
    assert "Kümmer*in" in page
    assert "Bürgerbüro" in page
    assert "ne…@beispiel.example" in page
    assert ADDRESS not in page
    to_sign_up = client.post(address).headers["Location"]
    assert to_sign_up.startswith("/konto/signup/?")
    form = {"email": ADDRESS, "password1": PASSWORD, "next": address}
    signed_up = client.post(to_sign_up, form)
    assert signed_up.headers["Location"] == address
    assert EmailAddress.objects.get(email=ADDRESS).verified
    assert roles() == []
    accept = html(client, address)
    assert 'value="Neu Muster"' in accept
    answer = client.post(address, {"name": "Nele Neu"}, follow=True)
    assert "Jetzt fehlt nur noch der zweite Faktor." in answer.content.decode()
    assert roles() == ["caretaker"]
    somebody = Person.objects.get(account__email=ADDRESS)
    assert somebody.name == "Nele Neu"
    assert client.get("/arbeit/").status_code == 403
    assert a.client(somebody).get("/arbeit/").status_code == 200


def test_somebody_with_an_account_signs_in_and_keeps_everything_that_is_theirs() -> None:
    known = a.person("bo", email=ADDRESS)
    assert known.account is not None
    EmailAddress.objects.create(user=known.account, email=ADDRESS, primary=True, verified=True)
    before = Account.objects.values().get(email=ADDRESS)
    invite("moderator")
    address, client = link(), Client()
    assert client.post(address).headers["Location"].startswith("/konto/login/?")
    client.force_login(known.account, backend="django.contrib.auth.backends.ModelBackend")
    assert 'name="name"' not in html(client, address)
    assert client.post(address).status_code == 302
    known.refresh_from_db()
    after = Account.objects.values().get(email=ADDRESS)
    assert (known.name, roles()) == ("Bo", ["moderator"])
    assert {**after, "last_login": None} == {**before, "last_login": None}


def test_a_link_is_used_up_by_a_yes_and_by_nothing_else() -> None:
    invite()
    address = link()
    client = sign_in(ADDRESS)
    for _each in range(2):
        html(client, address)
    assert client.post(address, {"name": ""}).status_code == 422
    assert client.post(address, {"name": "Neu"}).status_code == 302
    for again in (client.get(address), client.post(address, {"name": "Neu"}), Client().get(address)):
        assert again.status_code == 410
        assert "gilt nicht mehr" in again.content.decode()
    assert roles() == ["caretaker"]


def test_somebody_else_who_holds_the_link_gets_nothing() -> None:
    invite("admin", at="stadt")
    address = link()
    client = sign_in("fremd@beispiel.example")
    assert "mit einer anderen Adresse angemeldet" in html(client, address)
    assert client.post(address, {"name": "Fremd"}).status_code == 403
    assert roles("fremd@beispiel.example") == []
    assert html(Client(), address)


def test_an_address_that_was_only_typed_is_not_proven() -> None:
    invite("admin", at="stadt")
    address = link()
    client = sign_in(ADDRESS, proven=False)
    assert client.post(address, {"name": "Fremd"}).status_code == 403
    assert roles() == []


def test_a_link_ends_after_thirteen_days_on_every_path() -> None:
    invite()
    address = link()
    Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    client = sign_in(ADDRESS)
    assert (client.get(address).status_code, client.post(address, {"name": "Neu"}).status_code) == (410, 410)
    assert Client().post(address).status_code == 410
    for path in ("/konto/login/", "/konto/signup/", "/konto/password/reset/"):
        Client().post(path, {"login": ADDRESS, "email": ADDRESS, "password": PASSWORD, "password1": PASSWORD})
    assert roles() == []


def test_a_withdrawn_invitation_opens_nothing_and_its_address_is_forgotten() -> None:
    client = invite()
    address = link()
    made = Invitation.objects.get()
    assert ADDRESS in html(client, "/einrichtung/menschen/")
    client.post(f"/einrichtung/menschen/einladung/{made.pk}/zurueckziehen/")
    assert ADDRESS not in html(client, "/einrichtung/menschen/")
    assert Client().get(address).status_code == 410
    gone = client.post(f"/einrichtung/menschen/einladung/{made.pk}/zurueckziehen/")
    assert gone.status_code == 302


def test_whoever_was_uninvited_before_the_mail_left_gets_no_mail() -> None:
    client = invite()
    client.post(f"/einrichtung/menschen/einladung/{Invitation.objects.get().pk}/zurueckziehen/")
    tick(now=clock.now())
    assert not [each for each in mail.outbox if each.to == [ADDRESS]]


def test_the_secret_of_a_link_is_kept_only_as_a_hash() -> None:
    invite()
    raw = link().rstrip("/").rpartition("/")[2]
    assert not [row for row in Token.objects.values() if raw in str(row)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"email": "keine Adresse"}, "keine E-Mail-Adresse"),
        ({"ends": "2020-01-01"}, "vorbei"),
        ({"starts": "0026-01-01"}, "prüfen Sie das Jahr"),
        ({"organisation": "partei-buero"}, "steht hier nicht zur Wahl"),
        ({"role": "koenig"}, "steht hier nicht zur Wahl"),
    ],
)
def test_an_invitation_that_makes_no_sense_says_why_and_keeps_what_was_typed(
    change: dict[str, str], says: str
) -> None:
    client, today = browser(), clock.day_of(clock.now()).isoformat()
    a.controller("partei", kind=OrganisationKind.PARTY)
    form = {
        "email": ADDRESS,
        "name": "Neu Muster",
        "role": "caretaker",
        "organisation": "stadt-buero",
        "starts": today,
    }
    answer = client.post("/einrichtung/menschen/einladen/", {**form, "ends": "", **change})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert 'value="Neu Muster"' in page
    assert not Invitation.objects.exists()


def test_a_link_of_one_organisation_is_nothing_at_another() -> None:
    invite()
    a.controller("partei", kind=OrganisationKind.PARTY)
    address = link()
    assert Client().get(f"/o/partei{address}").status_code == 404
    assert Role.CARETAKER not in roles()


def test_whoever_typed_the_address_before_its_owner_never_gets_in_with_their_password() -> None:
    account = Account.objects.create_user(ADDRESS, "das Passwort von jemand anderem")
    EmailAddress.objects.create(user=account, email=ADDRESS, primary=True, verified=False)
    invite("admin", at="stadt")
    address, client = link(), Client()
    way_in = client.post(address).headers["Location"]
    assert way_in.startswith("/konto/login/code/")
    step = client.post(way_in, {"email": ADDRESS, "next": address}).headers["Location"]
    code = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    assert client.post(step, {"code": code[1]}).headers["Location"] == address
    assert client.post(address, {"name": "Neu"}).status_code == 302
    assert roles() == ["admin"]
    intruder = Client()
    intruder.post("/konto/login/", {"login": ADDRESS, "password": "das Passwort von jemand anderem"})
    assert "_auth_user_id" not in intruder.session
