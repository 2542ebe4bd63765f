"""What a person keeps with us: what they said, support and follow, and how they are called."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konsens.caring.cases.models import Case
from konsens.city.people import actions as people
from konsens.city.people.models import Person
from konsens.doors.web import who
from konsens.doors.web.account.export import everything_about
from konsens.doors.web.forms import one_form, typed
from konsens.doors.web.render import render
from konsens.doors.web.rows import SHOWN, CaseRow, rows_of
from konsens.doors.web.site import Site, site_of
from konsens.doors.web.standing import today
from konsens.doors.web.trouble import to_sign_in
from konsens.kernel import clock
from konsens.listening.voices.models import Contribution, Support
from konsens.telling.news.models import Follow

LIST_MOST = 200


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One page with everything of one's own at this organisation."""
    somebody = who.person(request)
    if somebody is None:
        return to_sign_in(request)
    site = site_of(request)
    said, supported = _cases(site, somebody)
    waiting = Contribution.objects.filter(
        author=somebody, controller=site.controller, state="unconfirmed", kind__in=("idea", "concern")
    )
    context = {
        "somebody": somebody,
        "relation": who.relation(request),
        "atlas": site.atlas,
        "said": said,
        "supported": supported,
        "waiting": list(waiting.order_by("-heard_at")[:20]),
        "follows": _follows(site, somebody),
        "lacks_second_factor": who.works_somewhere(request) and not who.has_second_factor(request),
        "languages": settings.LANGUAGES,
        "has_account": somebody.account_id is not None,
    }
    return render(request, "account/home.html", context)


def _cases(site: Site, somebody: Person) -> tuple[list[CaseRow], list[CaseRow]]:
    """What a person said, and what they only stand behind; newest first."""
    own = Contribution.objects.filter(cases=OuterRef("pk"), author=somebody)
    theirs = Support.objects.filter(
        contribution__cases=OuterRef("pk"), person=somebody, confirmed_at__isnull=False
    )
    mine = Case.objects.visible_to(site.viewer).filter(controller=site.controller)
    mine = mine.annotate(own=Exists(own)).filter(Q(own=True) | Exists(theirs))
    found = list(mine.order_by("-received_at", "-pk").values_list(*SHOWN, "own", named=True)[:LIST_MOST])
    rows = rows_of(found, site.atlas, today=today())
    pairs = list(zip(found, rows, strict=True))
    return [row for case, row in pairs if case.own], [row for case, row in pairs if not case.own]


def _follows(site: Site, somebody: Person) -> list[Follow]:
    """What a person hears of; a case that they may not see any more has no name here."""
    seen = Case.objects.visible_to(site.viewer).filter(pk=OuterRef("case_id"))
    mine = Follow.objects.filter(person=somebody, controller=site.controller, ended_at=None)
    mine = mine.annotate(is_seen=Exists(seen))
    related = ("case__lead", "topic", "area", "organisation")
    return list(mine.select_related(*related).order_by("-since")[:LIST_MOST])


class PseudonymForm(forms.Form):
    """How somebody is called in public."""

    pseudonym = forms.CharField(
        label=_("Ihr öffentlicher Name"),
        help_text=_("3 bis 60 Zeichen. Er gilt für alles, was Sie ab jetzt sagen."),
        max_length=60,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def pseudonym(request: HttpRequest) -> HttpResponse:
    """Go by another pseudonym."""
    somebody, relation = who.person(request), who.relation(request)
    if somebody is None:
        return to_sign_in(request)

    def work(data: dict[str, Any]) -> HttpResponse:
        now = clock.now()
        met = relation or people.meet(site_of(request).controller, person=somebody, now=now)
        people.change_pseudonym(met, data["pseudonym"], by=somebody, now=now)
        return HttpResponseRedirect(reverse("account"))

    form = PseudonymForm(typed(request), initial={"pseudonym": relation.pseudonym if relation else ""})
    return one_form(
        request,
        form,
        work,
        title=_("Öffentlicher Name"),
        button=_("Speichern"),
        back=("account", _("Mein Bereich")),
    )


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of mails."""
    somebody, wanted = who.person(request), request.POST.get("language", "")
    if somebody is None:
        return to_sign_in(request)
    if wanted in dict(settings.LANGUAGES):
        people.choose_language(somebody, wanted, now=clock.now())
    return HttpResponseRedirect(reverse("account"))


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything this organisation keeps about a person, for machines and people."""
    somebody = who.person(request)
    if somebody is None:
        return to_sign_in(request)
    response = JsonResponse(
        everything_about(somebody, site_of(request).controller.pk),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response.headers["Content-Disposition"] = 'attachment; filename="konsens.json"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


class ForgetForm(forms.Form):
    """A person wants to be forgotten."""

    sure = forms.BooleanField(label=_("Ja, bitte alles löschen, was zu mir führt."))


@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest) -> HttpResponse:
    """Be forgotten: what was said stays without anybody's name, unless it is taken back before."""
    somebody = who.person(request)
    if somebody is None:
        return to_sign_in(request)

    def work(_data: dict[str, Any]) -> HttpResponse:
        people.forget_person(somebody, by=somebody, now=clock.now())
        logout(request)
        return HttpResponseRedirect(reverse("start"))

    return one_form(
        request, ForgetForm(typed(request)), work, title=_("Meine Daten löschen"), button=_("Löschen"),
        lead=_(
            "Name, Adresse, Anmeldung und alles, dem Sie folgen, werden gelöscht. "
            "Was Sie öffentlich gesagt haben, bleibt ohne Namen stehen. "
            "Soll es auch weg, ziehen Sie es vorher zurück."
        ),
        back=("account", _("Mein Bereich")),
    )  # fmt: skip


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, or let this device forget who one is."""
    logout(request)
    return HttpResponseRedirect(reverse("start"))
