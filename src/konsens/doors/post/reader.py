"""For whom a mail is written, and one piece of what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.formats import date_format

from konsens.city.people.models import Identity, Person, Relation
from konsens.city.people.viewer import Viewer, viewer_of
from konsens.doors.post import links
from konsens.kernel import clock

DAY = {"de": ("j. F", "j. F Y"), "en": ("j F", "j F Y")}


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a mail is written, and in whose name."""

    person: Person
    viewer: Viewer
    identity: Identity
    email: str
    now: datetime

    @property
    def language(self) -> str:
        """The language in which they are written to; German when theirs is not spoken here."""
        return language_of(self.person)

    def page(self, path: str) -> str:
        """The address of a page for this reader."""
        return links.page(self.identity, path, language=self.language)

    def day(self, value: date) -> str:
        """A date in the reader's language, with its year only when it is another one."""
        short, long = DAY.get(self.language, DAY["de"])
        return date_format(value, short if value.year == clock.day_of(self.now).year else long)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of news: for the subject line, for the text, where to read on, and what is left to say."""

    subject: str
    text: str
    link: str = ""
    call: str = ""
    after: str = ""


def language_of(person: Person) -> str:
    """The language of a person, if the platform speaks it."""
    return person.language if person.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def reader_of(person: Person, identity: Identity, *, now: datetime, as_staff: bool = False) -> Reader | None:
    """The reader with an address; None when we know none any more.

    Who works here is written to at the address of their account, everybody else at the one they gave.
    """
    relation = Relation.objects.filter(person=person, controller_id=identity.controller_id).first()
    given = relation.email if relation else ""
    account = person.account.email if person.account is not None else ""
    email = (account or given) if as_staff else (given or account)
    if not email or person.anonymised_at is not None:
        return None
    return Reader(person, viewer_of(person, on=clock.day_of(now)), identity, email, now)
