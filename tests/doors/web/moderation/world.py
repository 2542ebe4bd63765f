"""What waits for moderators in the tests of their room."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from konsens.city.people.kinds import Role
from konsens.city.people.models import Organisation, Person, Relation
from konsens.kernel.files import prepare_photo
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground
from konsens.listening.voices.models import Complaint, Contribution, Photo, Report
from tests import a

WHY = voices.Reasons(
    facts="Nennt eine Nachbarin mit Namen.", ground=Ground.PRIVACY, rule="Netiquette, Punkt 3"
)
REASONS = {"facts": "Nennt eine Nachbarin mit Namen.", "ground": "privacy", "rule": "Netiquette, Punkt 3"}


def moderator(name: str = "noa", *, of: Organisation | None = None) -> Person:
    return a.staff(Role.MODERATOR, at=of or a.controller(), name=name)


def held(title: str = "Ruft mich an", **fields: Any) -> Contribution:
    return a.contribution(title, text="Meine Nummer ist 0231 1234567.", **fields)


def photo(**fields: Any) -> Photo:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(target, "PNG")
    target.seek(0)
    return a.contribution("Mit Bild", photos=(prepare_photo(target),), **fields).photos.get()


def report(on: Contribution | None = None, *, email: str = "") -> Report:
    said = on or a.contribution("Gemeldetes")
    return voices.report(
        said, reason="Das ist eine Beleidigung.", name="Bo Muster", email=email, by=None, now=a.NOW
    )


def complaint(by: Person, **fields: Any) -> Complaint:
    """A complaint about a judgement of somebody."""
    said = a.contribution("Umstrittenes", **fields)
    judgement = voices.refuse(said, reasons=WHY, by=by, now=a.NOW)
    assert said.author is not None
    return voices.complain(judgement, "Das war mein eigener Name.", by=said.author, now=a.NOW)


def comment(
    on: Contribution, text: str = "Das finde ich auch.", *, by: Relation | None = None
) -> Contribution:
    phase = on.phase
    phase.comments = True
    phase.save()
    somebody = by or a.resident("ute", of=on.controller)
    return voices.comment(on, text, relation=somebody, by=somebody.person, now=a.NOW)
