"""Sessions: who somebody is comes from signing in and from nothing a browser says (G1-G5, G8, G10)."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client, override_settings

from konsens.city.people import actions as people
from konsens.city.people.models import Account, Person, Relation
from konsens.doors.web.who import DEVICE_KEY
from konsens.kernel import clock, tokens
from konsens.listening.voices import actions as voices
from konsens.listening.voices.models import Contribution
from konsens.telling.news import actions as news
from tests import a
from tests.security import world

pytestmark = pytest.mark.django_db
PASSWORD = "ein langes Passwort"
COOKIE = settings.SESSION_COOKIE_NAME


def account(name: str) -> Account:
    """An account whose address is proven, as it is after signing up."""
    somebody = a.person(name)
    assert somebody.account is not None
    EmailAddress.objects.create(
        user=somebody.account, email=somebody.account.email, verified=True, primary=True
    )
    return somebody.account


def sign_in(browser: Client, who: Account, password: str = PASSWORD) -> Any:
    return browser.post("/konto/login/", {"login": who.email, "password": password})


def stranger(title: str = "Mehr Licht") -> Contribution:
    """Something said by somebody without an account, not confirmed yet."""
    relation = people.meet(a.controller(), email=f"fremd{a.number()}@beispiel.example", now=clock.now())
    return voices.hear(a.said(title), phase=a.phase(), relation=relation, by=None, now=clock.now())


def recognised(said: Contribution) -> Client:
    """A device that confirmed a link."""
    raw = tokens.mint("confirm", said, now=clock.now(), lasts=a.DAY)
    browser = Client()
    browser.post(f"/ideen/bestaetigen/{raw}/")
    return browser


def sees_as(browser: Client, path: str = "/konto/") -> str:
    """What the page of one's own says, or nothing for nobody."""
    response = browser.get(path)
    return response.content.decode() if response.status_code == 200 else ""


def test_a_session_gets_a_new_key_when_somebody_signs_in_and_the_old_one_is_dead() -> None:
    a.controller()
    who, browser = account("bo"), recognised(stranger())
    before = browser.cookies[COOKIE].value
    sign_in(browser, who)
    after = browser.cookies[COOKIE].value
    assert before != after
    assert not Session.objects.filter(session_key=before).exists()
    thief = Client()
    thief.cookies[COOKIE] = before
    assert sees_as(thief) == ""


def test_a_key_that_somebody_planted_is_never_taken_over() -> None:
    a.controller()
    who = account("bo")
    for browser in (Client(), Client()):
        browser.cookies[COOKIE] = "planted0planted0planted0planted0"
        sign_in(browser, who)
        assert browser.cookies[COOKIE].value != "planted0planted0planted0planted0"
    planted = Client()
    planted.cookies[COOKIE] = "planted0planted0planted0planted0"
    assert sees_as(planted) == ""


def test_a_device_that_is_recognised_gets_a_new_key() -> None:
    browser = Client()
    browser.get("/konto/login/")
    first = recognised(stranger())
    key = first.cookies[COOKIE].value
    raw = tokens.mint("confirm", stranger("Noch eine Bank"), now=clock.now(), lasts=a.DAY)
    first.post(f"/ideen/bestaetigen/{raw}/")
    assert first.cookies[COOKIE].value != key
    assert not Session.objects.filter(session_key=key).exists()


def test_signing_out_ends_the_session_for_good() -> None:
    a.controller()
    browser, who = Client(), account("bo")
    sign_in(browser, who)
    key = browser.cookies[COOKIE].value
    assert who.email in sees_as(browser) or "Mein Bereich" in sees_as(browser)
    browser.post("/konto/abmelden/")
    assert not Session.objects.filter(session_key=key).exists()
    thief = Client()
    thief.cookies[COOKIE] = key
    assert sees_as(thief) == ""


