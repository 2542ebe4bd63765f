"""The living page of all components in all states; the accessibility tests read it too."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from konsens.doors.web.caching import cacheable
from konsens.doors.web.places import districts_of
from konsens.doors.web.render import render
from konsens.doors.web.rows import CaseRow
from konsens.doors.web.site import site_of
from konsens.doors.web.standing import Standing, today

STANDINGS = (
    Standing(0, "hear", "Aufgenommen", "Rückmeldung bis 28. November", False, ("seit 3. November", "", "")),
    Standing(
        1,
        "care",
        "In Arbeit",
        "Nächster Schritt bis 12. Dezember",
        False,
        ("seit 3. November", "bis 12. Dezember", ""),
    ),
    Standing(
        1,
        "care",
        "Wartet",
        "auf eine Sitzung bis 9. Dezember",
        False,
        ("seit 3. November", "auf eine Sitzung", ""),
    ),
    Standing(1, "care", "Verspätet", "Frist war der 1. November", True, ("seit 3. Oktober", "", "")),
    Standing(
        2, "done", "Erledigt", "seit 20. November", False, ("seit 3. Oktober", "", "Erledigt, 20. November")
    ),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    line = forms.CharField(label=_("Eine Zeile"), help_text=_("Mit einem Hinweis."))
    words = forms.CharField(label=_("Mehr Text"), widget=forms.Textarea, required=False)
    choice = forms.ChoiceField(label=_("Eine Liste"), choices=[("a", "A"), ("b", "B")])
    radio = forms.ChoiceField(
        label=_("Eins von beiden"), choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    tick = forms.BooleanField(label=_("Ein Haken"), required=False)


@require_safe
@cacheable
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    plan = site_of(request).atlas
    district = next(iter(districts_of(plan)), None)
    area = district.id if district else None
    rows = [
        CaseRow(0, title, "#", "Idee", "Hörde", area, "Team Grün", number, each, today(), None if number else 350.0)
        for number, (title, each) in enumerate(
            zip(("Mehr Licht am Weg", "Ein sehr langes Wort: Verkehrsinfrastrukturfinanzierung", "Bank", "مقعد جديد", "Spielplatz 🎈"), STANDINGS, strict=True)
        )
    ]  # fmt: skip
    context = {
        "atlas": plan,
        "rows": rows,
        "area": area,
        "form": SampleForm(),
        "wrong": SampleForm({"choice": "x"}),
    }
    return render(request, "ui/living.html", context)
