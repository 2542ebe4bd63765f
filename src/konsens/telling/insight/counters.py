"""Keep the map's counters when a case appears, disappears or leaves the public."""

from __future__ import annotations

from konsens.caring.cases.events import CaseReceived, ProminenceChanged
from konsens.caring.cases.kinds import Prominence
from konsens.caring.cases.models import Case
from konsens.kernel.events import when
from konsens.kernel.models import Entry
from konsens.telling.insight.actions import count_on_map


@when(CaseReceived)
def a_public_case_is_on_the_map(event: CaseReceived, entry: Entry) -> None:
    """It counts from the moment of its receipt."""
    if event.prominence == Prominence.PUBLIC:
        count_on_map(Case.objects.get(pk=event.case), step=1)


@when(ProminenceChanged)
def the_map_counts_what_everybody_may_see(event: ProminenceChanged, entry: Entry) -> None:
    """What becomes public is counted, what is hidden no longer."""
    was, now = event.before == Prominence.PUBLIC, event.after == Prominence.PUBLIC
    if was != now:
        count_on_map(Case.objects.get(pk=event.case), step=1 if now else -1)