def test_a_device_never_acts_for_a_person_with_an_account() -> None:
    said = stranger()
    browser = recognised(said)
    assert said.title in sees_as(browser)
    somebody = said.author
    assert somebody is not None
    fresh = Account.objects.create_user("neu@beispiel.example", PASSWORD)
    Person.objects.filter(pk=somebody.pk).update(account=fresh)
    assert sees_as(browser) == ""


def test_a_device_never_acts_at_another_controller() -> None:
    a.controller()
    party = a.controller("partei")
    browser = recognised(stranger())
    assert sees_as(browser)
    assert sees_as(browser, "/o/partei/konto/") == ""
    assert not Relation.objects.filter(controller=party).exists()


def test_a_device_never_acts_for_somebody_who_was_forgotten() -> None:
    said = stranger()
    here, elsewhere = recognised(said), recognised(said)
    raw = tokens.mint("confirm", said, now=clock.now(), lasts=a.DAY)
    elsewhere.post(f"/ideen/bestaetigen/{raw}/")
    here.post("/konto/loeschen/", {"sure": "on"})
    assert sees_as(here) == ""
    assert sees_as(elsewhere) == ""


def test_a_link_to_confirm_changes_nothing_about_who_is_signed_in() -> None:
    here = world.build()
    browser = here.browser("coordinator")
    before = browser.session.get_expiry_age()
    said = stranger()
    raw = tokens.mint("confirm", said, now=clock.now(), lasts=a.DAY)
    browser.post(f"/ideen/bestaetigen/{raw}/")
    follow = news.follow(
        people.meet(here.city, email="neu@beispiel.example", now=clock.now()),
        news.Wish(),
        by=None,
        now=clock.now(),
    )
    raw = tokens.mint("follow", follow, now=clock.now(), lasts=a.DAY)
    browser.post(f"/folgen/bestaetigen/{raw}/")
    assert browser.session["_auth_user_id"] == str(here.person("coordinator").account_id)
    assert DEVICE_KEY not in browser.session
    assert browser.session.get_expiry_age() <= before


def test_signing_in_ends_what_a_device_was_recognised_for() -> None:
    a.controller()
    browser, who = recognised(stranger()), account("bo")
    assert browser.session.get_expiry_age() > 80 * 86_400
    sign_in(browser, who)
    assert browser.session.get_expiry_age() <= settings.SESSION_COOKIE_AGE
    assert "Mehr Licht" not in sees_as(browser)
    browser.post("/konto/abmelden/")
    assert sees_as(browser) == ""


@pytest.mark.parametrize(
    "path", ["/konto/pseudonym/", "/konto/sprache/", "/konto/", "/konto/login/", "/ideen/neu/", "/folgen/"]
)
def test_nobody_becomes_somebody_else_by_what_a_form_says(path: str) -> None:
    here = world.build()
    boss = here.person("coordinator")
    browser = here.browser("resident")
    claims = {
        "person": boss.pk, "person_id": boss.pk, "account": boss.account_id, "user": boss.account_id,
        "user_id": boss.account_id, "author": boss.pk, "by": boss.pk, "entered_by": boss.pk, "role": "admin",
        "controller": here.party.pk, "pseudonym": "Leiser Wal 12", "language": "de", DEVICE_KEY: boss.pk,
        "kind": "idea", "title": "Mehr Licht am Weg", "text": "Bitte.", "channel": "phone", "what": "all",
        "cadence": "daily", "account_authentication_methods": "mfa",
    }  # fmt: skip
    browser.post(path, {name: str(value) for name, value in claims.items()})
    assert browser.session.get("_auth_user_id", "") in {"", str(here.person("resident").account_id)}
    made = Contribution.objects.filter(title="Mehr Licht am Weg").first()
    assert made is None or (made.author, made.entered_by, made.channel) == (
        here.person("resident"),
        None,
        "web",
    )
    assert not boss.follows.exists()
    assert Relation.objects.get(person=boss, controller=here.city).pseudonym != "Leiser Wal 12"


