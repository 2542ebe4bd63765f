"""What somebody wants to hear of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from konsens.city.people.models import Organisation
from konsens.city.places.atlas import Atlas
from konsens.city.places.models import Area, Street
from konsens.city.topics.models import Topic
from konsens.doors.web.cases.forms import FollowForm
from konsens.doors.web.ideas.forms import area_choices, not_one_street, streets_named
from konsens.telling.news import actions as news

RADIUS = 1000


class MoreForm(FollowForm):
    """A topic, an area, everything, or a place with a radius."""

    what = forms.ChoiceField(
        label=_("Wovon möchten Sie hören?"),
        choices=[
            ("area", _("Von einem Stadtteil")),
            ("topic", _("Von einem Thema")),
            ("office", _("Von einem Team")),
            ("place", _("Von der Umgebung einer Straße")),
            ("all", _("Von allem")),
        ],
        widget=forms.RadioSelect,
        initial="area",
    )
    area = forms.TypedChoiceField(label=_("Stadtteil"), coerce=int, empty_value=None, required=False)
    topic = forms.ModelChoiceField(label=_("Thema"), queryset=Topic.objects.none(), required=False)
    office = forms.ModelChoiceField(label=_("Team"), queryset=Organisation.objects.none(), required=False)
    street = forms.CharField(label=_("Straße"), max_length=120, required=False)
    radius_m = forms.TypedChoiceField(
        label=_("Umkreis"),
        coerce=int,
        choices=[(300, "300 m"), (RADIUS, "1 km"), (3000, "3 km")],
        required=False,
        empty_value=None,
        initial=RADIUS,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own
        atlas: Atlas,
        topics: list[Topic],
        controller: Organisation,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.atlas = atlas
        self.place: Street | None = None
        area: Any = self.fields["area"]
        area.choices = [("", gettext("Bitte wählen")), *area_choices(atlas)]
        topic: Any = self.fields["topic"]
        topic.empty_label = gettext("Bitte wählen")
        topic.queryset = Topic.objects.filter(pk__in=[each.pk for each in topics]).order_by("order", "name")
        office: Any = self.fields["office"]
        office.empty_label = gettext("Bitte wählen")
        office.queryset = Organisation.objects.filter(controller=controller, ends=None).order_by("name")

    def clean(self) -> dict[str, Any]:
        """What was chosen needs its area, topic or street."""
        data = self.cleaned_data
        match data.get("what"):
            case "area" if not data.get("area"):
                self.add_error("area", gettext("Bitte wählen Sie einen Stadtteil."))
            case "topic" if not data.get("topic"):
                self.add_error("topic", gettext("Bitte wählen Sie ein Thema."))
            case "office" if not data.get("office"):
                self.add_error("office", gettext("Bitte wählen Sie ein Team."))
            case "place":
                self._find_place(data.get("street") or "", data.get("area"))
        return data

    def _find_place(self, name: str, area: int | None) -> None:
        if not name:
            self.add_error("street", gettext("Bitte schreiben Sie, um welche Straße es geht."))
            return
        hits = streets_named(name, self.atlas, area)
        if len(hits) == 1:
            self.place = hits[0]
        else:
            self.add_error("street", not_one_street(hits))

    def wish(self) -> news.Wish:
        """What was chosen, in a form that is right."""
        data = self.cleaned_data
        if data["what"] == "area":
            return news.Wish(area=Area.objects.get(pk=data["area"]))
        if data["what"] == "topic":
            return news.Wish(topic=data["topic"])
        if data["what"] == "office":
            return news.Wish(organisation=data["office"])
        if data["what"] == "place" and self.place is not None:
            radius = data["radius_m"] or RADIUS
            return news.Wish(lat=self.place.lat, lon=self.place.lon, radius_m=radius)
        return news.Wish()
