"""What people type who look after a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from konsens.caring.cases.kinds import CouncilDecision, CouncilKind, Outcome, PromiseKind, WaitingFor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TEN_YEARS = timedelta(days=3650)


Data = Mapping[str, Any] | None
Initial = dict[str, Any] | None
Label: TypeAlias = "str | _StrPromise"


def sent(request: HttpRequest) -> Data:
    """What a form is bound to: what was sent, even if that was nothing; on GET it is not bound at all."""
    return request.POST if request.method == "POST" else None


class DayField(forms.DateField):
    """A day, with the calendar of the device; a year that nobody can have meant is refused."""

    def __init__(
        self,
        label: Label,
        *,
        today: date,
        required: bool = True,
        hint: Label = "",
        initial: date | None = None,
    ) -> None:
        self.today = today
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        wrong = {"invalid": _("Bitte schreiben Sie den Tag so: 31.12.2026.")}
        super().__init__(
            label=label,
            required=required,
            help_text=hint,
            initial=initial,
            widget=widget,
            error_messages=wrong,
        )

    def validate(self, value: date | None) -> None:
        """Ten years ahead or back are enough for everything here."""
        super().validate(value)
        if value is not None and abs(value - self.today) > TEN_YEARS:
            raise ValidationError(
                _("Dieser Tag liegt mehr als zehn Jahre entfernt. Bitte prüfen Sie das Jahr.")
            )


def words(label: Label, *, rows: int = 6, required: bool = True, hint: Label = "") -> forms.CharField:
    """Some sentences."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


PUBLIC = _("Das lesen alle.")


class TellForm(forms.Form):
    """Something for everybody, and what it means for the next step."""

    text = words(_("Was es Neues gibt"), hint=PUBLIC)

    def __init__(
        self, data: Data, *, initial: Initial = None, today: date, is_open: bool, step_due: date | None
    ) -> None:
        super().__init__(data, initial=initial)
        if is_open and step_due is not None:
            self.fields["is_next_step"] = forms.BooleanField(
                label=_("Damit ist der nächste Schritt getan"), required=False
            )
        if is_open:
            self.fields["next_step_by"] = DayField(
                _("Nächster Schritt bis"), required=False, today=today, hint=_("Ein Arbeitstag.")
            )


class NoteForm(forms.Form):
    """Something for the team."""

    text = words(_("Notiz"), hint=_("Das liest nur das Team."))


class DateForm(forms.Form):
    """A public date, and why it moves."""

    kind = forms.ChoiceField(label=_("Welche Frist?"), choices=PromiseKind.choices, widget=forms.RadioSelect)

    def __init__(self, data: Data, *, initial: Initial = None, today: date, moves: bool) -> None:
        super().__init__(data, initial=initial)
        self.fields["due"] = DayField(_("Neuer Tag"), today=today, hint=_("Ein Arbeitstag."))
        hint = _("Nötig, wenn schon eine Frist gilt. Das lesen alle, zusammen mit der alten Frist.")
        self.fields["because"] = words(_("Warum?"), rows=3, required=moves, hint=hint)


class WaitForm(forms.Form):
    """For what a case waits, and until when."""

    what = forms.ChoiceField(
        label=_("Worauf wartet es?"), choices=WaitingFor.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: Data, *, initial: Initial = None, today: date) -> None:
        super().__init__(data, initial=initial)
        self.fields["until"] = DayField(_("Bis wann?"), today=today)
        self.fields["text"] = words(_("Was alle dazu lesen"), rows=4)


class GoOnForm(forms.Form):
    """Go on, with words or without."""

    text = words(_("Was alle dazu lesen"), rows=4, required=False)


ENDINGS = {
    Outcome.DONE: _("Erledigt: Es ist getan."),
    Outcome.PLANNED: _("Eingeplant: Es kommt, aber später."),
    Outcome.EXISTS: _("Gibt es schon: Nichts fehlt mehr."),
    Outcome.NOT_POSSIBLE: _("Nicht möglich: mit dem Grund."),
    Outcome.HANDED_OVER: _("Weitergegeben: Zuständig ist jemand anderes."),
    Outcome.DUPLICATE: _("Schon bekannt: Es geht in einem anderen Vorgang weiter."),
    Outcome.WITHDRAWN: _("Zurückgezogen: auf Wunsch der Person, die es gesagt hat."),
}


