"""Reads on cases that serve more than one page: what is urgent, and who waits for an answer."""

from __future__ import annotations

from datetime import date

from django.db.models import Case as Choose
from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from konsens.caring.cases.kinds import PromiseKind, State
from konsens.caring.cases.models import CaseQuerySet, Note, Promise

NEVER = date(9999, 12, 31)


def with_urgency(cases: CaseQuerySet, today: date) -> CaseQuerySet:
    """Say of each case as `urgent_on` by when something must happen; late ones are those before today.

    What waits openly is not urgent before its waiting ends; what is closed is never urgent. An open case is
    late just when `overdue_on` and `rules.is_overdue` say so.
    """
    soonest = Promise.objects.open().filter(case=OuterRef("pk"))
    due = Coalesce(
        Subquery(soonest.order_by("due").values("due")[:1]), Value(NEVER), output_field=DateField()
    )
    waits = When(state=State.WAITING, waiting_until__gte=today, then=F("waiting_until"))
    not_before = Choose(waits, default=Value(date.min), output_field=DateField())
    return cases.annotate(urgent_on=Greatest(due, not_before, output_field=DateField()))


def with_answer_due(cases: CaseQuerySet, until: date) -> CaseQuerySet:
    """Say of each case as `answer_due` whether nobody has answered yet and the date for it comes by a day."""
    first = Promise.objects.open().filter(case=OuterRef("pk"), kind=PromiseKind.FIRST_ANSWER, due__lte=until)
    return cases.annotate(answer_due=Exists(first))


def with_messages(cases: CaseQuerySet) -> CaseQuerySet:
    """Say of each case as `has_message` whether a resident wrote to the team and nobody has written since."""
    later = Note.objects.filter(case=OuterRef("case"), from_resident=False, pk__gt=OuterRef("pk"))
    open_messages = Note.objects.filter(~Q(Exists(later)), case=OuterRef("pk"), from_resident=True)
    return cases.annotate(has_message=Exists(open_messages))
