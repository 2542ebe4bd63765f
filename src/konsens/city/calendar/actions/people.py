"""What the calendar does when somebody is forgotten."""

from __future__ import annotations

from datetime import datetime

from konsens.city.calendar.events import HostForgotten
from konsens.city.calendar.models import Claim, Occurrence, RejectedDate, Series
from konsens.city.people.models import Person
from konsens.kernel.diary import action, nothing_changed, record


@action
def forget_host(*, gone: int, shell: int, controller: int | None, now: datetime) -> None:
    """Dates stay, with somebody of whom nothing is known in the place of who is forgotten.

    Args:
        gone: who is forgotten.
        shell: who stands in their place; the same row when all controllers forget them.
        controller: at which controller; None is everywhere.
        now: the instant.
    """
    nothing_changed()
    if gone == shell:
        return
    mine = {} if controller is None else {"controller": controller}
    changed = 0
    for kind in (Occurrence, Series):
        for row in kind._default_manager.filter(hosts=gone, **mine).order_by("pk"):
            row.hosts.remove(gone)
            row.hosts.add(shell)
            changed += 1
    for held, of in ((Claim, "occurrence"), (RejectedDate, "series")):
        theirs = {f"{of}__{name}": value for name, value in mine.items()}
        held._default_manager.filter(person=gone, **theirs).update(person=shell)
    if changed:
        shells = Person.objects.filter(pk=shell)
        record(
            HostForgotten(shell=shell, count=changed), about=shells, by=None, at=now, controller=controller
        )
