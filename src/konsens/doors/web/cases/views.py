"""The page of a case, and the small form pages that its buttons lead to (D11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import Case
from konsens.city.people.actions import meet
from konsens.city.people.models import Person, Relation
from konsens.doors.web import who
from konsens.doors.web.address import visitor
from konsens.doors.web.caching import cacheable
from konsens.doors.web.cases.forms import AddressForm, DoneForm, FollowForm, ReportForm, WordsForm
from konsens.doors.web.cases.page import find, page_of
from konsens.doors.web.places import words_for
from konsens.doors.web.render import is_part, render
from konsens.doors.web.site import site_of
from konsens.kernel import clock, throttle, tokens
from konsens.kernel.errors import RuleBrokenError, StaleLinkError
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import State as Said
from konsens.listening.voices.models import Judgement
from konsens.telling.news import actions as news
from konsens.telling.news.kinds import Cadence
from konsens.telling.news.models import Delivery

PER_VISITOR = throttle.Limit("small-form", 40, timedelta(hours=1))
PER_ADDRESS = throttle.Limit("small-form-address", 10, timedelta(hours=1))
Work = Callable[[Any], object]


@require_safe
@cacheable
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was said, who looks after it, by when, and what happened."""
    found = find(request, public_id)
    page = page_of(request, found)
    plan = site_of(request).atlas
    context = {
        "page": page,
        "case": found,
        "lead": found.lead,
        "atlas": plan,
        "where": words_for(plan, found.area_id, found.lead.street),
        "thanks": "danke" in request.GET,
        "said": Said(found.lead.state),
    }
    return render(request, "cases/case.html", context)


def _small(
    request: HttpRequest,
    found: Case,
    form: forms.Form,
    work: Work,
    *,
    title: str,
    button: str,
    lead: str = "",
    done: str = "",
) -> HttpResponse:
    """A page with one small form; right, it does its work and returns to the case."""
    if request.method == "POST" and form.is_valid():
        try:
            throttle.check(PER_VISITOR, visitor(request), now=clock.now())
            if form.cleaned_data.get("email"):
                throttle.check(PER_ADDRESS, form.cleaned_data["email"], now=clock.now())
            answer = work(form.cleaned_data)
        except RuleBrokenError as broken:
            form.add_error(None, str(broken))
        else:
            if isinstance(answer, HttpResponse):
                return answer
            return _back(request, found, done)
    context = {
        "form": form,
        "case": found,
        "title": title,
        "button": button,
        "lead": lead,
        "address": request.path,
    }
    name = "cases/small.html#part" if is_part(request) else "cases/small.html"
    return render(request, name, context, status=422 if form.errors else 200)


def _back(request: HttpRequest, found: Case, done: str) -> HttpResponse:
    if is_part(request):
        return render(request, "cases/done.html", {"sentence": done, "case": found})
    return HttpResponseRedirect(reverse("case", args=[found.public_id]))


def _sent(request: HttpRequest, found: Case, address: str) -> HttpResponse:
    name = "cases/sent.html#part" if is_part(request) else "cases/sent.html"
    return render(request, name, {"case": found, "address": address})


def _known(request: HttpRequest) -> Relation | None:
    """The person's relation, if their address is verified here."""
    relation = who.relation(request)
    return relation if relation is not None and relation.email_verified_at is not None else None


def _relation(request: HttpRequest, email: str) -> Relation:
    site = site_of(request)
    return _known(request) or meet(site.controller, email=email, now=clock.now(), language=site.language)


def _somebody(request: HttpRequest) -> Person:
    somebody = who.person(request)
    if somebody is None:
        raise PermissionDenied
    return somebody


