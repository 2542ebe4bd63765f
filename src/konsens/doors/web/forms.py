"""A page with one form: shown, answered, or shown again with what is wrong and what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from konsens.doors.web.render import render
from konsens.kernel.errors import RuleBrokenError

Work = Callable[[dict[str, Any]], HttpResponse]
Text = str | Promise


def typed(request: HttpRequest) -> QueryDict | None:
    """What somebody sent, also when it is empty; None when the form is only shown."""
    return request.POST if request.method == "POST" else None


class Honest(forms.Form):
    """A form with a field that people do not see; whoever fills it is a machine."""

    website = forms.CharField(required=False)

    def clean_website(self) -> str:
        """Refuse machines with a sentence, in case a person meets it."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Bitte lassen Sie das unsichtbare Feld leer."))
        return ""


def one_form(
    request: HttpRequest,
    form: forms.Form,
    work: Work,
    *,
    title: Text,
    button: Text,
    back: tuple[str, Text],
    lead: Text = "",
) -> HttpResponse:
    """Show a form, or do its work; `back` is the name and label of the page it belongs to."""
    if request.method == "POST" and form.is_valid():
        try:
            return work(form.cleaned_data)
        except RuleBrokenError as broken:
            form.add_error(None, str(broken))
    context = {"form": form, "title": title, "button": button, "lead": lead, "back": back}
    return render(request, "ui/one_form.html", context, status=422 if form.errors else 200)