class CloseForm(forms.Form):
    """With what a case ends."""

    outcome = forms.ChoiceField(
        label=_("Mit welchem Ergebnis?"), choices=list(ENDINGS.items()), widget=forms.RadioSelect
    )
    reason = words(_("Warum ist es nicht möglich?"), rows=3, required=False, hint=PUBLIC)
    handed_to = forms.CharField(label=_("An wen wurde es weitergegeben?"), max_length=120, required=False)
    into = forms.CharField(
        label=_("Nummer des Vorgangs, in dem es weitergeht"), max_length=20, required=False
    )
    text = words(_("Was alle dazu lesen"), hint=_("Was ist geschehen, was nicht, und wie geht es weiter?"))


class MergeForm(forms.Form):
    """In which case it goes on."""

    def __init__(self, data: Data, *, initial: Initial = None, likely: list[tuple[str, str]]) -> None:
        super().__init__(data, initial=initial)
        if likely:
            self.fields["choice"] = forms.ChoiceField(
                label=_("Ähnliche Vorgänge"), choices=likely, required=False, widget=forms.RadioSelect
            )
        self.fields["number"] = forms.CharField(
            label=_("Nummer des anderen Vorgangs"), max_length=20, required=False
        )
        hint = _("Bleibt es leer, steht dort: „Dasselbe wurde schon gesagt. Es geht gemeinsam weiter.“")
        self.fields["text"] = words(_("Was alle dazu lesen"), rows=3, required=False, hint=hint)

    def clean(self) -> dict[str, Any]:
        """One of the two names the other case."""
        data = super().clean() or {}
        if not data.get("choice") and not data.get("number"):
            raise ValidationError(_("Bitte wählen Sie einen Vorgang, oder schreiben Sie seine Nummer."))
        return data


class ReopenForm(forms.Form):
    """Why it is taken up again."""

    text = words(_("Warum geht es weiter?"), rows=4, hint=PUBLIC)


class RerouteForm(forms.Form):
    """What it is really about."""

    def __init__(self, data: Data, *, initial: Initial = None, topics: list[tuple[str, str]]) -> None:
        super().__init__(data, initial=initial)
        self.fields["topic"] = forms.ChoiceField(
            label=_("Neues Thema"), choices=topics, widget=forms.RadioSelect
        )


class AssignForm(forms.Form):
    """Who looks after it from now on."""

    def __init__(
        self, data: Data, *, initial: Initial = None, people: list[tuple[str, list[tuple[str, str]]]]
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["to"] = forms.ChoiceField(
            label=_("Wer kümmert sich ab jetzt?"), choices=[("", _("Bitte wählen")), *people]
        )


class PaperForm(forms.Form):
    """What goes to a body."""

    kind = forms.ChoiceField(
        label=_("Auf welchem Weg?"), choices=CouncilKind.choices, widget=forms.RadioSelect
    )
    body = forms.CharField(
        label=_("Gremium"), max_length=120, help_text=_("Zum Beispiel: Bezirksvertretung Hörde")
    )

    def __init__(self, data: Data, *, initial: Initial = None, today: date) -> None:
        super().__init__(data, initial=initial)
        self.fields["sitting_on"] = DayField(_("Tag der Sitzung"), required=False, today=today,
            hint=_("Bis dahin wartet der Vorgang offen und gilt nicht als verspätet."),
        )  # fmt: skip
        self.fields["number"] = forms.CharField(label=_("Drucksachen-Nr."), max_length=40, required=False)
        self.fields["link"] = forms.URLField(
            label=_("Link zur Drucksache"), required=False, max_length=200, assume_scheme="https"
        )
        self.fields["text"] = words(_("Was alle dazu lesen"), rows=4, required=False)


class DecisionForm(forms.Form):
    """What a body decided."""

    decision = forms.ChoiceField(
        label=_("Wie wurde entschieden?"), choices=CouncilDecision.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: Data, *, initial: Initial = None, today: date) -> None:
        super().__init__(data, initial=initial)
        self.fields["decided_on"] = DayField(_("Wann?"), today=today, initial=today)
        self.fields["next_sitting"] = DayField(_("Nächste Sitzung"), required=False, today=today,
            hint=_("Wenn es vertagt oder an ein anderes Gremium überwiesen wurde."),
        )  # fmt: skip
        self.fields["text"] = words(_("Was alle dazu lesen"), rows=4)


class ImplementationForm(forms.Form):
    """How a decision is put into practice."""

    text = words(_("Wie wird der Beschluss umgesetzt?"), rows=4, hint=PUBLIC)

    def __init__(self, data: Data, *, initial: Initial = None, today: date) -> None:
        super().__init__(data, initial=initial)
        self.fields["implemented_on"] = DayField(_("Umgesetzt am"), required=False, today=today,
            hint=_("Leer, solange es noch nicht fertig ist."),
        )  # fmt: skip
