"""How the idea platform works: when somebody looks, whether people comment, until when it is open."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konsens.city.projects.actions import change_phase
from konsens.city.projects.models import Phase
from konsens.doors.web.settings.forms import PhaseForm
from konsens.doors.web.settings.page import Page, administrators, edit, typed
from konsens.doors.web.settings.views import asking
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import me
from konsens.kernel import clock

A_DAY = timedelta(days=1)


@asking
@administrators
def phase(request: HttpRequest) -> HttpResponse:
    """Change the one phase of the permanent idea platform."""
    found = (
        Phase.objects.filter(project__controller=site_of(request).controller, project__is_permanent=True)
        .select_related("project__controller")
        .order_by("-opens_at")
        .first()
    )
    if found is None:
        raise Http404
    last = clock.day_of(found.closes_at - A_DAY / 2) if found.closes_at else None
    start = {"moderation": found.moderation, "comments": found.comments, "closes_on": last}
    page = Page(
        title=_("Ideen und Anliegen"),
        button=_("Speichern"),
        done=_("Gespeichert. Es gilt ab jetzt."),
        back=reverse("furnish"),
        back_label=_("Einrichtung"),
        lead=_("Was schon gesagt wurde, bleibt stehen, was auch immer Sie hier ändern."),
    )

    def work(data: dict[str, Any]) -> None:
        closes = data.pop("closes_on")
        changes = data if closes == last else {**data, "closes_at": _end_of(closes)}
        change_phase(found, by=me(request), now=clock.now(), **changes)

    return edit(request, PhaseForm(typed(request), initial=start), work, page)


def _end_of(day: Any) -> datetime | None:  # noqa: ANN401 - a day, or nothing
    """The instant after the last one of a day in the city."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + A_DAY, time(0)))
