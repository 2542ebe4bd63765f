"""What administrators type; rules stand in the actions, forms only know shapes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from konsens.city.people.identity import RETENTION_LEAST, RETENTION_MOST
from konsens.city.people.kinds import Role
from konsens.city.projects.models import Moderation
from konsens.doors.web.settings.page import Typed

Choices = list[tuple[str, Any]]
LINK = URLValidator(schemes=["http", "https"])
YEAR_LEAST, YEAR_MOST = 2000, 2100


def link(label: Any, hint: Any = "") -> forms.CharField:  # noqa: ANN401 - words that are translated later
    """A link to a page; never anything a browser would run."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=200,
        validators=[LINK],
        error_messages={"invalid": _("Ein Link beginnt mit https:// und nennt dann die Adresse der Seite.")},
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )


def day(label: Any, hint: Any = "", *, required: bool = True) -> forms.DateField:  # noqa: ANN401 - as above
    """A day, with the calendar of the device."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def phone(label: Any) -> forms.CharField:  # noqa: ANN401 - as above
    """A telephone number, as people write it."""
    return forms.CharField(
        label=label, required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )


class LookForm(forms.Form):
    """Name, step words and colour."""

    platform_name = forms.CharField(label=_("Name der Plattform"), max_length=60)
    step_heard = forms.CharField(
        label=_("Erster Schritt"), max_length=24, help_text=_("Zum Beispiel: Gehört")
    )
    step_cared = forms.CharField(
        label=_("Zweiter Schritt"), max_length=24, help_text=_("Zum Beispiel: In Arbeit")
    )
    step_done = forms.CharField(
        label=_("Dritter Schritt"), max_length=24, help_text=_("Zum Beispiel: Ergebnis")
    )
    hue = forms.IntegerField(
        label=_("Farbton"),
        help_text=_(
            "Ein Winkel von 0 bis 359: 30 ist Rot, 90 Gelb, 145 Grün, 250 Blau. "
            "Alle anderen Farben folgen daraus."
        ),
        min_value=0,
        max_value=359,
    )


class ContactForm(forms.Form):
    """Who writes the mails, and how people reach somebody."""

    sender_name = forms.CharField(label=_("Absender der E-Mails"), max_length=80, required=False)
    sender_email = forms.EmailField(
        label=_("Adresse des Absenders"),
        help_text=_("Antworten kommen hier an. Die Adresse muss zu Ihrem Mailserver gehören."),
        required=False,
    )
    phone = phone(_("Telefon"))
    phone_hours = forms.CharField(
        label=_("Wann jemand abnimmt"),
        help_text=_("Zum Beispiel: Mo–Fr 8–16 Uhr"),
        max_length=80,
        required=False,
    )
    address = forms.CharField(label=_("Anschrift"), max_length=200, required=False)


class DamageForm(forms.Form):
    """Where damage is reported."""

    damage_name = forms.CharField(label=_("Wie der Dienst heißt"), max_length=80, required=False)
    damage_url = link(_("Link zum Dienst"))
    damage_phone = phone(_("Telefon des Dienstes"))


class LanguageForm(forms.Form):
    """Pages in easy language and in sign language."""

    easy_language_url = link(_("Seite in Leichter Sprache"))
    sign_language_url = link(_("Video in Gebärdensprache"))


class MapForm(forms.Form):
    """Pictures of a map from a server that is trusted."""

    tile_url = forms.CharField(
        label=_("Adresse der Kartenbilder"),
        help_text=_("Mit {z}, {x} und {y}. Ohne Adresse zeigt die Karte nur die Stadtbezirke."),
        max_length=300,
        required=False,
    )
    tile_attribution = forms.CharField(
        label=_("Von wem die Karte stammt"),
        help_text=_("Steht auf der Karte."),
        max_length=200,
        required=False,
    )


class RulesForm(forms.Form):
    """Names, retention, and words that make somebody look."""

    names_persons = forms.BooleanField(
        label=_("Namen der Kümmer*innen öffentlich zeigen"),
        help_text=_("Sonst stehen dort nur Team und Telefon."),
        required=False,
    )
    retention_days = forms.IntegerField(
        label=_("Aufbewahrung in Tagen"),
        help_text=_("So lange nach dem Abschluss bleibt bekannt, wer etwas gesagt hat."),
        min_value=RETENTION_LEAST,
        max_value=RETENTION_MOST,
    )
    words_to_check = forms.CharField(
        label=_("Wörter, bei denen jemand hinsieht"),
        help_text=_("Eines je Zeile. Beiträge damit sind erst nach einem Blick der Moderation öffentlich."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class TextForm(forms.Form):
    """A legal text; `after` is the version it was written from."""

    text = forms.CharField(label=_("Text"), max_length=100_000, widget=forms.Textarea(attrs={"rows": 18}))
    after = forms.IntegerField(widget=forms.HiddenInput)


class PhaseForm(forms.Form):
    """How the idea platform works."""

    moderation = forms.ChoiceField(
        label=_("Wann sieht sich jemand Beiträge an?"), choices=Moderation.choices, widget=forms.RadioSelect
    )
    comments = forms.BooleanField(
        label=_("Kommentare erlauben"),
        help_text=_(
            "Jeder Kommentar wird wie ein Beitrag moderiert. "
            "Ohne Kommentare bleibt die Nachricht an das Team."
        ),
        required=False,
    )
    closes_on = day(
        _("Letzter Tag"), _("Leer lassen, wenn die Beteiligung dauerhaft offen ist."), required=False
    )


class TopicForm(forms.Form):
    """A topic with its deadlines."""

    name = forms.CharField(label=_("Name"), max_length=80)
    hint = forms.CharField(
        label=_("Hinweis"), help_text=_("Ein halber Satz: was dazugehört."), max_length=160, required=False
    )
    first_answer_days = forms.IntegerField(
        label=_("Rückmeldung in Arbeitstagen"), min_value=1, max_value=2000
    )
    next_step_days = forms.IntegerField(
        label=_("Nächster Schritt in Arbeitstagen"), min_value=1, max_value=2000
    )
    done_days = forms.IntegerField(
        label=_("Voraussichtlich fertig in Arbeitstagen"), min_value=1, max_value=2000
    )
    retention_days = forms.IntegerField(
        label=_("Eigene Aufbewahrung in Tagen"),
        help_text=_("Leer lassen, wenn gilt, was für die ganze Organisation gilt."),
        min_value=RETENTION_LEAST,
        max_value=RETENTION_MOST,
        required=False,
    )
    is_private = forms.BooleanField(
        label=_("Vertraulich"),
        help_text=_("Beiträge dazu liest nur das Team. Das lässt sich ändern, bis jemand etwas dazu sagt."),
        required=False,
    )


class OfficeForm(forms.Form):
    """An office or a team; to what it belongs is asked once."""

    name = forms.CharField(label=_("Name"), max_length=120)
    parent = forms.ChoiceField(label=_("Gehört zu"))
    phone = phone(_("Telefon"))
    email = forms.EmailField(label=_("E-Mail-Adresse"), required=False)

    def __init__(self, sent: Typed, *, parents: Choices | None = None, **options: Any) -> None:  # noqa: ANN401
        super().__init__(sent, **options)
        if parents is None:
            del self.fields["parent"]
        else:
            self.fields["parent"] = forms.ChoiceField(label=_("Gehört zu"), choices=parents)


class RouteForm(forms.Form):
    """Who looks after a topic in an area."""

    topic = forms.ChoiceField(required=False)
    area = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    organisation = forms.ChoiceField()
    caretaker = forms.ChoiceField(required=False)
    rank = forms.IntegerField(
        label=_("Rang"),
        help_text=_("Passen zwei Zeilen gleich gut, gilt die mit der kleineren Zahl."),
        min_value=0,
        max_value=1000,
        initial=100,
    )

    def __init__(
        self, sent: Typed, *, topics: Choices, areas: Choices, offices: Choices, people: Choices,
        initial: dict[str, Any] | None = None, fixed: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(sent, initial=initial)
        every: Choices = [("", _("Alle Themen"))]
        everywhere: Choices = [("", _("Ganze Stadt"))]
        anybody: Choices = [("", _("Wer am wenigsten offen hat"))]
        self._choose("topic", _("Thema"), every + topics)
        self._choose("area", _("Gebiet"), everywhere + areas)
        self._choose("organisation", _("Zuständig"), offices)
        self._choose("caretaker", _("Es kümmert sich"), anybody + people)
        if fixed:
            del self.fields["topic"], self.fields["area"]

    def _choose(self, name: str, label: Any, choices: Choices) -> None:  # noqa: ANN401 - translated later
        field: Any = self.fields[name]
        field.label, field.choices = label, choices


class TryForm(forms.Form):
    """Which office would get this?"""

    topic = forms.ChoiceField(required=False)
    area = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)

    def __init__(self, sent: Typed, *, topics: Choices, areas: Choices) -> None:
        super().__init__(sent, auto_id="id_try_%s", prefix="probe")
        for name, label, choices in (("topic", _("Thema"), topics), ("area", _("Stadtteil"), areas)):
            field: Any = self.fields[name]
            field.label, field.choices = label, [("", _("Unbekannt")), *choices]


class InviteForm(forms.Form):
    """Who is asked to work here, as what, from when until when."""

    email = forms.EmailField(
        label=_("E-Mail-Adresse"), help_text=_("Dorthin geht ein Link, der 13 Tage gilt."), max_length=254
    )
    name = forms.CharField(
        label=_("Name"), help_text=_("So heißt die Person im Team."), max_length=80, required=False
    )
    role = forms.ChoiceField(label=_("Aufgabe"), choices=Role.choices, widget=forms.RadioSelect)
    organisation = forms.ChoiceField(label=_("Wo"))
    starts = day(_("Erster Tag"))
    ends = day(_("Letzter Tag"), _("Leer lassen, wenn kein Ende feststeht."), required=False)

    def __init__(self, sent: Typed, *, offices: Choices, today: date) -> None:
        super().__init__(sent, initial={"starts": today})
        self.fields["organisation"] = forms.ChoiceField(label=_("Wo"), choices=offices)

    def clean(self) -> dict[str, Any]:
        """Years that nobody can have meant are refused."""
        for name in ("starts", "ends"):
            value = self.cleaned_data.get(name)
            if value is not None and not YEAR_LEAST <= value.year <= YEAR_MOST:
                self.add_error(name, _("Bitte prüfen Sie das Jahr."))
        return self.cleaned_data


class EndForm(forms.Form):
    """The last day of a role."""

    ends = day(_("Letzter Tag"), _("An diesem Tag gilt die Aufgabe noch."))


class NameForm(forms.Form):
    """How the team calls somebody."""

    name = forms.CharField(
        label=_("Ihr Name für das Team"),
        help_text=_("Öffentlich steht er nur, wenn Ihre Organisation Namen zeigt."),
        max_length=80,
    )
