"""The page of a case, and what everybody can do there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import Case
from konsens.city.people.models import Relation
from konsens.doors.web import who
from konsens.doors.web.accepted import accepted, in_force
from konsens.doors.web.caching import cacheable
from konsens.doors.web.cases import small
from konsens.doors.web.cases.forms import AddressForm, CommentForm, FollowForm, ReportForm, WordsForm
from konsens.doors.web.cases.judged import comments_of
from konsens.doors.web.cases.page import find, page_of, supports
from konsens.doors.web.cases.small import Small
from konsens.doors.web.forms import typed
from konsens.doors.web.places import words_for
from konsens.doors.web.render import render
from konsens.doors.web.site import site_of
from konsens.doors.web.trouble import to_sign_in
from konsens.kernel import clock
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import State as Said
from konsens.listening.voices.models import Contribution
from konsens.telling.news import actions as news
from konsens.telling.news.kinds import Cadence

any_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@cacheable
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was said, who looks after it, by when, and what happened."""
    found = find(request, public_id)
    plan = site_of(request).atlas
    context = {
        "page": page_of(request, found),
        "case": found,
        "lead": found.lead,
        "atlas": plan,
        "where": words_for(plan, found.area_id, found.lead.street),
        "thanks": request.GET.get("danke", ""),
        "said": Said(found.lead.state),
    }
    return render(request, "cases/case.html", context)


@any_form
def support(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stand behind it, or no longer."""
    found, relation = find(request, public_id), small.known(request)
    if relation is not None and supports(found, site_of(request).viewer):
        return _take_back(request, found, relation)

    def work(data: dict[str, Any]) -> HttpResponse | None:
        giver = relation or small.relation_for(request, data["email"])
        voices.support(found.lead, relation=giver, by=who.person(request), now=clock.now())
        return None if relation else small.sent(request, found, data["email"])

    return small.answer(
        request,
        found,
        AddressForm(typed(request), known=relation is not None),
        work,
        Small(
            title=_("Das ist mir auch wichtig"),
            button=_("Ja, das ist mir auch wichtig"),
            lead=_("Jeder Mensch zählt einmal."),
            done=_("Danke, Sie zählen mit."),
            thanks="mit",
            offers_to_follow=True,
        ),
    )


def _take_back(request: HttpRequest, found: Case, relation: Relation) -> HttpResponse:
    def work(_data: dict[str, Any]) -> None:
        for each in found.contributions.filter(supports__person=relation.person):
            voices.take_support_back(each, by=relation.person, now=clock.now())

    return small.answer(
        request,
        found,
        forms.Form(typed(request)),
        work,
        Small(
            title=_("Sie zählen schon mit"),
            button=_("Nicht mehr mitzählen"),
            lead=_("Das ist Ihnen auch wichtig. Sie können es jederzeit zurücknehmen."),
            done=_("Sie unterstützen das nicht mehr."),
        ),
    )


@any_form
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hear by mail how it goes on."""
    found, relation = find(request, public_id), small.known(request)

    def work(data: dict[str, Any]) -> HttpResponse | None:
        _follow(request, found, relation or small.relation_for(request, data["email"]), data["cadence"])
        return None if relation else small.sent(request, found, data["email"])

    return small.answer(
        request,
        found,
        FollowForm(typed(request), known=relation is not None),
        work,
        Small(
            title=_("Auf dem Laufenden bleiben"),
            button=_("Folgen"),
            lead=_("Sie hören von jedem Schritt. Ein Klick in jeder Mail beendet es."),
            done=_("Sie hören von uns."),
            thanks="folgen",
        ),
    )


def _follow(request: HttpRequest, found: Case, relation: Relation, cadence: str) -> None:
    wish, by = news.Wish(case=found), who.person(request)
    news.follow(relation, wish, by=by, now=clock.now(), cadence=Cadence(cadence))


@any_form
def join(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stand behind it and hear how it goes on, instead of saying the same once more."""
    found, relation = find(request, public_id), small.known(request)

    def work(data: dict[str, Any]) -> HttpResponse | None:
        giver = relation or small.relation_for(request, data["email"])
        voices.support(found.lead, relation=giver, by=who.person(request), now=clock.now())
        _follow(request, found, giver, data["cadence"])
        return None if relation else small.sent(request, found, data["email"])

    return small.answer(
        request,
        found,
        FollowForm(typed(request), known=relation is not None),
        work,
        Small(
            title=_("Da mache ich mit"),
            button=_("Mitmachen"),
            lead=_("Sie zählen bei „%(title)s“ mit und hören per E-Mail, wie es weitergeht.")
            % {"title": found.lead.title},
            done=_("Danke, Sie zählen mit und hören von uns."),
            thanks="mitgemacht",
        ),
    )


@any_form
def message(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write to the team; nobody else reads it."""
    found = find(request, public_id)
    if who.person(request) is None:
        return to_sign_in(request)

    def work(data: dict[str, Any]) -> None:
        caring.write_to_team(found, data["text"], by=small.somebody(request), now=clock.now())

    return small.answer(
        request,
        found,
        WordsForm(typed(request)),
        work,
        Small(
            title=_("Nachricht an das Team"),
            button=_("Senden"),
            lead=_("Das liest nur das Team, das sich kümmert."),
            done=_("Danke. Das Team liest es."),
            thanks="nachricht",
        ),
    )


@any_form
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell the moderators that something, or a comment on it, should not stay as it is."""
    found = find(request, public_id)
    about = _reported(request, found)

    def work(data: dict[str, Any]) -> None:
        voices.report(
            about,
            reason=data["reason"],
            name=data["name"],
            email=data["email"],
            by=who.person(request),
            now=clock.now(),
        )

    return small.answer(
        request,
        found,
        ReportForm(typed(request)),
        work,
        Small(
            title=_("Beitrag melden") if about == found.lead else _("Kommentar melden"),
            button=_("Melden"),
            lead=_(
                "Ein Mensch sieht es sich an und entscheidet nach unseren Regeln. "
                "Mit dem Absenden sagen Sie, dass Ihre Angaben nach bestem Wissen stimmen."
            ),
            done=_("Danke. Ein Mensch sieht es sich an."),
            thanks="gemeldet",
        ),
        address=request.get_full_path(),
    )


def _reported(request: HttpRequest, found: Case) -> Contribution:
    """What is reported: what the case is about, or a comment on it that everybody reads."""
    wanted = request.GET.get("kommentar", "")
    if not wanted:
        return found.lead
    return get_object_or_404(comments_of(found).select_related("controller"), public_id=wanted.lower()[:8])


@any_form
def comment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say something about it, where the phase has comments."""
    found, relation = find(request, public_id), small.known(request)
    if not found.lead.phase.comments:
        raise Http404
    if relation is None:
        return to_sign_in(request)

    def work(data: dict[str, Any]) -> None:
        voices.comment(
            found.lead, data["text"], relation=relation, by=relation.person, now=clock.now(),
            notice=accepted(request),
        )  # fmt: skip

    return small.answer(
        request,
        found,
        CommentForm(typed(request)),
        work,
        Small(
            title=_("Kommentar"),
            button=_("Veröffentlichen"),
            lead=_("Öffentlich steht dabei: %(name)s.") % {"name": relation.pseudonym},
            done=_("Danke. Ihr Kommentar ist angekommen."),
            thanks="kommentar",
            notice=in_force(request),
        ),
    )
