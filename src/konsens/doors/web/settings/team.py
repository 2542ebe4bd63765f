"""Who works here, as what, until when; who is asked to; and whose cases need somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from konsens.city.people import actions as people
from konsens.city.people import staff as joining
from konsens.city.people.kinds import Role
from konsens.city.people.models import Invitation, Membership, Organisation, Person
from konsens.doors.web.desk.handover import everything_of
from konsens.doors.web.picks import Pick
from konsens.doors.web.render import render
from konsens.doors.web.settings.checks import leavers
from konsens.doors.web.settings.forms import EndForm, InviteForm
from konsens.doors.web.settings.offices import choices_of
from konsens.doors.web.settings.page import Page, administrators, edit, press, typed
from konsens.doors.web.settings.views import asking
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import me
from konsens.doors.web.standing import today
from konsens.kernel import clock

SHOWN = 300
BACK = ("furnish_staff", lazy("Menschen"))


def called(person: Person) -> str:
    """How administrators call somebody: by name, else by address, else by number."""
    if person.name:
        return person.name
    return person.account.email if person.account else person.public_id.upper()


def _here(controller: Organisation) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation__controller=controller).select_related(
        "person__account", "organisation"
    )


def _when(rows: QuerySet[Membership], when: str, day: date) -> QuerySet[Membership]:
    if when == "kommend":
        return rows.filter(starts__gt=day).order_by("starts", "pk")
    if when == "beendet":
        return rows.filter(ends__lt=day).order_by("-ends", "-pk")
    return rows.on(day).order_by("organisation__name", "person__name", "pk")  # type: ignore[attr-defined,no-any-return]


@require_safe
@administrators
def staff(request: HttpRequest) -> HttpResponse:
    """Who works here now, narrowed down by office, role and name; and who was asked to."""
    return _list(request)


def _list(request: HttpRequest, trouble: str = "") -> HttpResponse:
    controller, day, now = site_of(request).controller, today(), clock.now()
    when, role = request.GET.get("wann", ""), request.GET.get("aufgabe", "")
    office, words = request.GET.get("amt", ""), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = _when(_here(controller), when, day)
    if role in Role.values:
        rows = rows.filter(role=role)
    if office:
        rows = rows.filter(organisation__slug=office)
    if words:
        rows = rows.filter(Q(person__name__icontains=words) | Q(person__account__email__icontains=words))
    asked = Invitation.objects.filter(controller=controller, accepted_at=None, withdrawn_at=None)
    found = list(rows[: SHOWN + 1])
    context: dict[str, Any] = {
        "rows": found[:SHOWN],
        "more": len(found) > SHOWN,
        "called": called,
        "picks": _picks(when),
        "invitations": list(asked.filter(expires_at__gt=now).select_related("organisation").order_by("at")),
        "leavers": leavers(controller, today=day),
        "roles": Role.choices,
        "offices": choices_of(controller, root=True),
        "wanted": {"wann": when, "aufgabe": role, "amt": office, "q": words},
    }
    context["trouble"] = trouble
    return render(request, "settings/staff.html", context, status=422 if trouble else 200)


def _picks(when: str) -> list[Pick]:
    home = reverse("furnish_staff")
    known = when in {"kommend", "beendet"}
    return [
        Pick(_("Jetzt"), home, here=not known),
        Pick(_("Ab später"), f"{home}?wann=kommend", here=when == "kommend"),
        Pick(_("Beendet"), f"{home}?wann=beendet", here=when == "beendet"),
    ]


def _page(title: str, button: str, done: str, lead: str = "") -> Page:
    return Page(
        title=title,
        button=button,
        done=done,
        back=reverse("furnish_staff"),
        back_label=_("Menschen"),
        lead=lead,
    )


@asking
@administrators
def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody by mail to work here."""
    controller = site_of(request).controller
    form = InviteForm(typed(request), offices=choices_of(controller, root=True), today=today())

    def work(data: dict[str, Any]) -> None:
        office = Organisation.objects.get(controller=controller, slug=data["organisation"])
        task = joining.Task(office, Role(data["role"]), data["starts"], data["ends"])
        joining.invite(data["email"], data["name"], task, by=me(request), now=clock.now())

    lead = _(
        "Wer eingeladen ist, bekommt eine E-Mail mit einem Link, legt ein Konto an oder meldet sich an "
        "und nimmt an. Rechte gibt es erst mit zweitem Faktor."
    )
    page = _page(_("Jemanden einladen"), _("Einladen"), _("Die Einladung ist unterwegs."), lead)
    return edit(request, form, work, page)


def _press(request: HttpRequest, work: Callable[[], object], done: str) -> HttpResponse:
    return press(request, work, done, address=reverse("furnish_staff"), again=_list)


@require_POST
@administrators
def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Ask somebody no longer."""
    found = get_object_or_404(Invitation, controller=site_of(request).controller, pk=key)

    def work() -> None:
        joining.withdraw_invitation(found, by=me(request), now=clock.now())

    return _press(request, work, _("Die Einladung ist zurückgezogen."))


@asking
@administrators
def end(request: HttpRequest, key: int) -> HttpResponse:
    """Say on which day a role ends."""
    found = get_object_or_404(_here(site_of(request).controller), pk=key)
    form = EndForm(typed(request), initial={"ends": found.ends or today()})

    def work(data: dict[str, Any]) -> None:
        people.end_role(found, by=me(request), now=clock.now(), ends=data["ends"])

    title = f"{called(found.person)}: {found.get_role_display()}, {found.organisation.name}"
    lead = _("Vorgänge gehen nicht von selbst an andere. Übergeben Sie sie vorher oder danach.")
    return edit(request, form, work, _page(title, _("Letzten Tag speichern"), _("Gespeichert."), lead))


@asking
@administrators
def hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give all cases of somebody who leaves to another person."""
    controller = site_of(request).controller
    worked = Membership.objects.filter(organisation__controller=controller).values("person")
    leaver = get_object_or_404(Person, public_id=public_id, pk__in=worked)
    return everything_of(request, leaver, back=BACK)
