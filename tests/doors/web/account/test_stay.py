"""The link in the mail to somebody who was away: a look changes nothing, one click and they stay."""

from __future__ import annotations

import pytest

from konsens.city.people.kinds import OrganisationKind
from konsens.city.people.models import Relation
from konsens.kernel import clock, tokens
from konsens.kernel.models import Entry
from tests import a

pytestmark = pytest.mark.django_db


def warned() -> tuple[Relation, str]:
    """Somebody who was told that they will be forgotten, and the path in that mail."""
    relation, now = a.resident(), clock.now()
    Relation.objects.filter(pk=relation.pk).update(warned_at=now)
    raw = tokens.mint("stay", relation, now=now, lasts=30 * a.DAY, address=relation.email)
    return relation, f"/konto/bleiben/{raw}/"


def test_a_look_changes_nothing_and_one_click_is_enough() -> None:
    relation, path = warned()
    browser = a.client()
    page = browser.get(path)
    assert page.status_code == 200
    assert "Ja, ich möchte bleiben" in page.content.decode()
    relation.refresh_from_db()
    assert relation.warned_at is not None
    page = browser.post(path)
    assert "Schön, dass Sie bleiben." in page.content.decode()
    relation.refresh_from_db()
    assert relation.warned_at is None
    assert Entry.objects.get(verb="person.stays").actor_id == relation.person_id
    assert browser.post(path).status_code == 410
    assert "sessionid" not in browser.cookies


def test_the_link_is_good_for_nothing_else_and_nowhere_else() -> None:
    relation, path = warned()
    a.controller("partei", kind=OrganisationKind.PARTY)
    raw = path.split("/")[-2]
    browser = a.client()
    for other in (f"/o/partei{path}", f"/folgen/abbestellen/{raw}/", f"/folgen/bestaetigen/{raw}/"):
        assert browser.get(other).status_code == 410
    for wrong in ("/konto/bleiben/erfunden/", path.replace(raw, raw[:-1])):
        assert browser.post(wrong).status_code == 410
    relation.delete()
    assert browser.get(path).status_code == 410
