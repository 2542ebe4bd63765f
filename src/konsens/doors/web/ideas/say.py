"""Saying something: the first question, the form, and what others said already."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konsens.caring.cases.models import Case
from konsens.city.people.actions import meet
from konsens.city.people.models import Relation
from konsens.city.places.atlas import Atlas
from konsens.city.places.locate import locate, suggest_streets
from konsens.city.projects.models import Phase
from konsens.city.topics.models import Topic
from konsens.doors.web import once, who
from konsens.doors.web.accepted import accepted, in_force
from konsens.doors.web.address import visitor
from konsens.doors.web.caching import cacheable
from konsens.doors.web.ideas import drafts
from konsens.doors.web.ideas.forms import SayForm, streets_named
from konsens.doors.web.places import degrees, words_for
from konsens.doors.web.render import render
from konsens.doors.web.rows import for_cards, rows_of
from konsens.doors.web.site import Site, site_of
from konsens.doors.web.standing import today
from konsens.kernel import clock, throttle
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Channel, Kind, State
from konsens.listening.voices.models import Contribution
from konsens.listening.voices.rules import TEXT_MOST, one_line
from konsens.listening.voices.said import Said
from konsens.telling.search import likeness

PER_VISITOR = throttle.Limit("say", 20, timedelta(hours=1))
PER_ADDRESS = throttle.Limit("say-address", 6, timedelta(hours=1))
PHOTOS = throttle.Limit("photo", 40, timedelta(hours=1))
KINDS = {"idee": Kind.IDEA, "anliegen": Kind.CONCERN}


@require_safe
@cacheable
def damage(request: HttpRequest) -> HttpResponse:
    """Damage and danger go where somebody comes today; no case is made."""
    return render(request, "ideas/damage.html")


@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest) -> HttpResponse:
    """The first question, then the form."""
    if request.method != "POST" and request.GET.get("art") not in KINDS:
        return render(request, "ideas/first.html")
    site = site_of(request)
    form = _form(request, site)
    if request.method == "POST" and form.is_valid():
        try:
            return _hear(request, site, form)
        except RuleBrokenError as broken:
            form.add_error(None, str(broken))
    return _form_page(request, site, form)


def _form_page(request: HttpRequest, site: Site, form: SayForm) -> HttpResponse:
    context = {
        "form": form,
        "photo_key": form.kept_photo,
        "relation": who.relation(request),
        "notice": in_force(request),
        "atlas": site.atlas,
        "most": TEXT_MOST,
    }
    response = render(request, "ideas/say.html", context, status=422 if form.errors else 200)
    # a browser that goes back finds again what was typed, which it would not with no-store
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _form(request: HttpRequest, site: Site) -> SayForm:
    relation = who.relation(request)
    given: tuple[Any, ...] = (request.POST, request.FILES) if request.method == "POST" else ()
    return SayForm(
        *given,
        topics=list(Topic.objects.offered_by(site.controller.pk)),
        atlas=site.atlas,
        needs_email=relation is None or relation.email_verified_at is None,
        for_others=site.viewer.works_for(site.controller.root_id),
        before_a_photo=lambda: throttle.check(PHOTOS, visitor(request), now=clock.now()),
        initial=_initial(request),
    )


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What the address that led here says already: the kind, and which page has a barrier."""
    page = request.GET.get("barriere", "").replace("\x00", "")[:80]
    title = _("Barriere auf der Seite %(page)s") % {"page": page} if page else ""
    return {"kind": KINDS.get(request.GET.get("art", ""), Kind.IDEA), "topic": None, "title": title}


def _hear(request: HttpRequest, site: Site, form: SayForm) -> HttpResponse:
    now, data = clock.now(), form.cleaned_data
    throttle.check(PER_VISITOR, visitor(request), now=now)
    if data.get("email"):
        throttle.check(PER_ADDRESS, data["email"], now=now)
    phase = (
        Phase.objects.open_at(now)
        .filter(project__controller=site.controller, project__is_permanent=True)
        .first()
    )
    if phase is None:
        raise RuleBrokenError(_("Diese Beteiligung ist gerade nicht geöffnet."))
    with transaction.atomic():
        contribution = _said_already(request, site, data) or _say(request, site, form, phase)
    if form.kept_photo:
        drafts.forget(form.kept_photo)
    case = Case.objects.filter(lead=contribution).first()
    if case is not None:
        return HttpResponseRedirect(reverse("case", args=[case.public_id]) + "?danke=beitrag")
    return render(request, "ideas/confirm_sent.html", {"address": data["email"]})


