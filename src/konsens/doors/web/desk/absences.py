"""Being away: from when until when, and who looks after the work meanwhile."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from konsens.city.people import actions as people
from konsens.city.people.models import Absence, Organisation, Person
from konsens.doors.web.desk.forms import Data, DayField, sent
from konsens.doors.web.desk.people import colleagues, name_of, persons
from konsens.doors.web.desk.views import at_the_desk
from konsens.doors.web.forms import one_form
from konsens.doors.web.jinja import day
from konsens.doors.web.paths import path
from konsens.doors.web.render import render
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import me
from konsens.doors.web.standing import today
from konsens.kernel import clock

shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])
BACK = ("desk_absences", lazy("Abwesenheit"))
PAST_MOST = 5


class AwayForm(forms.Form):
    """First day, last day, deputy."""

    def __init__(self, data: Data, *, day: date, deputies: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["starts"] = DayField(_("Erster Tag"), today=day, initial=day)
        self.fields["ends"] = DayField(_("Letzter Tag"), today=day)
        self.fields["deputy"] = forms.ChoiceField(
            label=_("Vertretung"), choices=[("", _("Bitte wählen")), *deputies]
        )


@require_safe
@at_the_desk
def absences(request: HttpRequest) -> HttpResponse:
    """My absences, and whom I stand in for."""
    somebody, now = me(request), today()
    here = Absence.objects.filter(controller=site_of(request).controller).select_related("person", "deputy")
    mine = here.filter(Q(person=somebody) | Q(deputy=somebody, ends__gte=now)).order_by("-starts", "-pk")
    rows = list(mine[:100])
    context = {
        "coming": [each for each in rows if each.person_id == somebody.pk and each.ends >= now],
        "past": [each for each in rows if each.person_id == somebody.pk and each.ends < now][:PAST_MOST],
        "instead": [each for each in rows if each.deputy_id == somebody.pk],
        "today": now,
    }
    return render(request, "desk/absences.html", context)


@shown_or_sent
@at_the_desk
def away(request: HttpRequest) -> HttpResponse:
    """Say that one is away."""
    return enter(request, me(request), back=BACK)


def enter(request: HttpRequest, somebody: Person, *, back: tuple[str, Any]) -> HttpResponse:
    """The page on which somebody's absence is entered, by themselves or by the coordination."""
    controller, now = site_of(request).controller, today()
    deputies = persons(colleagues(controller.pk, now), but=somebody.pk)
    form = AwayForm(sent(request), day=now, deputies=deputies)

    def work(data: dict[str, Any]) -> HttpResponse:
        deputy = Person.objects.get(public_id=data["deputy"])
        days = {"starts": data["starts"], "ends": data["ends"]}
        people.enter_absence(somebody, controller, deputy=deputy, by=me(request), now=clock.now(), **days)
        messages.success(
            request,
            _("Eingetragen. %(name)s sieht die Vorgänge in dieser Zeit mit.") % {"name": name_of(deputy)},
        )
        return HttpResponseRedirect(path(back[0]))

    title = _("Abwesenheit eintragen")
    if somebody.pk != me(request).pk:
        title = _("Abwesenheit von %(name)s eintragen") % {"name": name_of(somebody)}
    return one_form(request, form, work, title=title, button=_("Eintragen"), back=back, lead=HOW_IT_WORKS)


HOW_IT_WORKS = lazy(
    "Die Vorgänge erscheinen ab dem ersten Tag auch bei der Vertretung. "
    "Neue kommen weiter zu der Person, die für sie eingetragen ist, und stehen ebenfalls bei der Vertretung. "
    "Wo niemand eingetragen ist, gehen sie an jemanden, der da ist."
)


@shown_or_sent
@at_the_desk
def back_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Be back early, or call an absence off."""
    return end(request, find(site_of(request).controller, pk, person=me(request)), back=BACK)


def end(request: HttpRequest, absence: Absence, *, back: tuple[str, Any]) -> HttpResponse:
    """The page on which an absence ends early, after asking."""
    begun = absence.starts <= today()

    def work(_data: dict[str, Any]) -> HttpResponse:
        people.end_absence(absence, by=me(request), now=clock.now())
        messages.success(request, _("Die Abwesenheit ist beendet."))
        return HttpResponseRedirect(path(back[0]))

    days = {"first": day(absence.starts), "last": day(absence.ends), "name": name_of(absence.deputy)}
    return one_form(
        request, forms.Form(sent(request)), work,
        title=_("Wieder da") if begun else _("Abwesenheit absagen"),
        button=_("Ab heute wieder da") if begun else _("Absagen"),
        lead=_("Abwesend vom %(first)s bis zum %(last)s, Vertretung: %(name)s.") % days,
        back=back,
    )  # fmt: skip


def find(controller: Organisation, pk: int, **more: Any) -> Absence:  # noqa: ANN401 - any field
    """An absence at just this organisation, else 404."""
    found = (
        Absence.objects.filter(controller=controller, pk=pk, **more)
        .select_related("person", "deputy")
        .first()
    )
    if found is None:
        raise Http404
    return found
