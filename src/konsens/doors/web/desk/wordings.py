"""Answer templates: words that an office uses often, for everybody who looks after cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import AnswerTemplate
from konsens.city.people.kinds import Role
from konsens.city.topics.models import Topic
from konsens.doors.web.desk.forms import Data, sent
from konsens.doors.web.forms import one_form
from konsens.doors.web.paths import path
from konsens.doors.web.render import render
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import me, room_for
from konsens.kernel import clock

writers = room_for(Role.CARETAKER, Role.HEAD, Role.COORDINATOR, Role.ADMIN)
shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])
BACK = ("desk_templates", lazy("Antwortvorlagen"))


class WordingForm(forms.Form):
    """A template: its title, its words, and for which topic."""

    title = forms.CharField(label=lazy("Titel"), max_length=80, help_text=lazy("Den liest nur das Team."))
    text = forms.CharField(label=lazy("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(
        self,
        data: Data,
        *,
        topics: list[Topic],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        choices = [("", _("Alle Themen")), *((each.slug, each.name) for each in topics)]
        self.fields["topic"] = forms.ChoiceField(label=_("Thema"), choices=choices, required=False)


@require_safe
@writers
def wordings(request: HttpRequest) -> HttpResponse:
    """All templates of the organisation."""
    mine = AnswerTemplate.objects.filter(controller=site_of(request).controller)
    rows = list(mine.select_related("topic").order_by("title"))
    return render(request, "desk/wordings.html", {"rows": rows})


@shown_or_sent
@writers
def write(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a template, or change one."""
    controller = site_of(request).controller
    template = None if pk is None else _find(request, pk)
    topics = list(Topic.objects.offered_by(controller.pk))

    def work(data: dict[str, Any]) -> HttpResponse:
        topic = next((each for each in topics if each.slug == data["topic"]), None)
        words = {"title": data["title"], "text": data["text"], "topic": topic}
        caring.save_template(controller, template=template, by=me(request), now=clock.now(), **words)
        messages.success(request, _("Die Vorlage ist gespeichert."))
        return HttpResponseRedirect(path("desk_templates"))

    initial = {} if template is None else _initial(template)
    form = WordingForm(sent(request), topics=topics, initial=initial)
    title = _("Neue Vorlage") if template is None else _("Vorlage ändern")
    return one_form(request, form, work, title=title, button=_("Speichern"), back=BACK)


@shown_or_sent
@writers
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a template, after asking."""
    template = _find(request, pk)

    def work(_data: dict[str, Any]) -> HttpResponse:
        caring.remove_template(template, by=me(request), now=clock.now())
        messages.success(request, _("Die Vorlage ist entfernt."))
        return HttpResponseRedirect(path("desk_templates"))

    form = forms.Form(sent(request))
    lead = _("„%(title)s“ verschwindet für alle. Was damit geschrieben wurde, bleibt.") % {
        "title": template.title
    }
    return one_form(
        request,
        form,
        work,
        title=_("Vorlage entfernen"),
        button=_("Endgültig entfernen"),
        back=BACK,
        lead=lead,
    )


def _find(request: HttpRequest, pk: int) -> AnswerTemplate:
    """A template of just this organisation, else 404."""
    found = AnswerTemplate.objects.filter(controller=site_of(request).controller, pk=pk)
    template = found.select_related("topic", "controller").first()
    if template is None:
        raise Http404
    return template


def _initial(template: AnswerTemplate) -> dict[str, Any]:
    topic = template.topic.slug if template.topic else ""
    return {"title": template.title, "text": template.text, "topic": topic}