@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stand behind it, or no longer."""
    found, known = find(request, public_id), _known(request)
    form = AddressForm(request.POST or None, known=known is not None)
    if request.method == "POST" and "back" in request.POST and known is not None:
        voices.take_support_back(found.lead, by=known.person, now=clock.now())
        return _back(request, found, _("Sie unterstützen das nicht mehr."))

    def work(data: dict[str, Any]) -> HttpResponse | None:
        relation = _relation(request, data.get("email", ""))
        voices.support(found.lead, relation=relation, by=who.person(request), now=clock.now())
        return None if known else _sent(request, found, data["email"])

    return _small(
        request, found, form, work, title=_("Das ist mir auch wichtig"), button=_("Das ist mir auch wichtig"),
        lead=_("Jeder Mensch zählt einmal."), done=_("Danke, Sie zählen mit."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hear by mail how it goes on."""
    found, known = find(request, public_id), _known(request)
    form = FollowForm(request.POST or None, known=known is not None)

    def work(data: dict[str, Any]) -> HttpResponse | None:
        relation = _relation(request, data.get("email", ""))
        news.follow(
            relation,
            news.Wish(case=found),
            by=who.person(request),
            now=clock.now(),
            cadence=Cadence(data["cadence"]),
        )
        return None if known else _sent(request, found, data["email"])

    return _small(
        request, found, form, work, title=_("Auf dem Laufenden bleiben"), button=_("Folgen"),
        lead=_("Sie hören von jedem Schritt. Ein Klick in jeder Mail beendet es."), done=_("Sie hören von uns."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write to the team; nobody else reads it."""
    found = find(request, public_id)
    if who.person(request) is None:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")

    def work(data: dict[str, Any]) -> None:
        caring.write_to_team(found, data["text"], by=_somebody(request), now=clock.now())

    return _small(
        request, found, WordsForm(request.POST or None), work, title=_("Nachricht an das Team"), button=_("Senden"),
        lead=_("Das liest nur das Team, das sich kümmert."), done=_("Danke. Das Team liest es."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell the moderators that something should not stay as it is."""
    found = find(request, public_id)

    def work(data: dict[str, Any]) -> None:
        voices.report(
            found.lead,
            reason=data["reason"],
            name=data["name"],
            email=data["email"],
            by=who.person(request),
            now=clock.now(),
        )

    return _small(
        request, found, ReportForm(request.POST or None), work, title=_("Beitrag melden"), button=_("Melden"),
        lead=_("Ein Mensch sieht es sich an und entscheidet nach unseren Regeln."),
        done=_("Danke. Ein Mensch sieht es sich an."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its author says that it is not done."""
    found = find(request, public_id)
    if found.lead.author_id != _somebody(request).pk:
        raise PermissionDenied

    def work(data: dict[str, Any]) -> None:
        caring.reopen(found, saying=data["text"], by=_somebody(request), now=clock.now())

    return _small(
        request, found, WordsForm(request.POST or None), work, title=_("Wieder öffnen"), button=_("Wieder öffnen"),
        lead=_("Was fehlt noch? Das liest nur das Team."), done=_("Der Vorgang ist wieder offen."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its author takes it back."""
    found = find(request, public_id)
    if found.lead.author_id != _somebody(request).pk:
        raise PermissionDenied

    def work(_data: dict[str, Any]) -> HttpResponse:
        voices.withdraw(found.lead, by=_somebody(request), now=clock.now())
        return HttpResponseRedirect(reverse("account"))

    return _small(
        request, found, forms.Form(request.POST if request.method == "POST" else None), work,
        title=_("Zurückziehen"), button=_("Endgültig zurückziehen"),
        lead=_("Danach liest es niemand mehr, und der Vorgang endet."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say something about it, where the phase has comments."""
    found, known = find(request, public_id), _known(request)
    if not found.lead.phase.comments:
        raise Http404
    if known is None:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")

    def work(data: dict[str, Any]) -> None:
        voices.comment(found.lead, data["text"], relation=known, by=known.person, now=clock.now())

    return _small(
        request, found, WordsForm(request.POST or None), work, title=_("Kommentar"), button=_("Veröffentlichen"),
        lead=_("Öffentlich steht dabei: %(name)s.") % {"name": known.pseudonym}, done=_("Danke."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest, public_id: str, judgement: int) -> HttpResponse:
    """An author disagrees with a judgement; somebody else decides."""
    found = find(request, public_id)
    about = Judgement.objects.filter(pk=judgement, contribution=found.lead).first()
    if about is None or found.lead.author_id != _somebody(request).pk:
        raise Http404

    def work(data: dict[str, Any]) -> None:
        voices.complain(about, data["text"], by=_somebody(request), now=clock.now())

    return _small(
        request, found, WordsForm(request.POST or None), work, title=_("Widersprechen"), button=_("Widerspruch senden"),
        lead=_("Jemand anderes als beim ersten Mal entscheidet darüber."), done=_("Danke. Jemand anderes sieht es sich an."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, public_id: str, token: str) -> HttpResponse:
    """The question in the mail: is it done?"""
    now = clock.now()
    try:
        found_token = tokens.peek(token, "done", Delivery, now=now)
    except StaleLinkError as stale:
        return render(request, "ideas/stale.html", {"sentence": str(stale)}, status=410)
    delivery = Delivery.objects.select_related("person").get(pk=found_token.object_id)
    controller = site_of(request).controller
    found = (
        Case.objects.filter(public_id=public_id, controller=controller, pk=delivery.entry.facts.get("case"))
        .select_related("lead")
        .first()
    )
    if found is None:
        raise Http404

    def work(data: dict[str, Any]) -> HttpResponse:
        tokens.redeem(token, "done", Delivery, now=now)
        is_done = data["is_done"] == "yes"
        caring.answer_whether_done(found, is_done=is_done, by=delivery.person, now=now, saying=data["saying"])
        return render(request, "cases/answered.html", {"case": found, "is_done": is_done})

    return _small(
        request, found, DoneForm(request.POST or None), work, title=_("Ist es erledigt?"), button=_("Antworten"),
        lead=found.lead.title,
    )  # fmt: skip
