"""What residents type on the page of a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from konsens.doors.web.forms import Honest


class AddressForm(Honest):
    """A mail address, for whoever we do not know yet."""

    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Dorthin schicken wir einen Link zum Bestätigen. Sie wird nie veröffentlicht."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["email"]


class FollowForm(AddressForm):
    """How often somebody wants to hear of something."""

    cadence = forms.ChoiceField(
        label=_("Wie oft?"),
        choices=[("at_once", _("Sofort, wenn etwas geschieht")), ("daily", _("Einmal am Tag gesammelt"))],
        initial="at_once",
        widget=forms.RadioSelect,
    )
    field_order: Iterable[str] | None = ("cadence", "email")


class WordsForm(forms.Form):
    """Some sentences."""

    text = forms.CharField(
        label=_("Ihre Nachricht"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )


class CommentForm(forms.Form):
    """Something to say about what somebody else said."""

    text = forms.CharField(
        label=_("Ihr Kommentar"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )


class ReportForm(Honest):
    """Why a contribution should not stay as it is; open to everybody, name and address are optional."""

    reason = forms.CharField(
        label=_("Was ist nicht in Ordnung?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    name = forms.CharField(
        label=_("Ihr Name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Für eine Antwort."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class DoneForm(forms.Form):
    """Is it done?"""

    is_done = forms.ChoiceField(
        label=_("Ist es erledigt?"),
        choices=[("yes", _("Ja, es ist erledigt")), ("no", _("Nein, noch nicht"))],
        widget=forms.RadioSelect,
    )
    saying = forms.CharField(
        label=_("Was fehlt noch?"),
        help_text=_("Das liest nur das Team."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
