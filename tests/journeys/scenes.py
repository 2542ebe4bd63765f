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


def furnish() -> Told:
    """Everything that pages need to be looked at."""
    from tests.journeys import furnishing

    return furnishing.furnish()


SCENES: dict[str, Callable[..., Told]] = {"furnish": furnish, "key": key}


def main(arguments: list[str]) -> None:
    """Play one scene."""
    django.setup()
    name, *given = arguments
    values = dict(each.split("=", 1) for each in given)
    print(json.dumps(SCENES[name](**values)))


if __name__ == "__main__":
    main(sys.argv[1:])
