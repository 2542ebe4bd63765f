"""What can be done with the parts of an organisation: name, reach, end and take up again."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from konsens.city.people import events
from konsens.city.people.actions import found_office, require_furnishing
from konsens.city.people.models import Membership, Organisation, Person
from konsens.kernel import clock
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError


@action
def add_office(
    parent: Organisation, *, name: str, by: Person | None, now: datetime, phone: str = "", email: str = ""
) -> Organisation:
    """Add an office or a team, and let it have a free short name of its own."""
    if parent.ends is not None:
        raise RuleBrokenError(_("„%(name)s“ gibt es nicht mehr."), name=parent.name)
    _check_name(parent.root_id, name, but=0)
    return found_office(
        parent, slug=_free_slug(parent, name), name=name, by=by, now=now, phone=phone, email=email
    )


def _locked(office: Organisation) -> Organisation:
    """The office as it is now, held until the transaction ends."""
    return Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=office.pk)


def _check_name(controller: int, name: str, *, but: int) -> None:
    if not name.strip():
        raise RuleBrokenError(_("Ein Amt oder Team braucht einen Namen."))
    same = Organisation.objects.filter(controller=controller, name__iexact=name.strip(), ends=None)
    if same.exclude(pk=but).exists():
        raise RuleBrokenError(
            _("Ein Amt oder Team mit diesem Namen gibt es schon. Bitte wählen Sie einen anderen.")
        )


def _free_slug(parent: Organisation, name: str) -> str:
    root = Organisation.objects.get(pk=parent.root_id)
    wanted = f"{root.slug[:16]}-{slugify(name)[:26] or 'amt'}".strip("-")
    taken = set(Organisation.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{wanted}-{number}") not in taken)


@action
def change_office(
    office: Organisation, *, name: str, phone: str, email: str, by: Person | None, now: datetime
) -> Organisation:
    """Change how an office is called and reached; what was written before keeps its words."""
    office = _locked(office)
    require_furnishing(by, office, now)
    _check_name(office.root_id, name, but=office.pk)
    wanted = {"name": name.strip(), "phone": phone.strip(), "email": email.strip()}
    changed = tuple(sorted(field for field, value in wanted.items() if getattr(office, field) != value))
    if not changed:
        nothing_changed()
        return office
    for field in changed:
        setattr(office, field, wanted[field])
    office.save(update_fields=changed)
    _say(events.OfficeChanged(office=office.pk, what=changed), office, by=by, now=now)
    return office


@action
def end_office(office: Organisation, *, by: Person | None, now: datetime) -> Organisation:
    """Close an office in which nobody works any more; a storey above refuses when it still has cases.

    Raises:
        RuleBrokenError: naming what has to move first.
    """
    office = _locked(office)
    require_furnishing(by, office, now)
    today = clock.day_of(now)
    if office.parent_id is None:
        raise RuleBrokenError(_("Die Organisation selbst lässt sich hier nicht beenden."))
    if office.ends is not None:
        nothing_changed()
        return office
    if Organisation.objects.filter(parent=office, ends=None).exists():
        raise RuleBrokenError(_("Dazu gehören noch andere Teams. Beenden Sie zuerst diese."))
    if Membership.objects.filter(organisation=office).exclude(ends__lt=today).exists():
        raise RuleBrokenError(
            _("Hier arbeitet noch jemand. Beenden Sie zuerst die Aufgaben der Menschen in diesem Team.")
        )
    office.ends = today
    office.save(update_fields=["ends"])
    _say(events.OfficeEnded(office=office.pk), office, by=by, now=now)
    return office


@action
def reopen_office(office: Organisation, *, by: Person | None, now: datetime) -> Organisation:
    """Take a closed office up again."""
    office = _locked(office)
    require_furnishing(by, office, now)
    if office.ends is None:
        nothing_changed()
        return office
    _check_name(office.root_id, office.name, but=office.pk)
    office.ends = None
    office.save(update_fields=["ends"])
    _say(events.OfficeReopened(office=office.pk), office, by=by, now=now)
    return office


def _say(event: events.Quiet, office: Organisation, *, by: Person | None, now: datetime) -> None:
    record(event, about=[office], by=by, at=now, controller=office.root_id)
