"""For whom a mail is written, and one piece of what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from konsens.city.people.models import Identity, Person, Relation
from konsens.city.people.viewer import Viewer, viewer_of
from konsens.doors.post import links
from konsens.kernel import clock


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a mail is written, and in whose name."""

    person: Person
    viewer: Viewer
    identity: Identity
    email: str
    now: datetime

    def page(self, path: str) -> str:
        """The address of a page for this reader."""
        return links.page(self.identity, path, language=self.person.language)

    def day(self, value: object) -> str:
        """A date in the reader's language."""
        from django.utils.formats import date_format

        return date_format(value, "j. F" if self.person.language == "de" else "F j")  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of news: for the subject line, for the text, and where to read on."""

    subject: str
    text: str
    link: str = ""


def reader_of(person: Person, identity: Identity, *, now: datetime) -> Reader | None:
    """The reader with an address; None when we know none any more.

    Staff without a relation are written to at the address of their account.
    """
    relation = Relation.objects.filter(person=person, controller_id=identity.controller_id).first()
    email = relation.email if relation and relation.email else ""
    if not email and person.account is not None:
        email = person.account.email
    if not email or person.anonymised_at is not None:
        return None
    return Reader(person, viewer_of(person, on=clock.day_of(now)), identity, email, now)