def _said_already(request: HttpRequest, site: Site, data: dict[str, Any]) -> Contribution | None:
    """What the same hand said a moment ago in the same words, when a button was pressed twice.

    Who typed an address without being known gets nothing back but what still waits for its owner's click.
    """
    if not once.sent_already(request, data):
        return None
    address = data.get("email", "")
    mine = Contribution.objects.filter(controller=site.controller, title=one_line(data["title"]))
    if "channel" in data:
        mine = mine.filter(entered_by=who.person(request))
    elif address:
        mine = mine.filter(state=State.UNCONFIRMED, author__relations__email__iexact=address)
    else:
        mine = mine.filter(author=who.person(request)).exclude(state=State.WITHDRAWN)
    return mine.order_by("-heard_at").first()


def _say(request: HttpRequest, site: Site, form: SayForm, phase: Phase) -> Contribution:
    staff = who.person(request) if "channel" in form.cleaned_data else None
    relation = _relation(request, site, form.cleaned_data, for_others=staff is not None)
    said = _said(site, form)
    return voices.hear(
        said, phase=phase, relation=relation, by=who.person(request), now=clock.now(),
        notice=accepted(request), entered_by=staff,
    )  # fmt: skip


def _relation(request: HttpRequest, site: Site, data: dict[str, Any], *, for_others: bool) -> Relation:
    now, notice = clock.now(), accepted(request)
    person = None if for_others else who.person(request)
    if person is not None and "email" not in data:
        return meet(site.controller, person=person, now=now, notice=notice)
    email = data.get("email", "")
    return meet(site.controller, email=email, now=now, notice=notice, language=site.language)


def _said(site: Site, form: SayForm) -> Said:
    data = form.cleaned_data
    pair = drafts.find(form.kept_photo)
    return Said(
        kind=Kind(data["kind"]),
        title=data["title"],
        text=data["text"],
        topic=data["topic"],
        spot=form.spot,
        channel=Channel(data["channel"]) if "channel" in data else Channel.WEB,
        private_note=data["private_note"],
        language=site.language,
        photos=(pair,) if pair else (),
        photo_description=data["photo_description"],
    )


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """What others said already about the same thing nearby."""
    site = site_of(request)
    plan = site.atlas
    said = "\n".join(request.GET.get(each, "").replace("\x00", "")[:2000] for each in ("title", "text"))
    alike = likeness.similar(said, controller=site.controller.pk, **_whereabouts(request, plan), count=3)
    cards = {each.pk: each for each in for_cards(Case.objects.filter(pk__in=[each.case for each in alike]))}
    distances = {each.case: each.distance for each in alike if each.distance is not None}
    shown = [cards[each.case] for each in alike]
    rows = rows_of(shown, plan, today=today(), distances=distances)
    texts = {each.case: each.text for each in alike}
    return render(request, "ideas/similar.html", {"rows": rows, "texts": texts, "atlas": plan})


def _whereabouts(request: HttpRequest, atlas: Atlas) -> dict[str, Any]:
    """What the form says so far of place and topic; whatever cannot be understood is left out."""
    area, topic = (_number(request.GET.get(each, "")) for each in ("area", "topic"))
    street = request.GET.get("street", "").replace("\x00", "").strip()[:120]
    lat, lon = degrees(request.GET.get("lat"), 90), degrees(request.GET.get("lon"), 180)
    area = area if area in atlas.by_id else None
    if lat is None or lon is None:
        streets = streets_named(street, atlas, area) if street else []
        lat, lon = (streets[0].lat, streets[0].lon) if len(streets) == 1 else (None, None)
    return {"lat": lat, "lon": lon, "area": area, "topic": topic}


def _number(text: str) -> int | None:
    return int(text[:18]) if text.isdecimal() else None


@require_safe
def streets(request: HttpRequest) -> HttpResponse:
    """Streets that may be meant: to take over while saying something, or as words for a list's filter."""
    as_words = "strasse" in request.GET
    typed = request.GET.get("strasse" if as_words else "street", "").replace("\x00", "")[:120]
    found = suggest_streets(typed) if len(typed) > 1 else []
    name = "ideas/street_words.html" if as_words else "ideas/streets.html"
    return render(request, name, {"streets": found})


@require_safe
def spot(request: HttpRequest) -> HttpResponse:
    """In which part of the city a pin stands."""
    atlas = site_of(request).atlas
    lat, lon = degrees(request.GET.get("lat"), 90), degrees(request.GET.get("lon"), 180)
    found = locate(lat, lon, within=atlas) if lat is not None and lon is not None else None
    if found is None:
        return JsonResponse({"words": _("Der Punkt liegt außerhalb der Stadt. Bitte setzen Sie ihn neu.")})
    where = words_for(atlas, found.area_id)
    return JsonResponse({"words": _("Der Punkt liegt hier: %(where)s.") % {"where": where}})


@require_safe
def kept_photo(request: HttpRequest, key: str) -> HttpResponse:
    """The photo somebody just gave, for the form that still holds its key."""
    pair = drafts.find(key)
    if pair is None:
        raise Http404
    return HttpResponse(pair[1].content, "image/jpeg", headers={"Cache-Control": "private, no-store"})
