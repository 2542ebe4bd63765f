"""Fills a demo with everything a page can show; adds an organisation without words, and one of long words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from konsens.city.people.kinds import OrganisationKind
from konsens.city.people.models import Organisation, Person
from konsens.demo.cast import engage, found, person
from konsens.doors.post.tick import tick
from konsens.kernel import clock, tokens
from tests.journeys.furnishing.door import doors
from tests.journeys.furnishing.public import say_everything, tokens_of
from tests.journeys.furnishing.room import DAY, LONG_WORDS, SHORT_WORDS, WORD, Room
from tests.journeys.furnishing.staff import work_everywhere

SLUGS = {"filled": "nachbarschaft", "long": "lang", "empty": "leer"}
ROLES = {
    "resident": "sam",
    "author": "ada",
    "caretaker": "wege",
    "head": "leitung-wege",
    "moderator": "moderation",
    "coordinator": "koordination",
    "admin": "koordination",
    "guarded": "gut-geschuetzt",
}


def furnish() -> dict[str, dict[str, Any]]:
    """Everything that pages need, by organisation: keys to slip into roles, ids and tokens for addresses."""
    now = clock.now()
    _found_two_more(now)
    told: dict[str, dict[str, Any]] = {"empty": {}}
    for state, words in (("filled", SHORT_WORDS), ("long", LONG_WORDS)):
        room = Room(Organisation.objects.get(slug=SLUGS[state]), words, now)
        told[state] = say_everything(room) | work_everywhere(room)
    told["filled"] |= doors(now)
    tick(now=now)
    for state in ("filled", "long"):
        told[state] |= tokens_of(told[state], now)
    for state, slug in SLUGS.items():
        told[state] |= {"legal": "impressum", "part": "kontakt", "language": "de", "keys": _keys(slug, now)}
    return told


def _found_two_more(now: datetime) -> None:
    engage(found("leer", "Verein Leere Liste", OrganisationKind.ASSOCIATION, now=now), now=now)
    person("Sam", "sam@leer.example", now=now)
    long = found(
        "lang",
        f"{WORD} der Stadt",
        OrganisationKind.CITY,
        now=now,
        platform_name=WORD[:40],
        phone="0231 000 115",
        phone_hours=f"Mo–Fr 7–18 Uhr, {WORD}",
        address=WORD,
    )
    engage(long, now=now - 90 * DAY)


def _keys(slug: str, now: datetime) -> dict[str, str]:
    """Sign-in links into every role of an organisation that somebody has."""
    known = Person.objects.filter(account__email__endswith=f"@{slug}.example").select_related("account")
    by_name = {each.account.email.partition("@")[0]: each for each in known if each.account is not None}
    return {
        role: f"/konto/vorfuehrung/{tokens.mint('demo_sign_in', by_name[name], now=now, lasts=DAY)}/"
        for role, name in ROLES.items()
        if name in by_name
    }
