"""How an organisation joins and shows itself: identity, legal texts, offices."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from konsens.city.people import events
from konsens.city.people.identity import check_identity
from konsens.city.people.kinds import LegalKind, OrganisationKind
from konsens.city.people.models import Identity, LegalText, Organisation, Person
from konsens.city.people.permissions import can_furnish
from konsens.city.people.viewer import viewer_of
from konsens.kernel import clock
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError


def require_furnishing(by: Person | None, controller: Organisation, now: datetime) -> None:
    """Refuse whoever may not furnish a controller; None is the command line and the demo.

    Raises:
        PermissionDenied: for everybody else.
    """
    if by is not None and not can_furnish(viewer_of(by, on=clock.day_of(now)), controller):
        raise PermissionDenied


@action
def found_controller(
    *, slug: str, name: str, kind: OrganisationKind, by: Person | None, now: datetime, **identity: object
) -> Organisation:
    """Let an organisation join the platform as a controller with its own identity (command line only)."""
    organisation = Organisation.objects.create(slug=slug, name=name, kind=kind)
    organisation.controller = organisation
    organisation.save(update_fields=["controller"])
    Identity.objects.create(controller=organisation, **identity)
    record(
        events.ControllerFounded(controller=organisation.pk),
        about=[organisation],
        by=by,
        at=now,
        controller=organisation.pk,
    )
    return organisation


@action
def found_office(
    parent: Organisation,
    *,
    slug: str,
    name: str,
    by: Person | None,
    now: datetime,
    kind: OrganisationKind = OrganisationKind.OFFICE,
    phone: str = "",
    email: str = "",
) -> Organisation:
    """Add a part to an organisation: an office, a team, a board."""
    require_furnishing(by, parent, now)
    if not name.strip():
        raise RuleBrokenError(_("Ein Amt oder Team braucht einen Namen."))
    if Organisation.objects.filter(slug=slug).exists():
        raise RuleBrokenError(
            _("Dieses Kürzel ist schon vergeben: %(slug)s. Bitte ein anderes wählen."), slug=slug
        )
    office = Organisation.objects.create(
        slug=slug,
        name=name.strip(),
        kind=kind,
        parent=parent,
        controller_id=parent.root_id,
        phone=phone,
        email=email,
    )
    record(
        events.OfficeFounded(office=office.pk),
        about=[office],
        by=by,
        at=now,
        controller=parent.root_id,
    )
    return office


@action
def change_identity(identity: Identity, *, by: Person | None, now: datetime, **changes: object) -> Identity:
    """Change how a controller shows itself; unknown fields are an error."""
    require_furnishing(by, identity.controller, now)
    identity = Identity.objects.select_for_update(of=("self",)).get(pk=identity.pk)
    changed = tuple(sorted(name for name, value in changes.items() if getattr(identity, name) != value))
    if not changed:
        nothing_changed()
        return identity
    check_identity({**model_to_dict(identity), **changes}, tile_hosts=settings.TRUSTED_TILE_HOSTS)
    for name in changed:
        setattr(identity, name, changes[name])
    identity.save(update_fields=changed)
    record(
        events.IdentityChanged(what=changed),
        about=[identity.controller],
        by=by,
        at=now,
        controller=identity.controller_id,
    )
    return identity


@action
def publish_legal_text(
    controller: Organisation,
    kind: LegalKind,
    text: str,
    *,
    by: Person | None,
    now: datetime,
    language: str = "de",
    after: int | None = None,
) -> LegalText:
    """Publish the next version of a legal text; earlier ones stay readable.

    Args:
        controller: whose text.
        kind: which text.
        text: the words.
        by: an administrator, or None for the command line and the demo.
        now: from when it is in force.
        language: in which language.
        after: the version from which the words were written, so that nobody overwrites a colleague.

    Raises:
        RuleBrokenError: no words, the same words, or somebody published meanwhile.
    """
    require_furnishing(by, controller, now)
    if not text.strip():
        raise RuleBrokenError(_("Der Text ist leer. Er muss mindestens einen Satz enthalten."))
    # one at a time, so that no version is given twice
    Organisation.objects.select_for_update(no_key=True).get(pk=controller.pk)
    texts = LegalText.objects.filter(controller=controller, kind=kind, language=language)
    latest = texts.order_by("-version").first()
    version = 1 if latest is None else latest.version + 1
    if after is not None and after != version - 1:
        raise RuleBrokenError(
            _("Inzwischen hat jemand anderes eine neue Fassung veröffentlicht. Bitte vergleichen Sie beide.")
        )
    words = text.replace("\r\n", "\n").strip()
    if latest is not None and latest.text == words:
        raise RuleBrokenError(_("Am Text hat sich nichts geändert."))
    published = LegalText.objects.create(
        controller=controller,
        kind=kind,
        language=language,
        version=version,
        text=words,
        valid_from=now,
    )
    record(
        events.LegalTextPublished(kind=kind, version=version),
        about=[published],
        by=by,
        at=now,
        controller=controller.pk,
    )
    return published
