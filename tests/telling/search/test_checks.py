"""`konsens check` notices when the search and what was said come apart."""

from __future__ import annotations

import pytest

from konsens.listening.voices import actions as voices
from konsens.telling.search import actions
from konsens.telling.search.checks import documents
from konsens.telling.search.models import SearchDocument
from tests import a

pytestmark = pytest.mark.django_db


def wrong() -> list[str]:
    return list(documents.run(iter))


def test_what_the_reactions_keep_is_in_order() -> None:
    case = a.case("Eine Bank am Ufer")
    a.case("Ein Brunnen am Markt")
    actions.give_meaning()
    voices.withdraw(case.lead, by=case.lead.author, now=a.NOW + a.DAY)
    assert wrong() == []


def test_what_is_missing_too_much_or_old_is_said_and_a_rebuild_mends_it() -> None:
    missing, hidden, old = (a.case(title) for title in ("Eine Bank", "Ein Brunnen", "Ein Baum am Weg"))
    rows = {each.pk: each for each in SearchDocument.objects.all()}
    voices.withdraw(hidden.lead, by=hidden.lead.author, now=a.NOW + a.DAY)
    rows[hidden.pk].save(force_insert=True)
    SearchDocument.objects.filter(pk=missing.pk).delete()
    SearchDocument.objects.filter(pk=old.pk).update(title="strauch")
    said = wrong()
    assert len(said) == 3
    for case, words in (
        (missing, "ist nicht zu finden"),
        (hidden, "nicht öffentlich"),
        (old, "unter anderen Worten"),
    ):
        assert sum(case.public_id in each and words in each for each in said) == 1
    actions.rebuild(now=a.NOW)
    assert wrong() == []
