"""Give several cases to one caretaker: tick them, choose who, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import Case
from konsens.doors.web.board.scope import Scope, at_the_board, scope_of
from konsens.doors.web.desk.filters import number_of
from konsens.doors.web.desk.forms import AssignForm, sent
from konsens.doors.web.desk.giving import chosen
from konsens.doors.web.desk.people import Colleague, colleagues, grouped, name_of
from konsens.doors.web.paths import path
from konsens.doors.web.render import render
from konsens.doors.web.staff import me
from konsens.doors.web.standing import today
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError

MOST = 100
shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@shown_or_sent
@at_the_board
def give(request: HttpRequest) -> HttpResponse:
    """Which cases, to whom; only the second button gives them away."""
    scope = scope_of(request)
    values = request.POST if request.method == "POST" else request.GET
    numbers = [number_of(each) for each in values.getlist("v")[:MOST]]
    cases = list(scope.cases().filter(public_id__in=numbers).select_related("lead").order_by("pk"))
    if not cases:
        messages.warning(request, _("Bitte haken Sie zuerst an, welche Vorgänge Sie zuweisen möchten."))
        return HttpResponseRedirect(path("board_cases"))
    form = AssignForm(sent(request), people=grouped(_at(scope), offices=True))
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            status = _give(request, scope, cases, form)
        if status == 200:
            return HttpResponseRedirect(path("board_cases"))
    return render(request, "board/give.html", {"form": form, "cases": cases}, status=status)


def _at(scope: Scope) -> list[Colleague]:
    """Everybody for the coordination, the own team for a head."""
    everybody = colleagues(scope.controller, today())
    return [each for each in everybody if scope.offices is None or each.office.pk in scope.offices]


def _give(request: HttpRequest, scope: Scope, cases: list[Case], form: AssignForm) -> int:
    try:
        to, office = chosen(scope.controller, form.cleaned_data["to"])
        count = caring.assign_many(cases, to, organisation=office, by=me(request), now=clock.now())
    except RuleBrokenError as broken:
        form.add_error(None, str(broken))
        return 422
    except PermissionDenied:
        form.add_error(
            None, _("Einer dieser Vorgänge gehört inzwischen einem anderen Team. Es wurde nichts zugewiesen.")
        )
        return 403
    done = ngettext("%(count)s Vorgang geht an %(name)s.", "%(count)s Vorgänge gehen an %(name)s.", count)
    messages.success(request, done % {"count": count, "name": name_of(to)})
    return 200
