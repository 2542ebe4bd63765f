"""The link in the mail: a page with one button, so that no mail scanner confirms by looking."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from konsens.caring.cases.kinds import Prominence
from konsens.caring.cases.models import Case
from konsens.city.people.models import Person, Relation
from konsens.doors.web import who
from konsens.doors.web.render import render
from konsens.doors.web.site import site_of
from konsens.kernel import clock, tokens
from konsens.kernel.errors import StaleLinkError
from konsens.listening.voices import actions as voices
from konsens.listening.voices.models import Contribution, Support
from konsens.telling.news import actions as news
from konsens.telling.news.models import Follow

PURPOSE: dict[type[Contribution | Support], str] = {Contribution: "confirm", Support: "support"}


@dataclass(frozen=True, slots=True)
class Meant:
    """What a link stands for: something said, or support for what somebody else said."""

    contribution: Contribution
    person: Person
    support: Support | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be confirmed; the button does it."""
    try:
        meant = _meant(request, token)
        if request.method == "POST":
            noun = Contribution if meant.support is None else Support
            with transaction.atomic():
                found = tokens.redeem(token, PURPOSE[noun], noun, now=clock.now())
                return _confirmed(request, meant, proof=found.address_digest)
    except StaleLinkError as stale:
        return render(request, "ideas/stale.html", {"sentence": str(stale)}, status=410)
    waiting = _waiting_follow(meant)
    context = {
        "contribution": meant.contribution,
        "support": meant.support,
        "follows_too": waiting is not None,
        "offers_to_follow": meant.support is not None and waiting is None and _case_of(meant) is not None,
    }
    return render(request, "ideas/confirm.html", context)


def _meant(request: HttpRequest, token: str) -> Meant:
    """What a token of this organisation stands for, without using it up.

    Raises:
        StaleLinkError: it is used up, too old, of another organisation, or about nothing any more.
    """
    now, here = clock.now(), site_of(request).controller.pk
    try:
        key = tokens.peek(token, PURPOSE[Contribution], Contribution, now=now).object_id
    except StaleLinkError:
        key = tokens.peek(token, PURPOSE[Support], Support, now=now).object_id
        supports = Support.objects.select_related("contribution__controller", "person")
        given = supports.filter(pk=key, contribution__controller=here).first()
        if given is not None:
            return Meant(given.contribution, given.person, given)
    else:
        said = Contribution.objects.select_related("controller", "author").filter(pk=key, controller=here)
        found = said.first()
        if found is not None and found.author is not None:
            return Meant(found, found.author)
    raise StaleLinkError(_("Was dieser Link bestätigen sollte, gibt es hier nicht mehr."))


def _confirmed(request: HttpRequest, meant: Meant, *, proof: str) -> HttpResponse:
    now = clock.now()
    if meant.support is not None:
        voices.confirm_support(meant.support, now=now, proof=proof)
        _follow_too(request, meant)
    else:
        voices.confirm(meant.contribution, now=now, proof=proof)
    if meant.person.account_id is None:
        who.recognise(request, meant.person, meant.contribution.controller)
    return _thanks(request, meant)


def _thanks(request: HttpRequest, meant: Meant) -> HttpResponse:
    """To the case, or to a page of its own where only a signed-in author may read the case."""
    case = _case_of(meant)
    if case is None:
        return HttpResponseRedirect(reverse("ideas"))
    looking = who.person(request)
    if case.prominence == Prominence.PUBLIC or (looking is not None and looking.pk == meant.person.pk):
        thanks = "beitrag" if meant.support is None else "mit"
        return HttpResponseRedirect(f"{reverse('case', args=[case.public_id])}?danke={thanks}")
    meant.contribution.refresh_from_db()
    return render(request, "ideas/received.html", {"case": case, "contribution": meant.contribution})


def _case_of(meant: Meant) -> Case | None:
    return Case.objects.filter(contributions=meant.contribution).order_by("-pk").first()


def _waiting_follow(meant: Meant) -> Follow | None:
    """A wish to hear of the same case that waits for the same click."""
    waiting = Follow.objects.filter(person=meant.person, confirmed_at=None, ended_at=None)
    return waiting.filter(case__contributions=meant.contribution).first() if meant.support else None


def _follow_too(request: HttpRequest, meant: Meant) -> None:
    """One click proves one address: what else waited for it begins, or what was ticked."""
    waiting, case = _waiting_follow(meant), _case_of(meant)
    if waiting is not None:
        news.confirm_follow(waiting, now=clock.now())
    elif "follow" in request.POST and case is not None:
        relation = Relation.objects.get(person=meant.person, controller=meant.contribution.controller)
        news.follow(relation, news.Wish(case=case), by=meant.person, now=clock.now())
