"""How people become known to an organisation, and how they are called there."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from konsens.city.people import events
from konsens.city.people.models import Account, LegalText, Organisation, Person, Relation
from konsens.city.people.pseudonyms import new_pseudonym
from konsens.city.people.rules import check_address
from konsens.kernel import tokens
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError, StaleLinkError

PSEUDONYM_TAKEN = _("Dieses Pseudonym hat schon jemand. Bitte wählen Sie ein anderes.")


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
        raise RuleBrokenError(_("Ein Pseudonym hat 3 bis 60 Zeichen. Bitte wählen Sie ein anderes."))
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
