"""Photos, served only to those who may see what they belong to (D8)."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from konsens.caring.cases.models import Case
from konsens.city.people.viewer import Viewer
from konsens.doors.web.site import site_of
from konsens.listening.voices.models import Contribution, Photo


def _reads(viewer: Viewer, found: Photo) -> bool:
    """May they read what was said, or see the case that came of it?"""
    said = Contribution.objects.visible_to(viewer).filter(pk=found.contribution_id)
    return said.exists() or Case.objects.visible_to(viewer).filter(lead_id=found.contribution_id).exists()


@require_safe
def photo(request: HttpRequest, name: str) -> HttpResponseBase:
    """A photo by its random name: shown ones to readers, others to author and team."""
    site = site_of(request)
    found = (
        Photo.objects.filter(Q(large__name=name) | Q(small__name=name)).select_related("contribution").first()
    )
    if found is None or found.contribution.controller_id != site.controller.pk:
        raise Http404
    own = found.contribution.author_id is not None and found.contribution.author_id == site.viewer.person_id
    allowed = found.shown or own or site.viewer.works_for(site.controller.root_id)
    if not allowed or not _reads(site.viewer, found) or not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name), content_type="image/jpeg")
    public = found.shown and found.contribution.state == "published"
    response.headers["Cache-Control"] = "public, max-age=600" if public else "private, no-store"
    return response
