"""Leaving: all cases of a person go to another, in one confirmed step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import State
from konsens.caring.cases.models import Case
from konsens.city.people.models import Organisation, Person
from konsens.doors.web.desk.forms import Data, sent
from konsens.doors.web.desk.people import colleagues, name_of, persons
from konsens.doors.web.desk.views import at_the_desk
from konsens.doors.web.paths import path
from konsens.doors.web.render import render
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import me
from konsens.doors.web.standing import today
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError

BACK = ("desk", lazy("Meine Arbeit"))


class HandOverForm(forms.Form):
    """To whom, how many, and yes."""

    expected = forms.IntegerField(widget=forms.HiddenInput)
    sure = forms.BooleanField(label=lazy("Ja, alle übergeben."))

    field_order = ("to", "sure", "expected")

    def __init__(self, data: Data, *, people: list[tuple[str, str]]) -> None:
        super().__init__(data)
        choices = [("", _("Bitte wählen")), *people]
        self.fields["to"] = forms.ChoiceField(label=_("Wer übernimmt?"), choices=choices)
        self.order_fields(self.field_order)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def hand_over(request: HttpRequest) -> HttpResponse:
    """Give all of one's own cases to somebody else."""
    return everything_of(request, me(request), back=BACK)


def everything_of(request: HttpRequest, leaver: Person, *, back: tuple[str, Any]) -> HttpResponse:
    """The page on which everything of a person is handed over, by themselves or by the coordination."""
    controller = site_of(request).controller
    form = HandOverForm(sent(request), people=persons(colleagues(controller.pk, today()), but=leaver.pk))
    if form.is_bound and form.is_valid():
        try:
            return _do(request, leaver, form.cleaned_data, back[0])
        except RuleBrokenError as broken:
            form.add_error(None, str(broken))
    count, still_open = _count(controller, leaver)
    context = {
        "form": form,
        "count": count,
        "still_open": still_open,
        "back": back,
        "name": "" if leaver.pk == me(request).pk else name_of(leaver),
    }
    return render(request, "desk/hand_over.html", context, status=422 if form.errors else 200)


def _do(request: HttpRequest, leaver: Person, data: dict[str, Any], back: str) -> HttpResponse:
    to = Person.objects.get(public_id=data["to"])
    controller = site_of(request).controller
    count = caring.hand_over_all(
        leaver, to, controller, expected=data["expected"], by=me(request), now=clock.now()
    )
    done = ngettext("%(count)s Vorgang geht an %(name)s.", "%(count)s Vorgänge gehen an %(name)s.", count)
    messages.success(request, done % {"count": count, "name": name_of(to)})
    return HttpResponseRedirect(path(back))


def _count(controller: Organisation, leaver: Person) -> tuple[int, int]:
    """How many cases would change hands, and how many of them are open."""
    held = Case.objects.filter(controller=controller, assignments__caretaker=leaver, assignments__ends=None)
    found = held.aggregate(all=Count("pk"), open=Count("pk", filter=~Q(state=State.CLOSED)))
    return found["all"], found["open"]
