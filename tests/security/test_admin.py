"""Whoever keeps the platform running looks at its rows and changes none (D4, A1, A10)."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from konsens.city.people.models import Account, Identity, Organisation, Person
from konsens.doors.web.admin import site
from konsens.listening.voices.models import Contribution
from konsens.telling.news.models import Follow
from tests import a
from tests.security import world

pytestmark = pytest.mark.django_db
CHANGES = ("add", "change", "delete", "history")


def superuser() -> Person:
    somebody = a.person("technik")
    Account.objects.filter(pk=somebody.account_id).update(is_staff=True, is_superuser=True)
    somebody.account.refresh_from_db()
    return somebody


def lists() -> list[str]:
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in site._registry
    ]


def test_a_superuser_looks_at_every_table_and_every_row() -> None:
    here = world.build()
    browser = a.client(superuser())
    assert browser.get("/verwaltung/").status_code == 200
    for address in lists():
        assert browser.get(address).status_code == 200, address
    for model in (Organisation, Identity):
        row = model.objects.first()
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        assert browser.get(reverse(name, args=[row.pk])).status_code == 200
    assert here.city.name.encode() in browser.get(lists()[3]).content


def test_nobody_changes_a_row_there() -> None:
    world.build()
    browser = a.client(superuser())
    before = world.snapshot()
    for model in site._registry:
        row = model.objects.first()
        for what in CHANGES:
            args = [] if what == "add" else [row.pk if row else 1]
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}"
            response = browser.post(reverse(name, args=args), {"post": "yes", "name": "Neu", "slug": "neu"})
            assert response.status_code in {302, 403, 405} or what == "history", (name, response.status_code)
        rows = {"action": "delete_selected", "_selected_action": [row.pk if row else 1], "post": "yes"}
        browser.post(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), rows)
    assert world.snapshot() == before


def test_rows_that_hold_what_people_said_or_who_they_are_are_not_there() -> None:
    for model in (Account, Person, Contribution, Follow):
        assert model not in site._registry
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.mark.parametrize("second_factor", [True, False])
def test_without_both_factors_and_both_marks_nothing_is_there(second_factor: bool) -> None:
    world.build()
    somebody = superuser()
    if second_factor:
        Account.objects.filter(pk=somebody.account_id).update(is_superuser=False)
    browser = a.client(Person.objects.get(pk=somebody.pk), second_factor=second_factor)
    for address in ("/verwaltung/", *lists(), "/verwaltung/login/", "/verwaltung/nichts/"):
        assert browser.get(address).status_code == 404, address


def test_there_is_no_second_way_to_sign_in() -> None:
    a.controller()
    account = superuser().account
    assert account is not None
    for address in ("/verwaltung/", "/verwaltung/login/", "/verwaltung/password_change/"):
        browser = Client()
        response = browser.post(address, {"username": account.email, "password": "ein langes Passwort"})
        assert response.status_code in {404, 405}
        assert "_auth_user_id" not in browser.session


def test_what_packages_register_for_themselves_has_no_address() -> None:
    assert admin.site._registry
    assert set(site._registry).isdisjoint(set(admin.site._registry) - set(site._registry))
    assert site is not admin.site
