"""The living page of all components in all states; the accessibility tests read it too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from konsens.doors.web.caching import cacheable
from konsens.doors.web.places import districts_of
from konsens.doors.web.render import render
from konsens.doors.web.site import site_of
from konsens.doors.web.ui import samples


@require_safe
@cacheable
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    plan = site_of(request).atlas
    district = next(iter(districts_of(plan)), None)
    area = district.id if district else None
    rows = [samples.row(number, each, area) for number, each in enumerate(samples.standings())]
    context = {
        "atlas": plan,
        "rows": rows,
        "similar": rows[:2],
        "area": area,
        "form": samples.SampleForm(),
        "wrong": samples.SampleForm({"choice": "x"}),
        "ahead": samples.AHEAD,
        "lines": samples.LINES,
        "shares": samples.SHARES,
    }
    return render(request, "ui/living.html", context)
