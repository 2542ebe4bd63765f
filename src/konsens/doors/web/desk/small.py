"""A small page with one form about a case: shown, done, or shown again with all that was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from konsens.caring.cases.models import AnswerTemplate, Case
from konsens.doors.web import once
from konsens.doors.web.desk.bench import bench_of, find, moves
from konsens.doors.web.paths import path
from konsens.doors.web.places import words_for
from konsens.doors.web.render import is_part, render
from konsens.doors.web.site import site_of
from konsens.kernel.errors import RuleBrokenError

Make = Callable[[Mapping[str, Any] | None, dict[str, Any]], forms.Form]
Work = Callable[[dict[str, Any]], object]


@dataclass(frozen=True, slots=True)
class Verb:
    """What can be done with a case, in the words of its page."""

    title: str
    button: str
    done: str
    lead: str = ""
    page: str = "desk/verb.html"
    has_templates: bool = False


def small(
    request: HttpRequest, case: Case, make: Make, work: Work, verb: Verb, *, may: bool | None = None
) -> HttpResponse:
    """Show the form of a verb, or do its work and answer with the bench as it is now.

    Args:
        request: shows on GET, does on POST; a POST that only puts a template in does nothing.
        case: as `find` fetched it.
        make: builds the form from what was sent, and from what it begins with.
        work: one action; what it refuses is said in the form, and nothing typed is lost.
        verb: the words.
        may: may they do it? Unless given, whoever looks after the case.
    """
    allowed = moves(site_of(request).viewer, case) if may is None else may
    if request.method != "POST" and not allowed:
        raise PermissionDenied
    templates = _templates(case) if verb.has_templates else []
    form, status = _form(request, make, templates), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            status = _do(request, form, work, allowed=allowed)
        if status == 200:
            return _answer(request, case, verb.done)
    return _page(request, case, form, verb, templates, status)


def _form(request: HttpRequest, make: Make, templates: list[AnswerTemplate]) -> forms.Form:
    """Bound to what was sent; unbound when only a template is put in, after what was typed already."""
    chosen = request.POST.get("einsetzen", "") if request.method == "POST" else request.GET.get("vorlage", "")
    if request.method == "POST" and "einsetzen" not in request.POST:
        return make(request.POST, {})
    typed = {key: str(value) for key, value in request.POST.items() if key != "csrfmiddlewaretoken"}
    text = next((each.text for each in templates if str(each.pk) == chosen), "")
    if text:
        typed["text"] = f"{typed.get('text', '').rstrip()}\n\n{text}".strip()
    return make(None, typed)


def _do(request: HttpRequest, form: forms.Form, work: Work, *, allowed: bool) -> int:
    try:
        if not allowed:
            raise PermissionDenied
        with transaction.atomic():
            if not once.sent_already(request, form.cleaned_data):
                work(form.cleaned_data)
    except RuleBrokenError as broken:
        form.add_error(None, str(broken))
        return 422
    except PermissionDenied:
        form.add_error(
            None,
            _("Um diesen Vorgang kümmern sich andere. Bitte sprechen Sie mit ihnen oder der Koordination."),
        )
        return 403
    return 200


def _templates(case: Case) -> list[AnswerTemplate]:
    """Those of the case's topic first, then those for all topics."""
    fitting = AnswerTemplate.objects.filter(Q(topic=None) | Q(topic_id=case.topic_id))
    return sorted(
        fitting.filter(controller_id=case.controller_id), key=lambda t: (t.topic_id is None, t.title)
    )


def _answer(request: HttpRequest, case: Case, done: str) -> HttpResponse:
    """The bench as it is now; the desk when the case went where one may not follow."""
    try:
        fresh = find(request, case.public_id)
    except Http404:
        messages.success(request, done)
        if is_part(request):
            return HttpResponse(status=204, headers={"HX-Redirect": path("desk")})
        return HttpResponseRedirect(path("desk"))
    if not is_part(request):
        messages.success(request, done)
        return HttpResponseRedirect(path("desk_case", case.public_id))
    response = render(request, "desk/case.html#bench", bench_context(request, fresh, done=done))
    response.headers["HX-Retarget"] = "#werkbank"
    response.headers["HX-Reswap"] = "outerHTML show:top"
    return response


def bench_context(request: HttpRequest, case: Case, *, done: str = "") -> dict[str, Any]:
    """What the page of the bench needs."""
    atlas = site_of(request).atlas
    return {
        "case": case,
        "lead": case.lead,
        "bench": bench_of(request, case),
        "atlas": atlas,
        "where": words_for(atlas, case.area_id, case.lead.street),
        "done": done,
    }


def _page(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    verb: Verb,
    templates: list[AnswerTemplate],
    status: int,
) -> HttpResponse:
    part = is_part(request)
    context = {
        "case": case,
        "form": form,
        "verb": verb,
        "templates": templates,
        "in_place": part,
        "address": request.path,
    }
    # htmx puts in place only what is fine or can be mended
    shown = 422 if part and status == 403 else status
    return render(request, f"{verb.page}#part" if part else verb.page, context, status=shown)
