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
from konsens.kernel import clock
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError

ORDER_MOST = 32_000


def _check_name(topic: Topic) -> None:
    if not topic.name:
        raise RuleBrokenError(_("Ein Thema braucht einen Namen."))
    same = Topic.objects.filter(controller_id=topic.controller_id, name__iexact=topic.name, ends=None)
    if same.exclude(pk=topic.pk).exists():
        raise RuleBrokenError(_("Ein Thema mit diesem Namen gibt es schon. Bitte wählen Sie einen anderen."))


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
    topic = Topic(controller=controller, name=name.strip(), **fields)
    topic.slug = slug or _free_slug(controller, topic.name)
    _check_name(topic)
    _check_days(topic.first_answer_days, topic.next_step_days, topic.done_days)
    try:
        with transaction.atomic():
            topic.save()
    except IntegrityError as error:
        raise RuleBrokenError(
            _("Ein Thema mit diesem Namen gibt es schon. Bitte wählen Sie einen anderen.")
        ) from error
    record(TopicAdded(topic=topic.pk), about=[topic], by=by, at=now, controller=controller.pk)
    return topic


def _free_slug(controller: Organisation, name: str) -> str:
    wanted = slugify(name)[:40] or "thema"
    taken = set(Topic.objects.filter(controller=controller).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


@action
def change_topic(topic: Topic, *, by: Person | None, now: datetime, **changes: object) -> Topic:
    """Change a topic's name, hint, order or deadlines; open cases keep their dates.

    Raises:
        RuleBrokenError: no name, a name twice, deadlines that do not follow each other; a storey above
            refuses to make confidential, or public, under what somebody said something already.
    """
    require_furnishing(by, topic.controller, now)
    topic = Topic.objects.select_for_update(of=("self",)).select_related("controller").get(pk=topic.pk)
    changed = tuple(sorted(name for name, value in changes.items() if getattr(topic, name) != value))
    if not changed:
        nothing_changed()
        return topic
    for name in changed:
        setattr(topic, name, changes[name])
    topic.name = topic.name.strip()
    if topic.ends is None:
        _check_name(topic)
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


@action
def end_topic(topic: Topic, *, by: Person | None, now: datetime) -> Topic:
    """Offer a topic no longer; what was said under it goes on."""
    if topic.ends is not None:
        nothing_changed()
        return topic
    return change_topic(topic, by=by, now=now, ends=clock.day_of(now))


@action
def offer_again(topic: Topic, *, by: Person | None, now: datetime) -> Topic:
    """Offer a topic that was ended again."""
    return change_topic(topic, by=by, now=now, ends=None)


@action
def move_topic(topic: Topic, *, up: bool, by: Person | None, now: datetime) -> None:
    """Let a topic change places with its neighbour in the list that residents see."""
    require_furnishing(by, topic.controller, now)
    offered = list(Topic.objects.offered_by(topic.controller_id).select_for_update(of=("self",)))
    at = next((place for place, each in enumerate(offered) if each.pk == topic.pk), None)
    to = None if at is None else at + (-1 if up else 1)
    if at is None or to is None or not 0 <= to < len(offered):
        nothing_changed()
        return
    offered[at], offered[to] = offered[to], offered[at]
    for place, each in enumerate(offered):
        if each.order != place:
            change_topic(each, by=by, now=now, order=min(place, ORDER_MOST))
    nothing_changed()
