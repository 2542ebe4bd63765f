"""Every cell of the table of rights, tried through the real actions."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from konsens.city.people.viewer import viewer_of
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from scripts import rights
from tests.security import world
from tests.security.rights import BY_LINK, BY_NOBODY, MEANS, WHO, Row, read
from tests.security.verbs import NOW, SIGHTS, VERBS

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
ROWS = [row for row in read() if row.part != "see"]
AT_THE_DOOR = {"anybody", "unproven"}
OPEN_TO_ANYBODY = {"hear", "support", "report", "follow"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.verb)
def test_an_action_lets_those_act_who_may_and_nobody_else(row: Row) -> None:
    here = world.build()
    wrong = []
    for who in WHO:
        if who in AT_THE_DOOR and not (who == "anybody" and row.verb in OPEN_TO_ANYBODY):
            continue
        did, why = _try(row.verb, here, who)
        if did != row.may(who):
            wrong.append(f"{who} {'could' if did else 'could not'} {row.verb} {why}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("sight", SIGHTS)
def test_a_query_shows_what_somebody_may_see_and_nothing_else(sight: str) -> None:
    here = world.build()
    sees = SIGHTS[sight](here)
    today = clock.day_of(NOW)
    asked = [who for who in WHO if who != "unproven"]
    seen = {who for who in asked if sees(viewer_of(here.people[who], on=today))}
    row = next(each for each in read() if each.verb == sight)
    assert seen == {who for who in asked if row.may(who)}


def _try(verb: str, here: world.World, who: str) -> tuple[bool, str]:
    with transaction.atomic():
        act = VERBS[verb](here)
        before = world.lines()
        try:
            act(here.people[who])
        except (PermissionDenied, RuleBrokenError) as refusal:
            assert world.lines() == before
            return False, repr(refusal)
        finally:
            grew = world.lines() > before
            transaction.set_rollback(True)
    return grew, ""


def test_no_action_is_missing_in_the_table() -> None:
    known = {row.verb for row in read()} | set(BY_LINK) | set(BY_NOBODY)
    there = {name for name, _sentence in rights.actions()}
    assert sorted(there - known) == []
    assert sorted((set(BY_LINK) | set(BY_NOBODY)) - there) == []
    assert sorted(known - there - set(MEANS) - set(BY_LINK) - set(BY_NOBODY)) == []


def test_the_printed_table_is_the_tested_one() -> None:
    assert rights.PAGE.read_text(encoding="utf-8") == rights.page(), "run `make rights`"
