"""What an organisation still has to furnish, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from konsens.caring.cases.kinds import State
from konsens.caring.cases.models import Assignment
from konsens.city.people.kinds import LegalKind, OrganisationKind, Role
from konsens.city.people.models import Identity, LegalText, Membership, Organisation, Person
from konsens.city.projects.models import Phase
from konsens.city.topics.models import Topic
from konsens.doors.web.jinja import day
from konsens.doors.web.site import SLUGS

A_YEAR = timedelta(days=365)
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Missing:
    """A sentence about what is missing, and the page that mends it."""

    sentence: str
    address: str


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who works here no longer, or not for long, and still has cases."""

    person: Person
    count: int
    last: date | None


def missing(identity: Identity, controller: Organisation, *, now: datetime, today: date) -> list[Missing]:
    """What visitors would look for in vain; three queries."""
    found = [*_texts(controller, now), *_reach(identity, controller)]
    phases = Phase.objects.open_at(now).filter(project__controller=controller, project__is_permanent=True)
    topics = Topic.objects.offered_by(controller.pk).order_by()
    has_topic, is_open = (
        Organisation.objects.filter(pk=controller.pk).values_list(Exists(topics), Exists(phases)).get()
    )
    if not has_topic:
        found.append(Missing(_("Es gibt noch kein Thema."), reverse("furnish_topics")))
    here = Membership.objects.on(today).filter(organisation__controller=controller)
    roles = set(here.values_list("role", flat=True))
    if not roles & {Role.CARETAKER, Role.HEAD}:
        found.append(Missing(_("Noch kümmert sich niemand um Vorgänge."), reverse("furnish_staff")))
    if not roles & {Role.MODERATOR, Role.COORDINATOR}:
        found.append(Missing(_("Noch sieht sich niemand Beiträge an."), reverse("furnish_staff")))
    if not is_open:
        found.append(Missing(_("Die Beteiligung ist gerade geschlossen."), reverse("furnish_phase")))
    return found


def _texts(controller: Organisation, now: datetime) -> list[Missing]:
    latest = dict(
        LegalText.objects.filter(controller=controller, language="de")
        .values_list("kind")
        .annotate(latest=Max("valid_from"))
    )
    found = [
        Missing(_("„%(text)s“ fehlt.") % {"text": kind.label}, _text_address(kind))
        for kind in LegalKind
        if kind not in latest
    ]
    statement = latest.get(LegalKind.ACCESSIBILITY)
    if statement is not None and now - statement > A_YEAR:
        sentence = _("Die Erklärung zur Barrierefreiheit ist vom %(day)s. Einmal im Jahr wird sie erneuert.")
        found.append(Missing(sentence % {"day": day(statement)}, _text_address(LegalKind.ACCESSIBILITY)))
    return found


def _text_address(kind: LegalKind) -> str:
    return reverse("furnish_text", args=[SLUGS[kind], "de"])


def _reach(identity: Identity, controller: Organisation) -> list[Missing]:
    found = []
    if not identity.sender_email:
        found.append(Missing(_("E-Mails haben noch keinen eigenen Absender."), _part("kontakt")))
    if not identity.phone:
        found.append(Missing(_("Es steht noch keine Telefonnummer auf den Seiten."), _part("kontakt")))
    if not (identity.damage_url or identity.damage_phone):
        found.append(
            Missing(_("Wer einen Schaden melden will, findet noch keinen Dienst."), _part("schaden"))
        )
    spoken = identity.easy_language_url and identity.sign_language_url
    if controller.kind == OrganisationKind.CITY and not spoken:
        sentence = _(
            "Eine öffentliche Stelle erklärt ihre Startseite auch in Leichter Sprache und in Gebärdensprache."
        )
        found.append(Missing(sentence, _part("sprachen")))
    return found


def _part(name: str) -> str:
    return reverse("furnish_part", args=[name])


def leavers(controller: Organisation, *, today: date) -> list[Leaver]:
    """Who still has open cases though their roles end within two weeks, or ended; one query."""
    held = (
        Assignment.objects.filter(caretaker=OuterRef("pk"), case__controller=controller, ends=None)
        .exclude(case__state=State.CLOSED)
        .order_by()
    )
    here = Q(memberships__organisation__controller=controller)
    stays = Membership.objects.filter(person=OuterRef("pk"), organisation__controller=controller).filter(
        Q(ends=None) | Q(ends__gt=today + SOON)
    )
    counted = held.values("caretaker").annotate(number=Count("pk")).values("number")
    rows = (
        Person.objects.filter(Exists(held), ~Exists(stays))
        .annotate(
            held=Subquery(counted, output_field=IntegerField()), last=Max("memberships__ends", filter=here)
        )
        .select_related("account")
        .order_by("last", "pk")
    )
    return [Leaver(each, each.held, each.last) for each in rows]
