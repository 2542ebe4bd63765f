"""The pages under /verwaltung/: whoever keeps the platform running looks at its rows and changes none (D4).

Saves here would bypass actions, the diary and the controllers, so there are none. Rows that hold what people
said, or who they are, are not on these pages at all.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django_tasks_db.models import DBTaskResult

from konsens.caring.cases.models import Route
from konsens.city.people.models import Identity, Organisation
from konsens.city.topics.models import Topic
from konsens.doors.web import who
from konsens.kernel.models import Entry
from konsens.telling.news.models import Mailing

CLOSED = frozenset({"autocomplete", "view_on_site"})
Row = Any
Extra = dict[str, Any] | None
View = Callable[..., HttpResponseBase]


class Looking(ModelAdmin):  # type: ignore[type-arg]
    """A table to look at: every change is refused, whoever asks."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: Row = None) -> Any:  # noqa: ANN401
        """All columns."""
        return [each.name for each in self.model._meta.fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Row = None) -> Any:  # noqa: ANN401
        """All columns, as text."""
        return self.get_fields(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds rows here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row = None) -> bool:
        """Nobody changes rows here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row = None) -> bool:
        """Nobody deletes rows here."""
        return False


class Inspection(AdminSite):
    """For superusers with a second factor; for everybody else nothing is here."""

    site_header = site_title = "Konsens"
    index_title = "Ansehen, nicht ändern"

    def has_permission(self, request: HttpRequest) -> bool:
        """May they look? Superusers who showed both factors."""
        allowed = super().has_permission(request) and request.user.is_superuser
        return allowed and who.has_second_factor(request)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        """For everybody else nothing is here."""
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
            if not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return guarded

    def login(self, request: HttpRequest, extra_context: Extra = None) -> HttpResponse:
        """There is one way to sign in, and it asks for both factors; it is not here."""
        raise Http404

    def password_change(self, request: HttpRequest, extra_context: Extra = None) -> TemplateResponse:
        """Nor is a second way to change a password."""
        raise Http404

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """The addresses of looking; what looks rows up for forms is closed."""
        return [each for each in super().get_urls() if getattr(each, "name", None) not in CLOSED]


site = Inspection(name="admin")
for _model in (Entry, Mailing, DBTaskResult, Organisation, Identity, Topic, Route):
    site.register(_model, Looking)
