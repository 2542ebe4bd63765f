"""What somebody types when they say something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from konsens.city.places.atlas import Atlas
from konsens.city.places.locate import locate
from konsens.city.places.models import Street
from konsens.city.places.names import fold, fold_typed
from konsens.city.topics.models import Topic
from konsens.doors.web.forms import Honest
from konsens.doors.web.ideas import drafts
from konsens.doors.web.places import degrees, districts_of
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices.kinds import Channel, Kind
from konsens.listening.voices.rules import TEXT_MOST, TITLE_MOST
from konsens.listening.voices.said import Spot

KINDS = [
    (Kind.IDEA, _("Idee: Ich schlage etwas vor")),
    (Kind.CONCERN, _("Anliegen: Mich stört etwas, oder ich brauche etwas")),
]
AT_THE_DESK = [(c.value, c.label) for c in (Channel.PHONE, Channel.COUNTER, Channel.LETTER, Channel.PAPER)]


class SayForm(Honest):
    """An idea or a concern; nothing typed is ever lost."""

    kind = forms.ChoiceField(label=_("Was möchten Sie sagen?"), choices=KINDS, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Worum geht es?"), help_text=_("Ein kurzer Satz genügt."), max_length=TITLE_MOST
    )
    text = forms.CharField(
        label=_("Beschreibung"),
        help_text=_("Was ist los? Was wünschen Sie sich? Bitte ohne Namen und Adressen anderer Menschen."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )
    topic = forms.ModelChoiceField(label=_("Thema"), queryset=Topic.objects.none(), required=False)
    street = forms.CharField(
        label=_("Straße"),
        help_text=_("Beim Tippen erscheinen Vorschläge."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    area = forms.TypedChoiceField(label=_("Stadtteil"), coerce=int, empty_value=None, required=False)
    lat = forms.CharField(required=False, widget=forms.HiddenInput)
    lon = forms.CharField(required=False, widget=forms.HiddenInput)
    photo = forms.FileField(
        label=_("Foto"),
        help_text=_(
            "JPEG, PNG oder WebP bis 12 MB. Ort und Gerät löschen wir aus dem Bild. "
            "Andere sehen es, sobald ein Mensch es geprüft hat."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    photo_key = forms.CharField(required=False, widget=forms.HiddenInput)
    photo_description = forms.CharField(
        label=_("Was ist auf dem Foto zu sehen?"),
        help_text=_("Für Menschen, die nicht sehen können."),
        max_length=200,
        required=False,
    )
    private_note = forms.CharField(
        label=_("Nur für das Team"),
        help_text=_("Das liest niemand sonst: zum Beispiel, wie man Sie am besten erreicht."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    channel = forms.ChoiceField(label=_("Wie kam es zu uns?"), choices=AT_THE_DESK)
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Dorthin schicken wir einen Link zum Bestätigen. Sie wird nie veröffentlicht."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own
        topics: list[Topic],
        atlas: Atlas,
        needs_email: bool,
        for_others: bool,
        before_a_photo: Callable[[], None] = lambda: None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.atlas = atlas
        self.before_a_photo = before_a_photo
        self.kept_photo = ""
        topic: Any = self.fields["topic"]
        topic.queryset = Topic.objects.filter(pk__in=[each.pk for each in topics]).order_by("order", "name")
        topic.empty_label = gettext("Ich weiß es nicht")
        area: Any = self.fields["area"]
        area.choices = [("", gettext("Ganze Stadt oder unbekannt")), *area_choices(atlas)]
        if not for_others:
            del self.fields["channel"]
        if for_others:
            self.fields["email"].required = False
            self.fields["email"].help_text = gettext(
                "Freiwillig. Wer eine Adresse angibt, erfährt per E-Mail, wie es weitergeht."
            )
        elif not needs_email:
            del self.fields["email"]

    def clean_title(self) -> str:
        """A heading that says something."""
        title: str = self.cleaned_data["title"]
        if len(title.strip()) < 5:
            raise forms.ValidationError(
                _("Bitte sagen Sie in ein paar Worten, worum es geht (mindestens 5 Zeichen).")
            )
        return title

    def clean_text(self) -> str:
        """A text that people can read."""
        text: str = self.cleaned_data["text"]
        if len(text) > TEXT_MOST:
            raise forms.ValidationError(
                _("Der Text hat %(length)s Zeichen. Bitte kürzen Sie ihn auf höchstens %(most)s."),
                params={"length": len(text), "most": TEXT_MOST},
            )
        return text

    def clean(self) -> dict[str, Any]:
        """Lay the photo aside first, so that it survives whatever else is wrong."""
        self._keep_photo(self.cleaned_data.get("photo"))
        self.spot = self._spot()
        return self.cleaned_data

    def _keep_photo(self, upload: UploadedFile | None) -> None:
        key = self.cleaned_data.get("photo_key") or ""
        if upload is not None and upload.file is not None:
            try:
                self.before_a_photo()
                key = drafts.keep(upload.file)
            except RuleBrokenError as broken:
                self.add_error("photo", str(broken))
        self.kept_photo = key if drafts.find(key) else ""

    def _spot(self) -> Spot:
        lat, lon = (degrees(self.cleaned_data.get(name), most) for name, most in (("lat", 90), ("lon", 180)))
        street = self.cleaned_data.get("street") or ""
        if lat is not None and lon is not None:
            return self._pinned(lat, lon, street)
        area = self.cleaned_data.get("area")
        return self._on_street(street, area) if street else Spot(area_id=area)

    def _pinned(self, lat: float, lon: float, street: str) -> Spot:
        found = locate(lat, lon, within=self.atlas)
        if found is None:
            self.add_error(
                "area",
                _(
                    "Der Punkt auf der Karte liegt außerhalb der Stadt. "
                    "Bitte setzen Sie ihn neu, oder wählen Sie einen Stadtteil."
                ),
            )
            return Spot()
        return Spot(lat=lat, lon=lon, area_id=found.area_id, street=street)

    def _on_street(self, name: str, area: int | None) -> Spot:
        hits = streets_named(name, self.atlas, area)
        if len(hits) == 1:
            return Spot(lat=hits[0].lat, lon=hits[0].lon, area_id=hits[0].area_id, street=hits[0].name)
        if area is not None:
            return Spot(area_id=area, street=name)
        self.add_error("street", not_one_street(hits))
        return Spot()


def streets_named(name: str, atlas: Atlas, area: int | None) -> list[Street]:
    """The streets of a name, in one part of the city if that is known."""
    hits = [each for each in Street.objects.starting(name)[:20] if fold(each.name) == fold_typed(name)]
    near = atlas.descendants(area) if area is not None else None
    return [each for each in hits if near is None or each.area_id in near]


def not_one_street(hits: list[Street]) -> str:
    """Why a street's name alone does not say where it is."""
    if not hits:
        return gettext("Diese Straße kennen wir nicht. Bitte wählen Sie den Stadtteil, in dem sie liegt.")
    areas = ", ".join(each.area.name for each in hits)
    return gettext("Diese Straße gibt es mehrmals: %(areas)s. Bitte wählen Sie den Stadtteil.") % {
        "areas": areas
    }


def area_choices(atlas: Atlas) -> list[tuple[str, Any]]:
    """Districts with everything in them, for a list to choose from."""
    choices: list[tuple[str, Any]] = []
    for district in districts_of(atlas):
        within = [atlas.by_id[each] for each in atlas.descendants(district.id) - {district.id}]
        if not within:
            choices.append((str(district.id), district.name))
            continue
        parts = [(each.id, each.name) for each in sorted(within, key=lambda each: each.name)]
        whole = (district.id, gettext("%(district)s (ganz)") % {"district": district.name})
        choices.append((district.name, [whole, *parts]))
    return choices
