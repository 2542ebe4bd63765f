"""The link in the mail to somebody who was away for years: one button, and they stay known."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from konsens.city.people import forget
from konsens.city.people.models import Relation
from konsens.doors.web.render import render
from konsens.doors.web.site import site_of
from konsens.kernel import clock, tokens
from konsens.kernel.errors import StaleLinkError


@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody wants to stay known; the button says yes."""
    try:
        if request.method != "POST":
            _relation(request, tokens.peek(token, "stay", Relation, now=clock.now()).object_id)
            return render(request, "account/stay.html", {"done": False})
        with transaction.atomic():
            found = tokens.redeem(token, "stay", Relation, now=clock.now())
            forget.stay(_relation(request, found.object_id), now=clock.now())
    except StaleLinkError as stale:
        return render(request, "ideas/stale.html", {"sentence": str(stale)}, status=410)
    return render(request, "account/stay.html", {"done": True})


def _relation(request: HttpRequest, key: int) -> Relation:
    """What this page's organisation knows of somebody.

    Raises:
        StaleLinkError: the link is of another organisation, or they are forgotten already.
    """
    relations = Relation.objects.select_related("person").filter(controller=site_of(request).controller)
    found = relations.filter(pk=key).first()
    if found is None:
        raise StaleLinkError(_("Was dieser Link bestätigen sollte, gibt es hier nicht mehr."))
    return found
