"""Everything one controller keeps about a person (Article 15 GDPR), composed from all storeys."""

from __future__ import annotations

from typing import Any

from konsens.caring.cases.models import Note, Verdict
from konsens.city.people.models import Person, Relation
from konsens.listening.voices.models import Complaint, Contribution, Support
from konsens.telling.news.models import Follow, Mailing


def everything_about(person: Person, controller: int) -> dict[str, Any]:
    """Name, address, words, support, follows and mails of a person at one controller."""
    relation = Relation.objects.filter(person=person, controller_id=controller).first()
    return {
        "person": {
            "id": person.public_id,
            "name": person.name,
            "language": person.language,
            "since": person.since,
        },
        "relation": {
            "pseudonym": relation.pseudonym if relation else "",
            "email": relation.email if relation else "",
            "email_verified_at": relation.email_verified_at if relation else None,
            "notice_version": relation.notice.version if relation and relation.notice else None,
        },
        "contributions": _rows(
            Contribution.objects.filter(author=person, controller_id=controller),
            "public_id",
            "kind",
            "channel",
            "state",
            "title",
            "text",
            "street",
            "lat",
            "lon",
            "private_note",
            "heard_at",
            "topic__name",
            "area__name",
            "notice__version",
        ),
        "supports": _rows(
            Support.objects.filter(person=person, contribution__controller_id=controller),
            "contribution__public_id",
            "given_at",
            "confirmed_at",
        ),
        "messages": _rows(
            Note.objects.filter(author=person, case__controller_id=controller, from_resident=True),
            "text",
            "at",
        ),
        "answers": _rows(
            Verdict.objects.filter(person=person, case__controller_id=controller),
            "case__public_id",
            "is_done",
            "at",
        ),
        "complaints": _rows(
            Complaint.objects.filter(by=person, judgement__contribution__controller_id=controller),
            "text",
            "at",
            "answer",
        ),
        "follows": _rows(
            Follow.objects.filter(person=person, controller_id=controller),
            "case__public_id",
            "topic__name",
            "area__name",
            "lat",
            "lon",
            "radius_m",
            "cadence",
            "since",
            "ended_at",
        ),
        "mails": _rows(
            Mailing.objects.filter(person=person, controller_id=controller),
            "message_id",
            "state",
            "queued_at",
            "sent_at",
        ),
    }


def _rows(rows: Any, *fields: str) -> list[dict[str, Any]]:  # noqa: ANN401 - any model's QuerySet
    return list(rows.values(*fields))
