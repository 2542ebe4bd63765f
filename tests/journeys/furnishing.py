"""Fills a demo with everything a page can show; adds an organisation without words, and one of long words."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import CouncilKind, Outcome, WaitingFor
from konsens.caring.cases.models import Case
from konsens.city.people import actions as people
from konsens.city.people.kinds import OrganisationKind
from konsens.city.people.models import Organisation, Person, Relation
from konsens.city.places.models import Area
from konsens.city.projects.models import Phase
from konsens.city.topics.models import Topic
from konsens.demo.cast import engage, found, person
from konsens.doors.post.tick import tick
from konsens.kernel import clock, tokens
from konsens.kernel.files import prepare_photo
from konsens.kernel.models import Entry
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground, Kind
from konsens.listening.voices.models import Contribution, Photo
from konsens.listening.voices.said import Said, Spot
from konsens.telling.news import actions as news
from konsens.telling.news.models import Delivery
from tests.journeys.pictures import photo

DAY = timedelta(days=1)
WORD = "Verkehrsinfrastrukturfinanzierungsgesellschaftsvertragsänderungsantragsformular"
LONG = f"{WORD} und {WORD}"[:118]


@dataclass(frozen=True, slots=True)
class Words:
    """How things are called where we furnish."""

    title: str
    text: str
    name: str


SHORT_WORDS = Words("Mehr Licht am Weg", "Abends ist es dort sehr dunkel.", "Sam Sonnenschein")
LONG_WORDS = Words(LONG, f"{WORD}\n\n" + f"Ein langer Satz mit {WORD} und noch mehr Worten. " * 30, WORD[:55])


def furnish() -> dict[str, dict[str, Any]]:
    """Everything that pages need, by organisation: keys to slip into roles, ids and tokens for addresses."""
    now = clock.now()
    engage(found("leer", "Verein Leere Liste", OrganisationKind.ASSOCIATION, now=now), now=now)
    engage(
        found(
            "lang", f"{WORD} der Stadt", OrganisationKind.CITY, now=now, platform_name=WORD[:40],
            phone="0231 000 115", phone_hours=f"Mo–Fr 7–18 Uhr, {WORD}", address=WORD,
        ),
        now=now - 90 * DAY,
    )  # fmt: skip
    party = Organisation.objects.get(slug="nachbarschaft")
    lang = Organisation.objects.get(slug="lang")
    told = {
        "filled": _Room(party, SHORT_WORDS, now).furnish(),
        "long": _Room(lang, LONG_WORDS, now).furnish(),
        "empty": {"legal": "impressum"},
    }
    tick(now=now)
    for state, slug in (("filled", "nachbarschaft"), ("long", "lang"), ("empty", "leer")):
        told[state] |= _tokens(told[state], now) if state != "empty" else {}
        told[state]["keys"] = _keys(slug, now)
    return told


def _keys(slug: str, now: datetime) -> dict[str, str]:
    """Sign-in links into every role of an organisation."""
    roles = {
        "resident": f"sam@{slug}.example",
        "author": f"ada@{slug}.example",
        "caretaker": f"wege@{slug}.example",
        "head": f"leitung-wege@{slug}.example",
        "moderator": f"moderation@{slug}.example",
        "coordinator": f"koordination@{slug}.example",
        "admin": f"koordination@{slug}.example",
    }
    known = Person.objects.select_related("account").filter(account__email__in=roles.values())
    by_address = {each.account.email: each for each in known if each.account}
    if f"sam@{slug}.example" not in by_address:
        by_address[f"sam@{slug}.example"] = person("Sam", f"sam@{slug}.example", now=now)
    return {
        role: f"/konto/vorfuehrung/{tokens.mint('demo_sign_in', by_address[address], now=now, lasts=DAY)}/"
        for role, address in roles.items()
        if address in by_address
    }


class _Room:
    """One organisation while it is furnished."""

    def __init__(self, controller: Organisation, words: Words, now: datetime) -> None:
        self.controller, self.words, self.now = controller, words, now
        self.past = now - 40 * DAY
        self.phase = Phase.objects.get(project__controller=controller)
        self.topic = Topic.objects.get(controller=controller, slug="wege")
        self.coordinator = self._staff("koordination")
        self.caretaker = self._staff("wege")
        self.moderator = self._staff("moderation")
        self.author = self._resident("ada", self.past)
        self.resident = self._resident("sam", self.past)

    def _staff(self, room: str) -> Person:
        return Person.objects.get(account__email=f"{room}@{self.controller.slug}.example")

    def _resident(self, name: str, now: datetime) -> Relation:
        slug = self.controller.slug
        somebody = person(self.words.name, f"{name}@{slug}.example", now=now)
        relation = people.meet(self.controller, person=somebody, email=f"{name}@{slug}.example", now=now)
        relation = people.verify_address(relation, now=now)
        people.change_pseudonym(relation, f"{self.words.name[:50]} {name}", by=somebody, now=now)
        relation.refresh_from_db()
        return relation

    def furnish(self) -> dict[str, Any]:
        """Say and do a little of everything; returns what addresses need."""
        Phase.objects.filter(pk=self.phase.pk).update(comments=True)
        self.phase.refresh_from_db()
        told: dict[str, Any] = {"legal": "impressum"}
        told |= self._open_case() | self._closed_case() | self._judged() | self._unconfirmed()
        self._council()
        self._follow()
        return told

    def say(
        self, now: datetime, *, by: Relation | None = None, known: bool = True, **fields: Any
    ) -> Contribution:
        """Somebody says something about this room's topic."""
        relation = by or self.author
        area = Area.objects.current().filter(parent__isnull=False).order_by("name")[0]
        said = Said(
            kind=Kind.IDEA, title=self.words.title, text=self.words.text, topic=self.topic,
            spot=Spot(lat=area.label_lat, lon=area.label_lon, area_id=area.pk), **fields,
        )  # fmt: skip
        return voices.hear(
            said, phase=self.phase, relation=relation, by=relation.person if known else None, now=now
        )

    def case_of(self, contribution: Contribution) -> Case:
        """The case that looks after something said."""
        return Case.objects.get(lead=contribution)

    def _open_case(self) -> dict[str, Any]:
        upload = io.BytesIO(photo()["buffer"])  # type: ignore[arg-type]
        made = self.say(self.past, photos=(prepare_photo(upload),), photo_description=self.words.title[:180])
        voices.show_photo(Photo.objects.get(contribution=made), by=self.moderator, now=self.past + DAY)
        case = self.case_of(made)
        voices.support(made, relation=self.resident, by=self.resident.person, now=self.past)
        caring.tell(case, self.words.text, by=self.caretaker, now=self.past + DAY)
        caring.note_inside(case, self.words.text, by=self.caretaker, now=self.past + DAY)
        caring.write_to_team(case, self.words.text, by=self.author.person, now=self.past + 2 * DAY)
        voices.comment(
            made, self.words.text[:900], relation=self.resident, by=self.resident.person, now=self.past
        )
        return {"case": case.public_id, "case_with_comments": case.public_id}

    def _closed_case(self) -> dict[str, Any]:
        case = self.case_of(self.say(self.past))
        closing = caring.Closing(Outcome.NOT_POSSIBLE, self.words.text, reason=self.words.text[:500])
        caring.close(case, closing, by=self.caretaker, now=self.past + DAY)
        caring.ask_whether_done(case, now=self.now)
        return {"closed_case": case.public_id}

    def _judged(self) -> dict[str, Any]:
        made = self.say(self.past)
        reasons = voices.Reasons(facts=self.words.text[:900], ground=Ground.NETIQUETTE, rule=self.words.title)
        voices.refuse(made, reasons=reasons, by=self.moderator, now=self.past + DAY)
        judgement = made.judgements.get()
        return {"judged_case": self.case_of(made).public_id, "judgement": judgement.pk}

    def _unconfirmed(self) -> dict[str, Any]:
        stranger = people.meet(self.controller, email=f"neu@{self.controller.slug}.example", now=self.now)
        made = self.say(self.now, by=stranger, known=False)
        raw = tokens.mint("confirm", made, now=self.now, lasts=DAY, address=stranger.email)
        return {"confirm_token": raw, "device": self._device()}

    def _device(self) -> str:
        """The path of a link that makes a browser known without an account."""
        stranger = people.meet(self.controller, email=f"ohne@{self.controller.slug}.example", now=self.now)
        made = self.say(self.now, by=stranger, known=False)
        raw = tokens.mint("confirm", made, now=self.now, lasts=DAY, address=stranger.email)
        return f"/ideen/bestaetigen/{raw}/"

    def _council(self) -> None:
        case = self.case_of(self.say(self.past))
        paper = caring.Paper(
            kind=CouncilKind.MOTION, body=self.words.title[:120], number="0042-26",
            sitting_on=clock.day_of(self.now + 14 * DAY),
        )  # fmt: skip
        caring.take_to_council(case, paper, saying=self.words.text, by=self.caretaker, now=self.past + DAY)
        other = self.case_of(self.say(self.past))
        until = clock.day_of(self.now + 9 * DAY)
        caring.wait(
            other,
            what=WaitingFor.SEASON,
            until=until,
            saying=self.words.text,
            by=self.caretaker,
            now=self.past + DAY,
        )

    def _follow(self) -> None:
        wish = news.Wish(topic=self.topic)
        news.follow(self.resident, wish, by=self.resident.person, now=self.past)
        stranger = people.meet(self.controller, email=f"fern@{self.controller.slug}.example", now=self.now)
        news.follow(stranger, news.Wish(topic=self.topic), by=None, now=self.now)


def _tokens(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Links as they stand in mails, for what was just furnished."""
    case = Case.objects.get(public_id=told["closed_case"])
    asked = Entry.objects.get(verb="case.done_asked", facts__case=case.pk)
    delivery = Delivery.objects.filter(entry=asked).order_by("pk")[0]
    controller = case.controller_id
    follows = news.Follow.objects.filter(controller_id=controller, topic__slug="wege")
    begun, waiting = follows.get(person__account__email__startswith="sam@"), follows.get(confirmed_at=None)
    return {
        "done_token": tokens.mint("done", delivery, now=now, lasts=DAY),
        "follow_token": tokens.mint("follow", waiting, now=now, lasts=DAY),
        "unsubscribe_token": tokens.mint("unsubscribe", begun, now=now, lasts=DAY),
    }
