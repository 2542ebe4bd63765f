"""The moderators' queue, and the page of one contribution with everything that can be decided there."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from konsens.doors.web.moderation.item import find, page_of
from konsens.doors.web.moderation.queue import GLIMPSE, PER_PAGE, WORDS, counts, next_one
from konsens.doors.web.moderation.queue import page_of as queue_page
from konsens.doors.web.picks import Pick
from konsens.doors.web.render import render
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import me, room_for
from konsens.doors.web.standing import today
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import State
from konsens.listening.voices.models import MODERATES, Contribution, Photo, Report

moderators = room_for(*MODERATES)
PRESSING = ("angehalten", "meldungen", "widersprueche", "fotos")
TONES = {"angehalten": "late", "meldungen": "late", "widersprueche": "care", "fotos": "hear", "neu": "hear"}


@require_safe
@moderators
def queue(request: HttpRequest) -> HttpResponse:
    """What waits: the most pressing of everything, or one queue page by page."""
    return _queue(request)


def _queue(request: HttpRequest, trouble: str = "") -> HttpResponse:
    site, wanted = site_of(request), request.GET.get("was", "")
    controller, one = site.controller.pk, wanted in WORDS
    numbers = counts(site.viewer, controller)
    after = request.GET.get("nach", "")[:60] if one else ""
    pages = {
        name: queue_page(
            name, site.viewer, controller, after=after, today=today(), count=PER_PAGE if one else GLIMPSE
        )
        for name in ([wanted] if one else [name for name in PRESSING if numbers[name]])
    }
    context = {
        "words": WORDS,
        "counts": numbers,
        "picks": _picks(numbers, wanted),
        "wanted": wanted if one else "",
        "pages": pages,
        "after": after,
        "trouble": trouble,
    }
    return render(request, "moderation/queue.html", context, status=422 if trouble else 200)


def _picks(numbers: dict[str, int], wanted: str) -> list[Pick]:
    home = reverse("moderation")
    return [Pick(_("Alles"), home, here=wanted not in WORDS, count=sum(numbers.values()))] + [
        Pick(str(word), f"{home}?was={name}", here=wanted == name, count=numbers[name], tone=TONES[name])
        for name, word in WORDS.items()
    ]


@require_POST
@moderators
def look_over(request: HttpRequest) -> HttpResponse:
    """Several published ones are fine as they are."""
    keys = [int(each[:18]) for each in request.POST.getlist("id")[:100] if each.isdecimal()]
    chosen = Contribution.objects.filter(controller=site_of(request).controller, pk__in=keys)
    if not keys:
        return _queue(request, _("Bitte haken Sie an, was Sie angesehen haben."))
    try:
        count = voices.look_over(chosen, by=me(request), now=clock.now())
    except RuleBrokenError as broken:
        return _queue(request, str(broken))
    said = ngettext("%(count)s Beitrag angesehen.", "%(count)s Beiträge angesehen.", count)
    messages.success(request, said % {"count": count})
    return HttpResponseRedirect(f"{reverse('moderation')}?was=neu")


@require_safe
@moderators
def go_on(request: HttpRequest) -> HttpResponse:
    """To whatever presses most."""
    site = site_of(request)
    found = next_one(site.viewer, site.controller.pk)
    if not found:
        return HttpResponseRedirect(reverse("moderation"))
    return HttpResponseRedirect(reverse("moderation_item", args=[found]))


@require_safe
@moderators
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    """One contribution with its photos, reports, complaints and history."""
    return show(request, find(request, public_id))


def show(
    request: HttpRequest, said: Contribution, *, trouble: str = "", reporter: Report | None = None
) -> HttpResponse:
    """The page of a contribution, with what went wrong, or with the name behind one report."""
    site = site_of(request)
    context = {
        "page": page_of(said, site.identity, today=today()),
        "trouble": trouble,
        "reporter": reporter,
    }
    return render(request, "moderation/item.html", context, status=422 if trouble else 200)


def back(request: HttpRequest, said: Contribution, done: str) -> HttpResponse:
    """To the page of a contribution, saying what was done."""
    messages.success(request, done)
    return HttpResponseRedirect(reverse("moderation_item", args=[said.public_id]))


def press(request: HttpRequest, said: Contribution, work: Callable[[], object], done: str) -> HttpResponse:
    """Do what a button says, or show the page as it is now with what is wrong."""
    try:
        work()
    except RuleBrokenError as broken:
        return show(request, find(request, said.public_id), trouble=str(broken))
    return back(request, said, done)


@require_POST
@moderators
def approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """It may be read by everybody."""
    said = find(request, public_id)
    done = _("Alle können es jetzt lesen.") if said.state == State.HELD else _("Angesehen und so gelassen.")

    def work() -> object:
        return voices.approve(said, by=me(request), now=clock.now(), mark=request.POST.get("mark"))

    return press(request, said, work, done)


@require_POST
@moderators
def show_photo(request: HttpRequest, public_id: str, photo: int) -> HttpResponse:
    """Others may see the photo."""
    said = find(request, public_id)
    found = photo_of(said, photo)

    def work() -> object:
        return voices.show_photo(found, by=me(request), now=clock.now(), mark=request.POST.get("mark"))

    return press(request, said, work, _("Alle können das Foto jetzt sehen."))


def photo_of(said: Contribution, key: int) -> Photo:
    """A photo of this very contribution, else 404."""
    found = Photo.objects.filter(pk=key, contribution=said).select_related("contribution", "small").first()
    if found is None:
        raise Http404
    return found


@require_POST
@moderators
def reporter(request: HttpRequest, public_id: str, report: int) -> HttpResponse:
    """Show who reported it; looking is written down, so it is no mere link."""
    said = find(request, public_id)
    found = Report.objects.filter(pk=report, contribution=said).select_related("contribution").first()
    if found is None:
        raise Http404
    voices.see_reporter(found, by=me(request), now=clock.now())
    return show(request, said, reporter=found)
