"""What can be done with topics."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from konsens.city.people.actions import require_furnishing
from konsens.city.people.models import Organisation, Person
from konsens.city.topics.events import TopicAdded, TopicChanged
from konsens.city.topics.models import Topic
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError


def _check_days(first: int, following: int, done: int) -> None:
    if not 1 <= first <= following <= done <= 2000:
        raise RuleBrokenError(
            _("Die Fristen müssen aufeinander folgen: Rückmeldung, nächster Schritt, voraussichtlich fertig.")
        )


@action
def add_topic(
    controller: Organisation, name: str, *, by: Person | None, now: datetime, slug: str = "", **fields: object
) -> Topic:
    """Let a controller listen to another topic."""
    require_furnishing(by, controller, now)
    topic = Topic(controller=controller, name=name.strip(), slug=slug or slugify(name)[:48], **fields)
    if not topic.name:
        raise RuleBrokenError(_("Ein Thema braucht einen Namen."))
    _check_days(topic.first_answer_days, topic.next_step_days, topic.done_days)
    try:
        with transaction.atomic():
            topic.save()
    except IntegrityError as error:
        raise RuleBrokenError(_("Ein Thema mit diesem Namen gibt es schon.")) from error
    record(TopicAdded(topic=topic.pk), about=[topic], by=by, at=now, controller=controller.pk)
    return topic


@action
def change_topic(topic: Topic, *, by: Person | None, now: datetime, **changes: object) -> Topic:
    """Change a topic's name, hint, order or deadlines; open cases keep their dates."""
    require_furnishing(by, topic.controller, now)
    changed = tuple(sorted(name for name, value in changes.items() if getattr(topic, name) != value))
    if not changed:
        nothing_changed()
        return topic
    for name in changed:
        setattr(topic, name, changes[name])
    _check_days(topic.first_answer_days, topic.next_step_days, topic.done_days)
    topic.save(update_fields=changed)
    record(
        TopicChanged(topic=topic.pk, what=changed),
        about=[topic],
        by=by,
        at=now,
        controller=topic.controller_id,
    )
    return topic
