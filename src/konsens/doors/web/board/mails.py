"""Mails that may not have arrived: which, since when, about what; and sending them once more (D15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from konsens.caring.cases.models import Case
from konsens.doors.web.board.scope import coordination
from konsens.doors.web.paths import path
from konsens.doors.web.render import render
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import me
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from konsens.telling.news import actions as news
from konsens.telling.news.kinds import Reason, Sending
from konsens.telling.news.models import Mailing

MOST = 100


@dataclass(frozen=True, slots=True)
class DoubtfulMail:
    """One mail: what is known of it, without anybody's address."""

    pk: int
    state: str
    is_uncertain: bool
    since: datetime
    trouble: str
    reasons: str
    about: list[str]


def doubtful(controller: int) -> QuerySet[Mailing]:
    """Mails of an organisation that failed, or of which nobody knows whether they left."""
    return Mailing.objects.filter(controller_id=controller, state__in=(Sending.UNCERTAIN, Sending.FAILED))


@require_safe
@coordination
def mails(request: HttpRequest) -> HttpResponse:
    """The list, newest first; four queries."""
    found = doubtful(site_of(request).controller.pk)
    return render(request, "board/mails.html", {"rows": _rows(found), "most": MOST})


def _rows(found: QuerySet[Mailing]) -> list[DoubtfulMail]:
    rows = list(found.prefetch_related("deliveries__entry").order_by("-queued_at", "-pk")[:MOST])
    keys = {key for each in rows for key in _cases_in(each)}
    titles = dict(Case.objects.filter(pk__in=keys).values_list("pk", "lead__title"))
    return [_row(each, titles) for each in rows]


def _cases_in(mailing: Mailing) -> list[int]:
    facts = [each.entry.facts.get("case") for each in mailing.deliveries.all()]
    return [key for key in facts if isinstance(key, int)]


def _row(mailing: Mailing, titles: dict[int, str]) -> DoubtfulMail:
    reasons = {str(Reason(each.reason).label) for each in mailing.deliveries.all()}
    return DoubtfulMail(
        pk=mailing.pk,
        state=str(Sending(mailing.state).label),
        is_uncertain=mailing.state == Sending.UNCERTAIN,
        since=mailing.handed_over_at or mailing.queued_at,
        trouble=mailing.trouble,
        reasons=", ".join(sorted(reasons)),
        about=[titles[key] for key in dict.fromkeys(_cases_in(mailing)) if key in titles],
    )


@require_POST
@coordination
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one mail once more, under the same Message-ID."""
    mailing = Mailing.objects.filter(controller=site_of(request).controller, pk=pk).first()
    if mailing is None:
        raise Http404
    try:
        news.resend(mailing, by=me(request), now=clock.now())
        messages.success(request, _("Die Mail geht noch einmal hinaus."))
    except RuleBrokenError as broken:
        messages.warning(request, str(broken))
    return HttpResponseRedirect(path("board_mails"))
