"""What only its author can do on the page of a case, and the question in the mail: is it done?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import Case
from konsens.city.people.viewer import viewer_of
from konsens.doors.web.cases import small
from konsens.doors.web.cases.forms import DoneForm, WordsForm
from konsens.doors.web.cases.page import find
from konsens.doors.web.cases.small import Small
from konsens.doors.web.cases.views import any_form
from konsens.doors.web.forms import typed
from konsens.doors.web.render import render
from konsens.doors.web.site import site_of
from konsens.doors.web.standing import today
from konsens.kernel import clock, tokens
from konsens.kernel.errors import StaleLinkError
from konsens.listening.voices import actions as voices
from konsens.listening.voices.models import Judgement
from konsens.telling.news.models import Delivery


def _own(request: HttpRequest, public_id: str) -> Case:
    """A case whose author is looking."""
    found = find(request, public_id)
    if found.lead.author_id != small.somebody(request).pk:
        raise PermissionDenied
    return found


@any_form
def reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its author says that it is not done."""
    found = _own(request, public_id)

    def work(data: dict[str, Any]) -> None:
        caring.reopen(found, saying=data["text"], by=small.somebody(request), now=clock.now())

    return small.answer(
        request,
        found,
        WordsForm(typed(request)),
        work,
        Small(
            title=_("Wieder öffnen"),
            button=_("Wieder öffnen"),
            lead=_("Was fehlt noch? Das liest nur das Team."),
            done=_("Der Vorgang ist wieder offen."),
            thanks="offen",
        ),
    )


@any_form
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its author takes it back."""
    found = _own(request, public_id)

    def work(_data: dict[str, Any]) -> HttpResponse:
        voices.withdraw(found.lead, by=small.somebody(request), now=clock.now())
        return HttpResponseRedirect(reverse("account"))

    return small.answer(
        request,
        found,
        forms.Form(typed(request)),
        work,
        Small(
            title=_("Zurückziehen"),
            button=_("Endgültig zurückziehen"),
            lead=_("Danach liest es niemand mehr, und der Vorgang endet."),
        ),
    )


@any_form
def complain(request: HttpRequest, public_id: str, judgement: int) -> HttpResponse:
    """An author disagrees with a judgement; somebody else decides."""
    found = find(request, public_id)
    said = Q(contribution=found.lead) | Q(contribution__answers=found.lead)
    mine = Judgement.objects.filter(said, contribution__author=small.somebody(request))
    about = mine.select_related("contribution").filter(pk=judgement).first()
    if about is None:
        raise Http404

    def work(data: dict[str, Any]) -> None:
        voices.complain(about, data["text"], by=small.somebody(request), now=clock.now())

    return small.answer(
        request,
        found,
        WordsForm(typed(request)),
        work,
        Small(
            title=_("Widersprechen"),
            button=_("Widerspruch senden"),
            lead=_("Jemand anderes als beim ersten Mal entscheidet darüber."),
            done=_("Danke. Jemand anderes sieht es sich an."),
            thanks="widerspruch",
        ),
    )


@any_form
def done(request: HttpRequest, public_id: str, token: str) -> HttpResponse:
    """The question in the mail: is it done?"""
    now = clock.now()
    try:
        peeked = tokens.peek(token, "done", Delivery, now=now)
    except StaleLinkError as stale:
        return render(request, "ideas/stale.html", {"sentence": str(stale)}, status=410)
    delivery = Delivery.objects.select_related("person", "entry").filter(pk=peeked.object_id).first()
    if delivery is None:
        raise Http404
    found = _asked_about(request, public_id, delivery)

    def work(data: dict[str, Any]) -> HttpResponse:
        tokens.redeem(token, "done", Delivery, now=now)
        is_done = data["is_done"] == "yes"
        after = caring.answer_whether_done(
            found, is_done=is_done, by=delivery.person, now=now, saying=data["saying"]
        )
        return render(request, "cases/answered.html", {"case": after, "is_done": is_done})

    return small.answer(
        request,
        found,
        DoneForm(typed(request)),
        work,
        Small(title=_("Ist es erledigt?"), button=_("Antworten"), lead=found.lead.title),
    )


def _asked_about(request: HttpRequest, public_id: str, delivery: Delivery) -> Case:
    """The case of the question, as long as whoever was asked may see it."""
    viewer = viewer_of(delivery.person, on=today())
    cases = Case.objects.visible_to(viewer).filter(
        public_id=public_id, controller=site_of(request).controller
    )
    found = cases.filter(pk=delivery.entry.facts.get("case")).select_related("lead").first()
    if found is None:
        raise Http404
    return found
