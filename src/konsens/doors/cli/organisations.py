"""`konsens organisations`: let an organisation join this installation, with somebody who furnishes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from konsens.doors.cli.answers import refusing, say

if TYPE_CHECKING:
    from konsens.city.people.models import Organisation, Person

KINDS = ("city", "party", "association", "umbrella", "church", "company", "science", "initiative", "operator")


@click.group()
def organisations() -> None:
    """Organisationen dieser Installation: gründen."""


@organisations.command()
@click.argument("slug", metavar="KÜRZEL")
@click.argument("name", metavar="NAME")
@click.option("--kind", type=click.Choice(KINDS), default="city", show_default=True, help="was sie ist")
@click.option("--admin", required=True, help="E-Mail-Adresse der Person, die sie einrichtet")
@click.option("--office", default="Büro", show_default=True, help="das erste Amt oder Team")
@click.option("--host", help="eigener Rechnername, zum Beispiel mitreden.stadt.example")
@refusing
def found(slug: str, name: str, *, kind: str, admin: str, office: str, host: str | None) -> None:
    """Lässt eine Organisation beitreten, mit einem Team, das sich um alles kümmert."""
    from django.conf import settings
    from django.db import transaction
    from django.utils.translation import gettext as _

    _check(slug, admin, host)
    with transaction.atomic():
        made = _found(slug, name, kind, host)
        _furnish(made, _somebody(admin), office)
    home = f"https://{host}" if host else f"{settings.SITE_URL}/o/{slug}"
    say(
        [
            _("„%(name)s“ ist dabei: %(address)s/") % {"name": name, "address": home},
            _("%(admin)s meldet sich dort an: %(address)s/konto/login/code/")
            % {"admin": admin, "address": home},
            _("Danach: zweiten Faktor einrichten, Rechtstexte schreiben, Themen und Teams anlegen."),
        ]
    )


def _check(slug: str, admin: str, host: str | None) -> None:
    """Refuse a short name, address or host that cannot be used."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email, validate_slug
    from django.utils.translation import gettext_lazy as _

    from konsens.city.people.models import Identity, Organisation
    from konsens.kernel.errors import RuleBrokenError

    try:
        validate_slug(slug)
    except ValidationError:
        raise RuleBrokenError(
            _("„%(slug)s“ passt nicht als Kürzel. Erlaubt sind Buchstaben, Ziffern und Bindestriche."),
            slug=slug,
        ) from None
    try:
        validate_email(admin)
    except ValidationError:
        raise RuleBrokenError(
            _("„%(email)s“ ist keine E-Mail-Adresse. Bitte prüfen, wie sie geschrieben wird."), email=admin
        ) from None
    if Organisation.objects.filter(slug__in=[slug, f"{slug}-buero"]).exists():
        raise RuleBrokenError(
            _("Dieses Kürzel ist schon vergeben: %(slug)s. Bitte ein anderes wählen."), slug=slug
        )
    if host and Identity.objects.filter(host=host).exists():
        raise RuleBrokenError(
            _("Diesen Rechnernamen hat schon eine Organisation: %(host)s. Bitte einen anderen wählen."),
            host=host,
        )


def _found(slug: str, name: str, kind: str, host: str | None) -> Organisation:
    """The first organisation of an installation also answers where no other is named."""
    from konsens.city.people.actions import found_controller
    from konsens.city.people.kinds import OrganisationKind
    from konsens.city.people.models import Identity
    from konsens.kernel import clock

    first = not Identity.objects.filter(is_default=True).exists()
    return found_controller(
        slug=slug,
        name=name,
        kind=OrganisationKind(kind),
        by=None,
        now=clock.now(),
        host=host,
        is_default=first,
    )


def _somebody(email: str) -> Person:
    """The person behind an address; whoever reads its mails can sign in with a code."""
    from allauth.account.models import EmailAddress

    from konsens.city.people.actions import join_account
    from konsens.city.people.models import Account
    from konsens.kernel import clock

    account = Account.objects.filter(email=email.lower()).first()
    if account is None:
        account = Account.objects.create_user(email)
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return join_account(account, now=clock.now())


def _furnish(made: Organisation, admin: Person, office_name: str) -> None:
    """One office that looks after everything, the roles of whoever begins, and the platform for ideas."""
    from konsens.caring.cases.actions import set_route
    from konsens.city.people.actions import found_office, give_role
    from konsens.city.people.kinds import Role
    from konsens.city.projects.actions import open_idea_platform
    from konsens.kernel import clock

    now = clock.now()
    office = found_office(made, slug=f"{made.slug}-buero", name=office_name, by=None, now=now)
    for role in (Role.ADMIN, Role.COORDINATOR, Role.MODERATOR):
        give_role(admin, made, role, by=None, now=now)
    give_role(admin, office, Role.CARETAKER, by=None, now=now)
    set_route(made, office, by=None, now=now)
    open_idea_platform(made, "Ideen und Anliegen", by=None, now=now)
