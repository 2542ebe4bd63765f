"""What happens out of sight: run as a process on a house's data, it prints what a journey must know.

python -m tests.journeys.scenes key address=wege@nachbarschaft.example
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

Told = dict[str, Any]


def key(address: str) -> Told:
    """A sign-in link of the demo for anybody who plays in it."""
    from konsens.city.people.models import Person
    from konsens.kernel import clock, tokens

    person = Person.objects.get(account__email=address)
    raw = tokens.mint("demo_sign_in", person, now=clock.now(), lasts=timedelta(days=1))
    return {"path": f"/konto/vorfuehrung/{raw}/"}


def lay_out() -> Told:
    """Style sheets and scripts are laid out as for a server."""
    from konsens.conf.running import collect

    collect()
    return {}


def confide(slug: str) -> Told:
    """Somebody says something confidential to an organisation, with a photo; its words stand nowhere else."""
    import io

    from konsens.city.people import actions as people
    from konsens.city.people.models import Organisation
    from konsens.city.projects.models import Phase
    from konsens.city.topics.models import Topic
    from konsens.kernel import clock
    from konsens.kernel.files import prepare_photo
    from konsens.listening.voices import actions as voices
    from konsens.listening.voices.kinds import Kind
    from konsens.listening.voices.models import Photo
    from konsens.listening.voices.said import Said
    from tests.journeys.pictures import photo

    now, word = clock.now(), f"kanarienvogel{slug}"
    controller = Organisation.objects.get(slug=slug)
    relation = people.meet(controller, email=f"{word}@mail.example", now=now)
    relation = people.verify_address(relation, now=now)
    said = Said(
        kind=Kind.CONCERN,
        title=f"Ein {word} im Amt",
        text=f"Nur im Haus: {word}.",
        topic=Topic.objects.get(controller=controller, slug="vertraulich"),
        private_note=f"Rückruf wegen {word}.",
        photos=(prepare_photo(io.BytesIO(photo()["buffer"])),),  # type: ignore[arg-type]
        photo_description=f"Ein {word}",
    )
    phase = Phase.objects.get(project__controller=controller)
    made = voices.hear(said, phase=phase, relation=relation, by=relation.person, now=now)
    shown = Photo.objects.get(contribution=made)
    return {"word": word, "sentence": said.title, "case": made.public_id, "photo": shown.large.name}


def furnish() -> Told:
    """Everything that pages need to be looked at."""
    from tests.journeys import furnishing

    return furnishing.furnish()


SCENES: dict[str, Callable[..., Told]] = {
    "confide": confide,
    "furnish": furnish,
    "key": key,
    "lay_out": lay_out,
}


def main(arguments: list[str]) -> None:
    """Play one scene."""
    django.setup()
    name, *given = arguments
    values = dict(each.split("=", 1) for each in given)
    print(json.dumps(SCENES[name](**values)))


if __name__ == "__main__":
    main(sys.argv[1:])
