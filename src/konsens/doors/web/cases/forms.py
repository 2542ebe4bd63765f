"""What residents type on the page of a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """A mail address, for whoever we do not know yet."""

    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Dorthin schicken wir einen Link zum Bestätigen. Sie wird nie veröffentlicht."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["email"]

    def clean_website(self) -> str:
        """A field that people do not see; whoever fills it is a machine."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Bitte lassen Sie das unsichtbare Feld leer."))
        return ""


class FollowForm(AddressForm):
    """How often somebody wants to hear of something."""

    cadence = forms.ChoiceField(
        label=_("Wie oft?"),
        choices=[("at_once", _("Sofort, wenn etwas geschieht")), ("daily", _("Einmal am Tag gesammelt"))],
        initial="at_once",
        widget=forms.RadioSelect,
    )


class WordsForm(forms.Form):
    """Some sentences."""

    text = forms.CharField(
        label=_("Ihre Nachricht"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )


class ReportForm(forms.Form):
    """Why a contribution should not stay as it is; open to everybody, name and address are optional."""

    reason = forms.CharField(
        label=_("Was ist nicht in Ordnung?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    name = forms.CharField(label=_("Ihr Name"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Für eine Antwort."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(required=False)

    def clean_website(self) -> str:
        """A field that people do not see; whoever fills it is a machine."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Bitte lassen Sie das unsichtbare Feld leer."))
        return ""


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
