"""What can be done with people and organisations."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from konsens.city.people import events
from konsens.city.people.forget import forget_person as forget_person
from konsens.city.people.identity import check_identity
from konsens.city.people.kinds import LegalKind, OrganisationKind, Role
from konsens.city.people.models import (
    Absence,
    Account,
    Identity,
    LegalText,
    Membership,
    Organisation,
    Person,
    Relation,
)
from konsens.city.people.permissions import can_enter_absence, can_furnish, can_give_roles
from konsens.city.people.pseudonyms import new_pseudonym
from konsens.city.people.rules import check_address
from konsens.city.people.viewer import viewer_of
from konsens.city.places.models import Area
from konsens.kernel import clock, tokens
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError, StaleLinkError

PSEUDONYM_TAKEN = _("Dieses Pseudonym hat schon jemand. Bitte wählen Sie ein anderes.")


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
        raise RuleBrokenError(_("Dieses Kürzel ist schon vergeben: %(slug)s."), slug=slug)
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


@action
def meet(
    controller: Organisation,
    *,
    now: datetime,
    email: str = "",
    person: Person | None = None,
    notice: LegalText | None = None,
    language: str = "de",
) -> Relation:
    """Find or make what a controller knows of somebody, by their person or by a mail address.

    An address alone never changes what is already known of its owner: it only finds them.

    Raises:
        RuleBrokenError: what was typed is no mail address.
    """
    check_address(email)
    relation = _known(controller, email, person)
    if relation is not None:
        nothing_changed()
        return relation
    if person is None:
        person = Person.objects.create(since=now, language=language)
    relation = _new_relation(person, controller, email=email, notice=notice, now=now)
    record(events.PersonMet(person=person.pk), about=[relation], by=None, at=now, controller=controller.pk)
    return relation


def _known(controller: Organisation, email: str, person: Person | None) -> Relation | None:
    relations = Relation.objects.select_related("person").filter(controller=controller)
    if person is not None:
        return relations.filter(person=person).first()
    return relations.filter(email=email.lower()).first() if email else None


def _new_relation(
    person: Person, controller: Organisation, *, email: str, notice: LegalText | None, now: datetime
) -> Relation:
    for _attempt in range(20):
        try:
            with transaction.atomic():
                return Relation.objects.create(
                    person=person,
                    controller=controller,
                    pseudonym=new_pseudonym(),
                    email=email.lower(),
                    notice=notice,
                    since=now,
                )
        except IntegrityError:
            found = _known(controller, email, person)
            if found is not None:
                return found
    raise RuleBrokenError(_("Es ließ sich kein freies Pseudonym finden. Bitte versuchen Sie es noch einmal."))


@action
def verify_address(relation: Relation, *, now: datetime, proof: str = "") -> Relation:
    """Somebody opened the link we mailed: the address is theirs.

    Args:
        relation: whose address.
        now: the instant.
        proof: digest of the address the link was mailed to.

    Raises:
        StaleLinkError: the address has changed since.
    """
    if proof and relation.email and not tokens.proves(proof, relation.email):
        raise StaleLinkError(tokens.STALE)
    if relation.email_verified_at is not None:
        nothing_changed()
        return relation
    relation.email_verified_at = now
    relation.save(update_fields=["email_verified_at"])
    record(
        events.AddressVerified(person=relation.person_id),
        about=[relation],
        by=relation.person,
        at=now,
        controller=relation.controller_id,
    )
    return relation


@action
def join_account(account: Account, *, now: datetime, language: str = "de") -> Person:
    """Give an account its person, and bring along what its verified address did before at any controller.

    Call it only once the address of the account is verified.
    """
    person = Person.objects.filter(account=account).first()
    if person is None:
        person = Person.objects.create(account=account, since=now, language=language)
        record(events.AccountJoined(person=person.pk), about=[person], by=person, at=now)
    earlier = Relation.objects.filter(email=account.email, person__account=None).select_related("person")
    for relation in earlier:
        _bring_along(relation, person, now=now)
    nothing_changed()
    return person


def _bring_along(relation: Relation, person: Person, *, now: datetime) -> None:
    gone = relation.person_id
    own = Relation.objects.filter(person=person, controller_id=relation.controller_id).first()
    if own is None:
        relation.person = person
        relation.email_verified_at = relation.email_verified_at or now
        relation.save(update_fields=["person", "email_verified_at"])
    else:
        _take_over_address(relation, own, now)
    record(
        events.PersonsMerged(kept=person.pk, gone=gone),
        about=[person],
        by=person,
        at=now,
        controller=relation.controller_id,
    )


def _take_over_address(relation: Relation, own: Relation, now: datetime) -> None:
    """Two relations of one human to one controller become one; its proven address stays."""
    relation.delete()
    if not own.email:
        own.email, own.email_verified_at = relation.email, now
        own.save(update_fields=["email", "email_verified_at"])


@action
def change_pseudonym(relation: Relation, pseudonym: str, *, by: Person, now: datetime) -> Relation:
    """Go by another pseudonym at one controller."""
    if relation.person_id != by.pk:
        raise PermissionDenied
    wanted = " ".join(pseudonym.split())
    if not 3 <= len(wanted) <= 60:
        raise RuleBrokenError(_("Ein Pseudonym hat 3 bis 60 Zeichen."))
    taken = Relation.objects.filter(controller_id=relation.controller_id, pseudonym__iexact=wanted)
    if taken.exclude(pk=relation.pk).exists():
        raise RuleBrokenError(PSEUDONYM_TAKEN)
    relation.pseudonym = wanted
    try:
        with transaction.atomic():
            relation.save(update_fields=["pseudonym"])
    except IntegrityError as error:
        raise RuleBrokenError(PSEUDONYM_TAKEN) from error
    record(
        events.PseudonymChanged(person=by.pk),
        about=[relation],
        by=by,
        at=now,
        controller=relation.controller_id,
    )
    return relation


@action
def choose_language(person: Person, language: str, *, now: datetime) -> Person:
    """Choose the language in which somebody is written to."""
    person.language = language
    person.save(update_fields=["language"])
    record(events.LanguageChosen(language=language), about=[person], by=person, at=now)
    return person


@action
def give_role(
    person: Person,
    organisation: Organisation,
    role: Role,
    *,
    by: Person | None,
    now: datetime,
    area: Area | None = None,
    starts: date | None = None,
    ends: date | None = None,
) -> Membership:
    """Let a person act for an organisation, from a day until a day."""
    if by is not None and not can_give_roles(viewer_of(by, on=clock.day_of(now)), organisation):
        raise PermissionDenied
    first = starts or clock.day_of(now)
    if ends is not None and ends < first:
        raise RuleBrokenError(_("Eine Aufgabe kann nicht enden, bevor sie beginnt."))
    if organisation.ends is not None:
        raise RuleBrokenError(_("„%(name)s“ gibt es nicht mehr."), name=organisation.name)
    membership = Membership.objects.create(
        person=person, organisation=organisation, role=role, area=area, starts=first, ends=ends
    )
    record(
        events.RoleGiven(person=person.pk, role=role),
        about=[person, organisation],
        by=by,
        at=now,
        controller=organisation.root_id,
    )
    return membership


@action
def end_role(membership: Membership, *, by: Person | None, now: datetime, ends: date) -> Membership:
    """Say on which day a person's role ends; somebody always keeps furnishing the organisation.

    Raises:
        RuleBrokenError: an end before the beginning, or nobody would be left to furnish.
    """
    organisation = membership.organisation
    if by is not None and not can_give_roles(viewer_of(by, on=clock.day_of(now)), organisation):
        raise PermissionDenied
    if ends < membership.starts:
        raise RuleBrokenError(_("Eine Aufgabe kann nicht enden, bevor sie beginnt."))
    # one at a time, so that two administrators never end each other's role
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.root_id)
    if membership.role == Role.ADMIN and not _somebody_furnishes(membership):
        raise RuleBrokenError(
            _(
                "Jemand muss die Einrichtung behalten. "
                "Geben Sie diese Aufgabe zuerst noch jemandem, ohne Ende."
            )
        )
    membership.ends = ends
    membership.save(update_fields=["ends"])
    record(
        events.RoleEnded(person=membership.person_id, role=Role(membership.role), ends=ends),
        about=[membership.person, organisation],
        by=by,
        at=now,
        controller=organisation.root_id,
    )
    return membership


def _somebody_furnishes(but: Membership) -> bool:
    """Is there another role of furnishing without an end?"""
    others = Membership.objects.filter(
        role=Role.ADMIN, ends=None, organisation__controller_id=but.organisation.root_id
    )
    return others.exclude(pk=but.pk).exists()


@action
def enter_absence(
    person: Person,
    controller: Organisation,
    *,
    deputy: Person,
    starts: date,
    ends: date,
    by: Person,
    now: datetime,
) -> Absence:
    """Say from when until when somebody is away, and who looks after their cases meanwhile.

    Raises:
        RuleBrokenError: days that make no sense, or a deputy who is not there on them.
    """
    today = clock.day_of(now)
    if not can_enter_absence(viewer_of(by, on=today), person.pk, controller):
        raise PermissionDenied
    # one at a time, so that two people never end up as each other's deputy
    Organisation.objects.select_for_update(no_key=True).get(pk=controller.root_id)
    _check_days_away(starts, ends, today)
    away = Absence.objects.filter(controller_id=controller.root_id, starts__lte=ends, ends__gte=starts)
    if away.filter(person=person).exists():
        raise RuleBrokenError(_("In dieser Zeit ist schon eine Abwesenheit eingetragen."))
    _check_deputy(deputy, person, controller, starts, ends)
    if away.filter(person=deputy).exists():
        raise RuleBrokenError(
            _("Die Vertretung ist in dieser Zeit selbst abwesend. Bitte wählen Sie jemand anderen.")
        )
    absence = Absence.objects.create(
        person=person, controller_id=controller.root_id, deputy=deputy, starts=starts, ends=ends
    )
    record(
        events.AbsenceEntered(person=person.pk, deputy=deputy.pk, starts=starts, ends=ends),
        about=[person, deputy],
        by=by,
        at=now,
        controller=controller.root_id,
    )
    return absence


def _check_days_away(starts: date, ends: date, today: date) -> None:
    if ends < starts:
        raise RuleBrokenError(_("Der letzte Tag liegt vor dem ersten. Bitte prüfen Sie die beiden Daten."))
    if ends < today:
        raise RuleBrokenError(_("Diese Tage sind schon vorbei."))
    if (ends - today).days > 1100:
        raise RuleBrokenError(_("Das ist mehr als drei Jahre hin. Bitte prüfen Sie das Jahr."))


def _check_deputy(deputy: Person, person: Person, controller: Organisation, starts: date, ends: date) -> None:
    if deputy.pk == person.pk:
        raise RuleBrokenError(_("Die Vertretung muss eine andere Person sein."))
    if not viewer_of(deputy, on=starts).works_for(controller.root_id):
        raise RuleBrokenError(_("Die Vertretung muss in derselben Organisation arbeiten."))
    if not viewer_of(deputy, on=ends).works_for(controller.root_id):
        raise RuleBrokenError(_("Die Vertretung arbeitet am letzten Tag nicht mehr hier."))


@action
def end_absence(absence: Absence, *, by: Person, now: datetime) -> Absence | None:
    """Be back today: an absence ends yesterday, one that had not begun before today never was.

    Returns:
        The shortened absence, or None when nothing of it is left.
    """
    absence = Absence.objects.select_for_update(of=("self",)).select_related("controller").get(pk=absence.pk)
    today = clock.day_of(now)
    if not can_enter_absence(viewer_of(by, on=today), absence.person_id, absence.controller):
        raise PermissionDenied
    if absence.ends < today:
        raise RuleBrokenError(_("Diese Abwesenheit ist schon vorbei."))
    begun = absence.starts < today
    last = today - timedelta(days=1) if begun else None
    record(
        events.AbsenceEnded(person=absence.person_id, deputy=absence.deputy_id, ends=last),
        about=[absence.person, absence.deputy],
        by=by,
        at=now,
        controller=absence.controller_id,
    )
    if last is None:
        absence.delete()
        return None
    absence.ends = last
    absence.save(update_fields=["ends"])
    return absence
