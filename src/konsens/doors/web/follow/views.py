"""Follow more than a case, confirm by mail, and stop in one step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt  # guard: allowed, see unsubscribe
from django.views.decorators.http import require_http_methods, require_POST

from konsens.city.people.actions import meet
from konsens.city.places.locate import atlas
from konsens.city.places.models import Area, Street
from konsens.city.topics.models import Topic
from konsens.doors.web import who
from konsens.doors.web.address import visitor
from konsens.doors.web.cases.forms import FollowForm
from konsens.doors.web.forms import one_form
from konsens.doors.web.ideas.forms import area_choices
from konsens.doors.web.render import render
from konsens.doors.web.site import Site, site_of
from konsens.kernel import clock, throttle, tokens
from konsens.kernel.errors import RuleBrokenError, StaleLinkError
from konsens.telling.news import actions as news
from konsens.telling.news.kinds import Cadence
from konsens.telling.news.models import Follow

PER_VISITOR = throttle.Limit("follow", 20, timedelta(hours=1))


class MoreForm(FollowForm):
    """A topic, an area, everything, or a place with a radius."""

    what = forms.ChoiceField(
        label=_("Wovon möchten Sie hören?"),
        choices=[
            ("area", _("Von einem Stadtteil")),
            ("topic", _("Von einem Thema")),
            ("place", _("Von der Umgebung einer Straße")),
            ("all", _("Von allem")),
        ],
        widget=forms.RadioSelect,
        initial="area",
    )
    area = forms.TypedChoiceField(label=_("Stadtteil"), coerce=int, empty_value=None, required=False)
    topic = forms.ModelChoiceField(label=_("Thema"), queryset=Topic.objects.none(), required=False)
    street = forms.CharField(label=_("Straße"), max_length=120, required=False)
    radius_m = forms.TypedChoiceField(
        label=_("Umkreis"),
        coerce=int,
        choices=[(300, "300 m"), (1000, "1 km"), (3000, "3 km")],
        required=False,
        empty_value=1000,
    )
    field_order = ("what", "area", "topic", "street", "radius_m", "cadence", "email")

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area"]
        area.choices = [("", "–"), *area_choices(atlas())]
        topic: Any = self.fields["topic"]
        topic.queryset = Topic.objects.offered_by(site.controller.pk).filter(is_private=False)

    def wish(self) -> news.Wish:
        """What was chosen.

        Raises:
            RuleBrokenError: the choice lacks its area, topic or street.
        """
        data = self.cleaned_data
        match data["what"]:
            case "area" if data["area"]:
                return news.Wish(area=Area.objects.get(pk=data["area"]))
            case "topic" if data["topic"]:
                return news.Wish(topic=data["topic"])
            case "place":
                street = self._street(data["street"])
                return news.Wish(lat=street.lat, lon=street.lon, radius_m=data["radius_m"] or 1000)
            case "all":
                return news.Wish()
        raise RuleBrokenError(_("Bitte wählen Sie noch aus, welcher Stadtteil oder welches Thema."))

    @staticmethod
    def _street(name: str) -> Street:
        hits = list(Street.objects.starting(name)[:1]) if name.strip() else []
        if not hits:
            raise RuleBrokenError(
                _("Diese Straße kennen wir nicht. Bitte prüfen Sie, wie sie geschrieben wird.")
            )
        return hits[0]


@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest) -> HttpResponse:
    """Follow a topic, an area, a place or everything."""
    relation = who.relation(request)
    known = relation is not None and relation.email_verified_at is not None
    site = site_of(request)
    form = MoreForm(request.POST or None, site=site, known=known)

    def work(data: dict[str, Any]) -> HttpResponse:
        now = clock.now()
        throttle.check(PER_VISITOR, visitor(request), now=now)
        whom = (
            relation
            if known and relation
            else meet(site.controller, email=data["email"], now=now, language=site.language)
        )
        news.follow(whom, form.wish(), by=who.person(request), now=now, cadence=Cadence(data["cadence"]))
        if known:
            return HttpResponseRedirect(reverse("account"))
        return render(request, "follow/sent.html", {"address": data["email"]})

    back = ("account", gettext("Mein Bereich")) if known else ("start", gettext("Startseite"))
    return one_form(request, form, work, title=_("Auf dem Laufenden bleiben"), button=_("Folgen"), back=back)


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the pace, or stop; one's own only."""
    somebody = who.person(request)
    made = Follow.objects.filter(pk=pk, person=somebody).first() if somebody else None
    if made is None or somebody is None:
        raise Http404
    if "end" in request.POST:
        news.unfollow(made, now=clock.now())
    elif request.POST.get("cadence") in Cadence.values:
        news.change_pace(made, Cadence(request.POST["cadence"]), by=somebody, now=clock.now())
    return HttpResponseRedirect(reverse("account"))


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail: one button, so that no scanner confirms by looking."""
    now = clock.now()
    try:
        if request.method != "POST":
            tokens.peek(token, "follow", Follow, now=now)
            return render(request, "follow/confirm.html")
        found = tokens.redeem(token, "follow", Follow, now=now)
    except StaleLinkError as stale:
        return render(request, "ideas/stale.html", {"sentence": str(stale)}, status=410)
    made = news.confirm_follow(Follow.objects.get(pk=found.object_id), now=now)
    if made.person.account_id is None:
        who.recognise(request, made.person, made.controller)
    return render(request, "follow/begun.html", {"follow": made})


@csrf_exempt  # guard: allowed, mail programs unsubscribe by a POST of their own (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop in one step; the link can do nothing else, and may be used again."""
    try:
        found = tokens.peek(token, "unsubscribe", Follow, now=clock.now())
    except StaleLinkError as stale:
        return render(request, "ideas/stale.html", {"sentence": str(stale)}, status=410)
    made = Follow.objects.get(pk=found.object_id)
    if request.method == "POST":
        news.unfollow(made, now=clock.now())
        return render(request, "follow/ended.html")
    return render(request, "follow/unsubscribe.html", {"ended": made.ended_at is not None})
