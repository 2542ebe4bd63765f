"""A page on which an administrator changes something: shown, done, or shown again with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from konsens.city.people.kinds import Role
from konsens.doors.web.render import render
from konsens.doors.web.staff import room_for
from konsens.kernel.errors import RuleBrokenError

administrators = room_for(Role.ADMIN)
Work = Callable[[dict[str, Any]], object]
Typed = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Page:
    """What a page asks, where it belongs, and what it says once that is done."""

    title: str
    button: str
    done: str
    back: str
    back_label: str
    lead: str = ""
    template: str = "settings/form.html"
    danger: bool = False


def typed(request: HttpRequest) -> Typed:
    """What a form is bound to: what was sent, even if that was nothing; on GET it is not bound at all."""
    return request.POST if request.method == "POST" else None


def edit(
    request: HttpRequest,
    form: forms.Form,
    work: Work,
    page: Page,
    *,
    fresh: Mapping[str, object] | None = None,
    **context: object,
) -> HttpResponse:
    """Show a form, or do its work and go back to where the page belongs.

    Args:
        request: what was asked.
        form: bound to what was typed, if anything was.
        work: what a right form does.
        page: title, button, and the way back.
        fresh: hidden fields that start anew after a rule refused, such as the version that was seen.
        context: what the page's template needs besides.
    """
    if request.method == "POST" and form.is_valid():
        try:
            work(form.cleaned_data)
        except RuleBrokenError as broken:
            form.add_error(None, str(broken))
            form.data = {**dict(form.data.items()), **(fresh or {})}
        else:
            return gone(request, page.back, page.done)
    return show(request, form, page, **context)


def show(request: HttpRequest, form: forms.Form, page: Page, **context: object) -> HttpResponse:
    """The page with its form, which keeps what was typed."""
    values = {"form": form, "page": page, **context}
    return render(request, page.template, values, status=422 if form.errors else 200)


def gone(request: HttpRequest, address: str, done: str) -> HttpResponse:
    """To a page, saying what was done."""
    messages.success(request, done)
    return HttpResponseRedirect(address)


def press(
    request: HttpRequest,
    work: Callable[[], object],
    done: str,
    *,
    address: str,
    again: Callable[[HttpRequest, str], HttpResponse],
) -> HttpResponse:
    """Do what a button says and go back, or show the page again with what is wrong.

    Args:
        request: what was asked.
        work: what the button does.
        done: what to say afterwards.
        address: where to go then.
        again: makes the page with a sentence about what is wrong.
    """
    try:
        work()
    except RuleBrokenError as broken:
        return again(request, str(broken))
    return gone(request, address, done)
