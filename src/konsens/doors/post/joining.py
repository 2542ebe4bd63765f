"""The mail to somebody who is asked to work here."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from konsens.city.people.kinds import Role
from konsens.city.people.models import Invitation
from konsens.city.people.staff import PURPOSE
from konsens.doors.post.reader import Piece, Reader
from konsens.kernel import clock, tokens
from konsens.telling.news.models import Delivery


def _invited(delivery: Delivery, reader: Reader) -> Piece | None:
    found = (
        Invitation.objects.select_related("organisation", "controller")
        .filter(pk=delivery.entry.facts["invitation"])
        .first()
    )
    if found is None or not found.is_open_at(reader.now) or reader.email.lower() != found.email:
        return None
    raw = tokens.mint(
        PURPOSE, found, now=reader.now, lasts=found.expires_at - reader.now, address=found.email
    )
    values = {
        "role": Role(found.role).label,
        "office": found.organisation.name,
        "last": reader.day(clock.day_of(found.expires_at)),
    }
    if_not = _("Sagt Ihnen das nichts? Dann löschen Sie diese Mail einfach. Es geschieht nichts.")
    return Piece(
        _("Einladung ins Team: %(office)s") % values,
        _("Sie sind eingeladen: %(role)s, %(office)s. Der Link gilt bis %(last)s und nur für diese Adresse.")
        % values,
        reader.page(f"einrichtung/einladung/{raw}/"),
        call=_("Hier annehmen"),
        after=if_not,
    )


JOINING: dict[str, Callable[[Delivery, Reader], Piece | None]] = {"staff.invited": _invited}
