"""Which spaces can be occupied: the leaves of a house as it stands on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from konsens.city.places.models import Space


class Rooms:
    """Some houses in memory, with what they were and will be."""

    def __init__(self, spaces: Iterable[Space]) -> None:
        self.by_id = {each.pk: each for each in spaces}
        self._parts: dict[int, list[Space]] = defaultdict(list)
        for each in self.by_id.values():
            if each.parent_id is not None:
                self._parts[each.parent_id].append(each)

    @classmethod
    def around(cls, spaces: Iterable[Space]) -> Rooms:
        """The houses of some spaces; one query, none for no spaces."""
        houses = {each.house_pk for each in spaces}
        return cls(Space.objects.in_houses(houses) if houses else ())

    def leaves(self, of: Iterable[int], on: date) -> list[Space]:
        """What is occupied on a day when some spaces are: all their parts that have none, each once."""
        found = {leaf.pk: leaf for each in of for leaf in self._leaves(self.by_id[each], on)}
        return [found[pk] for pk in sorted(found)]

    def _leaves(self, space: Space, on: date) -> Iterator[Space]:
        parts = [each for each in self._parts[space.pk] if is_there(each, on)]
        if not parts:
            yield space
        for each in parts:
            yield from self._leaves(each, on)

    def above(self, space: Space) -> list[Space]:
        """A space and everything it is a part of, up to its house."""
        found = [space]
        while (parent := found[-1].parent_id) is not None:
            found.append(self.by_id[parent])
        return found


def is_there(space: Space, on: date) -> bool:
    """Can it be used on a day?"""
    return space.opens <= on and (space.ends is None or on < space.ends)
