"""Who looks after a case from now on: by another topic, or by a colleague who is chosen."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from konsens.caring.cases import actions as caring
from konsens.caring.cases.permissions import can_assign
from konsens.city.people.models import Organisation, Person
from konsens.city.topics.models import Topic
from konsens.doors.web.desk.bench import find
from konsens.doors.web.desk.forms import AssignForm, RerouteForm
from konsens.doors.web.desk.people import colleagues, grouped
from konsens.doors.web.desk.small import Verb, small
from konsens.doors.web.desk.verbs import at_work, shown_or_sent
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import me
from konsens.doors.web.standing import today
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError


@shown_or_sent
@at_work
def reroute(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a case under another topic; it goes to whoever looks after that."""
    found = find(request, public_id)
    topics = [each for each in Topic.objects.offered_by(found.controller_id) if each.pk != found.topic_id]

    def work(data: dict[str, Any]) -> None:
        topic = next(each for each in topics if each.slug == data["topic"])
        caring.reroute(found, topic, by=me(request), now=clock.now())

    labels = [(each.slug, each.name) for each in topics]
    verb = Verb(
        _("Anderes Thema"), _("Weiterleiten"), _("Weitergeleitet."),
        lead=_("Der Vorgang geht an das Team, das sich um das neue Thema kümmert. Seine Fristen bleiben."),
    )  # fmt: skip
    return small(
        request, found, lambda data, initial: RerouteForm(data, initial=initial, topics=labels), work, verb
    )


@shown_or_sent
@at_work
def assign(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a case to a colleague, or to an office."""
    found = find(request, public_id)
    here = colleagues(found.controller_id, today())
    current = (vars(found)["caretaker_pk"], found.organisation_id)
    others = [each for each in here if (each.person.pk, each.office.pk) != current]
    people = grouped(others, offices=True)

    def work(data: dict[str, Any]) -> None:
        to, office = chosen(found.controller_id, data["to"])
        caring.assign_caretaker(found, to, organisation=office, by=me(request), now=clock.now())

    verb = Verb(_("Abgeben"), _("Abgeben"), _("Abgegeben."), lead=_("Wer es bekommt, erfährt es per E-Mail."))
    may = can_assign(site_of(request).viewer, found)
    return small(
        request,
        found,
        lambda data, initial: AssignForm(data, initial=initial, people=people),
        work,
        verb,
        may=may,
    )


def chosen(controller: int, key: str) -> tuple[Person, Organisation]:
    """The person and the office that a form names; an office alone means whoever is free there.

    Raises:
        RuleBrokenError: nobody is there (any more).
    """
    number, _sign, slug = key.partition(".")
    office = Organisation.objects.filter(slug=slug, controller_id=controller).first()
    if office is None:
        raise Http404
    if number:
        found = Person.objects.filter(public_id=number).first()
    else:
        found = caring.caretaker_at(office, on=today())
    if found is None:
        raise RuleBrokenError(_("Dort arbeitet gerade niemand, der sich kümmern könnte."))
    return found, office