def with_totp(who: Account) -> str:
    secret = generate_totp_secret()
    TOTP.activate(who, secret)
    return secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(counters()))))


def test_the_second_factor_comes_after_the_first_and_replaces_nothing() -> None:
    a.controller()
    who = account("bo")
    secret = with_totp(who)
    browser = Client()
    browser.post("/konto/2fa/authenticate/", {"code": code_of(secret)})
    assert "_auth_user_id" not in browser.session
    for wrong in ("", "falsch", PASSWORD.upper()):
        sign_in(browser, who, wrong)
        browser.post("/konto/2fa/authenticate/", {"code": code_of(secret)})
        assert "_auth_user_id" not in browser.session
    sign_in(browser, who)
    assert "_auth_user_id" not in browser.session
    assert sees_as(browser) == ""
    browser.post("/konto/2fa/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in browser.session
    browser.post("/konto/2fa/authenticate/", {"code": code_of(secret)})
    assert browser.session["_auth_user_id"] == str(who.pk)


def test_half_way_through_signing_in_nothing_of_the_account_is_shown() -> None:
    a.controller()
    who = account("bo")
    with_totp(who)
    browser = Client()
    answer = sign_in(browser, who)
    for page in (answer, browser.get("/konto/2fa/authenticate/"), browser.get("/konto/"), browser.get("/")):
        assert who.email not in page.content.decode()
        assert str(Person.objects.get(account=who).public_id) not in page.content.decode()


def test_staff_have_no_rights_before_the_second_factor_and_all_of_them_after() -> None:
    here = world.build()
    boss = here.person("coordinator").account
    assert boss is not None
    EmailAddress.objects.create(user=boss, email=boss.email, verified=True, primary=True)
    browser = Client()
    sign_in(browser, boss)
    assert browser.get("/koordination/").status_code == 403
    assert b"Koordination</a>" not in browser.get("/").content
    secret = with_totp(boss)
    other = Client()
    sign_in(other, boss)
    other.post("/konto/2fa/authenticate/", {"code": code_of(secret)})
    assert other.get("/koordination/").status_code == 200


def test_pages_for_one_person_are_kept_nowhere() -> None:
    here = world.build()
    browser = here.browser("coordinator")
    case = here.case.public_id
    places = (
        "ideen",
        "konto",
        "arbeit",
        "koordination",
        "moderation",
        "konto/daten",
        "konto/email",
        "nichts",
    )
    for path in ("/", *(f"/{each}/" for each in places), f"/vorgang/{case}/", f"/vorgang/{case}/melden/"):
        kept = browser.get(path).headers["Cache-Control"]
        assert "no-store" in kept, path
        assert "private" in kept, path


def test_cookies_are_for_the_server_only_and_with_https_for_https_only() -> None:
    a.controller()
    browser, who = Client(), account("bo")
    browser.get("/konto/login/")
    sign_in(browser, who)
    for name in (COOKIE, "csrftoken"):
        assert browser.cookies[name]["httponly"]
        assert browser.cookies[name]["samesite"] == "Lax"
        assert not browser.cookies[name]["domain"]
    with override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
        safe = Client()
        safe.get("/konto/login/", secure=True)
        safe.post("/konto/login/", {"login": who.email, "password": PASSWORD}, secure=True)
        assert all(safe.cookies[name]["secure"] for name in (COOKIE, "csrftoken"))


def test_no_page_for_everybody_sets_a_cookie() -> None:
    here = world.build()
    browser = Client()
    places = (
        "ideen/",
        "ideen/karte/",
        "so-geht-es/",
        "zahlen/",
        "impressum/",
        "ideen/schaden/",
        "robots.txt",
    )
    for path in ("/", *(f"/{each}" for each in places), f"/vorgang/{here.case.public_id}/"):
        response = browser.get(path)
        assert response.status_code == 200, path
        assert not response.cookies, path
