"""What residents see: open, closed, judged and unconfirmed things, and the links of their mails."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import Outcome, WaitingFor
from konsens.caring.cases.models import Case
from konsens.city.people.models import Relation
from konsens.kernel import clock, tokens
from konsens.kernel.files import Picture, prepare_photo
from konsens.kernel.models import Entry
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground
from konsens.listening.voices.models import Photo
from konsens.telling.news import actions as news
from konsens.telling.news.models import Delivery, Follow
from tests.journeys.furnishing.room import DAY, Room
from tests.journeys.pictures import photo


def say_everything(room: Room) -> dict[str, Any]:
    """Say and answer a little of everything; returns what addresses need."""
    told = _open_case(room) | _closed_case(room) | _judged(room) | _unconfirmed(room)
    until = clock.day_of(room.now + 9 * DAY)
    caring.wait(
        room.case(), what=WaitingFor.SEASON, until=until, saying=room.words.text, by=room.caretaker,
        now=room.past + DAY,
    )  # fmt: skip
    news.follow(room.resident, news.Wish(topic=room.topic), by=room.resident.person, now=room.past)
    news.follow(room.stranger("fern"), news.Wish(topic=room.topic), by=None, now=room.now)
    return told


def drawn() -> tuple[Picture, Picture]:
    """A photo as a form hands it on."""
    return prepare_photo(io.BytesIO(photo()["buffer"]))  # type: ignore[arg-type]


def _open_case(room: Room) -> dict[str, Any]:
    made = room.say(room.past, photos=(drawn(),), photo_description=room.words.title)
    later = room.past + DAY
    voices.show_photo(Photo.objects.get(contribution=made), by=room.moderator, now=later)
    voices.support(made, relation=room.resident, by=room.resident.person, now=room.past)
    voices.comment(
        made, room.words.text[:900], relation=room.resident, by=room.resident.person, now=room.past
    )
    case = Case.objects.get(lead=made)
    caring.tell(case, room.words.text, by=room.caretaker, now=later)
    caring.note_inside(case, room.words.text, by=room.caretaker, now=later)
    caring.write_to_team(case, room.words.text, by=room.author.person, now=later + DAY)
    return {"case": case.public_id}


def _closed_case(room: Room) -> dict[str, Any]:
    case = room.case()
    closing = caring.Closing(Outcome.NOT_POSSIBLE, room.words.text, reason=room.words.text[:500])
    caring.close(case, closing, by=room.caretaker, now=room.past + DAY)
    caring.ask_whether_done(case, now=room.now)
    return {"closed_case": case.public_id}


def _judged(room: Room) -> dict[str, Any]:
    made = room.say(room.past)
    reasons = voices.Reasons(facts=room.words.text[:900], ground=Ground.NETIQUETTE, rule=room.words.title)
    voices.refuse(made, reasons=reasons, by=room.moderator, now=room.past + DAY)
    return {"judged_case": made.public_id, "judgement": made.judgements.get().pk}


def _unconfirmed(room: Room) -> dict[str, Any]:
    """A link that stays unused, and one that makes a browser known without an account."""
    new, other = room.stranger("neu"), room.stranger("ohne-konto")
    first = room.say(room.now, by=new, known=False)
    second = room.say(room.now, by=other, known=False)
    given = room.link("confirm", second, other.email)
    return {"confirm_token": room.link("confirm", first, new.email), "device": f"/ideen/bestaetigen/{given}/"}


def tokens_of(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Links as they stand in mails, for what was just furnished."""
    case = Case.objects.get(public_id=told["closed_case"])
    asked = Entry.objects.get(verb="case.done_asked", facts__case=case.pk)
    delivery = Delivery.objects.filter(entry=asked).order_by("pk")[0]
    follows = Follow.objects.filter(controller_id=case.controller_id, topic__slug="wege")
    begun = follows.get(person__account__email__startswith="sam@")
    waiting = follows.get(confirmed_at=None)
    known = Relation.objects.filter(controller_id=case.controller_id).order_by("pk")[0]
    return {
        "stay_token": tokens.mint("stay", known, now=now, lasts=DAY),
        "done_token": tokens.mint("done", delivery, now=now, lasts=DAY),
        "follow_token": tokens.mint("follow", waiting, now=now, lasts=DAY),
        "unsubscribe_token": tokens.mint("unsubscribe", begun, now=now, lasts=DAY),
    }
