"""What a door brings in: the words, the place and the channel of something said."""

from __future__ import annotations

from dataclasses import dataclass

from konsens.city.topics.models import Topic
from konsens.kernel.files import Picture
from konsens.listening.voices.kinds import Channel, Kind


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it is: a point, the finest area it lies in, a street; each may be unknown."""

    lat: float | None = None
    lon: float | None = None
    area_id: int | None = None
    street: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Something said, as typed; the action cleans and checks it."""

    kind: Kind
    title: str
    text: str
    topic: Topic | None
    spot: Spot = Spot()
    channel: Channel = Channel.WEB
    private_note: str = ""
    language: str = "de"
    photos: tuple[tuple[Picture, Picture], ...] = ()
    photo_description: str = ""
