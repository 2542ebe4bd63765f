"""Where mails go to files, those to somebody who is forgotten leave the disk."""

from __future__ import annotations

from django.db import transaction

from konsens.city.people.events import PersonForgotten
from konsens.city.people.models import Account, Relation
from konsens.doors.post.outbox import forget_mails_to
from konsens.kernel.events import when
from konsens.kernel.models import Entry


@when(PersonForgotten)
def mails_to_somebody_forgotten_leave_the_disk(event: PersonForgotten, entry: Entry) -> None:
    """Files are the mailbox of a trial; on a mail server this is its own business."""
    relations = Relation.objects.filter(person_id=event.person)
    accounts = Account.objects.filter(person=event.person)
    if entry.controller_id is not None:
        relations = relations.filter(controller_id=entry.controller_id)
        accounts = accounts.none()
    addresses = {*relations.values_list("email", flat=True), *accounts.values_list("email", flat=True)} - {""}
    transaction.on_commit(lambda: forget_mails_to(addresses))
