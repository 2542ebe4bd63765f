"""What the living page shows: samples of everything, with long words, other scripts and every state."""

from __future__ import annotations

from datetime import UTC, datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from konsens.doors.web.cases.ahead import Ahead
from konsens.doors.web.cases.story import Line
from konsens.doors.web.rows import CaseRow
from konsens.doors.web.standing import Standing, signs, today
from konsens.telling.insight.figures import Share

DATES = (
    "Rückmeldung bis 28. November",
    "Nächster Schritt bis 12. Dezember",
    "auf die Sitzung am 9. Dezember",
)
TITLES = (
    "Mehr Licht am Weg",
    "Ein sehr langes Wort: Verkehrsinfrastrukturfinanzierung",
    "Bank",
    "مقعد جديد",
    "Spielplatz 🎈",
)
NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
AHEAD = (
    Ahead("ended", "Voraussichtlich fertig 3. März"),
    Ahead("late", "Nächster Schritt bis 1. Dezember", "Diese Frist ist verstrichen."),
)
LINES = (
    Line(NOW, "done", "Ergebnis: Erledigt", "Zwei Bänke stehen."),
    Line(NOW, "late", "Verspätet, neue Frist: 4. Dezember", "Das Teil fehlt.", "Vorher: 1. November"),
    Line(NOW, "care", "Team Grün", "نحن نعتني بالأمر\n\nWir kümmern uns."),
    Line(NOW, "soft", "Notiz für das Team", "Rückruf um 10.", inside=True),
    Line(NOW, "hear", "Aufgenommen (Telefon)"),
)
SHARES = (Share(0.92, 0.81, 0.97), Share(0.5, 0.2, 0.8), None)


class SampleForm(forms.Form):
    """One field of each kind."""

    line = forms.CharField(label=_("Eine Zeile"), help_text=_("Mit einem Hinweis."))
    words = forms.CharField(label=_("Mehr Text"), widget=forms.Textarea, required=False)
    choice = forms.ChoiceField(label=_("Eine Liste"), choices=[("a", "A"), ("b", "B")])
    radio = forms.ChoiceField(
        label=_("Eins von beiden"), choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    tick = forms.BooleanField(label=_("Ein Haken"), required=False)


def standings() -> list[Standing]:
    """A standing of each kind."""
    made = []
    for number, (tone, shape, word) in enumerate(signs()):
        late = tone == "late"
        when = DATES[number] if number < len(DATES) else "seit 20. November"
        when = "neue Frist 4. Dezember" if late else when
        step = {"hear": 0, "care": 1, "late": 1}.get(tone, 2)
        lines = [when if each == step else "" for each in range(3)]
        lines[0] = lines[0] or "seit 3. November"
        made.append(Standing(step, tone, shape, word, when, late, (lines[0], lines[1], lines[2])))
    return made


def row(number: int, standing: Standing, area: int | None) -> CaseRow:
    """A card of each kind."""
    return CaseRow(
        number,
        TITLES[number % len(TITLES)],
        "#",
        "Idee",
        "Beispielweg, Hörde",
        area,
        "Team Grün und Sauberkeit",
        number * 7,
        standing,
        today(),
        is_open=standing.step < 2,
        distance=None if number else 350.0,
    )
