"""What moderators type: reasons that an author can read, a shorter text, answers."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from konsens.listening.voices.actions import Reasons
from konsens.listening.voices.kinds import Ground, Kind, State
from konsens.listening.voices.models import Contribution
from konsens.listening.voices.rules import TEXT_MOST, TITLE_MOST


def _words(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReasonsForm(forms.Form):
    """A statement of reasons: what happened, on what the decision rests, which rule."""

    facts = forms.CharField(
        label=_("Was der Grund ist"),
        help_text=_(
            "Das liest die Person, die es gesagt hat. Nennen Sie, was genau nicht stehen bleiben kann."
        ),
        max_length=TEXT_MOST,
        widget=_words(),
    )
    ground = forms.ChoiceField(
        label=_("Worauf es beruht"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        initial=Ground.NETIQUETTE,
    )
    rule = forms.CharField(
        label=_("Welche Regel"),
        help_text=_("Zum Beispiel: Netiquette, Punkt 3; oder § 185 StGB. Das steht dabei."),
        max_length=200,
        required=False,
    )
    mark = forms.CharField(required=False, widget=forms.HiddenInput)

    def reasons(self) -> Reasons:
        """The statement as the actions take it."""
        data = self.cleaned_data
        return Reasons(facts=data["facts"], ground=Ground(data["ground"]), rule=data["rule"])


class ShortenForm(ReasonsForm):
    """The words that stay; a comment has no heading."""

    title = forms.CharField(label=_("Überschrift, die bleibt"), max_length=TITLE_MOST)
    text = forms.CharField(
        label=_("Text, der bleibt"), max_length=TEXT_MOST, required=False, widget=_words(9)
    )
    publish = forms.BooleanField(label=_("Danach gleich veröffentlichen"), required=False, initial=True)
    seen_title = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    seen_text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    field_order = ["title", "text", "facts", "ground", "rule", "publish"]

    def __init__(self, typed: QueryDict | None, *, about: Contribution) -> None:
        words = {"title": about.title, "text": about.text}
        super().__init__(typed, initial={**words, "seen_title": about.title, "seen_text": about.text})
        if about.kind == Kind.COMMENT:
            del self.fields["title"], self.fields["seen_title"]
        if about.state != State.HELD:
            del self.fields["publish"]


class SayingForm(forms.Form):
    """A sentence to the author, if there is anything to say."""

    saying = forms.CharField(
        label=_("Ein Satz an die Person, die es gesagt hat"), max_length=2000, required=False, widget=_words()
    )
    mark = forms.CharField(required=False, widget=forms.HiddenInput)


class SettleForm(forms.Form):
    """What came of a report."""

    acted = forms.ChoiceField(
        label=_("Was ist daraus geworden?"),
        choices=[
            ("no", _("Der Beitrag bleibt, wie er ist")),
            ("yes", _("Wir haben eingegriffen: gekürzt oder nicht mehr öffentlich")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Warum"),
        help_text=_("Wer es gemeldet und eine Adresse genannt hat, bekommt diese Antwort."),
        max_length=TEXT_MOST,
        widget=_words(),
    )


class DecideForm(forms.Form):
    """A decision about a complaint."""

    upheld = forms.ChoiceField(
        label=_("Wie entscheiden Sie?"),
        choices=[
            ("yes", _("Der Widerspruch ist berechtigt: Die Entscheidung wird zurückgenommen")),
            ("no", _("Es bleibt bei der Entscheidung")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Warum"),
        help_text=_("Das liest die Person, die widersprochen hat."),
        max_length=TEXT_MOST,
        widget=_words(),
    )
