"""One organisation while it is furnished: who is there, how things are called, and how something is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from konsens.caring.cases.models import Case
from konsens.city.people import actions as people
from konsens.city.people.models import Organisation, Person, Relation
from konsens.city.places.models import Area
from konsens.city.projects.models import Phase
from konsens.city.topics.models import Topic
from konsens.demo.cast import person
from konsens.kernel import tokens
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Kind
from konsens.listening.voices.models import Contribution
from konsens.listening.voices.said import Said, Spot

DAY = timedelta(days=1)
WORD = "Verkehrsinfrastrukturfinanzierungsgesellschaftsvertragsänderungsantragsformular"


@dataclass(frozen=True, slots=True)
class Words:
    """How things are called where we furnish."""

    title: str
    text: str
    name: str


SHORT_WORDS = Words("Mehr Licht am Weg", "Abends ist es dort sehr dunkel.", "Sam Sonnenschein")
LONG_WORDS = Words(
    f"{WORD} und {WORD}"[:118],
    f"{WORD}\n\n" + f"Ein langer Satz mit {WORD} und noch mehr Worten. " * 30,
    WORD[:50],
)


class Room:
    """The people of one organisation, and what they say."""

    def __init__(self, controller: Organisation, words: Words, now: datetime) -> None:
        self.controller, self.words, self.now = controller, words, now
        self.past = now - 40 * DAY
        Phase.objects.filter(project__controller=controller).update(comments=True)
        self.phase = Phase.objects.get(project__controller=controller)
        self.topic = Topic.objects.get(controller=controller, slug="wege")
        self.coordinator = self.staff("koordination")
        self.caretaker = self.staff("wege")
        self.head = self.staff("leitung-wege")
        self.moderator = self.staff("moderation")
        self.author = self._resident("ada")
        self.resident = self._resident("sam")

    def staff(self, name: str) -> Person:
        """Somebody who works here."""
        return Person.objects.get(account__email=self.address(name))

    def address(self, name: str) -> str:
        """An address at this organisation."""
        return f"{name}@{self.controller.slug}.example"

    def _resident(self, name: str) -> Relation:
        somebody = person(self.words.name, self.address(name), now=self.past)
        relation = people.meet(self.controller, person=somebody, email=self.address(name), now=self.past)
        relation = people.verify_address(relation, now=self.past)
        people.change_pseudonym(relation, f"{self.words.name} {name}", by=somebody, now=self.past)
        relation.refresh_from_db()
        return relation

    def stranger(self, name: str) -> Relation:
        """Somebody of whom only an address is known."""
        return people.meet(self.controller, email=self.address(name), now=self.now)

    def say(
        self, now: datetime, *, by: Relation | None = None, known: bool = True, **fields: Any
    ) -> Contribution:
        """Somebody says something about this room's topic."""
        relation = by or self.author
        area = Area.objects.current().filter(parent__isnull=False).order_by("name")[0]
        fields.setdefault("title", self.words.title)
        fields.setdefault("text", self.words.text)
        spot = Spot(lat=area.label_lat, lon=area.label_lon, area_id=area.pk)
        said = Said(kind=Kind.IDEA, topic=self.topic, spot=spot, **fields)
        speaker = relation.person if known else None
        return voices.hear(said, phase=self.phase, relation=relation, by=speaker, now=now)

    def case(self, now: datetime | None = None, **fields: Any) -> Case:
        """The case that looks after something said."""
        return Case.objects.get(lead=self.say(now or self.past, **fields))

    def link(self, purpose: str, about: Any, address: str) -> str:
        """The secret of a link as it stands in a mail."""
        return tokens.mint(purpose, about, now=self.now, lasts=DAY, address=address)
