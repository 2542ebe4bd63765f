"""The small pages on which a moderator decides with reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from konsens.doors.web.moderation.forms import DecideForm, ReasonsForm, SayingForm, SettleForm, ShortenForm
from konsens.doors.web.moderation.item import find
from konsens.doors.web.moderation.queue import name_of
from konsens.doors.web.moderation.views import back, moderators, photo_of
from konsens.doors.web.render import render
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import me
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices import actions as voices
from konsens.listening.voices.models import Complaint, Contribution, Photo, Report
from konsens.listening.voices.permissions import can_decide_complaint

asking = require_http_methods(["GET", "HEAD", "POST"])
Work = Callable[[dict[str, Any]], object]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page asks: its title, its button, the sentence for when it is done, and what it is about."""

    title: str
    button: str
    done: str
    lead: str = ""
    photo: Photo | None = None
    report: Report | None = None
    complaint: Complaint | None = None


def _decide(
    request: HttpRequest, said: Contribution, form: forms.Form, work: Work, asked: Asked
) -> HttpResponse:
    """Show a form beside the words it is about; right, it does its work and returns to their page."""
    trouble = False
    if request.method == "POST" and form.is_valid():
        try:
            work(form.cleaned_data)
        except RuleBrokenError as broken:
            form.add_error(None, str(broken))
            trouble = True
        else:
            return back(request, said, asked.done)
    if trouble:
        _go_on_from_here(form, said, asked.photo)
    context = {"said": said, "name": name_of(said), "form": form, "asked": asked, "trouble": trouble}
    return render(request, "moderation/decide.html", context, status=422 if form.errors else 200)


def _go_on_from_here(form: forms.Form, said: Contribution, photo: Photo | None) -> None:
    """After a colleague was quicker: keep what was typed, and let the next try start from how it is now."""
    said.refresh_from_db()
    if photo is not None:
        photo.refresh_from_db()
    now = {"mark": (photo or said).mark, "seen_title": said.title, "seen_text": said.text}
    form.data = {**dict(form.data.items()), **now}


def _posted(request: HttpRequest) -> Any:  # noqa: ANN401 - what a form takes: a QueryDict or nothing
    return request.POST if request.method == "POST" else None


@asking
@moderators
def shorten(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take words out."""
    said = find(request, public_id)
    form = ShortenForm(_posted(request), about=said)

    def work(data: dict[str, Any]) -> None:
        voices.shorten(
            said,
            title=data.get("title", ""),
            text=data["text"],
            seen=(data.get("seen_title", ""), data["seen_text"]),
            reasons=form.reasons(),
            by=me(request),
            now=clock.now(),
            and_publish=data.get("publish", False),
        )

    lead = _(
        "Nehmen Sie nur heraus, was nicht bleiben kann. Das Original bleibt im Haus. "
        "Öffentlich steht, dass gekürzt wurde und warum."
    )
    asked = Asked(
        _("Kürzen"),
        _("Gekürzt speichern"),
        _("Gekürzt. Die Person, die es gesagt hat, bekommt die Gründe."),
        lead,
    )
    return _decide(request, said, form, work, asked)


@asking
@moderators
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep others from reading it."""
    said = find(request, public_id)
    form = ReasonsForm(_posted(request), initial={"mark": said.mark})

    def work(data: dict[str, Any]) -> None:
        voices.refuse(
            said, reasons=form.reasons(), by=me(request), now=clock.now(), mark=data["mark"] or None
        )

    lead = _(
        "Danach lesen es nur noch die Person, die es gesagt hat, und das Team. "
        "Um das Anliegen kümmert sich das Team trotzdem."
    )
    asked = Asked(
        _("Nicht veröffentlichen"),
        _("Nicht veröffentlichen"),
        _("Nicht mehr öffentlich. Die Person, die es gesagt hat, bekommt die Gründe."),
        lead,
    )
    return _decide(request, said, form, work, asked)


@asking
@moderators
def restore(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the latest restriction back."""
    said = find(request, public_id)
    form = SayingForm(_posted(request), initial={"mark": said.mark})

    def work(data: dict[str, Any]) -> None:
        voices.restore(
            said, saying=data["saying"], by=me(request), now=clock.now(), mark=data["mark"] or None
        )

    lead = (
        _("Danach ist es wieder zu lesen wie vorher.")
        if said.state == "refused"
        else _("Danach gilt wieder der Text von vor der letzten Kürzung.")
    )
    asked = Asked(
        _("Wiederherstellen"),
        _("Wiederherstellen"),
        _("Wiederhergestellt. Die Person, die es gesagt hat, erfährt davon."),
        lead,
    )
    return _decide(request, said, form, work, asked)


@asking
@moderators
def refuse_photo(request: HttpRequest, public_id: str, photo: int) -> HttpResponse:
    """Keep others from seeing a photo."""
    said = find(request, public_id)
    found = photo_of(said, photo)
    form = ReasonsForm(_posted(request), initial={"mark": found.mark, "ground": "privacy"})

    def work(data: dict[str, Any]) -> None:
        voices.refuse_photo(
            found, reasons=form.reasons(), by=me(request), now=clock.now(), mark=data["mark"] or None
        )

    title = _("Foto nicht veröffentlichen")
    return _decide(
        request,
        said,
        form,
        work,
        Asked(
            title,
            title,
            _("Das Foto bleibt verborgen. Die Person, die es gegeben hat, bekommt die Gründe."),
            photo=found,
        ),
    )


@asking
@moderators
def settle(request: HttpRequest, public_id: str, report: int) -> HttpResponse:
    """Answer a report."""
    said = find(request, public_id)
    found = Report.objects.filter(pk=report, contribution=said).select_related("contribution").first()
    if found is None:
        raise Http404
    form = SettleForm(_posted(request))

    def work(data: dict[str, Any]) -> None:
        acted = data["acted"] == "yes"
        voices.settle_report(found, acted=acted, answer=data["answer"], by=me(request), now=clock.now())

    lead = _(
        "Wollen Sie kürzen oder nicht veröffentlichen, tun Sie das zuerst. "
        "Danach beantworten Sie die Meldung."
    )
    asked = Asked(
        _("Meldung beantworten"),
        _("Antwort speichern"),
        _("Die Meldung ist beantwortet."),
        lead,
        report=found,
    )
    return _decide(request, said, form, work, asked)


@asking
@moderators
def complaint(request: HttpRequest, public_id: str, complaint: int) -> HttpResponse:
    """Decide about a colleague's judgement; whoever may not is told why."""
    said = find(request, public_id)
    found = (
        Complaint.objects.filter(pk=complaint, judgement__contribution=said)
        .select_related("judgement__contribution", "judgement__photo__small", "judgement__by")
        .first()
    )
    if found is None:
        raise Http404
    form = DecideForm(_posted(request))
    if not can_decide_complaint(site_of(request).viewer, found):
        context = {
            "said": said,
            "name": name_of(said),
            "complaint": found,
            "own": found.by_id == me(request).pk,
        }
        return render(request, "moderation/not_you.html", context, status=403)

    def work(data: dict[str, Any]) -> None:
        upheld = data["upheld"] == "yes"
        voices.decide_complaint(found, upheld=upheld, answer=data["answer"], by=me(request), now=clock.now())

    asked = Asked(
        _("Über den Widerspruch entscheiden"), _("Entscheiden"),
        _("Entschieden. Die Person, die widersprochen hat, bekommt die Antwort."),
        complaint=found, photo=found.judgement.photo,
    )  # fmt: skip
    return _decide(request, said, form, work, asked)
