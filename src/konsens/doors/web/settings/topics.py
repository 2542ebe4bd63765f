"""Topics: what residents can choose from, in which order, and by when somebody answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from konsens.city.topics import actions
from konsens.city.topics.models import Topic
from konsens.doors.web.picks import Pick
from konsens.doors.web.render import render
from konsens.doors.web.settings.forms import TopicForm
from konsens.doors.web.settings.page import Page, administrators, edit, press, typed
from konsens.doors.web.settings.views import asking
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import me
from konsens.kernel import clock

FIELDS = tuple(TopicForm.base_fields)


def _find(request: HttpRequest, slug: str) -> Topic:
    mine = Topic.objects.filter(controller=site_of(request).controller).select_related("controller")
    return get_object_or_404(mine, slug=slug)


@require_safe
@administrators
def topics(request: HttpRequest) -> HttpResponse:
    """All topics that are offered, or those that were."""
    return _list(request)


def _list(request: HttpRequest, trouble: str = "") -> HttpResponse:
    controller, ended = site_of(request).controller, "beendet" in request.GET
    gone = Topic.objects.filter(controller=controller, ends__isnull=False)
    offered = Topic.objects.offered_by(controller.pk)
    home = reverse("furnish_topics")
    picks = [
        Pick(_("Im Angebot"), home, here=not ended, count=offered.count()),
        Pick(_("Beendet"), f"{home}?beendet=1", here=ended, count=gone.count()),
    ]
    rows = list(gone.order_by("-ends", "name") if ended else offered)
    context = {"rows": rows, "picks": picks, "ended": ended, "trouble": trouble}
    return render(request, "settings/topics.html", context, status=422 if trouble else 200)


def _page(title: str, done: str, lead: str = "") -> Page:
    return Page(
        title=title,
        button=_("Speichern"),
        done=done,
        back=reverse("furnish_topics"),
        back_label=_("Themen"),
        lead=lead,
    )


@asking
@administrators
def add(request: HttpRequest) -> HttpResponse:
    """Offer another topic."""
    controller = site_of(request).controller
    start = {name: getattr(Topic(), name) for name in FIELDS}

    def work(data: dict[str, Any]) -> None:
        order = Topic.objects.offered_by(controller.pk).count()
        actions.add_topic(controller, by=me(request), now=clock.now(), order=order, **data)

    form = TopicForm(typed(request), initial=start)
    lead = _("Wer dafür zuständig ist, legen Sie danach unter „Zuständigkeiten“ fest.")
    return edit(request, form, work, _page(_("Neues Thema"), _("Das Thema steht jetzt zur Wahl."), lead))


@asking
@administrators
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a topic."""
    found = _find(request, slug)
    form = TopicForm(typed(request), initial={name: getattr(found, name) for name in FIELDS})

    def work(data: dict[str, Any]) -> None:
        actions.change_topic(found, by=me(request), now=clock.now(), **data)

    lead = _("Neue Fristen gelten für neue Vorgänge. Die Termine der laufenden bleiben, wie sie sind.")
    return edit(request, form, work, _page(found.name, _("Gespeichert."), lead))


def _press(request: HttpRequest, work: Callable[[], object], done: str) -> HttpResponse:
    return press(request, work, done, address=reverse("furnish_topics"), again=_list)


@require_POST
@administrators
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a topic change places with its neighbour."""
    found, up = _find(request, slug), request.POST.get("wohin") != "ab"

    def work() -> None:
        actions.move_topic(found, up=up, by=me(request), now=clock.now())

    return _press(request, work, _("Die Reihenfolge ist geändert."))


@require_POST
@administrators
def end(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer a topic no longer."""
    found = _find(request, slug)

    def work() -> None:
        actions.end_topic(found, by=me(request), now=clock.now())

    done = _("Das Thema steht nicht mehr zur Wahl. Laufende Vorgänge gehen weiter.")
    return _press(request, work, done)


@require_POST
@administrators
def again(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer a topic again."""
    found = _find(request, slug)

    def work() -> None:
        actions.offer_again(found, by=me(request), now=clock.now())

    return _press(request, work, _("Das Thema steht wieder zur Wahl."))
