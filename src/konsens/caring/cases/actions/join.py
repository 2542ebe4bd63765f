"""Several contributions, one case: join, merge, hide, withdraw."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from konsens.caring.cases import events
from konsens.caring.cases.actions.care import Closing, end, lock, require_move
from konsens.caring.cases.kinds import Outcome, Prominence, State
from konsens.caring.cases.models import Case
from konsens.caring.cases.rules import check_merge
from konsens.city.people.models import Person
from konsens.kernel.diary import action, nothing_changed, record
from konsens.listening.voices.kinds import State as Said
from konsens.listening.voices.models import Contribution, Support


def count_support(case: Case) -> int:
    """How many people stand behind a case, each once, authors of joined contributions included.

    Where nothing was joined this is the kept number of the one contribution: thousands may stand behind it.
    """
    said = list(case.contributions.values_list("pk", "author_id", "support_count"))
    if len(said) == 1:
        return said[0][2]
    own = [(pk, author) for pk, author, _count in said]
    supporters = set(
        Support.objects.filter(
            contribution_id__in=[pk for pk, _author in own], confirmed_at__isnull=False
        ).values_list("person_id", flat=True)
    )
    joined = {author for pk, author in own if pk != case.lead_id and author is not None}
    lead_author = next((author for pk, author in own if pk == case.lead_id), None)
    return len((supporters | joined) - {lead_author})


@action
def recount_support(case: Case, *, now: datetime) -> int:
    """Bring a case's kept number of supporters up to date."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    case.support_count = count_support(case)
    case.save(update_fields=["support_count"])
    nothing_changed()
    return case.support_count


@action
def merge(case: Case, into: Case, *, saying: str, by: Person, now: datetime) -> Case:
    """Let a case go on in another one: contributions and support move along, each person counts once."""
    first, second = sorted((case.pk, into.pk))
    locked = {first: lock(Case(pk=first)), second: lock(Case(pk=second))}
    case, into = locked[case.pk], locked[into.pk]
    require_move(case, by, now)
    require_move(into, by, now)
    check_merge(
        case.pk,
        into.pk,
        target_merged=into.merged_into_id is not None,
        same_controller=case.controller_id == into.controller_id,
        target_public=into.prominence == Prominence.PUBLIC,
    )
    words = saying.strip() or str(
        _("Dasselbe wurde schon gesagt. Es geht in einem gemeinsamen Vorgang weiter.")
    )
    end(case, Closing(Outcome.DUPLICATE, words), by=by, now=now, into=into)
    Case.objects.filter(merged_into=case).update(merged_into=into)
    into.contributions.add(*case.contributions.all())
    into.support_count = count_support(into)
    into.changed_at = now
    into.save(update_fields=["support_count", "changed_at"])
    record(
        events.CaseMerged(case=case.pk, into=into.pk),
        about=[case, into],
        by=by,
        at=now,
        controller=case.controller_id,
    )
    return into


@action
def join(case: Case, contribution: Contribution, *, now: datetime) -> Case:
    """Add one more contribution to a case instead of opening another."""
    case = lock(case)
    case.contributions.add(contribution)
    case.support_count = count_support(case)
    case.save(update_fields=["support_count"])
    record(
        events.ContributionJoined(case=case.pk, contribution=contribution.pk),
        about=[case, contribution],
        by=contribution.author,
        at=now,
        controller=case.controller_id,
    )
    return case


@action
def show_as_said(contribution: Contribution, *, now: datetime) -> None:
    """Let the cases of a contribution be seen by whoever may read it."""
    contribution.refresh_from_db()
    wanted = {Said.PUBLISHED: Prominence.PUBLIC, Said.PRIVATE: Prominence.LIMITED}.get(
        Said(contribution.state), Prominence.HIDDEN
    )
    for case in Case.objects.filter(lead=contribution).select_for_update(of=("self",)):
        if case.prominence != wanted:
            change_prominence(case, wanted, now=now)
    nothing_changed()


def change_prominence(case: Case, wanted: Prominence, *, now: datetime) -> None:
    """Let other people see a locked case, or no longer, inside an action."""
    before = Prominence(case.prominence)
    case.prominence = wanted
    case.changed_at = now
    case.save(update_fields=["prominence", "changed_at"])
    record(
        events.ProminenceChanged(case=case.pk, before=before, after=wanted),
        about=[case],
        by=None,
        at=now,
        controller=case.controller_id,
    )


@action
def end_withdrawn(contribution: Contribution, *, now: datetime) -> None:
    """Close the cases of a contribution that its author took back."""
    for case in Case.objects.filter(lead=contribution).exclude(state=State.CLOSED):
        words = str(_("Die Person, die es gesagt hat, hat es zurückgezogen."))
        end(lock(case), Closing(Outcome.WITHDRAWN, words), by=contribution.author, now=now)
    nothing_changed()
