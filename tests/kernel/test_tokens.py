"""A link from a mail: one purpose, one object, one use, one address, and an end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, models

from konsens.city.people.kinds import OrganisationKind
from konsens.city.people.models import Organisation, Person
from konsens.kernel import tokens
from konsens.kernel.errors import StaleLinkError
from konsens.kernel.models import Token
from tests import a
from tests.at_once import at_once

SECOND = timedelta(seconds=1)
LASTS = timedelta(days=14)


def door(slug: str = "tuer") -> Organisation:
    return Organisation.objects.create(slug=slug, name=slug, kind=OrganisationKind.INITIATIVE)


def link(about: models.Model | None = None, purpose: str = "open") -> str:
    return tokens.mint(purpose, about or door(), now=a.NOW, lasts=LASTS, address="Bo@Beispiel.example")


@pytest.mark.django_db
def test_a_link_leads_to_its_object_and_works_once() -> None:
    row = door()
    raw = link(row)
    assert tokens.peek(raw, "open", Organisation, now=a.NOW).object_id == row.pk
    assert tokens.redeem(raw, "open", Organisation, now=a.NOW).object_id == row.pk
    with pytest.raises(StaleLinkError):
        tokens.redeem(raw, "open", Organisation, now=a.NOW)
    with pytest.raises(StaleLinkError):
        tokens.peek(raw, "open", Organisation, now=a.NOW)


@pytest.mark.django_db
def test_a_link_is_good_for_nothing_else() -> None:
    raw = link()
    for purpose, noun in (("close", Organisation), ("open", Person), ("", Organisation)):
        with pytest.raises(StaleLinkError):
            tokens.redeem(raw, purpose, noun, now=a.NOW)
    for guess in ("", raw[:-1], raw + "=", raw.lower(), tokens.digest(raw), "\x00", "ä" * 5000):
        with pytest.raises(StaleLinkError):
            tokens.redeem(guess, "open", Organisation, now=a.NOW)
    assert tokens.redeem(raw, "open", Organisation, now=a.NOW).used_at == a.NOW


@pytest.mark.django_db
@pytest.mark.parametrize(("second", "works"), [(-1, True), (0, False), (1, False)])
def test_a_link_ends_at_its_second(second: int, works: bool) -> None:
    raw, then = link(), a.NOW + LASTS + second * SECOND
    if works:
        tokens.peek(raw, "open", Organisation, now=then)
        tokens.redeem(raw, "open", Organisation, now=then)
    else:
        with pytest.raises(StaleLinkError):
            tokens.peek(raw, "open", Organisation, now=then)
        with pytest.raises(StaleLinkError):
            tokens.redeem(raw, "open", Organisation, now=then)


@pytest.mark.django_db
def test_the_database_holds_neither_the_link_nor_the_address() -> None:
    raw = link()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kernel_token")
        text = repr(cursor.fetchall())
    assert raw not in text
    assert raw[:12] not in text
    assert "eispiel" not in text
    assert len(raw) >= 43


@pytest.mark.django_db
def test_a_link_proves_only_the_address_it_was_mailed_to() -> None:
    found = tokens.peek(link(), "open", Organisation, now=a.NOW)
    assert tokens.proves(found.address_digest, "bo@beispiel.example")
    assert tokens.proves(found.address_digest, "BO@beispiel.EXAMPLE")
    assert not tokens.proves(found.address_digest, "bo@beispiel.example.org")
    assert not tokens.proves(found.address_digest, "")
    bare = tokens.mint("open", door("zwei"), now=a.NOW, lasts=LASTS)
    assert not tokens.proves(tokens.peek(bare, "open", Organisation, now=a.NOW).address_digest, "")


@pytest.mark.django_db(transaction=True)
def test_of_twenty_uses_at_once_exactly_one_succeeds() -> None:
    raw = link()
    results = at_once(20, lambda _n: tokens.redeem(raw, "open", Organisation, now=a.NOW))
    assert sum(isinstance(each, Token) for each in results) == 1
    assert sum(isinstance(each, StaleLinkError) for each in results) == 19


@pytest.mark.django_db
def test_old_links_are_forgotten_and_those_of_a_row_when_it_is() -> None:
    mine, other = door("meine"), door("andere")
    link(mine)
    link(mine, "close")
    kept = link(other)
    assert tokens.forget_about(Organisation, [mine.pk]) == 2
    assert tokens.peek(kept, "open", Organisation, now=a.NOW).object_id == other.pk
    assert tokens.forget_old(a.NOW + LASTS + timedelta(days=90)) == 0
    assert tokens.forget_old(a.NOW + LASTS + timedelta(days=90) + SECOND) == 1
    assert not Token.objects.exists()
