"""Follow more than a case, confirm by mail, and stop in one step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt  # guard: allowed, see unsubscribe
from django.views.decorators.http import require_http_methods, require_POST

from konsens.city.people.actions import meet
from konsens.city.people.models import Relation
from konsens.city.topics.models import Topic
from konsens.doors.web import who
from konsens.doors.web.accepted import in_force
from konsens.doors.web.address import visitor
from konsens.doors.web.follow.forms import MoreForm
from konsens.doors.web.forms import typed
from konsens.doors.web.places import area_by_code
from konsens.doors.web.render import render
from konsens.doors.web.site import Site, site_of
from konsens.kernel import clock, throttle, tokens
from konsens.kernel.errors import RuleBrokenError, StaleLinkError
from konsens.telling.news import actions as news
from konsens.telling.news.kinds import Cadence
from konsens.telling.news.models import Follow, Mailing

PER_VISITOR = throttle.Limit("follow", 20, timedelta(hours=1))
PER_ADDRESS = throttle.Limit("follow-address", 10, timedelta(hours=1))


@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest) -> HttpResponse:
    """Follow a topic, an area, a place or everything."""
    site, relation = site_of(request), _known(request)
    topics = list(Topic.objects.offered_by(site.controller.pk).filter(is_private=False))
    form = MoreForm(
        typed(request),
        atlas=site.atlas,
        topics=topics,
        controller=site.controller,
        known=relation is not None,
        initial=_initial(request, site, topics),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _begin(request, form, relation)
        except RuleBrokenError as broken:
            form.add_error(None, str(broken))
    return render(
        request,
        "follow/more.html",
        {"form": form, "known": relation is not None},
        status=422 if form.errors else 200,
    )


def _known(request: HttpRequest) -> Relation | None:
    relation = who.relation(request)
    return relation if relation is not None and relation.email_verified_at is not None else None


def _initial(request: HttpRequest, site: Site, topics: list[Topic]) -> dict[str, Any]:
    """What the list somebody came from was narrowed down to."""
    area = area_by_code(site.atlas, request.GET.get("gebiet", ""))
    topic = next((each for each in topics if each.slug == request.GET.get("thema")), None)
    if topic is not None and area is None:
        return {"what": "topic", "topic": topic}
    return {"what": "area", "area": area.id if area else None, "topic": topic}


def _begin(request: HttpRequest, form: MoreForm, relation: Relation | None) -> HttpResponse:
    now, data, site = clock.now(), form.cleaned_data, site_of(request)
    throttle.check(PER_VISITOR, visitor(request), now=now)
    if relation is None:
        throttle.check(PER_ADDRESS, data["email"], now=now)
    whom = relation or meet(
        site.controller, email=data["email"], now=now, notice=in_force(request), language=site.language
    )
    news.follow(whom, form.wish(), by=who.person(request), now=now, cadence=Cadence(data["cadence"]))
    if relation is not None:
        return HttpResponseRedirect(f"{reverse('account')}#folgen")
    return render(request, "follow/sent.html", {"address": data["email"]})


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
    return HttpResponseRedirect(f"{reverse('account')}#folgen")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail: one button, so that no scanner confirms by looking."""
    now = clock.now()
    try:
        if request.method != "POST":
            made = _asked(request, tokens.peek(token, "follow", Follow, now=now).object_id)
            return render(request, "follow/confirm.html", {"follow": made})
        with transaction.atomic():
            found = tokens.redeem(token, "follow", Follow, now=now)
            made = _asked(request, found.object_id)
            made = news.confirm_follow(made, now=now, proof=found.address_digest)
    except StaleLinkError as stale:
        return render(request, "ideas/stale.html", {"sentence": str(stale)}, status=410)
    if made.person.account_id is None:
        who.recognise(request, made.person, made.controller)
    return render(request, "follow/begun.html", {"follow": made})


def _asked(request: HttpRequest, key: int) -> Follow:
    """What somebody asked to hear of, at the organisation whose page this is.

    Raises:
        StaleLinkError: it is of another organisation, or forgotten already.
    """
    follows = Follow.objects.filter(controller=site_of(request).controller, pk=key)
    made = follows.select_related("case__lead").first()
    if made is None:
        raise StaleLinkError(_("Was dieser Link bestätigen sollte, gibt es hier nicht mehr."))
    return made


@csrf_exempt  # guard: allowed, mail programs unsubscribe by a POST of their own (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop in one step; the link can do nothing else, and may be used again."""
    try:
        follows = _named_by(token)
    except StaleLinkError as stale:
        return render(request, "ideas/stale.html", {"sentence": str(stale)}, status=410)
    if request.method == "POST":
        news.unfollow(*follows, now=clock.now())
        return render(request, "follow/ended.html")
    ended = all(each.ended_at is not None for each in follows)
    return render(request, "follow/unsubscribe.html", {"ended": ended})


def _named_by(token: str) -> list[Follow]:
    """The one follow that a link in a mail ends, or all those because of which the mail was sent.

    Raises:
        StaleLinkError: when the link is for something else.
    """
    now = clock.now()
    try:
        return list(Follow.objects.filter(pk=tokens.peek(token, "unsubscribe", Follow, now=now).object_id))
    except StaleLinkError:
        mailing = tokens.peek(token, "unsubscribe", Mailing, now=now).object_id
    return list(Follow.objects.filter(deliveries__mailing=mailing).distinct())
